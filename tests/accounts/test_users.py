"""Accounts as superusers see and change them."""

import asyncio
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient, Response

from tests.accounts.test_me import change_me, elsewhere, fault, get_me, noted
from tests.conftest import serving
from tests.people import DAN, EVE, MAX, MIA, SUE, Person

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
USERS: Final = "/api/v1/users"
NOBODY: Final = UUID(int=404)


async def get(client: AsyncClient, path: str = "", **query: Any) -> Response:
    return await client.get(USERS + path, params=query, headers=SUE.headers())


async def named(client: AsyncClient, **query: Any) -> list[str]:
    answer = await get(client, **query)
    assert answer.status_code == 200, answer.text
    return [user["username"] for user in answer.json()["items"]]


async def change(
    client: AsyncClient,
    person: Person,
    body: dict[str, Any],
    *,
    by: Person = SUE,
    headers: dict[str, str] | None = None,
) -> Response:
    return await client.patch(f"{USERS}/{person.id}", json=body, headers={**by.headers(), **(headers or {})})


async def delete(
    client: AsyncClient, person: Person, *, by: Person = SUE, headers: dict[str, str] | None = None
) -> Response:
    return await client.delete(f"{USERS}/{person.id}", headers={**by.headers(), **(headers or {})})


async def test_everybody_by_name(client: AsyncClient) -> None:
    answer = await get(client)
    assert [user["username"] for user in answer.json()["items"]] == ["dan", "eve", "max", "mia", "sue"]
    assert "next" not in answer.json()
    assert "password" not in answer.text


async def test_a_page_at_a_time(client: AsyncClient) -> None:
    first = await get(client, limit=3)
    second = await get(client, limit=3, cursor=first.json()["next"])
    assert [one["username"] for one in second.json()["items"]] == ["mia", "sue"]
    assert 'rel="next"' in first.headers["link"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"role": "editor"}, ["dan", "eve"]),
        ({"is_active": "false"}, ["dan"]),
        ({"is_superuser": "true"}, ["sue"]),
        ({"role": "editor", "is_active": "true"}, ["eve"]),
        ({"q": "M"}, ["dan", "eve", "max", "mia", "sue"]),  # example.org
        ({"q": "mi"}, ["mia"]),
        ({"q": "MAX@Example"}, ["max"]),
        ({"q": " org  a "}, ["dan", "eve", "max", "mia", "sue"]),
        ({"q": "mia max"}, []),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"q": "\\"}, []),
        ({"q": "'; drop table users"}, []),
    ],
    ids=str,
)
async def test_only_some(client: AsyncClient, query: dict[str, str], names: list[str]) -> None:
    assert await named(client, **query) == names


async def test_full_names_are_found(alone: AsyncClient) -> None:
    await change(alone, MIA, {"full_name": "Mia Österreicher"})
    assert await named(alone, q="öster MIA") == ["mia"]


@pytest.mark.parametrize("query", [{"role": "superuser"}, {"is_active": "yes"}, {"q": ""}, {"sort": "email"}])
async def test_what_nobody_can_ask_for(client: AsyncClient, query: dict[str, str]) -> None:
    answer = await get(client, **query)
    assert fault(answer)[:2] == (400, *query)


@pytest.mark.parametrize("form", ["csv", "ndjson"])
async def test_everybody_in_a_file(client: AsyncClient, form: str) -> None:
    answer = await get(client, format=form, is_active="true")
    lines = answer.text.splitlines()[form == "csv" :]
    assert ["eve" in lines[0], "max" in lines[1], len(lines)] == [True, True, 4]


async def test_one_user(client: AsyncClient) -> None:
    answer = await get(client, f"/{MIA.id}")
    assert answer.json() == (await get_me(client, MIA)).json()
    assert answer.headers["etag"] == (await get_me(client, MIA)).headers["etag"]
    assert (await get(client, f"/{NOBODY}")).status_code == 404
    assert fault(await get(client, "/mia"))[:2] == (400, "user_id")


