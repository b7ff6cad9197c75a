"""A catalogue of random results, beside the seeded one."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from httpx import AsyncClient

from app.database.server import Server
from tests.conftest import cloned, database_url, serving
from tests.handlers.recomputed import Row, fill
from tests.handlers.subjects import SUBJECTS, Json, Subject


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


@pytest.fixture(scope="module")
async def writer(migrated: Server, seed: str) -> AsyncIterator[AsyncClient]:
    """The service on a seeded database of the module's own, whose tests leave the rows of the seed alone."""
    async with cloned(migrated, seed) as name, serving(database_url(migrated.app_url, name)) as client:
        yield client


@pytest.fixture
async def lone_writer(fresh: str) -> AsyncIterator[AsyncClient]:
    """The service on a seeded database of the test's own."""
    async with serving(fresh) as client:
        yield client


@pytest.fixture(params=SUBJECTS, ids=[subject.path for subject in SUBJECTS])
async def subject(request: pytest.FixtureRequest, writer: AsyncClient) -> AsyncIterator[Subject]:
    """Each subject in turn; what was made of it is deleted afterwards."""
    wanted: Subject = request.param
    yield wanted
    listed = await writer.get(f"/api/v1/{wanted.path}", params={"limit": 100})
    for row in listed.json()["items"]:
        if row["id"] > wanted.seeded:
            assert (await writer.delete(f"/api/v1/{wanted.path}/{row['id']}")).is_success


@pytest.fixture
async def one(writer: AsyncClient, subject: Subject) -> Json:
    """A new row of the subject, with a value in every field."""
    answer = await writer.post(f"/api/v1/{subject.path}", json=subject.whole)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found
