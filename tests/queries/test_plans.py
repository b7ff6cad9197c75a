"""What the hot reads cost in buffers: unlike milliseconds the same number on every machine and version."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import asyncpg
import msgspec
import pytest

from app.database.address import parse
from app.database.server import Server
from app.queries.document import Budget, budgets
from app.queries.explain import bound, planned
from app.queries.headers import known, prepared
from tests.conftest import cloned, database_url

VOLUME: Final = Path(__file__).with_name("volume.sql").read_text(encoding="utf-8")
BUDGETS: Final = [(name, budget) for name, some in budgets().items() for budget in some]
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def named(value: str | Budget) -> str:
    return (
        value if isinstance(value, str) else " ".join(f"{name}={text}" for name, text in value.given.items())
    )


@pytest.fixture(scope="module")
async def volume(migrated: Server) -> AsyncIterator[Connection]:
    """The owner's connection to a catalogue of some size."""
    async with cloned(migrated) as name:
        connection = await asyncpg.connect(**parse(database_url(migrated.owner_url, name)).asyncpg())
        try:
            await connection.execute(VOLUME)
            await connection.execute("vacuum (analyze)")
            await connection.execute("set jit = off")
            yield connection
        finally:
            await connection.close()


async def buffers(connection: Connection, name: str, budget: Budget) -> int:
    """What the query touches once the server's own tables are in the session's cache; in a transaction."""
    query = known()[name]
    assert budget.given.keys() <= set(query.params)
    arguments = bound((await prepared(connection, query)).parameters, budget.given)
    plan: dict[str, Any] = {}
    for _ in range(3):
        (text,) = await planned(connection, query, arguments, "analyze, buffers, timing off, format json")
        plan = msgspec.json.decode(text)[0]["Plan"]
    assert plan["Actual Rows"], f"{name} finds nothing with {budget.given}"
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


async def drop(connection: Connection, index: str) -> None:
    table = await connection.fetchval(
        "select conrelid::regclass::text from pg_constraint where conname = $1", index
    )
    if table:
        await connection.execute(f"alter table {table} drop constraint {index} cascade")
    else:
        await connection.execute(f"drop index {index}")


@pytest.fixture
async def undone(volume: Connection) -> AsyncIterator[Connection]:
    """The volume in a transaction that is rolled back."""
    transaction = volume.transaction()
    await transaction.start()
    yield volume
    await transaction.rollback()


@pytest.mark.parametrize(("name", "budget"), BUDGETS, ids=named)
async def test_within_the_budget(name: str, budget: Budget, undone: Connection) -> None:
    touched = await buffers(undone, name, budget)
    assert touched <= budget.buffers
    assert budget.buffers <= 2 * touched, "so generous a budget would hide a lost index"


@pytest.mark.parametrize(("name", "budget"), [case for case in BUDGETS if case[1].needs], ids=named)
async def test_over_the_budget_without_its_index(name: str, budget: Budget, undone: Connection) -> None:
    await drop(undone, budget.needs or "")
    assert await buffers(undone, name, budget) > budget.buffers


def test_every_list_has_a_budget() -> None:
    lists = {name for name, query in known().items() if "limit" in query.params}
    assert lists <= budgets().keys() <= known().keys()
