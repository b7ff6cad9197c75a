"""The feed of all changes: followed with the cursor it gave, it loses nothing and repeats nothing."""

import asyncio
import csv
import io
import json
import random
from collections.abc import AsyncIterator
from itertools import pairwise
from time import monotonic
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

import asyncpg
import pytest
from httpx import AsyncClient

from app.database.address import parse
from app.database.server import Server
from app.http import paging
from tests.conftest import cloned, database_url, serving
from tests.handlers.test_changes import ANN, IMPORT, because, with_ann
from tests.handlers.test_cursors import forged, read
from tests.handlers.test_lists import faulty, filled

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row = dict[str, Any]

FEED: Final = "/api/v1/changes"
#: All that there is, in the order of the feed.
WHOLE: Final = "select id from changes order by transaction_id, id"
RENUMBERED: Final = """
    begin;
    alter table changes disable trigger changes_append_only;
    update changes set transaction_id = {};
    alter table changes enable trigger changes_append_only;
    commit;
"""


class Follower:
    """Keeps a cursor, as whoever keeps a copy does, and what came so far."""

    def __init__(self, client: AsyncClient, limit: int = 100, **filters: str) -> None:
        self.client = client
        self.limit = limit
        self.filters = filters
        self.cursor: str | None = None
        self.seen: list[Row] = []

    @property
    def ids(self) -> list[int]:
        return [row["id"] for row in self.seen]

    async def page(self) -> list[Row]:
        query = {**self.filters, "limit": str(self.limit)} | ({"cursor": self.cursor} if self.cursor else {})
        answer = await self.client.get(FEED, params=query)
        assert answer.status_code == 200, answer.text
        items: list[Row] = answer.json()["items"]
        self.cursor = answer.json()["next"]
        path, _, following = answer.links["next"]["url"].partition("?")
        assert (path, dict(parse_qsl(following))) == (FEED, {**query, "cursor": self.cursor})
        self.seen += items
        return items

    async def poll(self) -> list[Row]:
        """All that is there now."""
        new: list[Row] = []
        while page := await self.page():
            new += page
        return new

    async def until(self, count: int) -> list[Row]:
        """At least so many more: whatever else writes on the server, its vacuum too, may hold them back."""
        new: list[Row] = []
        deadline = monotonic() + 20
        while len(new) < count and monotonic() < deadline:
            new += await self.poll()
            await asyncio.sleep(0.005)
        return new


@pytest.fixture
async def service(fresh: str) -> AsyncIterator[AsyncClient]:
    async with serving(fresh) as client:
        yield client


