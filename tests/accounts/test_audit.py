"""What is kept of what happens to accounts: for superusers to read, for nobody to change."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.database.address import parse
from app.database.server import Server
from tests.accounts.test_me import NEW, change_email, change_me, change_password, fault
from tests.accounts.test_users import change, delete
from tests.conftest import database_url
from tests.people import DAN, EVE, MIA, PASSWORD, SUE

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
AUDIT: Final = "/api/v1/audit"


async def get(client: AsyncClient, **query: Any) -> Response:
    return await client.get(AUDIT, params=query, headers=SUE.headers())


async def events(client: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await get(client, **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def actions(client: AsyncClient, **query: Any) -> list[str]:
    return [event["action"] for event in await events(client, **query)]


async def test_the_last_first(client: AsyncClient) -> None:
    newest, oldest = await events(client)
    assert newest | {"id": 2, "at": ""} == {
        "id": 2,
        "at": "",
        "actor": "sue",
        "actor_id": str(SUE.id),
        "action": "user.disable",
        "subject": str(DAN.id),
        "request_id": "seed-1",
        "ip": "192.0.2.1",
        "detail": {"username": "dan"},
    }
    assert (oldest["actor"], oldest["actor_id"], oldest["ip"]) == (None, None, None)
    assert newest["id"] > oldest["id"]


async def test_a_page_at_a_time(client: AsyncClient) -> None:
    first = await get(client, limit=1)
    second = await get(client, limit=1, cursor=first.json()["next"])
    assert [one["action"] for one in second.json()["items"]] == ["user.create"]
    assert "next" not in second.json()


async def test_in_a_file(client: AsyncClient) -> None:
    answer = await get(client, format="csv", action="user.disable")
    head, line = answer.text.splitlines()
    assert head == "id,at,actor,actor_id,action,subject,request_id,ip,detail"
    assert line.endswith('192.0.2.1,"{""username"": ""dan""}"')


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"actor": "sue"}, ["user.disable"]),
        ({"actor": "SUE"}, ["user.disable"]),
        ({"actor": str(SUE.id)}, ["user.disable"]),
        ({"actor": str(SUE.id).upper()}, ["user.disable"]),
        ({"actor": "eve"}, []),
        ({"actor": "nobody-at-all"}, []),
        ({"actor": "{00000000-0000-0000-0000-00000000acc4}"}, []),
        ({"action": "user.create"}, ["user.create"]),
        ({"action": "key.revoke"}, []),
        ({"subject": str(DAN.id)}, ["user.disable"]),
        ({"subject": "dan"}, []),
        ({"actor": "sue", "action": "user.create"}, []),
        ({"happened_from": "0001-01-01", "happened_to": "9999-12-31"}, ["user.disable", "user.create"]),
        ({"happened_to": "2001-01-01"}, []),
        ({"happened_from": "9999-12-31"}, []),
    ],
    ids=str,
)
async def test_only_some(client: AsyncClient, query: dict[str, str], found: list[str]) -> None:
    assert await actions(client, **query) == found


async def test_days_are_those_of_utc(alone: AsyncClient, own: Connection) -> None:
    """To the microsecond, and whatever zone the server is in."""
    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=10)
    for moment, action in [
        (day - timedelta(microseconds=1), "before"),
        (day, "first"),
        (day + timedelta(days=1, microseconds=-1), "last"),
        (day + timedelta(days=1), "after"),
    ]:
        await own.execute("insert into audit (created_at, action) values ($1, $2)", moment, action)
    only = {"happened_from": f"{day:%Y-%m-%d}", "happened_to": f"{day:%Y-%m-%d}"}
    assert await actions(alone, **only) == ["last", "first"]


@pytest.mark.parametrize(
    ("query", "status"),
    [({"action": "user.nonsense"}, 400), ({"actor": "x" * 51}, 400), ({"happened_from": "soon"}, 400)],
    ids=str,
)
async def test_what_nobody_can_ask_for(client: AsyncClient, query: dict[str, str], status: int) -> None:
    assert fault(await get(client, **query))[:2] == (status, *query)


async def test_who_did_it_outlives_the_account(alone: AsyncClient) -> None:
    await change_me(alone, {"full_name": "Eve"}, EVE)
    (event,) = await events(alone, actor="eve")
    await delete(alone, EVE)
    assert await events(alone, actor="eve") == []
    assert await events(alone, actor=str(EVE.id)) == [event | {"actor": None}]
    assert [one["detail"] for one in await events(alone, action="user.delete")] == [{"username": "eve"}]


async def test_the_request_and_the_place_are_kept(alone: AsyncClient) -> None:
    answer = await change(alone, MIA, {"role": "editor"}, headers={"X-Request-ID": "who-did-this"})
    assert answer.headers["x-request-id"] == "who-did-this"
    (event,) = await events(alone, subject=str(MIA.id))
    assert (event["request_id"], event["ip"]) == ("who-did-this", "127.0.0.1")
    assert event["detail"] == {"fields": ["role"], "role": {"from": "member", "to": "editor"}}


async def test_nothing_that_is_kept_is_a_secret(alone: AsyncClient) -> None:
    """Neither passwords nor tokens, neither hashes nor addresses, new or old."""
    await change_password(alone)
    await change_email(alone, "mia.new@example.com", current=NEW)
    await change(alone, MIA, {"email": "mia.newer@example.com", "is_superuser": True, "username": "mia2"})
    await delete(alone, MIA)
    text = (await get(alone, format="ndjson")).text
    assert len(text.splitlines()) == 2 + 4
    for word in (PASSWORD, NEW, "@", "argon2", MIA.token(), SUE.token()):
        assert word not in text


async def test_it_is_for_superusers(client: AsyncClient) -> None:
    assert (await client.get(AUDIT)).status_code == 401
    for person in (MIA, EVE):
        assert (await client.get(AUDIT, headers=person.headers())).status_code == 403


@pytest.fixture
async def owner(migrated: Server, seeded: str) -> AsyncIterator[Connection]:
    """The owner of the tables, in a transaction that is rolled back."""
    url = database_url(migrated.owner_url, seeded)
    connection = await asyncpg.connect(**parse(url).asyncpg())
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


REWRITING: Final = [
    "update audit set detail = '{}'",
    "update audit set actor_id = null where false",
    "delete from audit",
    "truncate audit",
]


@pytest.mark.parametrize("statement", REWRITING)
async def test_not_even_the_owner_rewrites_it(owner: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await owner.execute(statement)


@pytest.mark.parametrize("statement", REWRITING)
async def test_the_service_cannot_rewrite_it(db: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await db.execute(statement)


async def test_what_is_old_enough_may_go_and_nothing_else(db: Connection) -> None:
    id = await db.fetchval(
        "insert into audit (created_at, action) values (now() - interval '401 days', 'old') returning id"
    )
    assert await db.execute("delete from audit where id = $1", id) == "DELETE 1"
    id = await db.fetchval(
        "insert into audit (created_at, action) values (now() - interval '399 days', 'young') returning id"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await db.execute("delete from audit where id = $1", id)


async def test_a_name_that_looks_like_an_id_is_one(alone: AsyncClient) -> None:
    """A username may be 32 hexadecimal digits; an id has its dashes."""
    name = UUID(int=SUE.id.int).hex
    await change_me(alone, {"username": name})
    assert [event["actor"] for event in await events(alone, actor=name)] == [name]