@pytest.mark.parametrize("person", [MIA, EVE])
async def test_others_see_nobody(client: AsyncClient, person: Person) -> None:
    answers = [
        await client.get(USERS, headers=person.headers()),
        await client.get(f"{USERS}/{person.id}", headers=person.headers()),
        await change(client, person, {"is_superuser": True}, by=person),
        await change(client, SUE, {"is_active": False}, by=person),
        await delete(client, person, by=person),
    ]
    assert {answer.status_code for answer in answers} == {403}


async def test_a_key_of_a_superuser_reads_only(alone: AsyncClient, own: Connection) -> None:
    key = "cat_" + "s" * 43
    await own.execute(
        "insert into api_keys (user_id, name, prefix, secret_hash, scopes)"
        " values ($1, 'nightly', 'cat_ssssss', sha256($2), '{read,write}')",
        SUE.id,
        key.encode(),
    )
    headers = {"Authorization": f"Bearer {key}"}
    assert (await alone.get(USERS, headers=headers)).status_code == 200
    path = f"{USERS}/{MIA.id}"
    assert (await alone.patch(path, json={"role": "editor"}, headers=headers)).status_code == 403
    assert (await alone.delete(path, headers=headers)).status_code == 403


async def test_another_role_holds_at_once(alone: AsyncClient, own: Connection) -> None:
    body = {"name": "Omega", "organization": "Omega Labs"}
    assert (await alone.post("/api/v1/models", json=body, headers=MIA.headers())).status_code == 403
    answer = await change(alone, MIA, {"role": "editor", "full_name": "Mia"})
    assert (answer.json()["role"], answer.json()["full_name"]) == ("editor", "Mia")
    assert (await alone.post("/api/v1/models", json=body, headers=MIA.headers())).status_code == 201
    assert await noted(own) == [
        (
            "user.change",
            str(SUE.id),
            str(MIA.id),
            '{"role": {"to": "editor", "from": "member"}, "fields": ["full_name", "role"]}',
        )
    ]


async def test_who_is_disabled_is_out_at_once(alone: AsyncClient, own: Connection) -> None:
    phone = await elsewhere(own)
    answer = await change(alone, MIA, {"is_active": False, "role": "editor"})
    assert answer.json()["is_active"] is False
    for person in (MIA, phone):
        assert (await get_me(alone, person)).status_code == 401
    await change(alone, MIA, {"is_active": True})
    assert (await get_me(alone, MIA)).status_code == 401, "what has ended does not begin again"
    assert (await get_me(alone, await elsewhere(own))).status_code == 200
    assert (await get_me(alone, MAX)).status_code == 200
    notes = await noted(own)
    assert {actor for _, actor, _, _ in notes} == {str(SUE.id)}
    assert [(action, detail) for action, _, _, detail in notes] == [
        ("user.disable", '{"username": "mia"}'),
        ("user.change", '{"role": {"to": "editor", "from": "member"}, "fields": ["role"]}'),
        ("user.enable", '{"username": "mia"}'),
    ]


async def test_who_stays_disabled_keeps_when_it_ended(alone: AsyncClient, own: Connection) -> None:
    before = await own.fetchval("select revoked_at from sessions where id = $1", DAN.session)
    assert before is None
    await change(alone, DAN, {"full_name": "Dan"})
    ended = await own.fetchrow("select revoked_at, revoked_reason from sessions where id = $1", DAN.session)
    assert ended is not None
    assert ended["revoked_reason"] == "account disabled"
    await change(alone, DAN, {"full_name": "Daniel"})
    again = await own.fetchrow("select revoked_at, revoked_reason from sessions where id = $1", DAN.session)
    assert again == ended


