"""An import that is killed, at whatever it is: nothing is half written, and nothing of it is left."""

import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest

from tests.imports.started import (
    BROUGHT,
    HOLD_QUIZ,
    RESULTS,
    TAKE_TURN,
    Bringing,
    bringing,
    ended,
    eventually,
    reader_of,
)
from tests.service.processes import alive

TABLES: Final = (
    *("models", "model_names", "benchmarks", "benchmark_names", "benchmark_results", "best_results"),
    *("latest_results", "model_prices", "changes", "import_rows", "import_names", "import_rejects"),
)
OTHERS: Final = (
    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
)
SAME_KEY: Final = f"""
insert into import_rows (import_id, number, file, row_number, kind, parsed)
select id, $1, 1, 1, 'reject', '{{}}' {BROUGHT}
"""


#: As long as reading them takes, a test needs to see that they are read.
MANY: Final = 60_000


async def while_reading(somebody: Bringing) -> None:
    process = somebody.start()
    reader = await eventually(lambda: reader_of(process))
    await eventually(lambda: os.fspath(somebody.file) in opened(reader))
    os.kill(reader, signal.SIGSTOP)
    process.kill()
    process.wait()
    await eventually(lambda: not alive(reader))


def opened(process: int) -> set[str]:
    """The files that it has open; some are closed while one looks."""
    found = set()
    for link in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(link.readlink()))
    return found


async def while_copying(somebody: Bringing) -> None:
    """A row of the same key that nobody has committed: COPY waits in the middle of its rows."""
    process = somebody.start()
    reader = await eventually(lambda: reader_of(process))
    os.kill(reader, signal.SIGSTOP)
    async with somebody.holding(SAME_KEY, RESULTS // 2) as holder:
        os.kill(reader, signal.SIGCONT)
        await somebody.blocked(holder, by="copy %")
        process.kill()
        process.wait()


async def before_its_turn(somebody: Bringing) -> None:
    await _behind(TAKE_TURN, somebody)


async def while_writing(somebody: Bringing) -> None:
    """Its results are in the table, and their benchmark is looked for."""
    await _behind(HOLD_QUIZ, somebody)


async def _behind(lock: str, somebody: Bringing) -> None:
    async with somebody.holding(lock) as holder:
        process = somebody.start()
        await somebody.blocked(holder)
        process.kill()
        process.wait()


async def content(somebody: Bringing) -> dict[str, tuple[Any, ...]]:
    """How much is in each table, and a digest of it."""
    question = "select count(*), sum(hashtextextended(t::text, 0)::numeric) from {} as t"
    return {table: tuple(*await somebody.asked(question.format(table))) for table in TABLES}


@pytest.mark.parametrize("kill", [while_reading, before_its_turn, while_copying, while_writing])
async def test_a_killed_import_leaves_nothing(
    fresh: str, tmp_path: Path, kill: Callable[[Bringing], Awaitable[None]]
) -> None:
    async with bringing(tmp_path, fresh, MANY if kill is while_reading else RESULTS) as somebody:
        before = await content(somebody)
        await kill(somebody)
        await somebody.until(OTHERS, gives=0)
        assert await content(somebody) == before
        assert before["import_rows"][0] == before["import_names"][0] == 0
        assert list(somebody.temporary.iterdir()) == []
        assert await somebody.asked(f"select status {BROUGHT}") == [("running",)]


async def test_the_next_import_says_that_it_has_failed(fresh: str, tmp_path: Path) -> None:
    async with bringing(tmp_path, fresh) as somebody:
        await while_writing(somebody)
        await somebody.watcher.execute(
            "update imports set deadline = now() - interval '1 second' where status = 'running'"
        )
        report = await ended(somebody.start())
        assert (report["created"], report["rejected"]) == (RESULTS, 0)
        found = await somebody.asked(f"select status, error {BROUGHT} order by created_at")
        assert found == [
            ("failed", "It ended with the process that ran it. Nothing was written."),
            ("done", None),
        ]
        assert await somebody.watcher.fetchval("select count(*) from import_rows") == 0


async def test_before_its_deadline_it_may_still_be_running(fresh: str, tmp_path: Path) -> None:
    """Another machine may be at it: nobody can see from here that its process is gone."""
    async with bringing(tmp_path, fresh) as somebody:
        await before_its_turn(somebody)
        await ended(somebody.start())
        found = await somebody.asked(f"select status {BROUGHT} order by created_at")
        assert found == [("running",), ("done",)]
