"""Merges over HTTP: what moves, what becomes of duplicates, where old addresses lead."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from tests.conftest import serving
from tests.handlers.merging import API, Connection, Json, connected, give_results, give_the_same, merge, undo


@pytest.fixture
async def writer(fresh: str) -> AsyncIterator[AsyncClient]:
    """The service on a seeded database of the test's own."""
    async with serving(fresh) as client:
        yield client


@pytest.fixture
async def owner(fresh: str) -> AsyncIterator[Connection]:
    async with connected(fresh) as connection:
        yield connection


async def items(writer: AsyncClient, path: str, **query: str) -> list[Json]:
    answer = await writer.get(f"{API}/{path}", params=query)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["items"]
    return found


async def test_everything_moves(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, "ALPHA", 6, reason="The same weights.")
    expected = {
        "id": made["id"],
        "source_id": 1,
        "source": "alpha",
        "source_name": "Alpha",
        "target_id": 6,
        "target": "epsilon",
        "target_name": "Epsilon",
        "results_moved": 4,
        "results_superseded": 0,
        "opinions_moved": 3,
        "use_cases_moved": 1,
        "prices_moved": 3,
        "prices_dropped": 0,
        "names_moved": 3,
        "actor": "eve",
        "reason": "The same weights.",
        "created_at": made["created_at"],
        "undone_at": None,
    }
    assert made == expected
    model = (await writer.get(f"{API}/models/epsilon")).json()
    assert model["aliases"] == ["ACME Alpha One", "Alpha", "alpha-2024-01-10"]
    assert {row["id"] for row in await items(writer, "results", model="epsilon")} == {1, 2, 8, 9, 13, 14}
    assert {row["id"] for row in await items(writer, "opinions", model="6")} == {1, 2, 3, 5}
    assert {row["id"] for row in await items(writer, "use-cases", model="epsilon")} == {1}
    assert {row["id"] for row in await items(writer, "prices", model="epsilon")} == {1, 2, 3}
    board = await items(writer, "benchmarks/word-error/leaderboard")
    assert "epsilon" in {row["model"] for row in board}
    assert await owner.fetchval("select count(*) from models where id = 1") == 0


