"""Merges that are refused, and merges that cannot be undone."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from tests.conftest import serving
from tests.handlers.merging import (
    API,
    Connection,
    Json,
    connected,
    everything,
    give_the_same,
    merge,
    refused,
    undo,
)


@pytest.fixture
async def writer(fresh: str) -> AsyncIterator[AsyncClient]:
    """The service on a seeded database of the test's own."""
    async with serving(fresh) as client:
        yield client


@pytest.fixture
async def owner(fresh: str) -> AsyncIterator[Connection]:
    async with connected(fresh) as connection:
        await give_the_same(connection)
        yield connection


@pytest.mark.parametrize("model", ["nobody", "404404", "01"])
async def test_a_model_that_there_is_not(writer: AsyncClient, model: str) -> None:
    answer = await writer.post(f"{API}/models/{model}/merge", json={"into": "alpha"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such model.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"into": "nobody"}, "into"),
        ({"into": 404404}, "into"),
        ({"into": "alpha"}, "into"),
        ({"into": "ALPHA"}, "into"),
        ({"into": 1}, "into"),
        ({"into": "1"}, "into"),
        ({"into": "alpha-preview"}, "into"),
        ({"into": ""}, "into"),
        ({"into": None}, "into"),
        ({"into": 0}, "into"),
        ({}, "into"),
        ({"into": "epsilon", "reason": ""}, "reason"),
        ({"into": "epsilon", "reason": "x" * 2001}, "reason"),
        ({"into": "epsilon", "force": True}, "force"),
    ],
)
async def test_what_is_no_other_model(writer: AsyncClient, owner: Connection, body: Json, field: str) -> None:
    answer = await writer.post(f"{API}/models/alpha/merge", json=body)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await owner.fetchval("select count(*) from models") == 7


async def test_what_is_merged_is_not_merged_again(writer: AsyncClient) -> None:
    await merge(writer, "alpha", "epsilon")
    answer = await writer.post(f"{API}/models/alpha/merge", json={"into": "gamma"})
    assert answer.status_code == 409
    assert answer.json()["detail"] == "It has been merged already; it is epsilon now."


async def test_a_version_that_is_demanded(writer: AsyncClient) -> None:
    tag = (await writer.get(f"{API}/models/alpha")).headers["etag"]
    await writer.patch(f"{API}/models/alpha", json={"license": "mit"})
    stale = {"if-match": tag}
    answer = await writer.post(f"{API}/models/alpha/merge", json={"into": "gamma"}, headers=stale)
    assert answer.status_code == 412
    tag = (await writer.get(f"{API}/models/alpha")).headers["etag"]
    answer = await writer.post(f"{API}/models/alpha/merge", json={"into": "gamma"}, headers={"if-match": tag})
    assert answer.status_code == 201


async def test_once_only(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, 7, 1)
    await undo(writer, made)
    assert await refused(writer, made) == "It has been undone already."
    assert await refused(writer, {"id": 404404}, 404) == "There is no such merge."


async def test_with_the_target_deleted(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, 7, 1)
    await writer.delete(f"{API}/models/alpha")
    assert await refused(writer, made) == "The other model has been deleted, and all that was merged with it."
    assert await owner.fetchval("select count(*) from models where id = 7") == 0


@pytest.mark.parametrize(
    ("taken", "detail"),
    [
        (
            "insert into models (name, organization, slug) values ('New', 'x', 'zeta-no-results')",
            "The model cannot come back. Another model has this slug.",
        ),
        (
            "update model_names set model_id = 2 where name = 'zeta no results'",
            "The model cannot come back. Another model is known by this name or alias.",
        ),
        (
            "update models set name = 'Zeta (no results)' where id = 1",
            "The model cannot come back. There is a model of this name already.",
        ),
        (
            "update models set name = 'Zeta_(no results)' where id = 1",
            "The model cannot come back. Another model is known by this name or alias.",
        ),
        (
            "update benchmark_results set source = 'Acme', settings = '{\"shots\": 5}',"
            " date_tested = '2024-01-10'"
            " where id = 103",
            "A superseded result cannot count again."
            " This result is there already: same model, benchmark, date, source, settings and external_id.",
        ),
        (
            "update benchmarks set min_score = 60.1 where id = 1",
            "A superseded result cannot count again."
            " Expected a number from min_score to max_score of its benchmark.",
        ),
    ],
    ids=["slug", "alias", "name", "spelling", "result", "bounds"],
)
async def test_what_stands_in_the_way(
    writer: AsyncClient, owner: Connection, taken: str, detail: str
) -> None:
    made = await merge(writer, 7, 1)
    await owner.execute("update benchmark_results set external_id = 'away' where id = 1")
    await owner.execute(taken)
    before = await everything(owner)
    answer = await writer.post(f"{API}/merges/{made['id']}/undo")
    assert (answer.status_code, answer.json()["detail"]) == (409, detail)
    assert "errors" not in answer.json()
    assert await everything(owner) == before
    assert (await writer.get(f"{API}/merges/{made['id']}")).json()["undone_at"] is None


async def test_without_its_history(writer: AsyncClient, owner: Connection) -> None:
    """As an owner may have removed it."""
    assert await refused(writer, {"id": 2}) == "What it moved is not in the history any more."
