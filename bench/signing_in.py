"""What signing in takes, and what others notice of it: `python -m bench.signing_in`."""

import asyncio
import http.client
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Final
from urllib.parse import urlsplit

from app.accounts.passwords import HASHES
from app.database import migrations
from app.database.address import parse
from app.database.pool import Database
from app.database.server import find_programs, running
from app.queries import users
from app.settings import Settings
from bench.contestants import ours
from bench.database import SETTINGS, cache
from bench.load import Burst, read, require_wrk

SCRIPT: Final = Path(__file__).with_name("sign_in.lua")
#: As many as sign_in.lua knows, all at once, and with its password.
PEOPLE: Final = 20
PASSWORD: Final = "four words and a number 4711"
SECONDS: Final = 10
PAIRS: Final = 60
#: Seconds between two looks at the event loop, and milliseconds that a look may take.
PAUSE: Final = 0.005
TARGET: Final = 20.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds."""

    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: list[float]) -> "Spread":
        return cls(median(seconds) * 1000, quantiles(seconds, n=100)[98] * 1000)


@dataclass(frozen=True, slots=True)
class SignIns:
    """Of 20 at once; how long /healthz took before and meanwhile; and refusals of known and unknown names."""

    load: Burst
    idle: Spread
    busy: Spread
    known: list[float]
    unknown: list[float]


@contextmanager
def service() -> Iterator[str]:
    """The address of the service, on a database with PEOPLE."""
    home = cache() / "signing-in"
    shutil.rmtree(home, ignore_errors=True)
    try:
        with running(home, find_programs(), extra=SETTINGS) as server:
            migrations.apply(parse(server.owner_url), report=lambda _: None)
            asyncio.run(_settle(server.app_url))
            with ours(server.app_url, SIGN_IN_RATE="100000") as contestant:
                yield contestant.base
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _settle(database_url: str) -> None:
    hashed = HASHES.hash(PASSWORD)
    async with Database(parse(database_url), Settings()).opened() as db:
        for number in range(1, PEOPLE + 1):
            await users.create(
                db,
                email=f"person-{number}@example.org",
                username=f"person-{number}",
                full_name=None,
                hashed_password=hashed,
                role="member",
                is_superuser=False,
            )


def measure() -> SignIns:
    with service() as base:
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=20)
        idle = _looks(connection, 2.0)
        flood = _Flood(f"{base}/auth/login")
        flood.start()
        sleep(1)  # until all are there
        busy = _looks(connection, SECONDS - 2.0)
        load = flood.result()
        known, unknown = _pairs(connection, urlsplit(base).path)
    return SignIns(load, Spread.of(idle), Spread.of(busy), known, unknown)


class _Flood(threading.Thread):
    """wrk, while this process looks at what else the service answers."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._said = ""

    def run(self) -> None:
        command = ["wrk", "-t1", f"-c{PEOPLE}", f"-d{SECONDS}s", "--latency", "--timeout", "20s"]
        command += ["-s", str(SCRIPT), self._url]
        self._said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout

    def result(self) -> Burst:
        self.join()
        return read(self._url, self._said)


def _looks(connection: http.client.HTTPConnection, seconds: float) -> list[float]:
    """How long /healthz takes, which asks nothing of anybody: its wait is that of the event loop."""
    found, end = [], perf_counter() + seconds
    while perf_counter() < end:
        found.append(_timed(lambda: connection.request("GET", "/healthz"), connection, 200))
        sleep(PAUSE)
    return found


def _pairs(connection: http.client.HTTPConnection, path: str) -> tuple[list[float], list[float]]:
    """Seconds of refusals, in turn."""
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(2 * PAIRS):
        name = f"person-{number % PEOPLE + 1}" if number % 2 else f"nobody-{number}"
        body = json.dumps({"username": name, "password": "not the password"})
        ask = _sign_in(connection, f"{path}/auth/login", body)
        found[(number + 1) % 2].append(_timed(ask, connection, 401))
    return found


def _sign_in(connection: http.client.HTTPConnection, path: str, body: str) -> Callable[[], None]:
    return lambda: connection.request("POST", path, body, {"Content-Type": "application/json"})


def _timed(ask: Callable[[], None], connection: http.client.HTTPConnection, status: int) -> float:
    start = perf_counter()
    ask()
    answer = connection.getresponse()
    answer.read()
    if answer.status != status:
        raise SystemExit(f"Expected {status}, and got {answer.status}.")
    return perf_counter() - start


def table(found: SignIns) -> Iterator[str]:
    """As Markdown."""
    load, idle, busy = found.load, found.idle, found.busy
    yield f"## Signing in, {PEOPLE} people at once"
    yield ""
    yield "| what | p50 ms | p99 ms | target | |"
    yield "|---|--:|--:|--:|---|"
    yield f"| a sign-in, of {load.rate:.0f} a second | {load.p50:.0f} | {load.p99:.0f} | | |"
    yield f"| the event loop's lag before | {idle.p50:.1f} | {idle.p99:.1f} | | |"
    verdict = "met" if busy.p99 <= TARGET else "not met"
    yield f"| meanwhile | {busy.p50:.1f} | {busy.p99:.1f} | {TARGET:g} | {verdict} |"
    yield ""
    yield (
        f"A wrong password takes {_tenths(found.known)} ms (a tenth, the half and nine tenths of {PAIRS}) "
        f"where the name is known, {_tenths(found.unknown)} ms where it is not, asked in turn. The lag is "
        "what `GET /healthz` takes on a connection of its own."
    )


def _tenths(seconds: list[float]) -> str:
    tenths = quantiles(seconds, n=10)
    return ", ".join(f"{tenths[n] * 1000:.1f}" for n in (0, 4, 8))


def main() -> None:
    require_wrk()
    print("\n".join(table(measure())))


if __name__ == "__main__":
    main()
