"""best_results and latest_results say what the results say, whatever is written and by how many at once."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeAlias

import asyncpg
import pytest

from app.database.address import parse

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

FAULTS: Final = Path(__file__).with_name("standings.sql").read_text(encoding="utf-8")
INSERT: Final = """
insert into benchmark_results (model_id, benchmark_id, score, date_tested, status, status_reason, external_id)
select m, b, s, d, t, case t when 'active' then null else 'why' end, e
from unnest($1::bigint[], $2::bigint[], $3::float8[], $4::date[], $5::text[], $6::text[]) as r
    (m, b, s, d, t, e)
"""
UPSERT: Final = """
insert into benchmark_results (model_id, benchmark_id, score, source, external_id)
values ($1, $2, $3, 'one', 'same'), ($1, $2 % 3 + 1, $3, 'one', 'same')
on conflict (model_id, benchmark_id, source, external_id)
where external_id is not null and status = 'active' do update set score = excluded.score
"""


@pytest.fixture
async def one(fresh: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    await connection.execute("update benchmarks set min_score = null, max_score = null")  # any score anywhere
    yield connection
    await connection.close()


async def assert_right(connection: Connection) -> None:
    assert [dict(row) for row in await connection.fetch(FAULTS)] == []


class Writer:
    """Does what people and imports do; scores and days are few, so that many are equal."""

    def __init__(self, connection: Connection, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)
        self.written = 0

    async def step(self) -> None:
        deeds: list[Callable[[], object]] = [
            self.insert,
            self.insert,
            self.insert,
            self.score,
            self.day,
            self.delete,
        ]
        deeds += [self.retract, self.restore, self.move, self.nothing, self.turn, self.upsert]
        if self.random.random() < 0.05:
            deeds = [self.delete_parent, self.renumber]
        await self.random.choice(deeds)()  # type: ignore[misc]  # a coroutine of one of several shapes

    async def pick(self, table: str) -> int:
        ids = [row["id"] for row in await self.connection.fetch(f"select id from {table} order by id")]
        return int(self.random.choice(ids))

    async def some(self, change: str, *values: object) -> None:
        """The change in one statement for one result or for a whole slice of them."""
        slices = self.random.choice((1, 3, 10, 40))
        await self.connection.execute(
            f"{change} where id % {slices} = {self.random.randrange(slices)} and id % 3 = {self.written % 3}",
            *values,
        )
        self.written += 1

    def a_score(self) -> float:
        return self.random.choice((-2.0, -0.5, 0.0, 0.5, 1.0, 2.0))

    def a_day(self) -> date | None:
        return self.random.choice((None, date(2024, 1, 1) + timedelta(days=self.random.randrange(4))))

    async def insert(self) -> None:
        rows = []
        for _ in range(self.random.choice((1, 2, 12))):
            self.written += 1
            status = self.random.choice(("active", "active", "active", "retracted"))
            where = await self.pick("models"), await self.pick("benchmarks")
            rows.append((*where, self.a_score(), self.a_day(), status, f"n{self.written}"))
        await self.connection.execute(INSERT, *(list(column) for column in zip(*rows, strict=True)))

    async def upsert(self) -> None:
        where = await self.pick("models"), min(3, await self.pick("benchmarks"))
        await self.connection.execute(UPSERT, *where, self.a_score())

    async def score(self) -> None:
        await self.some("update benchmark_results set score = $1", self.a_score())

    async def day(self) -> None:
        await self.some("update benchmark_results set date_tested = $1", self.a_day())

    async def retract(self) -> None:
        await self.some("update benchmark_results set status = 'retracted', status_reason = 'wrong'")

    async def restore(self) -> None:
        await self.some("update benchmark_results set status = 'active', status_reason = null")

    async def move(self) -> None:
        if self.random.random() < 0.5:
            await self.some("update benchmark_results set model_id = $1", await self.pick("models"))
        else:
            await self.some("update benchmark_results set benchmark_id = $1", await self.pick("benchmarks"))

    async def nothing(self) -> None:
        await self.some("update benchmark_results set samples = 5")

    async def renumber(self) -> None:
        await self.some("update benchmark_results set id = default")

    async def turn(self) -> None:
        direction = self.random.choice((True, False, None))
        await self.connection.execute(
            "update benchmarks set higher_is_better = $1 where id % 2 = $2",
            direction,
            self.random.randrange(2),
        )

    async def delete(self) -> None:
        await self.some("delete from benchmark_results")

    async def delete_parent(self) -> None:
        table = self.random.choice(("models", "benchmarks"))
        if await self.connection.fetchval(f"select count(*) from {table}") > 3:
            await self.connection.execute(
                f"delete from {table} where id = $1 and id > 3", await self.pick(table)
            )
        self.written += 1
        await self.connection.execute(
            "insert into models (name, organization) values ($1, 'x')", f"New {self.written}"
        )
        await self.connection.execute("insert into benchmarks (name) values ($1)", f"New {self.written}")


@pytest.mark.parametrize("beginning", [1, 2])
async def test_they_follow_every_kind_of_writing(one: Connection, beginning: int) -> None:
    writer = Writer(one, beginning)
    await assert_right(one)
    for transactions in range(120):
        transaction = one.transaction()
        await transaction.start()
        for _ in range(writer.random.randrange(1, 5)):
            try:
                async with one.transaction():
                    await writer.step()
            except asyncpg.UniqueViolationError:
                pass  # two moved results would be one; the savepoint has undone it
            if writer.random.random() < 0.2:
                await assert_right(one)
        await (transaction.rollback() if writer.random.random() < 0.25 else transaction.commit())
        if transactions % 3 == 0:
            await assert_right(one)
    await assert_right(one)
    assert await one.fetchval("select count(*) from best_results") > 10


async def test_several_writers_at_once(fresh: str, one: Connection) -> None:
    """Random deeds of three; a deadlock is broken by the server and undone."""

    async def write(seed: int) -> None:
        connection = await asyncpg.connect(**parse(fresh).asyncpg())
        writer = Writer(connection, seed)
        writer.written = seed * 100_000
        for _ in range(60):
            try:
                async with connection.transaction():
                    await writer.step()
                    await asyncio.sleep(0)
            except (asyncpg.IntegrityConstraintViolationError, asyncpg.DeadlockDetectedError):
                pass
        await connection.close()

    await asyncio.gather(*(write(seed) for seed in (11, 12, 13)))
    await assert_right(one)
