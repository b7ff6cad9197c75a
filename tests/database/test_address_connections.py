"""The same address in both drivers, at a real server: TLS, sockets, lists of hosts, odd logins."""

import select
import shutil
import socket
import ssl
import string
import threading
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psycopg
import pytest
from psycopg import sql

from app.database.address import Address, parse
from app.database.data_directory import password
from app.database.server import Server

TLS = Path(__file__).with_name("tls")
AUTHORITY, CERTIFICATE, KEY = (
    str(TLS / name) for name in ("authority.crt", "localhost.crt", "localhost.key")
)
SECRET = "s3cr3t"
SSL_REQUEST = bytes.fromhex("0000000804d2162f")


@dataclass(frozen=True)
class Greeting:
    """What a client showed before it logged in."""

    encrypted: bool
    certificate: str | None
    parameters: dict[str, str]


class Front:
    """A TCP port with TLS before the tests' server, which has neither; it notes what clients say first.

    The server's own TLS cannot serve: the embedded programs are built without it.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.upstream = str(server.socket_directory / f".s.PGSQL.{server.port}")
        self.greetings: list[Greeting] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(CERTIFICATE, KEY)
        self.context.load_verify_locations(AUTHORITY)
        self.context.verify_mode = ssl.CERT_OPTIONAL
        self.listeners = [socket.create_server(("127.0.0.1", 0))]
        self.port = int(self.listeners[0].getsockname()[1])
        with suppress(OSError):  # a machine without IPv6
            self.listeners.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for listener in self.listeners:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def url(self, rest: str = "", *, login: str | None = None, host: str = "localhost") -> str:
        login = login or f"catalogue_app:{password(self.server.home, 'app')}"
        return f"postgresql://{login}@{host}:{self.port}/catalogue{rest}"

    def close(self) -> None:
        for listener in self.listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), ExitStack() as stack:
            stack.callback(lambda: client.close())  # noqa: PLW0108 - by then it may be the TLS socket
            first = _packet(client)
            encrypted = first == SSL_REQUEST
            if encrypted:
                client.sendall(b"S")
                client = self.context.wrap_socket(client, server_side=True)
                first = _packet(client)
            words = first[8:].decode().split("\0")
            parameters = dict(zip(words[::2], words[1::2], strict=False))
            self.greetings.append(Greeting(encrypted, _common_name(client), parameters))
            upstream = stack.enter_context(socket.socket(socket.AF_UNIX))
            upstream.connect(self.upstream)
            upstream.sendall(first)
            while True:
                for source in select.select([client, upstream], [], [])[0]:
                    data = source.recv(65536)
                    if not data:
                        return
                    (upstream if source is client else client).sendall(data)


def _packet(client: socket.socket) -> bytes:
    """A packet that opens a conversation; drivers send each in one piece."""
    length = client.recv(4)
    if len(length) < 4:  # the client hung up, as after a handshake that it did not like
        raise ConnectionError
    return length + client.recv(int.from_bytes(length) - 4)


def _common_name(client: socket.socket) -> str | None:
    certificate = client.getpeercert() if isinstance(client, ssl.SSLSocket) else None
    return str(certificate["subject"][0][0][1]) if certificate else None


@pytest.fixture(scope="module")
def front(server: Server) -> Iterator[Front]:
    front = Front(server)
    yield front
    front.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def told_by_both(address: Address) -> tuple[str, ...]:
    """User, database and application, as the server sees them; both drivers' must be equal."""
    question = "select session_user::text, current_database()::text, current_setting('application_name')"
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        answer = await connection.fetchrow(question)
        assert answer is not None
    finally:
        await connection.close()
    with psycopg.connect(address.psycopg()) as other:
        assert other.execute(question).fetchone() == tuple(answer)
    return tuple(answer)


async def greetings_of_both(front: Front, rest: str, *, host: str = "localhost") -> list[Greeting]:
    before = len(front.greetings)
    address = parse(front.url(rest, host=host))
    assert (await told_by_both(address))[:2] == ("catalogue_app", "catalogue")
    return front.greetings[before:]


async def refused_by_both(address: Address) -> str:
    with pytest.raises((OSError, asyncpg.PostgresError)) as first:
        await asyncpg.connect(**address.asyncpg())
    with pytest.raises(psycopg.OperationalError) as second:
        psycopg.connect(address.psycopg())
    return "".join(traceback.format_exception(first.value) + traceback.format_exception(second.value))