async def connected(url: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(**parse(url).asyncpg())
    yield connection
    await connection.close()


@pytest.fixture
async def one(fresh: str) -> AsyncIterator[Connection]:
    async for connection in connected(fresh):
        yield connection


@pytest.fixture
async def other(fresh: str) -> AsyncIterator[Connection]:
    async for connection in connected(fresh):
        yield connection


@pytest.fixture
async def follower(service: AsyncClient) -> Follower:
    """One who has read everything of the seed."""
    follower = Follower(service)
    assert len(await follower.poll()) > 30
    return follower


async def write(connection: Connection, use_case: str) -> int:
    """A new use case; gives the id of the change."""
    row = await connection.fetchval(
        "insert into use_cases (model_id, use_case) values (7, $1) returning id", use_case
    )
    change: int = await connection.fetchval(
        "select id from changes where table_name = 'use_cases' and row_id = $1", row
    )
    return change


@pytest.mark.parametrize("limit", [1, 7, 100])
async def test_it_holds_everything_oldest_first(service: AsyncClient, one: Connection, limit: int) -> None:
    await one.execute("update models set license = 'mit' where id in (2, 5)")
    follower = Follower(service, limit)
    whole = [row["id"] for row in await one.fetch(WHOLE)]
    await follower.until(len(whole))
    assert follower.ids == whole
    assert [row["action"] for row in follower.seen][-2:] == ["update", "update"]
    numbers = [row["transaction"] for row in follower.seen]
    assert numbers == sorted(numbers)


async def test_an_empty_catalogue_has_a_cursor_too(migrated: Server) -> None:
    async with cloned(migrated) as name:
        url = database_url(migrated.app_url, name)
        async with serving(url) as client:
            follower = Follower(client)
            assert await follower.poll() == []
            place = follower.cursor
            assert await follower.poll() == []
            assert follower.cursor == place
            async for connection in connected(url):
                await connection.execute("insert into models (name, organization) values ('First', 'Acme')")
            assert [row["after"]["name"] for row in await follower.until(1)] == ["First"]


async def test_the_end_can_be_asked_again(follower: Follower, one: Connection) -> None:
    assert follower.cursor is not None
    end = follower.cursor
    assert await follower.page() == []
    assert follower.cursor == end
    change = await write(one, "new")
    assert [row["id"] for row in await follower.until(1)] == [change]
    follower.cursor = end
    assert [row["id"] for row in await follower.poll()] == [change]


async def test_a_late_commit_is_not_lost(follower: Follower, one: Connection, other: Connection) -> None:
    early = await write(one, "before both")
    assert [row["id"] for row in await follower.until(1)] == [early]
    late = one.transaction()
    await late.start()
    first = await write(one, "begun first, ended last")
    second = await write(other, "begun last, ended first")
    for _ in range(3):
        assert await follower.poll() == []
    await late.commit()
    assert [row["id"] for row in await follower.until(2)] == [first, second]
    assert follower.ids == [row["id"] for row in await one.fetch(WHOLE)]


async def test_a_restored_history_is_older_than_all_that_is_new(
    service: AsyncClient, migrated: Server, fresh: str, one: Connection
) -> None:
    """With the numbers of another server it would stay hidden; what sql/README.md says puts it right."""
    owner_url = database_url(migrated.owner_url, urlsplit(fresh).path.removeprefix("/"))
    async for owner in connected(owner_url):
        await owner.execute(RENUMBERED.format("(9000000000 + id / 10)::text::xid8"))
        assert await Follower(service).poll() == []
        await owner.execute(RENUMBERED.format("'3'"))
    new = await write(one, "new")
    follower = Follower(service, 7)
    old = await one.fetch("select id from changes where id < $1 order by id", new)
    await follower.until(len(old) + 1)
    assert follower.ids == [*(row["id"] for row in old), new]


async def test_what_is_rolled_back_never_was(follower: Follower, one: Connection, other: Connection) -> None:
    undone = one.transaction()
    await undone.start()
    never = await write(one, "never")
    kept = await write(other, "kept")
    assert await follower.poll() == []
    await undone.rollback()
    assert [row["id"] for row in await follower.until(1)] == [kept]
    assert never not in follower.ids


async def test_of_one_row_the_higher_id_is_the_later(
    follower: Follower, one: Connection, other: Connection
) -> None:
    """Where the transaction that began first changes the row last, it comes first all the same."""
    async with one.transaction():
        await write(one, "begins")
        await other.execute("update models set license = 'first' where id = 7")
        await one.execute("update models set license = 'last' where id = 7")
    changes = [row for row in await follower.until(3) if row["table"] == "models"]
    assert [row["after"]["license"] for row in changes] == ["last", "first"]
    first, last = sorted(changes, key=lambda row: int(row["id"]))
    assert (first["before"]["license"], first["after"]) == (None, last["before"])
    history = (await follower.client.get("/api/v1/models/7/changes")).json()["items"]
    assert [row["id"] for row in history][:2] == [last["id"], first["id"]]


async def test_cascades_are_in_it(follower: Follower, one: Connection) -> None:
    tables = {
        table: await one.fetchval(f"select count(*) from {table} where model_id = 1")
        for table in ("benchmark_results", "opinions", "use_cases", "model_prices")
    }
    assert all(tables.values())
    async with one.transaction():
        await because(one, reason="never existed")
        await one.execute("delete from models where id = 1")
    changes = await follower.until(1 + sum(tables.values()))
    assert {(row["action"], row["after"], row["reason"]) for row in changes} == {
        ("delete", None, "never existed")
    }
    assert len({row["transaction"] for row in changes}) == 1
    for table, count in tables.items():
        rows = [row["before"] for row in changes if row["table"] == table]
        assert [row["model_id"] for row in rows] == [1] * count
    assert [row["before"]["slug"] for row in changes if row["table"] == "models"] == ["alpha"]


async def test_filters(service: AsyncClient, one: Connection) -> None:
    await with_ann(one)
    async with one.transaction():
        await because(one, actor_id=ANN, import_id=IMPORT)
        await one.execute("update models set license = 'mit' where id in (2, 5)")
        await write(one, "imported")
    await write(one, "written")
    everything = Follower(service, 3)
    await everything.until(await one.fetchval("select count(*) from changes"))
    for filters in ({"table": "models"}, {"import_id": IMPORT}, {"table": "use_cases", "import_id": IMPORT}):
        follower = Follower(service, 1, **filters)
        await follower.poll()
        assert follower.seen == [
            row for row in everything.seen if all(row[name] == value for name, value in filters.items())
        ]
        assert follower.seen
    assert {row["actor"] for row in everything.seen if row["import_id"]} == {"ann"}
    assert not await Follower(service, import_id=ANN).poll()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("table", "users"),
        ("table", "MODELS"),
        ("table", "a\0b"),
        ("import_id", "7"),
        ("import_id", "null"),
        ("import_id", f"{IMPORT}0"),
        ("actor", "ann"),
    ],
)
async def test_a_filter_that_does_not_fit(client: AsyncClient, field: str, value: str) -> None:
    assert faulty(await client.get(FEED, params={field: value})) == (400, [field])


