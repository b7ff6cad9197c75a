"""A service whose storage can be written to by a test."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.database.server import Server
from tests.conftest import cloned, database_url, serving
from tests.datasets.ready import Laid, Table, lay
from tests.people import MIA


class Explored(NamedTuple):
    """The service, its database and its home."""

    client: AsyncClient
    url: str
    home: Path

    async def lay(
        self,
        table: Table,
        *,
        owner: UUID | None = MIA.id,
        is_public: bool = True,
        filename: str = "scores.csv",
    ) -> Laid:
        return await lay(self.url, self.home, table, owner=owner, is_public=is_public, filename=filename)


@pytest.fixture(scope="module")
async def explored(
    migrated: Server, seed: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Explored]:
    home = tmp_path_factory.mktemp("explored")
    async with cloned(migrated, seed) as name:
        url = database_url(migrated.app_url, name)
        async with serving(url, data_dir=str(home)) as client:
            yield Explored(client, url, home)
