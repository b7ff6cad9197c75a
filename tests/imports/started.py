"""Imports as processes of their own, stopped where a test wants them: by a lock that it holds."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import asyncpg

from app.database.address import parse
from tests.service.processes import CATALOGUE, descendants, environment

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

RESULTS: Final = 3000
#: The imports of these tests.
BROUGHT: Final = "from imports where filename like '%brought today.csv'"
SECONDS: Final = 60
MAPPING: Final = {
    "columns": {"model": "model", "benchmark": "benchmark", "score": "score", "date": "date"},
    "source": "A board",
}
#: Each import that has read its file takes this lock before it writes.
TAKE_TURN: Final = "select pg_advisory_xact_lock(hashtextextended('imports', 0))"
#: Whoever writes a result of Quiz looks whether there is such a benchmark, and waits.
HOLD_QUIZ: Final = "select from benchmarks where id = 1 for update"
BLOCKED: Final = """
select count(*) from pg_stat_activity
where datname = current_database() and $1::integer = any (pg_blocking_pids(pid)) and lower(query) like $2
"""


def line(number: int) -> str:
    """Each model has a result on Quiz, which is known, and on nine benchmarks that are not; so is Alpha."""
    model = f"Model {number // 10}" if number else "Alpha"
    benchmark = f"Test {number % 10}" if number % 10 else "Quiz"
    return f"{model},{benchmark},{number % 101},2025-01-02"


class Bringing:
    """Somebody who brings a file to a catalogue, and who watches it; nothing may be left in `temporary`."""

    def __init__(self, directory: Path, url: str, watcher: Connection, results: int) -> None:
        self.url = url
        self.watcher = watcher
        self.file = directory / "brought today.csv"
        self.file.write_text("\n".join(["model,benchmark,score,date", *map(line, range(results))]))
        self._mapping = directory / "mapping.json"
        self._mapping.write_text(json.dumps(MAPPING))
        self.temporary = directory / "temporary"
        self.temporary.mkdir()
        self.started: list[subprocess.Popen[str]] = []

    def start(self) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [*CATALOGUE, "import", self.file, "--mapping", self._mapping, "--json"],
            env=environment(DATABASE_URL=self.url, TMPDIR=self.temporary),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    @asynccontextmanager
    async def holding(self, statement: str, *values: object) -> AsyncIterator[Connection]:
        """A transaction that has done this, and is taken back."""
        async with connected(self.url) as holder:
            transaction = holder.transaction()
            await transaction.start()
            await holder.execute(statement, *values)
            yield holder
            await transaction.rollback()

    async def blocked(self, holder: Connection, count: int = 1, by: str = "%") -> None:
        """Until so many wait for the holder, with statements that look so."""
        await self.until(BLOCKED, holder.get_server_pid(), by, gives=count)

    async def asked(self, question: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.watcher.fetch(question)]

    async def until(self, question: str, *values: object, gives: object) -> None:
        while await self.watcher.fetchval(question, *values) != gives:  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.01)


@asynccontextmanager
async def bringing(directory: Path, url: str, results: int = RESULTS) -> AsyncIterator[Bringing]:
    async with connected(url) as watcher, asyncio.timeout(SECONDS):
        somebody = Bringing(directory, url, watcher, results)
        try:
            yield somebody
        finally:
            for process in somebody.started:
                process.kill()
                process.communicate()
        assert list(somebody.temporary.iterdir()) == []


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(**parse(url).asyncpg())
    try:
        yield connection
    finally:
        await connection.close()


async def eventually(condition: Callable[[], Any]) -> Any:
    """What it gives, once that is something."""
    while not (found := condition()):  # noqa: ASYNC110  # processes tell nobody
        await asyncio.sleep(0.005)
    return found


async def ended(process: "subprocess.Popen[str]") -> dict[str, int]:
    """How many results became what, where it went well."""
    told, complaint = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0, complaint
    counts: dict[str, int] = json.loads(told)["report"]["kinds"]["result"]
    return counts


def reader_of(process: "subprocess.Popen[str]") -> int | None:
    """The child that reads for it, while there is one."""
    for pid in descendants(process.pid) - {process.pid}:
        if b"app.imports.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    return None
