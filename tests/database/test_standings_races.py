"""Two who write to the same standing at once: both tables are right whoever goes first."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import asyncpg
import pytest

from app.database.address import parse

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

FAULTS: Final = Path(__file__).with_name("standings.sql").read_text(encoding="utf-8")


@pytest.fixture
async def one(fresh: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    yield connection
    await connection.close()


@pytest.fixture
async def other(fresh: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    yield connection
    await connection.close()


async def assert_right(connection: Connection) -> None:
    assert [dict(row) for row in await connection.fetch(FAULTS)] == []


def insert(score: int) -> str:
    return (
        "insert into benchmark_results (model_id, benchmark_id, score, source)"
        f" values (7, 1, {score}, 'new {score}')"
    )


def restore(score: int) -> str:
    return f"update benchmark_results set status = 'active', status_reason = null where {the(score)}"


def retract(score: int) -> str:
    return f"update benchmark_results set status = 'retracted', status_reason = 'wrong' where {the(score)}"


def delete(score: int) -> str:
    return f"delete from benchmark_results where {the(score)}"


def the(score: int) -> str:
    return f"model_id = 7 and benchmark_id = 1 and score = {score}"


TURN: Final = "update benchmarks set higher_is_better = false where id = 1"
MOVE: Final = "update benchmark_results set model_id = 7 where model_id = 4 and benchmark_id = 1"


class Race(NamedTuple):
    """Scores that are there, scores that are retracted, and what two do at once."""

    active: list[int]
    retracted: list[int]
    deed: str
    another: str


RACES: Final = [
    Race([], [], insert(90), insert(50)),
    Race([70], [], insert(90), insert(80)),
    Race([90, 70], [], delete(90), insert(80)),
    Race([90], [], delete(90), insert(80)),
    Race([90, 70], [], delete(90), delete(70)),
    Race([90, 70], [], retract(90), delete(70)),
    Race([90], [70, 80], delete(90), restore(70)),
    Race([], [50], restore(50), insert(90)),
    Race([], [50, 90], restore(50), restore(90)),
    Race([], [], MOVE, insert(90)),
    Race([], [90], restore(90), MOVE),
    Race([70], [], TURN, insert(90)),
    Race([70], [], TURN, insert(50)),
    Race([], [], TURN, insert(50)),
    Race([90, 70], [80], TURN, restore(80)),
    Race([90, 70], [], TURN, delete(90)),
    Race([90, 70], [], "delete from models where id = 7", delete(90)),
    Race([90, 70], [], "delete from benchmarks where id = 1", retract(90)),
]


async def under_way(other: Connection, watcher: Connection, task: "asyncio.Task[str]") -> None:
    """Until the other's statement is done or waits for somebody."""
    while not task.done():
        if await watcher.fetchval("select pg_blocking_pids($1) <> '{}'", other.get_server_pid()):
            return
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("race", RACES)
async def test_two_at_once(one: Connection, other: Connection, race: Race, swapped: bool) -> None:
    for score in race.active + race.retracted:
        await one.execute(insert(score))
    for score in race.retracted:
        await one.execute(retract(score))
    await assert_right(one)
    first, second = (race.another, race.deed) if swapped else (race.deed, race.another)
    async with one.transaction():
        await one.execute(first)
        task = asyncio.create_task(other.execute(second))
        await under_way(other, one, task)
    await task
    await assert_right(one)


@pytest.mark.parametrize("level", ["repeatable_read", "serializable"])
async def test_an_old_snapshot_is_refused(one: Connection, level: str) -> None:
    for statement in (insert(90), "delete from benchmark_results where id = 1", TURN):
        with pytest.raises(asyncpg.InvalidTransactionStateError, match="read committed"):
            async with one.transaction(isolation=level):  # type: ignore[arg-type]  # one of two literals
                await one.execute(statement)
    await assert_right(one)
