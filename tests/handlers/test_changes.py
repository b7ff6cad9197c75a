"""The history of one row over HTTP: who changed what, when and why, also where the row is gone."""

import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any, Final, NamedTuple, TypeAlias, get_args
from urllib.parse import urlsplit

import asyncpg
import pytest
from httpx import AsyncClient

from app.database.address import parse
from app.database.server import Server
from app.queries.changes import Table
from tests.conftest import database_url, serving
from tests.handlers.test_lists import faulty, filled, walked

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row = dict[str, Any]

ANN: Final = "00000000-0000-0000-0000-00000000000a"
IMPORT: Final = "00000000-0000-0000-0000-0000000000ff"

#: The history of each kind of row, with its table and a change of it.
HISTORIES: Final = {
    "models/5": ("models", "update models set license = 'mit' where id = 5"),
    "benchmarks/4": ("benchmarks", "update benchmarks set category = 'other' where id = 4"),
    "results/3": ("benchmark_results", "update benchmark_results set score = 91 where id = 3"),
    "opinions/2": ("opinions", "update opinions set sentiment = 'mixed' where id = 2"),
    "use-cases/3": ("use_cases", "update use_cases set use_case = 'Translation' where id = 3"),
    "prices/4": ("model_prices", "update model_prices set input = 4 where id = 4"),
}


class Catalogue(NamedTuple):
    """The service on a database of its own, and a connection that writes to it."""

    client: AsyncClient
    database: Connection

    async def changes(self, path: str) -> list[Row]:
        answer = await self.client.get(f"/api/v1/{path}/changes")
        assert answer.status_code == 200, answer.text
        items: list[Row] = answer.json()["items"]
        return items


@pytest.fixture
async def catalogue(fresh: str) -> AsyncIterator[Catalogue]:
    database = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        async with serving(fresh) as client:
            yield Catalogue(client, database)
    finally:
        await database.close()


async def because(database: Connection, **settings: str) -> None:
    """Says who, why and by which import for the transaction under way."""
    for name, value in settings.items():
        await database.execute("select set_config('catalogue.' || $1, $2, true)", name, value)


async def with_ann(database: Connection) -> None:
    await database.execute(
        "insert into users (id, email, username, hashed_password)"
        f" values ('{ANN}', 'ann@example.org', 'ann', repeat('x', 20))"
    )


@pytest.mark.parametrize("path", HISTORIES)
async def test_a_change_says_who_what_when_and_why(catalogue: Catalogue, path: str) -> None:
    client, database = catalogue
    table, statement = HISTORIES[path]
    row = int(path.rpartition("/")[2])
    await with_ann(database)
    async with database.transaction():
        await because(database, actor_id=ANN, reason="a typing error", import_id=IMPORT)
        await database.execute(statement)
        began = await database.fetchval("select now()")
        number = await database.fetchval("select pg_current_xact_id()::text::bigint")
    update, insert = await catalogue.changes(path)
    before, after = update.pop("before"), update.pop("after")
    assert update == {
        "id": await database.fetchval("select max(id) from changes"),
        "transaction": number,
        "at": began.isoformat().replace("+00:00", "Z"),
        "table": table,
        "row": row,
        "action": "update",
        "actor": "ann",
        "reason": "a typing error",
        "import_id": IMPORT,
    }
    changed = {name for name in after if before[name] != after[name]}
    assert "updated_at" in changed
    assert len(changed) == 2
    assert before["id"] == after["id"] == row
    assert all(one["created_at"].endswith("+00:00") for one in (before, after))  # the session is elsewhere
    assert (insert["action"], insert["before"], insert["after"]) == ("insert", None, before)
    assert (insert["actor"], insert["reason"], insert["import_id"]) == (None, None, None)
    assert insert["id"] < update["id"]
    assert (await client.get(f"/api/v1/{path}")).status_code == 200