@pytest.mark.parametrize("rows", [1000, 5])
async def test_all_of_it_as_csv_and_ndjson(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(paging, "STREAM_ROWS", rows)
    follower = Follower(client, 9)
    await follower.page()
    place, seen = follower.cursor, list(follower.seen)
    await follower.poll()
    lines = (await client.get(f"{FEED}?format=ndjson")).text.splitlines()
    assert [json.loads(line) for line in lines] == follower.seen
    rest = (await client.get(f"{FEED}?format=ndjson&cursor={place}")).text.splitlines()
    assert seen + [json.loads(line) for line in rest] == follower.seen
    table = list(csv.DictReader(io.StringIO((await client.get(f"{FEED}?format=csv")).text)))
    assert [list(line) for line in table] == [list(row) for row in follower.seen]
    assert all(
        filled(line[field], row[field])
        for line, row in zip(table, follower.seen, strict=True)
        for field in row
    )


async def test_a_stream_ends_where_somebody_still_writes(
    service: AsyncClient, one: Connection, other: Connection
) -> None:
    count = await one.fetchval("select count(*) from changes")
    async with one.transaction():
        await write(one, "under way")
        await write(other, "done, but later")
        lines = (await service.get(f"{FEED}?format=ndjson")).text.splitlines()
        assert len(lines) == count


async def test_a_cursor_of_another_feed_is_refused(client: AsyncClient) -> None:
    one, narrow = Follower(client, 1), Follower(client, 1, table="models")
    await one.page()
    await narrow.page()
    for cursor, query in (
        (one.cursor, "table=models&"),
        (narrow.cursor, ""),
        (one.cursor, "table=opinions&"),
    ):
        assert faulty(await client.get(f"{FEED}?{query}cursor={cursor}")) == (400, ["cursor"])


@pytest.mark.parametrize(
    ("place", "value"), [(1, -1), (1, "3"), (1, 2**63), (1, 1.5), (2, 0), (2, 2**63), (2, "1"), (0, None)]
)
async def test_a_forged_cursor_is_refused(client: AsyncClient, place: int, value: object) -> None:
    follower = Follower(client, 1)
    await follower.page()
    assert follower.cursor is not None
    assert len(read(follower.cursor)) == 3
    answer = await client.get(f"{FEED}?cursor={forged(follower.cursor, place, value)}")
    assert faulty(answer) == (400, ["cursor"])


@pytest.mark.parametrize(("place", "value"), [(1, 2**63 - 1), (2, 2**63 - 1), (1, None), (1, 0)])
async def test_what_a_column_holds_is_only_a_place(client: AsyncClient, place: int, value: object) -> None:
    follower = Follower(client, 1)
    await follower.page()
    follower.cursor = forged(follower.cursor or "", place, value)
    new = [row["id"] for row in await follower.poll()]
    assert new == sorted(set(new))


async def a_writer(url: str, seed: int, committed: list[int]) -> int:
    """Transactions of random length, some undone in part or in whole; gives how many were undone."""
    dice = random.Random(seed)
    undone = 0
    async for connection in connected(url):
        for turn in range(20):
            transaction = connection.transaction()
            await transaction.start()
            shared = dice.random() < 0.4
            for step in range(dice.randint(1, 3)):
                await write(connection, f"{seed} {turn} {step}")
                await asyncio.sleep(dice.choice((0, 0, 0.002, 0.02)))
            if dice.random() < 0.3:
                partly = connection.transaction()
                await partly.start()
                await write(connection, "undone")
                await partly.rollback()
            if shared:
                await connection.execute(
                    "update opinions set content = $1 where id = 1", f"{seed} {turn} {dice.random()}"
                )
                await asyncio.sleep(dice.choice((0, 0.01)))
            mine = await connection.fetch(
                "select id from changes where transaction_id = pg_current_xact_id()"
            )
            if dice.random() < 0.25:
                await transaction.rollback()
                undone += 1
            else:
                await transaction.commit()
                committed += [row["id"] for row in mine]
    return undone


async def test_whatever_three_write_at_once_comes_once(
    fresh: str, follower: Follower, one: Connection
) -> None:
    before, committed, follower.limit = len(follower.seen), list[int](), 3
    writers = [asyncio.create_task(a_writer(fresh, seed, committed)) for seed in (1, 2, 3)]
    polls = 0
    while not all(writer.done() for writer in writers):
        polls += bool(await follower.page())
        await asyncio.sleep(0)
    assert sum([await writer for writer in writers]) > 5
    await follower.until(before + len(committed) - len(follower.seen))
    assert polls > 10, "it was followed while they wrote"
    new = follower.seen[before:]
    assert sorted(row["id"] for row in new) == sorted(committed)
    assert follower.ids == [row["id"] for row in await one.fetch(WHOLE)]
    again = Follower(follower.client)
    await again.poll()
    assert again.seen == follower.seen
    of_one_row = sorted((row for row in new if row["table"] == "opinions"), key=lambda row: int(row["id"]))
    assert len(of_one_row) > 5
    assert all(later["before"] == earlier["after"] for earlier, later in pairwise(of_one_row))
