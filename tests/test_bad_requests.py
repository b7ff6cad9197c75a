"""Requests that are no HTTP, or hardly, sent to a real server: refused, and the next one is answered."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Final, NamedTuple
from urllib.request import urlopen

import psycopg
import pytest

from app.database.server import Server
from tests.conftest import database_url
from tests.people import EVE
from tests.service.processes import ROOT, launch

MODEL: Final = b'{"name":"From the wire","organization":"x"}'
SECONDS: Final = 20.0


class Place(NamedTuple):
    """Where the service listens, and its database."""

    port: int
    database: str


@pytest.fixture(scope="module")
def place(migrated: Server, seeded: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A real server on the seeded database, to which nothing that a test sends gets."""
    url = database_url(migrated.app_url, seeded)
    outputs = tmp_path_factory.mktemp("wire")
    service = launch(
        outputs,
        outputs,
        command=(sys.executable, str(ROOT / "tests" / "impatient.py"), "serve"),
        DATABASE_URL=url,
    )
    try:
        yield Place(int(service.url.rpartition(":")[2]), url)
        assert "Traceback" not in service.complaints
    finally:
        service.put_away()


def head(*lines: bytes, target: bytes = b"/api/v1/models", method: bytes = b"POST") -> bytes:
    eve = f"Authorization: Bearer {EVE.token()}".encode()
    typical = (b"Host: 127.0.0.1", b"Content-Type: application/json", b"Connection: close", eve)
    return b"\r\n".join((method + b" " + target + b" HTTP/1.1", *typical, *lines, b"", b""))


def answer(port: int, *sent: bytes, pause: float = 0) -> bytes:
    """Everything that comes back until the server closes."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=SECONDS)) as connection:
        try:
            for part in sent:
                connection.sendall(part)
                time.sleep(pause)
        except ConnectionError:
            pass  # it has been refused before its end
        return everything(connection)


def everything(connection: socket.socket) -> bytes:
    found = b""
    try:
        while part := connection.recv(65536):
            found += part
    except ConnectionError:
        pass  # closed while something was still on its way
    return found


def changes(url: str) -> int:
    with psycopg.connect(url) as db:
        row = db.execute("select count(*) from changes").fetchone()
    assert row
    return int(row[0])


LENGTH: Final = b"Content-Length: %d" % len(MODEL)
CHUNKED: Final = b"Transfer-Encoding: chunked"
MISFIT: Final = b'c\r\n{"nobody":1}\r\n0\r\n\r\n'


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(head(b"Content-Length: abc") + MODEL, id="60 a length that is no number"),
        pytest.param(head(b"Content-Length: -1") + MODEL, id="60 a negative length"),
        pytest.param(head(LENGTH, b"Content-Length: 3") + MODEL, id="60 two lengths"),
        pytest.param(head(CHUNKED) + b"zz\r\n" + MODEL + b"\r\n0\r\n\r\n", id="60 a chunk of no size"),
        pytest.param(head(b"Transfer-Encoding: gzip, x") + MODEL, id="60 an unknown coding"),
        pytest.param(
            head(LENGTH, target="/api/v1/models/é".encode()) + MODEL, id="60 a path that is not ASCII"
        ),
        pytest.param(head(LENGTH, target=b"/api/v1/models?q=a b") + MODEL, id="60 a blank in the address"),
        pytest.param(head(LENGTH, target=b"/api/v1/models\x00") + MODEL, id="a NUL in the address"),
        pytest.param(head(LENGTH, b"X-A: a\x00b") + MODEL, id="a NUL in a header"),
        pytest.param(head(LENGTH, b"X-A : a") + MODEL, id="a blank in a header's name"),
        pytest.param(head(LENGTH, method=b"BREW") + MODEL, id="60 a method that there is not"),
        pytest.param(head(LENGTH, b"X-A: " + b"a" * 20_000_000) + MODEL, id="75 a header of 20 MB"),
        pytest.param(
            head(LENGTH, target=b"/api/v1/models?q=" + b"a" * 70_000) + MODEL, id="77 a long address"
        ),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, id="TLS"),
        pytest.param(b"\x00" * 1000, id="NULs"),
    ],
)
def test_what_is_no_http(place: Place, sent: bytes) -> None:
    before = changes(place.database)
    found = answer(place.port, sent)
    status = found.split(b" ", 2)[1] if found else b"closed"
    assert status == b"closed" or status.startswith(b"4"), found[:300]
    assert b"Traceback" not in found
    assert len(found) < 2000
    assert changes(place.database) == before
    with urlopen(f"http://127.0.0.1:{place.port}/readyz", timeout=SECONDS) as well:
        assert well.status == 200


@pytest.mark.parametrize("fields", [(CHUNKED, b"Content-Length: 3"), (b"Content-Length: 3", CHUNKED)])
def test_nothing_is_smuggled_behind_a_body_of_two_lengths(place: Place, fields: tuple[bytes, bytes]) -> None:
    """60: the chunks count, and the connection ends with their answer (RFC 9112, 6.1)."""
    both = head(*fields).replace(b"Connection: close\r\n", b"")
    found = answer(place.port, both + MISFIT + head(target=b"/healthz", method=b"GET"))
    assert found.startswith(b"HTTP/1.1 422 "), found[:300]
    assert found.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in found


def test_a_body_that_drips_is_not_waited_for(place: Place) -> None:
    """One byte in a while: 408 after the (shortened) patience, and the connection is closed."""
    before, start = changes(place.database), time.monotonic()
    found = answer(place.port, head(b"Content-Length: 1000"), *(b"{" for _ in range(12)), pause=0.2)
    assert found.startswith(b"HTTP/1.1 408 "), found[:300]
    assert b"application/problem+json" in found
    assert b"The body did not arrive within 1 seconds." in found
    assert time.monotonic() - start < SECONDS
    assert changes(place.database) == before


def test_a_body_that_breaks_off(place: Place) -> None:
    """Nobody is left to answer; nothing is written, and the log holds no crash."""
    before = changes(place.database)
    with closing(socket.create_connection(("127.0.0.1", place.port), timeout=SECONDS)) as connection:
        connection.sendall(head(LENGTH) + MODEL[:-5])
        connection.shutdown(socket.SHUT_WR)
        found = everything(connection)
    assert found == b"" or found.split(b" ", 2)[1] == b"400"
    assert changes(place.database) == before