@pytest.mark.parametrize(("path", "row"), [("models/delta", 5), ("models/DELTA", 5), ("benchmarks/Empty", 4)])
async def test_a_slug_is_as_good_as_an_id(client: AsyncClient, path: str, row: int) -> None:
    by_slug = await client.get(f"/api/v1/{path}/changes")
    by_id = await client.get(f"/api/v1/{path.partition('/')[0]}/{row}/changes")
    assert by_slug.json()["items"] == by_id.json()["items"] != []


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("models/404", "model"),
        ("models/nobody", "model"),
        ("models/007", "model"),
        (f"models/{2**63}", "model"),
        ("benchmarks/404", "benchmark"),
        ("benchmarks/nothing", "benchmark"),
        ("results/404", "result"),
        ("opinions/404", "opinion"),
        ("use-cases/404", "use case"),
        ("prices/404", "price"),
    ],
)
async def test_what_never_was_has_no_history(client: AsyncClient, path: str, what: str) -> None:
    for form in ("json", "csv"):
        answer = await client.get(f"/api/v1/{path}/changes?format={form}")
        assert (answer.status_code, answer.json()["detail"]) == (404, f"There is no such {what}.")


async def test_a_deleted_model_and_all_that_went_with_it_keep_their_history(catalogue: Catalogue) -> None:
    client, database = catalogue
    tables = {
        "results": "benchmark_results",
        "opinions": "opinions",
        "use-cases": "use_cases",
        "prices": "model_prices",
    }
    there = {path: (await client.get(f"/api/v1/{path}?model=alpha")).json()["items"] for path in tables}
    async with database.transaction():
        await because(database, reason="never existed")
        await database.execute("delete from models where id = 1")
    *aliases, deletion = [row for row in await catalogue.changes("models/1") if row["action"] == "delete"]
    assert {alias["before"]["spelling"] for alias in aliases} == {"alpha-2024-01-10", "ACME Alpha One"}
    assert (deletion["table"], deletion["action"], deletion["after"]) == ("models", "delete", None)
    assert (deletion["before"]["name"], deletion["reason"]) == ("Alpha", "never existed")
    assert faulty(await client.get("/api/v1/models/alpha/changes")) == (404, [])
    for path, rows in there.items():
        assert rows
        for row in rows:
            assert (await client.get(f"/api/v1/{path}/{row['id']}")).status_code == 404
            gone, made = await catalogue.changes(f"{path}/{row['id']}")
            assert (gone["table"], gone["action"], gone["after"]) == (tables[path], "delete", None)
            assert gone["before"] == made["after"]
            assert gone["before"]["model_id"] == 1
            assert (gone["reason"], gone["transaction"]) == ("never existed", deletion["transaction"])


async def test_a_deleted_benchmark_keeps_its_history(catalogue: Catalogue) -> None:
    client, database = catalogue
    await database.execute("delete from benchmarks where id = 2")
    alias, gone = (await catalogue.changes("benchmarks/2"))[:2]
    assert (alias["action"], alias["before"]["spelling"]) == ("delete", "WER")
    assert (gone["action"], gone["before"]["slug"]) == ("delete", "word-error")
    assert faulty(await client.get("/api/v1/benchmarks/word-error/changes")) == (404, [])


@pytest.mark.parametrize(
    ("path", "names", "column"),
    [("models/4", "model_names", "model_id"), ("benchmarks/4", "benchmark_names", "benchmark_id")],
)
async def test_aliases_are_part_of_the_history(
    catalogue: Catalogue, path: str, names: str, column: str
) -> None:
    """Both kinds of row have an id 4, and each gets an alias."""
    database, kind = catalogue.database, path.partition("/")[0]
    for table, owner in (("model_names", "model_id"), ("benchmark_names", "benchmark_id")):
        await database.execute(f"insert into {table} (name, {owner}, spelling) values ('four', 4, 'Four')")
    await database.execute(f"update {names} set spelling = 'FOUR' where name = 'four'")
    await database.execute(f"update {kind} set description = 'The fourth.' where id = 4")
    await database.execute(f"delete from {names} where name = 'four'")
    found = await catalogue.changes(path)
    assert [(change["table"], change["action"]) for change in found] == [
        *((names, "delete"), (kind, "update"), (names, "update"), (names, "insert"), (kind, "insert")),
    ]
    assert {change["row"] for change in found} == {4}
    assert [change["before"]["spelling"] for change in (found[0], found[2])] == ["FOUR", "Four"]
    assert found[3]["after"][column] == 4


