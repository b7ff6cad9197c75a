"""Uploads to the service as processes: what breaks off on its way, and what memory a large file takes."""

import http.client
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.people import MIA
from tests.service.processes import Service, eventually, launch

DATASETS: Final = "/api/v1/datasets"
MEGABYTE: Final = 2**20
#: Of CSV.
LARGE: Final = 256 * MEGABYTE
pytestmark = pytest.mark.once


@pytest.fixture
def service(fresh: str, tmp_path: Path) -> Iterator[Service]:
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    started = launch(tmp_path / "home", outputs, DATABASE_URL=fresh, DATASET_READERS=0, POOL_WAIT=20)
    yield started
    started.put_away()


def kept(service: Service) -> list[Path]:
    """Files of datasets, whole or not."""
    return [path for path in service.home.rglob("*/*") if path.is_file()]


def own(service: Service) -> int:
    """Datasets of Mia, those of the seed among them."""
    answer = httpx.get(
        f"{service.url}{DATASETS}", params={"visibility": "own"}, headers=MIA.headers(), timeout=30
    )
    return len(answer.json()["items"])


def headed(service: Service, verb: str, *lines: str) -> socket.socket:
    """A connection on which the head of an upload was sent."""
    host, _, port = service.url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    head = [f"{verb} HTTP/1.1", "Host: test", f"Authorization: Bearer {MIA.token()}", *lines, "", ""]
    connection.sendall("\r\n".join(head).encode())
    return connection


FORM: Final = "Content-Type: multipart/form-data; boundary=b"
PART: Final = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("way", ["form", "body"])
def test_who_hangs_up_leaves_nothing(service: Service, way: str, announced: bool) -> None:
    """In the middle of a file of which a megabyte is on the disk already."""
    before = own(service)
    body = (PART if way == "form" else b"") + b"a,b\n" + b"1,2\n" * (MEGABYTE // 2)
    lines = ["Content-Length: 100000000" if announced else "Transfer-Encoding: chunked"]
    lines += [FORM] if way == "form" else []
    verb = f"POST {DATASETS}" if way == "form" else f"PUT {DATASETS}?filename=a.csv"
    with headed(service, verb, *lines) as connection:
        connection.sendall(body if announced else b"%x\r\n%b\r\n" % (len(body), body))
        assert eventually(lambda: any(path.name.endswith(".part") for path in kept(service)), 30)
    assert eventually(lambda: kept(service) == [], 30)
    assert own(service) == before
    assert eventually(lambda: any(line.get("status") == 400 for line in service.log), 30)
    assert {line["event"] for line in service.log} <= {"request", "reachable", "sample_loaded"}


def resident(service: Service) -> int:
    """Bytes of memory that the workers use."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in service.workers]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


def test_a_large_file_takes_no_memory(service: Service) -> None:
    """Sent, and fetched again: what the worker uses more than before stays within a fixed bound."""
    line = b"Alpha,Quiz,71.5,2025-03-01\n"
    piece = line * (MEGABYTE // len(line))
    pieces = LARGE // len(piece)
    own(service)  # what a first request needs is not counted
    start, most = resident(service), 0

    def sent() -> Iterator[bytes]:
        nonlocal most
        for at in range(pieces):
            yield piece
            if at % 8 == 0:
                most = max(most, resident(service))

    connection = http.client.HTTPConnection(service.url.removeprefix("http://"), timeout=100)
    size = {"Content-Length": str(pieces * len(piece))}
    connection.request("PUT", f"{DATASETS}?filename=large.csv", body=sent(), headers=MIA.headers() | size)
    answer = connection.getresponse()
    assert answer.status == 202, answer.read()
    place = answer.headers["location"]
    assert answer.read()
    most = max(most, resident(service))
    print(f"uploading: {(most - start) / MEGABYTE:.0f} MB more than {start / MEGABYTE:.0f}")
    assert most - start < 64 * MEGABYTE

    connection.request("GET", f"{place}/original", headers=MIA.headers())
    answer = connection.getresponse()
    assert answer.headers["content-length"] == size["Content-Length"]
    read = 0
    while got := answer.read(MEGABYTE):
        read += len(got)
        most = max(most, resident(service))
    print(f"fetching: {(most - start) / MEGABYTE:.0f} MB more")
    assert read == pieces * len(piece)
    assert most - start < 64 * MEGABYTE
    connection.close()
