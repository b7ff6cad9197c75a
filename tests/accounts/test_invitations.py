"""Invitations: made by superusers, listed without their tokens, taken back while nobody has used them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import asyncpg
import msgspec
import pytest
from httpx import AsyncClient

from app.accounts.tokens import token_hash
from app.database.server import Server
from tests.accounts.newcomers import INVITATIONS, PROXIED, at_fault, invited, register
from tests.conftest import cloned, database_url, serving
from tests.people import EVE, SUE
from tests.test_problems import problem

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Json = dict[str, Any]

#: Those of the seed, the latest first.
SEEDED: Final = [("ida@example.org", "open"), ("max@example.org", "accepted"), ("ivo@example.org", "expired")]


@pytest.fixture(scope="module")
async def inviting(migrated: Server, seed: str) -> AsyncIterator[AsyncClient]:
    """Where guests may register, for tests that invite nobody."""
    async with (
        cloned(migrated, seed) as name,
        serving(database_url(migrated.app_url, name), registration="invite") as client,
    ):
        yield client


async def listed(client: AsyncClient, **parameters: str) -> list[Json]:
    answer = await client.get(INVITATIONS, params=parameters, headers=SUE.headers())
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["items"]
    return found


async def statuses(client: AsyncClient, **parameters: str) -> list[tuple[str, str]]:
    return [(row["email"], row["status"]) for row in await listed(client, **parameters)]


async def test_the_token_is_told_once_and_its_hash_kept(fresh: str, own: Connection) -> None:
    async with serving(fresh, registration="invite") as client:
        answer = await client.post(
            INVITATIONS, json={"email": " Ann@EXAMPLE.org", "role": "editor"}, headers=SUE.headers()
        )
        assert answer.status_code == 201, answer.text
        assert answer.headers["cache-control"] == "no-store"
        made = answer.json()
        token = made.pop("token")
        assert token.startswith("cin_")
        assert len(token) == 47
        wanted = {"email": "ann@example.org", "role": "editor", "status": "open", "invited_by": "sue"}
        assert made.items() >= {**wanted, "accepted_at": None}.items()
        assert (await listed(client))[0] == made
    ends = datetime.fromisoformat(made["expires_at"])
    assert abs(ends - datetime.now(UTC) - timedelta(days=7)) < timedelta(minutes=5)
    kept = await own.fetchval("select i.token_hash from invitations as i where i.email = 'ann@example.org'")
    assert kept == token_hash(token)


async def test_the_list(client: AsyncClient) -> None:
    assert await statuses(client) == SEEDED
    for email, status in SEEDED:
        assert await statuses(client, status=status) == [(email, status)]
    answer = await client.get(INVITATIONS, params={"limit": 2}, headers=SUE.headers())
    assert [row["email"] for row in answer.json()["items"]] == ["ida@example.org", "max@example.org"]
    assert await statuses(client, cursor=answer.json()["next"]) == SEEDED[2:]
    assert answer.headers["cache-control"] == "no-store"
    assert "token" not in answer.text
    answer = await client.get(INVITATIONS, params={"status": "lost"}, headers=SUE.headers())
    assert answer.status_code == 400


async def test_a_new_one_takes_the_place_of_the_open_one(fresh: str) -> None:
    async with serving(fresh, registration="invite", **PROXIED) as client:
        old = await invited(client, role="editor")
        new = await invited(client, expires_in_days=30)
        found = [row["id"] for row in await listed(client)]
        assert found[0] == new["id"]
        assert old["id"] not in found
        assert (await register(client, invitation=old["token"])).status_code == 422
        answer = await register(client, invitation=new["token"])
        assert (answer.status_code, answer.json()["role"]) == (201, "member")
        assert (await listed(client, status="accepted"))[0]["id"] == new["id"]


async def test_who_has_gone_is_invited_again(fresh: str, own: Connection) -> None:
    """What was accepted before stays in the list."""
    await own.execute("delete from users where username = 'max'")
    async with serving(fresh, registration="invite") as client:
        await invited(client, email="max@example.org")
        found = await statuses(client)
    assert [status for email, status in found if email == "max@example.org"] == ["open", "accepted"]


async def test_what_could_not_be_used_is_not_made(fresh: str) -> None:
    async with serving(fresh, registration="invite") as client:
        answer = await client.post(INVITATIONS, json={"email": "MIA@example.org"}, headers=SUE.headers())
        assert answer.status_code == 409
        assert "an account with this address" in problem(answer)["detail"]
    async with serving(fresh) as client:
        answer = await client.post(INVITATIONS, json={"email": "ann@example.org"}, headers=SUE.headers())
        assert answer.status_code == 409
        assert "closed" in problem(answer)["detail"]
        assert await statuses(client) == SEEDED


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "ann"}, "email"),
        ({"email": "ann@localhost"}, "email"),
        ({"role": "superuser"}, "role"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": 31}, "expires_in_days"),
        ({"token": "cin_x"}, "token"),
        ({"invited_by": "eve"}, "invited_by"),
    ],
    ids=str,
)
async def test_what_is_refused(inviting: AsyncClient, fields: Json, field: str) -> None:
    body = {"email": "ann@example.org", **fields}
    answer = await inviting.post(INVITATIONS, json=body, headers=SUE.headers())
    assert (answer.status_code, at_fault(answer)) == (422, [field])
    assert await statuses(inviting) == SEEDED


async def test_taking_one_back(fresh: str, own: Connection) -> None:
    async with serving(fresh, registration="invite", **PROXIED) as client:
        ann = await invited(client)
        there = {row["email"]: row["id"] for row in await listed(client)}

        async def taken_back(id: str) -> int:
            return (await client.delete(f"{INVITATIONS}/{id}", headers=SUE.headers())).status_code

        assert await taken_back(ann["id"]) == 204
        assert await taken_back(ann["id"]) == 404
        assert (await register(client, invitation=ann["token"])).status_code == 422
        assert await taken_back(there["max@example.org"]) == 409
        assert await taken_back(there["ivo@example.org"]) == 204
        assert await statuses(client) == SEEDED[:2]
    rows = await own.fetch(
        """
        select a.action, a.actor_id, a.subject, a.detail
        from audit as a
        where a.action like 'invitation.%'
        order by a.id
        """
    )
    told = [(row["action"], row["subject"], msgspec.json.decode(row["detail"])["email"]) for row in rows]
    assert told == [
        ("invitation.create", ann["id"], "ann@example.org"),
        ("invitation.revoke", ann["id"], "ann@example.org"),
        ("invitation.revoke", there["ivo@example.org"], "ivo@example.org"),
    ]
    assert {row["actor_id"] for row in rows} == {SUE.id}
    assert not any(ann["token"] in str(row["detail"]) for row in rows)


async def test_editors_do_not_invite(client: AsyncClient) -> None:
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", "/00000000-0000-0000-0000-0000000001a1")):
        answer = await client.request(
            method, INVITATIONS + path, json={"email": "ann@example.org"}, headers=EVE.headers()
        )
        assert answer.status_code == 403, answer.text