async def test_another_name_and_address(alone: AsyncClient, own: Connection) -> None:
    answer = await change(alone, MIA, {"username": "MIA.m", "email": " Mia.M@Example.COM"})
    assert (answer.json()["username"], answer.json()["email"]) == ("mia.m", "mia.m@example.com")
    assert (await get_me(alone, MIA)).status_code == 200
    ((_, _, _, detail),) = await noted(own)
    assert detail == '{"fields": ["username", "email"]}'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"username": "max"}, 409),
        ({"email": "Max@Example.org"}, 409),
        ({"email": "mia"}, 422),
        ({"email": None}, 422),
        ({"username": None}, 422),
        ({"role": "superuser"}, 422),
        ({"role": None}, 422),
        ({"is_active": None}, 422),
        ({"is_active": "false"}, 422),
        ({"is_superuser": 0}, 422),
        ({"full_name": " Mia"}, 422),
        ({"password": "correct horse"}, 422),
        ({"created_at": "2025-01-01T00:00:00Z"}, 422),
    ],
    ids=str,
)
async def test_what_no_account_can_be(client: AsyncClient, body: dict[str, Any], status: int) -> None:
    assert fault(await change(client, MIA, body))[:2] == (status, *body)


async def test_only_the_version_that_was_seen(alone: AsyncClient) -> None:
    seen = (await get(alone, f"/{MIA.id}")).headers["etag"]
    assert (await change_me(alone, {"full_name": "Mia"})).status_code == 200
    assert (await change(alone, MIA, {"role": "editor"}, headers={"If-Match": seen})).status_code == 412
    assert (await delete(alone, MIA, headers={"If-Match": seen})).status_code == 412
    now = (await get(alone, f"/{MIA.id}")).headers["etag"]
    assert (await change(alone, MIA, {"role": "editor"}, headers={"If-Match": now})).status_code == 200
    assert (await delete(alone, MIA, headers={"If-Match": "*"})).status_code == 204


async def test_who_is_gone_leaves_what_they_wrote(alone: AsyncClient, own: Connection) -> None:
    opinion = {"model": "alpha", "content": "Never late."}
    made = await alone.post("/api/v1/opinions", json=opinion, headers=EVE.headers())
    result = {"model": "alpha", "benchmark": "quiz", "score": 55.5, "source": "Eve's lab"}
    scored = await alone.post("/api/v1/results", json=result, headers=EVE.headers())
    assert (made.status_code, scored.status_code) == (201, 201)
    assert await own.fetchval("select count(*) from opinions where created_by = $1", EVE.id) == 1
    answer = await delete(alone, EVE)
    assert (answer.status_code, answer.content) == (204, b"")
    for place in (made.headers["location"], scored.headers["location"]):
        assert (await alone.get(place)).status_code == 200
    assert await own.fetchval("select count(*) from opinions where created_by = $1", EVE.id) == 0
    assert (await get_me(alone, EVE)).status_code == 401
    assert await own.fetchval("select count(*) from sessions where user_id = $1", EVE.id) == 0
    assert (await get(alone, f"/{EVE.id}")).status_code == 404
    assert (await delete(alone, EVE)).status_code == 404
    assert await noted(own) == [("user.delete", str(SUE.id), str(EVE.id), '{"username": "eve"}')]


async def test_who_wrote_much_goes_too(fresh: str, own: Connection) -> None:
    """It may take longer than a question may: here, because of a row that somebody else holds."""
    await own.execute("update opinions set created_by = $1", EVE.id)
    async with serving(fresh, query_timeout=1.0) as client:
        async with own.transaction():
            await own.execute("select from opinions where id = 1 for no key update")
            deleting = asyncio.create_task(delete(client, EVE))
            await asyncio.sleep(1.5)
            assert not deleting.done()
        assert (await deleting).status_code == 204
    history = await own.fetch(
        "select distinct action, after ->> 'created_by' from changes where actor_id = $1", SUE.id
    )
    assert [tuple(row) for row in history] == [("update", None)]


async def test_nobody_cannot_be_changed(client: AsyncClient) -> None:
    nobody = Person("nobody", NOBODY, NOBODY)
    assert (await change(client, nobody, {"role": "editor"})).status_code == 404
    assert (await delete(client, nobody)).status_code == 404


async def test_what_fails_leaves_nothing_in_the_audit(
    alone: AsyncClient, own: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what the audit cannot keep does not happen."""

    async def full(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("app.queries.audit.note", full)
    assert (await change(alone, MIA, {"role": "editor"})).status_code == 500
    assert (await delete(alone, MIA)).status_code == 500
    assert (await get_me(alone, MIA)).json()["role"] == "member"
    assert await noted(own) == []
