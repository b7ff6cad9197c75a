"""A catalogue of random results, beside the seeded one."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from httpx import AsyncClient

from app.database.server import Server
from tests.conftest import cloned, database_url, serving
from tests.handlers.recomputed import Row, fill


class RandomCatalogue(NamedTuple):
    """The service on it, and what was written."""

    client: AsyncClient
    rows: list[Row]


@pytest.fixture(scope="session")
async def random_catalogue(migrated: Server) -> AsyncIterator[RandomCatalogue]:
    async with cloned(migrated) as name:
        url = database_url(migrated.app_url, name)
        rows = await fill(url, seed=7, results=400)
        async with serving(url) as client:
            yield RandomCatalogue(client, rows)