@pytest.mark.parametrize(
    ("rest", "encrypted"),
    [
        ("", True),
        ("?sslmode=disable", False),
        ("?sslmode=allow", False),
        ("?sslmode=prefer", True),
        ("?sslmode=require", True),
        ("?sslmode=no-verify&channel_binding=prefer&connection_limit=1", True),
        (f"?sslmode=require&sslrootcert={quote(AUTHORITY)}", True),
        (f"?sslmode=verify-ca&sslrootcert={quote(AUTHORITY)}", True),
        (f"?sslmode=verify-full&sslrootcert={quote(AUTHORITY)}", True),
        ("?connect_timeout=5&statement_cache_size=0&target_session_attrs=read-write", True),
    ],
)
async def test_both_drivers_connect_with_as_much_tls_as_asked(
    front: Front, rest: str, encrypted: bool
) -> None:
    assert [greeting.encrypted for greeting in await greetings_of_both(front, rest)] == [encrypted] * 2


async def test_a_client_certificate_is_shown_to_the_server(front: Front, tmp_path: Path) -> None:
    key = tmp_path / "key"  # libpq refuses a key that others may read, as git leaves it
    shutil.copy(KEY, key)
    key.chmod(0o600)
    greetings = await greetings_of_both(
        front, f"?sslmode=require&sslcert={quote(CERTIFICATE)}&sslkey={quote(str(key))}"
    )
    assert [greeting.certificate for greeting in greetings] == ["localhost"] * 2


async def test_the_systems_authorities(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = "?sslrootcert=system"
    assert (await refused_by_both(parse(front.url(rest)))).count("certificate verify failed") >= 2
    monkeypatch.setenv("SSL_CERT_FILE", AUTHORITY)
    assert [greeting.encrypted for greeting in await greetings_of_both(front, rest)] == [True, True]


async def test_a_certificate_for_another_name_is_refused(front: Front) -> None:
    full, authority = (
        f"?sslmode={mode}&sslrootcert={quote(AUTHORITY)}" for mode in ("verify-full", "verify-ca")
    )
    assert "127.0.0.1" in await refused_by_both(parse(front.url(full, host="127.0.0.1")))
    assert len(await greetings_of_both(front, authority, host="127.0.0.1")) == 2


async def test_a_transaction_pooler_is_asked_for_nothing_but_a_name(front: Front) -> None:
    greetings = await greetings_of_both(front, "?pgbouncer=true&sslmode=disable&application_name=me")
    # client_encoding is the drivers' own, and poolers know it.
    assert [set(greeting.parameters) - {"", "client_encoding"} for greeting in greetings] == [
        {"user", "database", "application_name"}
    ] * 2


async def test_settings_in_options_reach_a_server(front: Front) -> None:
    address = parse(front.url("?options=-c%20work_mem%3D7MB"))
    question = "select current_setting('work_mem')"
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        assert await connection.fetchval(question) == "7MB"
    finally:
        await connection.close()
    with psycopg.connect(address.psycopg()) as other:
        assert other.execute(question).fetchone() == ("7MB",)


async def test_sockets_and_host_lists(front: Front) -> None:
    server, dead = front.server, free_port()
    login = f"postgresql://catalogue_app:{password(server.home, 'app')}@"
    directory = quote(str(server.socket_directory), safe="")
    for url in (
        f"{login}{directory}:{server.port}/catalogue?sslmode=require",
        f"{login}/catalogue?host={directory}&port={server.port}",
        f"{login}localhost:{dead},localhost:{front.port}/catalogue",
        f"{login}/catalogue?host=localhost,{directory}&port={dead},{server.port}",
    ):
        assert await told_by_both(parse(url)) == ("catalogue_app", "catalogue", "model-catalogue")


async def test_an_ipv6_address(front: Front) -> None:
    if len(front.listeners) == 1:
        pytest.skip("this machine has no IPv6")
    assert len(await greetings_of_both(front, "", host="[::1]")) == 2


async def test_a_login_of_special_characters(front: Front) -> None:
    user, secret = "u@x: y/ü", f"{string.punctuation} ü🔑"
    administrator = f"postgres:{password(front.server.home, 'postgres')}"
    with psycopg.connect(parse(front.url(login=administrator)).psycopg(), autocommit=True) as connection:
        role = sql.Identifier(user)
        connection.execute(sql.SQL("create role {} login password {}").format(role, sql.Literal(secret)))
        try:
            connection.execute(sql.SQL("grant connect on database catalogue to {}").format(role))
            login = f"{quote(user, safe='')}:{quote(secret, safe='')}"
            assert (await told_by_both(parse(front.url(login=login))))[0] == user
        finally:
            connection.execute(sql.SQL("drop owned by {}").format(role))
            connection.execute(sql.SQL("drop role {}").format(role))


async def test_a_wrong_password_is_in_no_error(front: Front) -> None:
    said = await refused_by_both(parse(front.url(login=f"catalogue_app:{SECRET}")))
    assert said.count("password authentication failed") >= 2
    assert SECRET not in said
