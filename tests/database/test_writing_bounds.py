"""Active results lie within the bounds of their benchmark, whoever writes first."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, TypeAlias

import asyncpg
import pytest

from app.database.address import parse
from app.database.faults import constraint

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

OUTSIDE: Final = """
select r.id
from benchmark_results as r
join benchmarks as b on b.id = r.benchmark_id
where r.status = 'active' and (r.score < b.min_score or r.score > b.max_score)
"""
ADD: Final = "insert into benchmark_results (model_id, benchmark_id, score) values (7, 1, 95)"
NARROW: Final = "update benchmarks set max_score = 92 where id = 1"
WIDEN: Final = "update benchmarks set max_score = 200 where id = 1"
RAISE: Final = "update benchmark_results set score = 95 where id = 1"
RESTORE: Final = "update benchmark_results set status = 'active', status_reason = null where id = 7"


@pytest.fixture
async def two(fresh: str) -> AsyncIterator[tuple[Connection, Connection]]:
    one, other = [await asyncpg.connect(**parse(fresh).asyncpg()) for _ in range(2)]
    yield one, other
    await one.close()
    await other.close()


@pytest.mark.parametrize(
    "statement",
    [
        "update benchmark_results set score = 100 where id = 1",
        "update benchmark_results set score = 0 where id = 1",
        "update benchmark_results set score = -50 where benchmark_id = 3",  # no bounds
        "update benchmark_results set score = 1e300 where benchmark_id = 2",  # no upper one
        "update benchmark_results set status = 'retracted', status_reason = 'x', score = 200 where id = 1",
        "update benchmark_results set score = -1 where id = 7",  # retracted
        "update benchmarks set min_score = 60.25, max_score = 90 where id = 1",  # as the active ones
        "update benchmarks set min_score = null, max_score = null where id = 1",
        "update benchmarks set max_score = 1000, min_score = -1000",
        "update benchmarks set min_score = 0.5 where id = 4",  # no results
    ],
)
async def test_within_the_bounds(db: Connection, statement: str) -> None:
    await db.execute(statement)
    assert await db.fetch(OUTSIDE) == []


async def test_what_is_not_active_is_not_restored_outside(db: Connection) -> None:
    await db.execute("update benchmarks set max_score = 90 where id = 1")
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await db.execute(RESTORE)
    assert constraint(refusal.value) == "benchmark_results_bounds_check"


async def test_wider_bounds_wait_for_nobody(two: tuple[Connection, Connection]) -> None:
    one, other = two
    async with one.transaction():
        await one.execute(ADD)
        await asyncio.wait_for(other.execute(WIDEN), 5)
        await asyncio.wait_for(other.execute("update benchmarks set description = 'new' where id = 1"), 5)


async def under_way(other: Connection, watcher: Connection, task: "asyncio.Task[object]") -> None:
    """Until the other's statement is done or waits for somebody."""
    while not task.done():
        if await watcher.fetchval("select pg_blocking_pids($1) <> '{}'", other.get_server_pid()):
            return
        await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("first", "second", "refused_by"),
    [
        (ADD, NARROW, "benchmarks_results_bounds_check"),
        (NARROW, ADD, "benchmark_results_bounds_check"),
        (RAISE, NARROW, "benchmarks_results_bounds_check"),
        (NARROW, RAISE, "benchmark_results_bounds_check"),
        (RESTORE, NARROW, "benchmarks_results_bounds_check"),
        (NARROW, RESTORE, "benchmark_results_bounds_check"),
    ],
)
@pytest.mark.parametrize("committed", [True, False])
async def test_two_at_once(
    two: tuple[Connection, Connection], first: str, second: str, refused_by: str, committed: bool
) -> None:
    one, other = two
    transaction = one.transaction()
    await transaction.start()
    await one.execute(first)
    task = asyncio.create_task(other.execute(second))
    await under_way(other, one, task)
    assert not task.done()
    if committed:
        await transaction.commit()
        with pytest.raises(asyncpg.CheckViolationError) as refusal:
            await task
        assert constraint(refusal.value) == refused_by
    else:
        await transaction.rollback()
        await task
    assert await one.fetch(OUTSIDE) == []


async def test_an_old_snapshot_may_not_narrow(two: tuple[Connection, Connection]) -> None:
    one, other = two
    transaction = one.transaction(isolation="repeatable_read")
    await transaction.start()
    await one.fetch("select id from benchmarks")
    await other.execute(ADD)
    with pytest.raises(asyncpg.InvalidTransactionStateError, match="read committed"):
        await one.execute(NARROW)
    await transaction.rollback()
    assert await one.fetch(OUTSIDE) == []