@pytest.mark.parametrize("old", ["alpha", "Alpha", "1"])
async def test_an_old_address_leads_to_the_model(writer: AsyncClient, old: str) -> None:
    await merge(writer, "alpha", "epsilon")
    await merge(writer, "epsilon", "gamma")
    answer = await writer.get(f"{API}/models/{old}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"{API}/models/gamma")
    made = await writer.post(f"{API}/opinions", json={"model": old, "content": "Good."})
    assert (made.status_code, made.json()["model"]) == (201, "gamma")


@pytest.mark.parametrize("old", ["alpha", "Alpha", "1"])
@pytest.mark.parametrize(
    ("path", "filters"),
    [("results", {}), ("opinions", {}), ("opinions", {"q": "tickets"}), ("use-cases", {}), ("prices", {})],
)
async def test_lists_follow_an_old_address(
    writer: AsyncClient, path: str, filters: dict[str, str], old: str
) -> None:
    before = await items(writer, path, model="alpha", **filters)
    assert before
    await merge(writer, "alpha", "epsilon")
    after = await items(writer, path, model=old, **filters)
    assert after == await items(writer, path, model="epsilon", **filters)
    assert {row["id"] for row in after} >= {row["id"] for row in before}


async def test_an_old_slug_is_not_given_to_a_new_model(writer: AsyncClient) -> None:
    await merge(writer, "alpha", "epsilon")
    answer = await writer.post(f"{API}/models", json={"name": "Alpha.", "organization": "Other"})
    assert (answer.status_code, answer.json()["slug"]) == (201, "alpha-3")
    assert (await writer.get(f"{API}/models/alpha")).headers["location"] == f"{API}/models/epsilon"


async def test_what_both_have_is_superseded_by_the_other_s(writer: AsyncClient, owner: Connection) -> None:
    await give_results(owner, 7, 1)
    await owner.execute(
        "update benchmark_results set status = 'retracted', status_reason = 'An error.' where id = 106"
    )
    made = await merge(writer, "zeta-no-results", "alpha")
    assert (made["results_moved"], made["results_superseded"]) == (6, 2)
    rows = await owner.fetch(
        "select id, model_id, status, status_reason, superseded_by from benchmark_results"
        " where id > 100 order by id"
    )
    why = "Zeta (no results) was merged into Alpha, which has the same result."
    assert [tuple(row) for row in rows] == [
        (101, 1, "superseded", why, 1),
        (102, 1, "superseded", why, 2),
        (103, 1, "active", None, None),
        (104, 1, "active", None, None),
        (105, 1, "active", None, None),
        (106, 1, "retracted", "An error.", None),
    ]
    assert (
        await owner.fetchval("select score from best_results where (model_id, benchmark_id) = (1, 1)") == 82
    )


async def test_a_retracted_result_of_the_other_supersedes_nothing(
    writer: AsyncClient, owner: Connection
) -> None:
    await give_results(owner, 7, 1)
    await owner.execute(
        "update benchmark_results set status = 'retracted', status_reason = 'An error.' where id in (1, 2)"
    )
    assert (await merge(writer, 7, 1))["results_superseded"] == 0


async def test_of_two_prices_of_a_day_the_other_s_stays(writer: AsyncClient, owner: Connection) -> None:
    await owner.execute(
        "insert into model_prices (id, model_id, provider, offering, tier, valid_from, input)"
        " overriding system value values (101, 7, 'acme', 'alpha', 'standard', '2024-01-10', 99),"
        " (102, 7, 'acme', 'alpha', 'batch', '2024-01-10', 99),"
        " (103, 7, 'acme', 'alpha', 'standard', '2024-01-11', 99)"
    )
    made = await merge(writer, "zeta-no-results", "alpha")
    assert (made["prices_moved"], made["prices_dropped"]) == (2, 1)
    rows = await owner.fetch("select id, input::float8 from model_prices where model_id = 1 order by id")
    assert [tuple(row) for row in rows] == [(1, 10), (2, 2.5), (3, 11), (102, 99), (103, 99)]


async def test_the_history_tells_of_it(writer: AsyncClient) -> None:
    await merge(writer, "alpha", "epsilon", reason="The same weights.")
    (gone, *_) = await items(writer, "models/1/changes")
    assert (gone["action"], gone["reason"]) == ("delete", "The same weights.")
    came = await items(writer, "models/epsilon/changes")
    assert [one["after"]["spelling"] for one in came if one["table"] == "model_names"][:3] == [
        "alpha-2024-01-10",
        "Alpha",
        "ACME Alpha One",
    ]
    (moved, *_) = await items(writer, "results/1/changes")
    assert (moved["before"]["model_id"], moved["after"]["model_id"]) == (1, 6)
    assert moved["transaction"] == gone["transaction"]


async def test_a_reason_in_the_address_counts_where_the_body_has_none(writer: AsyncClient) -> None:
    answers = [
        await writer.post(f"{API}/models/{model}/merge", params={"reason": "Asked for."}, json=body)
        for model, body in (
            ("alpha", {"into": "epsilon"}),
            ("epsilon", {"into": "gamma", "reason": "The same."}),
        )
    ]
    assert [answer.json()["reason"] for answer in answers] == ["Asked for.", "The same."]
    (gone, *_) = await items(writer, "models/1/changes")
    assert gone["reason"] == "Asked for."


async def test_the_list_and_one(writer: AsyncClient) -> None:
    first = await merge(writer, "alpha", "epsilon")
    second = await merge(writer, "epsilon", "gamma")
    undone = (await writer.post(f"{API}/merges/{second['id']}/undo")).json()
    page = (await writer.get(f"{API}/merges", params={"limit": "1"})).json()
    assert page["items"] == [undone]
    page = (await writer.get(f"{API}/merges", params={"limit": "1", "cursor": page["next"]})).json()
    assert page["items"] == [first]
    one = await writer.get(f"{API}/merges/{first['id']}")
    assert one.json() == first
    again = await writer.get(f"{API}/merges/{first['id']}", headers={"if-none-match": one.headers["etag"]})
    assert again.status_code == 304
    assert (await writer.get(f"{API}/merges/404404")).status_code == 404


async def test_a_merge_outlives_what_it_went_to(writer: AsyncClient) -> None:
    made = await merge(writer, "alpha", "epsilon")
    assert (await writer.delete(f"{API}/models/epsilon")).status_code == 200
    found = (await writer.get(f"{API}/merges/{made['id']}")).json()
    assert (found["target_id"], found["target"], found["target_name"]) == (6, None, None)
    assert (await writer.get(f"{API}/models/alpha")).status_code == 404


async def test_names_that_one_had_of_the_other(writer: AsyncClient) -> None:
    """The target is renamed to what the source was called: its own alias becomes its name."""
    await merge(writer, "alpha", "epsilon")
    answer = await writer.patch(f"{API}/models/epsilon", json={"name": "ALPHA"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["aliases"] == ["ACME Alpha One", "alpha-2024-01-10"]


async def test_an_alias_that_is_the_other_s_name_by_now_stays_there(
    writer: AsyncClient, owner: Connection
) -> None:
    await give_the_same(owner)
    made = await merge(writer, 7, 1)
    assert (await writer.patch(f"{API}/models/alpha", json={"name": "Z2"})).status_code == 200
    await undo(writer, made | {"target_name": "Z2"})
    names = await owner.fetch(
        "select model_id, kind from model_names where name in ('z1', 'z2') order by name"
    )
    assert [tuple(row) for row in names] == [(7, "alias"), (1, "name")]
