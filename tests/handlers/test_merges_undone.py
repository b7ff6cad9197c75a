"""Merges undone: what comes back, what was changed or deleted since, and what stands in the way."""

import re
from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest
from httpx import AsyncClient

from app.database import migrations
from app.database.address import parse
from app.database.server import Server
from tests.conftest import database_url, serving
from tests.handlers.merging import API, Connection, connected, everything, give_the_same, merge, refused, undo

README: Final = (migrations.directory().parent / "README.md").read_text(encoding="utf-8")


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


async def test_all_is_as_before(writer: AsyncClient, owner: Connection) -> None:
    before = await everything(owner)
    made = await merge(writer, 7, "alpha")
    assert (made["results_superseded"], made["prices_dropped"], made["names_moved"]) == (2, 1, 3)
    assert await everything(owner) != before
    await undo(writer, made)
    assert await everything(owner) == before
    answer = await writer.get(f"{API}/models/zeta-no-results")
    assert (answer.status_code, answer.json()["id"]) == (200, 7)


async def test_again_and_again(writer: AsyncClient, owner: Connection) -> None:
    before = await everything(owner)
    for _ in range(3):
        await undo(writer, await merge(writer, "zeta-no-results", 1))
        await undo(writer, await merge(writer, "alpha", 7))
    assert await everything(owner) == before


async def test_a_chain_is_undone_from_its_end(writer: AsyncClient, owner: Connection) -> None:
    before = await everything(owner)
    made = [await merge(writer, *pair) for pair in ((7, 1), (1, 2), (6, 2), (2, 4), (3, 4))]
    for address in ("zeta-no-results", "7", "alpha", "epsilon", "alpha-2", "3"):
        answer = await writer.get(f"{API}/models/{address}")
        assert answer.headers["location"] == f"{API}/models/gamma"
    assert (
        await refused(writer, made[0]) == f"Merge {made[1]['id']} builds on it already: undo that one first."
    )
    for one in reversed(made):
        await undo(writer, one)
    assert await everything(owner) == before


@pytest.mark.parametrize(
    "same",
    [
        "insert into benchmark_results (model_id, benchmark_id, score, source, external_id)"
        " values (6, 2, 1, 'Lab', 'x'), (7, 2, 2, 'Lab', 'x')",
        "insert into model_prices (model_id, provider, offering, valid_from, input)"
        " values (6, 'a', 'b', '2025-01-01', 1), (7, 'a', 'b', '2025-01-01', 2)",
    ],
)
async def test_of_two_that_had_the_same_the_second_is_undone_first(
    writer: AsyncClient, owner: Connection, same: str
) -> None:
    """Without the first one's result the other model would have none that counts."""
    await owner.execute(same)
    before = await everything(owner)
    first, second = await merge(writer, 6, 1), await merge(writer, 7, 1)
    assert await refused(writer, first) == f"Merge {second['id']} builds on it already: undo that one first."
    await undo(writer, second)
    await undo(writer, first)
    assert await everything(owner) == before


async def test_two_that_have_nothing_in_common_part_in_any_order(
    writer: AsyncClient, owner: Connection
) -> None:
    before = await everything(owner)
    first, second = await merge(writer, 6, 1), await merge(writer, 7, 1)
    await undo(writer, first)
    await undo(writer, second)
    assert await everything(owner) == before


async def test_what_was_changed_since_stays_changed(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, 7, 1)
    await owner.execute("update benchmark_results set score = 33, samples = 5 where id = 103")
    await owner.execute("update benchmark_results set settings = '{\"new\": 1}' where id = 101")
    await owner.execute("update opinions set content = 'Very good.' where content = 'Good.'")
    await owner.execute("update use_cases set description = 'Much.' where use_case = 'Some.'")
    await owner.execute("update model_prices set input = 98 where id = 102")
    await owner.execute("update model_names set spelling = 'Z-1', name = 'z 1' where name = 'z1'")
    await owner.execute("update model_names set spelling = 'Z2' where name = 'z2'")
    await undo(writer, made)
    of_7 = "select {} from {} where model_id = 7 order by 1"
    rows = await owner.fetch(of_7.format("id, score, samples, status", "benchmark_results"))
    assert [tuple(row) for row in rows] == [
        (101, 81, None, "active"),
        (102, 60, None, "active"),
        (103, 33, 5, "active"),
        (104, 75.5, None, "active"),
        (105, 82, None, "active"),
        (106, 61, None, "active"),
    ]
    assert await owner.fetchval("select settings from benchmark_results where id = 101") == '{"new": 1}'
    assert [row[0] for row in await owner.fetch(of_7.format("content", "opinions"))] == ["Bad.", "Very good."]
    assert [row[0] for row in await owner.fetch(of_7.format("description", "use_cases"))] == ["Much.", None]
    prices = await owner.fetch(of_7.format("input::float8", "model_prices"))
    assert [row[0] for row in prices] == [98, 99.123456]
    spellings = [row[0] for row in await owner.fetch(of_7.format("spelling", "model_names"))]
    assert spellings == ["Z2", "Zeta (no results)"]
    assert await owner.fetchval("select model_id from model_names where name = 'z 1'") == 1


