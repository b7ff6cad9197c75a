"""Two requests that stand in each other's way: one is tried again, and in the end told to come back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
import pytest
from httpx import AsyncClient

from app.database.pool import Database
from app.http import retries
from app.queries.loader import Db

NEW: Final = {"model": "gamma", "use_case": "Filling forms"}


@pytest.fixture
def collisions(monkeypatch: pytest.MonkeyPatch) -> list[type[asyncpg.PostgresError]]:
    """Errors that the next transactions end in, after all that they did."""
    errors: list[type[asyncpg.PostgresError]] = []
    transaction = Database.transaction

    @asynccontextmanager
    async def colliding(self: Database, *cause: Any) -> AsyncIterator[Db]:
        async with transaction(self, *cause) as tx:
            yield tx
            if errors:
                raise errors.pop(0)("told by the server")

    monkeypatch.setattr(Database, "transaction", colliding)
    monkeypatch.setattr(retries, "LONGEST_PAUSE", 0.0)
    return errors


@pytest.mark.parametrize("kind", [asyncpg.DeadlockDetectedError, asyncpg.SerializationError])
async def test_it_is_tried_again(
    lone_writer: AsyncClient, collisions: list[type[asyncpg.PostgresError]], kind: type[asyncpg.PostgresError]
) -> None:
    collisions += [kind] * (retries.ATTEMPTS - 1)
    answer = await lone_writer.post("/api/v1/use-cases", json=NEW)
    assert (answer.status_code, collisions) == (201, [])
    found = await lone_writer.get("/api/v1/use-cases", params={"model": "gamma"})
    assert [row["id"] for row in found.json()["items"]] == [answer.json()["id"]]


async def test_not_for_ever(lone_writer: AsyncClient, collisions: list[type[asyncpg.PostgresError]]) -> None:
    collisions += [asyncpg.DeadlockDetectedError] * (retries.ATTEMPTS + 1)
    answer = await lone_writer.post("/api/v1/use-cases", json=NEW)
    assert (answer.status_code, answer.headers["retry-after"], len(collisions)) == (503, "1", 1)


async def test_nothing_else_is(
    lone_writer: AsyncClient, collisions: list[type[asyncpg.PostgresError]]
) -> None:
    collisions += [asyncpg.QueryCanceledError, asyncpg.DeadlockDetectedError]
    answer = await lone_writer.post("/api/v1/use-cases", json=NEW)
    assert (answer.status_code, len(collisions)) == (504, 1)
