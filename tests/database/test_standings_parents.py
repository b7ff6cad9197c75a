"""No standing outlives its model or benchmark, though no foreign key holds it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeAlias

import asyncpg
import pytest

from app.database.address import parse

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

FAULTS: Final = Path(__file__).with_name("standings.sql").read_text(encoding="utf-8")
PARENTS: Final = ("models where id = 7", "benchmarks where id = 1")
#: What gives the pair of model 7 and benchmark 1 a standing.
WRITES: Final = (
    "insert into benchmark_results (model_id, benchmark_id, score, source) values (7, 1, 90, 'new')",
    "update benchmark_results set model_id = 7 where model_id = 4 and benchmark_id = 1",
)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(**parse(url).asyncpg())
    try:
        yield connection
    finally:
        await connection.close()


async def under_way(other: Connection, watcher: Connection, task: "asyncio.Task[str]") -> None:
    while not task.done():
        if await watcher.fetchval("select pg_blocking_pids($1) <> '{}'", other.get_server_pid()):
            return
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("parent", PARENTS)
async def test_it_goes_while_somebody_writes(fresh: str, parent: str, write: str) -> None:
    async with connected(fresh) as one, connected(fresh) as other:
        async with one.transaction():
            await one.execute(f"delete from {parent}")
            task = asyncio.create_task(other.execute(write))
            await under_way(other, one, task)
        refused = (await asyncio.gather(task, return_exceptions=True))[0]
        # An update whose row goes with the benchmark finds nothing; anything else has lost its parent.
        assert refused == "UPDATE 0" or isinstance(refused, asyncpg.ForeignKeyViolationError)
        assert await one.fetch(FAULTS) == []


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("parent", PARENTS)
async def test_somebody_writes_before_it_goes(fresh: str, parent: str, write: str) -> None:
    async with connected(fresh) as one, connected(fresh) as other:
        async with one.transaction():
            await one.execute(write)
            task = asyncio.create_task(other.execute(f"delete from {parent}"))
            await under_way(other, one, task)
        assert await task == "DELETE 1"
        assert await one.fetch(FAULTS) == []
        left = await one.fetchval("select count(*) from best_results where model_id = 7 and benchmark_id = 1")
        assert left == 0


@pytest.mark.parametrize("table", ["models", "benchmarks", "benchmark_results"])
async def test_all_go_at_once(fresh: str, table: str) -> None:
    async with connected(fresh) as one:
        assert await one.fetchval("select count(*) from best_results") > 0
        await one.execute(f"delete from {table}")
        for standings in ("best_results", "latest_results"):
            assert await one.fetchval(f"select count(*) from {standings}") == 0
