"""The service on a database of the test's own: once, and twice on the same one."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from httpx import AsyncClient

from app.database.address import parse
from app.database.pool import prepare
from tests.accounts.signing import Own
from tests.conftest import serving


@pytest.fixture
async def alone(fresh: str) -> AsyncIterator[AsyncClient]:
    """The service on a seeded database of the test's own."""
    async with serving(fresh) as client:
        yield client


@pytest.fixture
async def both(fresh: str) -> AsyncIterator[tuple[AsyncClient, AsyncClient]]:
    """Two applications on one seeded database, as two workers are."""
    async with serving(fresh) as one, serving(fresh) as other:
        yield one, other


@pytest.fixture
async def own(fresh: str) -> AsyncIterator[Own]:
    """A connection of the service's role to the database of the test's own."""
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        await prepare(connection)
        yield connection
    finally:
        await connection.close()
