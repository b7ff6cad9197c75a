"""A large CSV file uploaded, read, profiled and kept as Parquet: `python -m bench.profiling`."""

import asyncio
import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any, Final
from urllib.parse import urlsplit

from app.accounts.passwords import HASHES
from app.database import migrations
from app.database.address import parse
from app.database.pool import Database
from app.database.server import find_programs, running
from app.datasets.parent import CHILD
from app.queries import users
from app.settings import Settings
from bench.contestants import ours
from bench.database import SETTINGS, cache
from bench.scores import HEADER, write_scores

#: Rows of the file: 200 MB.
FULL: Final = 1_650_000
SMOKE: Final = 50_000
NAME: Final = "owner"
PASSWORD: Final = "four words and a number 4711"
#: Megabytes above what was there before: of the service, and of the child above an idle Python.
TARGET: Final = 300.0
#: Seconds between two looks at the memory, and at whether the file has been read.
LOOK: Final = 0.02
PATIENCE: Final = 600
IDLE: Final = (sys.executable, "-c", "print(open('/proc/self/status').read())")


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds; megabytes that the service had before and at most, and the child at most."""

    upload: float
    reading: float
    before: float
    service: float
    child: float


@dataclass(slots=True)
class Profiled:
    """One file, several times; megabytes of the file and of an idle Python."""

    rows: int
    size: float
    idle: float
    rounds: list[Round] = field(default_factory=list)


class Memory(threading.Thread):
    """The most megabytes that the service has in use, and the child that reads for it.

    Of the service are the processes that are there at the beginning: a child is still its image for a moment.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._service = [pid for pid in _descendants(os.getpid()) if "postgres" not in _words(pid)[0]]
        self._over = threading.Event()
        self.before = self.service = sum(map(_resident, self._service))
        self.child = 0.0

    def run(self) -> None:
        while not self._over.wait(LOOK):
            self.service = max(self.service, sum(map(_resident, self._service)))
            children = (pid for pid in _descendants(os.getpid()) if CHILD[-1] in _words(pid))
            self.child = max(self.child, *map(_resident, children), 0.0)

    def end(self) -> None:
        self._over.set()
        self.join()


def _resident(pid: int) -> float:
    """Megabytes."""
    with suppress(FileNotFoundError, ProcessLookupError):
        pages = int(Path(f"/proc/{pid}/statm").read_bytes().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


def _words(pid: int) -> list[str]:
    """Of its command."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return [""]


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for word in task.read_text(encoding="ascii").split():
                yield int(word)
                yield from _descendants(int(word))


class Owner:
    """Somebody who uploads files."""

    def __init__(self, base: str) -> None:
        self._place = urlsplit(base)
        body = json.dumps({"username": NAME, "password": PASSWORD}).encode()
        said = self._ask("POST", "/auth/login", body, {"Content-Type": "application/json"})
        self._headers = {"Authorization": f"Bearer {said['access_token']}"}

    def upload(self, path: Path) -> str:
        """Its id."""
        headers = {**self._headers, "Content-Length": str(path.stat().st_size)}
        with path.open("rb") as file:
            return str(self._ask("PUT", f"/datasets?filename={path.name}", file, headers)["id"])

    def await_reading(self, id: str) -> None:
        end = perf_counter() + PATIENCE
        while perf_counter() < end:
            dataset = self._ask("GET", f"/datasets/{id}", None, self._headers)
            if dataset["status"] == "ready":
                return
            if dataset["status"] == "error":
                raise SystemExit(f"The file was not read: {dataset['error']}")
            sleep(10 * LOOK)
        raise SystemExit(f"The file was not read within {PATIENCE} s.")

    def delete(self, id: str) -> None:
        self._ask("DELETE", f"/datasets/{id}", None, self._headers)

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        connection = http.client.HTTPConnection(self._place.netloc, timeout=PATIENCE)
        try:
            connection.request(method, f"{self._place.path}{path}", body, headers)
            answer = connection.getresponse()
            said = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {said.decode()[:500]}")
        return json.loads(said) if said else None


@contextmanager
def service(home: Path) -> Iterator[str]:
    """The address of the service, on a database with somebody who may upload."""
    with running(home, find_programs(), extra=SETTINGS) as server:
        migrations.apply(parse(server.owner_url), report=lambda _: None)
        asyncio.run(_settle(server.app_url))
        with ours(server.app_url, DATA_DIR=str(home / "files")) as contestant:
            yield contestant.base


async def _settle(database_url: str) -> None:
    async with Database(parse(database_url), Settings()).opened() as db:
        await users.create(
            db,
            email=f"{NAME}@example.org",
            username=NAME,
            full_name=None,
            hashed_password=HASHES.hash(PASSWORD),
            role="member",
            is_superuser=False,
        )


def measure(rows: int, rounds: int) -> Profiled:
    home = cache() / "profiling"
    shutil.rmtree(home, ignore_errors=True)
    try:
        with service(home) as base:
            file = home / "scores.csv"
            write_scores(file, rows)
            found = Profiled(rows, file.stat().st_size / 1e6, _idle())
            owner = Owner(base)
            for turn in range(rounds):
                found.rounds.append(_one_round(owner, file))
                last = found.rounds[-1]
                print(f"Data files, round {turn + 1}: {last.upload + last.reading:.1f} s", flush=True)
            return found
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _one_round(owner: Owner, file: Path) -> Round:
    memory = Memory()
    memory.start()
    start = perf_counter()
    id = owner.upload(file)
    uploaded = perf_counter()
    owner.await_reading(id)
    ready = perf_counter()
    memory.end()
    owner.delete(id)
    return Round(uploaded - start, ready - uploaded, memory.before, memory.service, memory.child)


def _idle() -> float:
    said = subprocess.run(IDLE, stdout=subprocess.PIPE, text=True, check=True).stdout
    return int(said.partition("VmHWM:")[2].split()[0]) / 1024


def table(found: Profiled) -> Iterator[str]:
    """As Markdown."""
    service = max(one.service - one.before for one in found.rounds)
    child = max(one.child for one in found.rounds) - found.idle
    upload = median(one.upload for one in found.rounds)
    reading = median(one.reading for one in found.rounds)
    yield f"## A CSV file of {found.size:,.0f} MB: upload, profile, Parquet"
    yield ""
    yield "| what | seconds | MB above idle, at most | target | |"
    yield "|---|--:|--:|--:|---|"
    yield _row("upload, streamed; the service", upload, service)
    yield _row("from then until it is ready; the child that reads", reading, child)
    yield ""
    yield (
        f"{found.rows:,} rows of {len(HEADER)} columns. Seconds are the median of "
        f"{len(found.rounds)} rounds, megabytes the most of all. "
        f"The service had {found.rounds[0].before:.0f} MB before; an idle Python has {found.idle:.0f}."
    )


def _row(what: str, seconds: float, megabytes: float) -> str:
    verdict = "met" if megabytes <= TARGET else "not met: too much"
    return f"| {what} | {seconds:.1f} | {megabytes:.0f} | {TARGET:g} | {verdict} |"


def main() -> None:
    parser = ArgumentParser(prog="python -m bench.profiling", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a small file")
    parser.add_argument("--rounds", type=int, help="3; 1 with --smoke")
    given = parser.parse_args()
    rounds = given.rounds or (1 if given.smoke else 3)
    print("\n".join(table(measure(SMOKE if given.smoke else FULL, rounds))))


if __name__ == "__main__":
    main()