async def test_a_status_that_was_touched_since_stays(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, 7, 1)
    await owner.execute(
        "update benchmark_results set status = 'retracted', status_reason = 'Wrong.', superseded_by = null"
        " where id in (101, 103)"
    )
    await owner.execute("delete from benchmark_results where id = 2")  # what 102 was superseded by
    await undo(writer, made)
    rows = await owner.fetch(
        "select id, model_id, status, superseded_by from benchmark_results"
        " where id in (101, 102, 103) order by id"
    )
    assert [tuple(row) for row in rows] == [
        (101, 7, "retracted", None),
        (102, 7, "active", None),
        (103, 7, "retracted", None),
    ]


async def test_what_was_superseded_for_another_reason_since_stays_so(
    writer: AsyncClient, owner: Connection
) -> None:
    made = await merge(writer, 7, 1)
    await owner.execute(
        "update benchmark_results set status_reason = 'Run again.', superseded_by = 103 where id = 101"
    )
    await undo(writer, made)
    row = await owner.fetchrow(
        "select model_id, status, status_reason, superseded_by from benchmark_results where id = 101"
    )
    assert tuple(row or ()) == (7, "superseded", "Run again.", 103)


async def test_what_is_no_longer_there_does_not_come_back(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, 7, 1)
    await owner.execute("delete from benchmark_results where id = 101")
    await owner.execute("update benchmark_results set model_id = 2 where id = 102")
    await owner.execute("delete from opinions where content = 'Good.'")
    await owner.execute("delete from use_cases where use_case = 'None.'")
    await owner.execute("delete from model_prices where id = 102")
    await owner.execute("delete from model_names where name in ('z1', 'zeta no results')")
    await owner.execute("update model_names set model_id = 2 where name = 'z2'")
    await undo(writer, made)
    of_7 = "select {} from {} where model_id = 7 order by 1"
    found = {
        table: [row[0] for row in await owner.fetch(of_7.format(column, table))]
        for table, column in {
            "benchmark_results": "id",
            "opinions": "content",
            "use_cases": "use_case",
            "model_prices": "id",
            "model_names": "spelling",
        }.items()
    }
    assert found == {
        "benchmark_results": [103, 104, 105, 106],
        "opinions": ["Bad."],
        "use_cases": ["Some."],
        "model_prices": [101],
        "model_names": ["Zeta (no results)"],
    }
    assert await owner.fetchval("select model_id from benchmark_results where id = 102") == 2


@pytest.mark.parametrize("table", ["benchmark_results", "opinions", "use_cases", "model_prices"])
async def test_what_was_given_to_another_since_stays_there(
    writer: AsyncClient, owner: Connection, table: str
) -> None:
    came = await owner.fetch(f"select id from {table} where model_id = 7")
    made = await merge(writer, 7, 1)
    given = f"update {table} set model_id = 2 where model_id = 1 and id = any ($1) returning id"
    rows = await owner.fetch(given, [row["id"] for row in came])
    assert rows
    await undo(writer, made)
    there = f"select count(*) from {table} where model_id = 2 and id = any ($1)"
    assert await owner.fetchval(there, [row["id"] for row in rows]) == len(rows)


async def test_what_came_since_stays_where_it_is(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, 7, 1)
    sent = {"model": "zeta-no-results", "content": "Later."}
    assert (await writer.post(f"{API}/opinions", json=sent)).json()["model"] == "alpha"
    await undo(writer, made)
    assert await owner.fetchval("select model_id from opinions where content = 'Later.'") == 1


async def test_after_a_restore_on_another_server(
    writer: AsyncClient, owner: Connection, fresh: str, migrated: Server
) -> None:
    """Numbers of transactions begin anew there; README.md says what its owner does.

    An earlier merge of the same two, undone and forgotten, then has the same number.
    """
    await undo(writer, await merge(writer, 7, 1))
    for table in ("benchmark_results", "opinions", "use_cases", "model_prices"):
        last = f"select max(id) from {table} where model_id = 7"
        await owner.execute(f"update {table} set model_id = 1 where id = ({last})")
    await owner.execute("update model_names set model_id = 1 where name = 'z1'")
    before = await everything(owner)
    made = await merge(writer, 7, 1)
    (renumbered,) = re.findall(r"(?m)^    begin;\n(?:    .+\n)+?    commit;$", README)
    address = parse(database_url(migrated.owner_url, str(parse(fresh).database)))
    connection = await asyncpg.connect(**address.asyncpg())
    await connection.execute(renumbered)
    await connection.close()
    assert await owner.fetchval("select count(*) from changes where transaction_id <> '3'") == 0
    await undo(writer, made)
    assert await everything(owner) == before


async def test_the_history_tells_of_it_too(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, 7, 1)
    answer = await writer.post(f"{API}/merges/{made['id']}/undo", params={"reason": "Not the same."})
    assert answer.status_code == 200
    history = (await writer.get(f"{API}/models/7/changes")).json()["items"]
    (back, _) = [one for one in history if (one["table"], one["action"]) == ("models", "insert")]
    assert (back["reason"], back["after"]["slug"]) == ("Not the same.", "zeta-no-results")
