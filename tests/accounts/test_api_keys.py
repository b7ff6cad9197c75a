"""API keys: made, listed, revoked; what a program may do with one, and when no more."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.accounts.keys import MOST
from app.accounts.tokens import KEY, token_hash
from app.database.address import parse
from app.queries import api_keys
from tests.conftest import serving
from tests.people import EVE, MAX, MIA, Person

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Json = dict[str, Any]

KEYS: Final = "/api/v1/api-keys"
OPINION: Final = {"model": "alpha", "content": "Fast."}
MODEL: Final = {"name": "M", "organization": "Acme"}


@pytest.fixture
async def client(fresh: str) -> AsyncIterator[AsyncClient]:
    async with serving(fresh) as client:
        yield client


@pytest.fixture
async def rows(fresh: str) -> AsyncIterator[Db]:
    db = await asyncpg.connect(**parse(fresh).asyncpg())
    yield db
    await db.close()


async def making(client: AsyncClient, person: Person, **body: object) -> Response:
    return await client.post(KEYS, json={"name": "nightly", **body}, headers=person.headers())


async def made(client: AsyncClient, person: Person, *scopes: str) -> Json:
    answer = await making(client, person, scopes=scopes or ["read"])
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def by(key: Json) -> dict[str, str]:
    return {"Authorization": f"Bearer {key['key']}"}


async def listed(client: AsyncClient, headers: dict[str, str]) -> list[Json]:
    answer = await client.get(KEYS, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["items"]
    return found


async def status(client: AsyncClient, key: Json) -> int:
    return (await client.get("/api/v1/models", headers=by(key))).status_code


async def test_the_secret_is_shown_once_and_only_its_hash_is_kept(client: AsyncClient, rows: Db) -> None:
    answer = await making(client, MIA)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    key = answer.json()
    secret = key.pop("key")
    assert secret.startswith(KEY)
    assert len(secret) == len(KEY) + 43  # 256 bits in base64
    assert key["prefix"] == secret[:10]
    assert (key["name"], key["scopes"], key["status"]) == ("nightly", ["read"], "active")
    assert (key["last_used_at"], key["revoked_at"]) == (None, None)
    days = datetime.fromisoformat(key["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=89) < days <= timedelta(days=90)

    assert await listed(client, MIA.headers()) == [key]
    assert await listed(client, MAX.headers()) == []
    whole = str(
        await rows.fetch("select k::text from api_keys as k union all select a::text from audit as a")
    )
    assert key["prefix"] in whole
    assert secret[len(key["prefix"]) :] not in whole
    assert await rows.fetchval("select secret_hash from api_keys where name = 'nightly'") == token_hash(
        secret
    )


async def test_keys_leave_a_record(client: AsyncClient, rows: Db) -> None:
    key = await made(client, MIA, "write", "read")
    assert key["scopes"] == ["read", "write"]
    await client.delete(f"{KEYS}/{key['id']}", headers=MIA.headers())
    records = await rows.fetch(
        "select actor_id, action, subject, detail::text from audit where action like 'key.%' order by id"
    )
    detail = '{"name": "nightly", "scopes": ["read", "write"]}'
    assert [tuple(record) for record in records] == [
        (MIA.id, "key.create", key["id"], detail),
        (MIA.id, "key.revoke", key["id"], detail),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scopes", []),
        ("scopes", ["admin"]),
        ("scopes", ["read", "write", "read"]),
        ("scopes", None),
        ("expires_in_days", 0),
        ("expires_in_days", 367),
        ("expires_in_days", None),
        ("name", ""),
        ("name", " nightly"),
        ("name", "n" * 101),
        ("name", "night\nly"),
        ("user", "max"),
    ],
)
async def test_what_no_key_can_be(client: AsyncClient, field: str, value: object) -> None:
    answer = await making(client, MIA, **{field: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(field)
    assert await listed(client, MIA.headers()) == []


async def test_a_read_key_reads_its_owners_things(client: AsyncClient) -> None:
    key = await made(client, MIA, "read")
    assert [one["id"] for one in await listed(client, by(key))] == [key["id"]]
    refused = await client.post("/api/v1/opinions", json=OPINION, headers=by(key))
    assert refused.status_code == 403
    assert refused.json()["detail"] == "This API key has no scope write."
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]


async def test_a_write_key_writes_as_its_owner_and_no_more(client: AsyncClient, rows: Db) -> None:
    key = await made(client, MIA, "write")
    assert (await client.post("/api/v1/opinions", json=OPINION, headers=by(key))).status_code == 201
    assert await rows.fetchval("select created_by from opinions order by id desc limit 1") == MIA.id
    assert (await client.post("/api/v1/models", json=MODEL, headers=by(key))).status_code == 403
    assert (await client.get(KEYS, headers=by(key))).status_code == 403
    editor = await made(client, EVE, "write")
    assert (await client.post("/api/v1/models", json=MODEL, headers=by(editor))).status_code == 201
    await rows.execute("update users set role = 'member' where id = $1", EVE.id)
    assert (await client.post("/api/v1/models", json=MODEL, headers=by(editor))).status_code == 403


async def test_a_key_makes_and_revokes_no_keys(client: AsyncClient) -> None:
    key = await made(client, MIA, "read", "write")
    for method, address in (("POST", KEYS), ("DELETE", f"{KEYS}/{key['id']}")):
        refused = await client.request(
            method, address, json={"name": "n"} if method == "POST" else None, headers=by(key)
        )
        assert refused.status_code == 403
        assert "not an API key" in refused.json()["detail"]


async def test_nobody_has_keys(client: AsyncClient) -> None:
    assert (await client.get(KEYS)).status_code == 401
    assert (await client.post(KEYS, json={"name": "n"}, headers={"Authorization": ""})).status_code == 401


async def test_a_revoked_key_is_refused_at_once(client: AsyncClient) -> None:
    key = await made(client, MIA)
    address = f"{KEYS}/{key['id']}"
    assert await status(client, key) == 200
    assert (await client.delete(address, headers=MAX.headers())).status_code == 404, "it is somebody else's"
    assert (await client.delete(f"{KEYS}/{UUID(int=1)}", headers=MIA.headers())).status_code == 404
    assert (await client.delete(address, headers=MIA.headers())).status_code == 204
    assert await status(client, key) == 401
    assert (await client.delete(address, headers=MIA.headers())).status_code == 404, "it is revoked already"
    (kept,) = await listed(client, MIA.headers())
    assert kept["status"] == "revoked"
    assert kept["revoked_at"]


async def test_an_expired_key_is_refused_and_was_not_used(client: AsyncClient, rows: Db) -> None:
    key = await made(client, MIA)
    await rows.execute("update api_keys set expires_at = now()")
    assert await status(client, key) == 401
    (kept,) = await listed(client, MIA.headers())
    assert (kept["status"], kept["last_used_at"]) == ("expired", None)


async def test_a_key_is_no_better_than_its_owners_account(client: AsyncClient, rows: Db) -> None:
    key = await made(client, MIA)
    await rows.execute("update users set is_active = false where id = $1", MIA.id)
    assert await status(client, key) == 401
    assert await rows.fetchval("select last_used_at from api_keys where name = 'nightly'") is None
    await rows.execute("update users set is_active = true where id = $1", MIA.id)
    assert await status(client, key) == 200
    await rows.execute("delete from users where id = $1", MIA.id)
    assert await status(client, key) == 401
    assert await rows.fetchval("select count(*) from api_keys where name = 'nightly'") == 0


async def test_a_key_that_is_nobodys(client: AsyncClient) -> None:
    key = await made(client, MIA)
    for wrong in (KEY, key["key"][:-1], key["key"] + "A", key["key"].swapcase(), key["prefix"]):
        assert await status(client, {"key": wrong}) == 401, wrong


async def test_keys_are_listed_by_pages_the_latest_first(client: AsyncClient, rows: Db) -> None:
    names = [str(number) for number in range(5)]
    for name in names:
        assert (await making(client, MIA, name=name)).status_code == 201
    await rows.execute("update api_keys set created_at = now() where name in ('1', '2', '3')")
    page = (await client.get(KEYS, params={"limit": 2}, headers=MIA.headers())).json()
    found = page["items"]
    while following := page.get("next"):
        page = (
            await client.get(KEYS, params={"limit": 2, "cursor": following}, headers=MIA.headers())
        ).json()
        found += page["items"]
    assert sorted(one["name"] for one in found) == names
    assert {one["name"] for one in found[:3]} == {"1", "2", "3"}
    assert [one["name"] for one in found[3:]] == ["4", "0"]
    table = await client.get(KEYS, params={"format": "csv"}, headers=MIA.headers())
    assert table.text.splitlines()[0].startswith("id,name,prefix,scopes,status,created_at")
    assert len(table.text.splitlines()) == 6


async def test_one_has_so_many_and_no_more_from_two_services_at_once(
    client: AsyncClient, fresh: str, rows: Db
) -> None:
    await rows.execute(
        "insert into api_keys (user_id, name, prefix, secret_hash, scopes, expires_at)"
        " select $1, 'n', 'cat_', sha256(n::text::bytea), '{read}',"
        # What is over does not count.
        " case when n > 10 then '2999-01-01'::timestamptz else now() end from generate_series(1, $2) as n",
        MIA.id,
        MOST + 8,
    )
    async with serving(fresh) as other:
        both = [making(service, MIA) for _ in range(6) for service in (client, other)]
        answers = await asyncio.gather(*both)
        assert Counter(answer.status_code for answer in answers) == {201: 2, 409: 10}
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["detail"] == "There are 50 active API keys already; revoke one first."
    assert (await making(client, MAX)).status_code == 201, "others have theirs"
    key = next(answer for answer in answers if answer.status_code == 201).json()
    await client.delete(f"{KEYS}/{key['id']}", headers=MIA.headers())
    assert (await making(client, MIA)).status_code == 201


async def test_use_is_noted_once_in_five_minutes(client: AsyncClient, rows: Db) -> None:
    key = await made(client, MIA)

    async def noted() -> tuple[datetime, int]:
        assert Counter(await asyncio.gather(*(status(client, key) for _ in range(20)))) == {200: 20}
        row = await rows.fetchrow(
            "select last_used_at, xmin::text::int as version from api_keys where name = 'nightly'"
        )
        assert row
        return row["last_used_at"], row["version"]

    first = await noted()
    assert first[0]
    assert await noted() == first, "the row was written again"
    await rows.execute("update api_keys set last_used_at = now() - interval '301 seconds'")
    assert (await noted())[0] > first[0]


async def test_nobody_waits_for_who_notes_the_use(client: AsyncClient, fresh: str, rows: Db) -> None:
    secret = (await made(client, MIA))["key"]
    second = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        await second.execute("set lock_timeout = '1s'")
        async with rows.transaction():
            assert await api_keys.caller(rows, secret_hash=token_hash(secret))
            assert await api_keys.caller(second, secret_hash=token_hash(secret)), "it had to wait"
        written = await rows.fetchval("select xmin::text from api_keys where name = 'nightly'")
        assert await api_keys.caller(second, secret_hash=token_hash(secret))
        assert await rows.fetchval("select xmin::text from api_keys where name = 'nightly'") == written
    finally:
        await second.close()