async def test_every_table_with_a_history_is_known(catalogue: Catalogue) -> None:
    tables = await catalogue.database.fetch(
        """
        select distinct t.tgrelid::regclass::text as name
        from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
        where p.proname ~ '^record_(alias_)?(inserts|updates|deletes)$'
        """
    )
    assert {table["name"] for table in tables} == set(get_args(Table))


async def test_a_row_without_a_history_is_no_404(migrated: Server, catalogue: Catalogue, fresh: str) -> None:
    """As where the owner has removed from the history what must not be kept."""
    name = urlsplit(fresh).path.removeprefix("/")
    owner = await asyncpg.connect(**parse(database_url(migrated.owner_url, name)).asyncpg())
    try:
        await owner.execute("alter table changes disable trigger changes_append_only")
        await owner.execute("delete from changes")
    finally:
        await owner.close()
    for path in [*HISTORIES, "models/delta"]:
        answer = await catalogue.client.get(f"/api/v1/{path}/changes")
        assert (answer.status_code, answer.json()) == (200, {"items": []})


async def test_the_history_outlives_the_account(catalogue: Catalogue) -> None:
    database = catalogue.database
    await with_ann(database)
    async with database.transaction():
        await because(database, actor_id=ANN, reason="no reason")
        await database.execute("update opinions set author = 'Anne' where id = 1")
    assert (await catalogue.changes("opinions/1"))[0]["actor"] == "ann"
    await database.execute("delete from users where id = $1", ANN)
    change = (await catalogue.changes("opinions/1"))[0]
    assert (change["actor"], change["reason"]) == (None, "no reason")


@pytest.fixture
async def edited(catalogue: Catalogue) -> Catalogue:
    """A catalogue whose third opinion was changed six times, the last time to nothing new."""
    for content in ("a", "b", 'c, "d"', "é\n", "f", "f"):
        await catalogue.database.execute("update opinions set content = $1 where id = 3", content)
    return catalogue


@pytest.mark.parametrize("limit", [1, 2, 4, 100])
async def test_pages_walk_the_history_backwards(edited: Catalogue, limit: int) -> None:
    rows = await walked(edited.client, "/api/v1/opinions/3/changes?", limit)
    assert [(row["after"] or {}).get("content") for row in rows] == [
        *("f", "é\n", 'c, "d"', "b", "a"),
        "Said to be fine.",
    ]
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows}, reverse=True)
    assert [newer["before"] for newer in rows[:-1]] == [older["after"] for older in rows[1:]]


async def test_all_of_it_as_csv_and_ndjson(edited: Catalogue) -> None:
    address = "/api/v1/opinions/3/changes?"
    rows = await walked(edited.client, address, 2)
    lines = (await edited.client.get(f"{address}format=ndjson")).text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    text = (await edited.client.get(f"{address}format=csv")).text
    table = list(csv.DictReader(io.StringIO(text)))
    assert [list(line) for line in table] == [list(row) for row in rows]
    assert all(
        filled(line[field], row[field]) for line, row in zip(table, rows, strict=True) for field in row
    )


async def test_a_cursor_is_good_for_one_history(edited: Catalogue) -> None:
    client = edited.client
    cursor = (await client.get("/api/v1/opinions/3/changes?limit=1")).json()["next"]
    for path in ("opinions/2/changes", "use-cases/3/changes", "changes"):
        assert faulty(await client.get(f"/api/v1/{path}?cursor={cursor}")) == (400, ["cursor"])
