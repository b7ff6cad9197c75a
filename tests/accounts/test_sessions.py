"""One's own sessions: listed and ended, and dead at once when they are."""

from typing import Final
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.accounts.signing import API, Own, bearer, is_alive, own_sessions, refresh, signed_in
from tests.people import MAX, MIA

SESSIONS: Final = f"{API}/users/me/sessions"


async def test_signing_out(alone: AsyncClient, own: Own) -> None:
    here, there = await signed_in(alone, "mia"), await signed_in(alone, "mia")
    answer = await alone.post(f"{API}/auth/logout", headers=bearer(here))
    assert (answer.status_code, answer.content) == (204, b"")
    assert not await is_alive(alone, here)
    assert (await refresh(alone, here)).status_code == 401
    assert (await alone.post(f"{API}/auth/logout", headers=bearer(here))).status_code == 401
    assert await is_alive(alone, there)
    rows = await own.fetch(
        "select actor_id, subject from audit where action = 'session.end' and ip is not null"
    )
    assert [tuple(row) for row in rows] == [(MIA.id, str(MIA.id))]


async def test_signing_out_everywhere(alone: AsyncClient, own: Own) -> None:
    mias = [await signed_in(alone, "mia") for _ in range(3)]
    max = await signed_in(alone, "max")
    assert (await alone.post(f"{API}/auth/logout-everywhere", headers=bearer(mias[1]))).status_code == 204
    for tokens in mias:
        assert not await is_alive(alone, tokens)
        assert (await refresh(alone, tokens)).status_code == 401
    assert (await alone.get(SESSIONS, headers=MIA.headers())).status_code == 401
    assert await is_alive(alone, max)
    detail = await own.fetchval(
        "select detail::text from audit where action = 'session.end' and ip is not null"
    )
    assert detail == '{"session": "all 4"}'


async def test_what_has_ended_before_keeps_when_and_why(alone: AsyncClient, own: Own) -> None:
    tokens = await signed_in(alone, "mia")
    before = await own.fetchrow(
        "update sessions set revoked_at = now(), revoked_reason = 'refresh token used twice'"
        " where id = $1 returning revoked_at, revoked_reason",
        MIA.session,
    )
    assert (await alone.post(f"{API}/auth/logout-everywhere", headers=bearer(tokens))).status_code == 204
    after = await own.fetchrow("select revoked_at, revoked_reason from sessions where id = $1", MIA.session)
    assert after == before


async def test_one_of_several(alone: AsyncClient) -> None:
    here, there = await signed_in(alone, "mia"), await signed_in(alone, "mia")
    listed = (await own_sessions(alone, there)).json()["items"]
    (current,) = [one["id"] for one in listed if one["is_current"]]
    assert (await alone.delete(f"{SESSIONS}/{current}", headers=bearer(here))).status_code == 204
    assert not await is_alive(alone, there)
    assert await is_alive(alone, here)
    again = await alone.delete(f"{SESSIONS}/{current}", headers=bearer(here))
    assert (again.status_code, again.json()["detail"]) == (404, "There is no such session.")
    assert current not in {one["id"] for one in (await own_sessions(alone, here)).json()["items"]}


@pytest.mark.parametrize("session", [MAX.session, UUID(int=0)], ids=["somebody else's", "nobody's"])
async def test_others_are_not_there(alone: AsyncClient, session: UUID) -> None:
    tokens = await signed_in(alone, "mia")
    assert (await alone.delete(f"{SESSIONS}/{session}", headers=bearer(tokens))).status_code == 404
    assert (await alone.get(SESSIONS, headers=MAX.headers())).status_code == 200


@pytest.mark.parametrize("session", ["1", "urn:uuid:00000000-0000-0000-0000-000000005e56", "x" * 36])
async def test_what_is_no_session(client: AsyncClient, session: str) -> None:
    answer = await client.delete(f"{SESSIONS}/{session}", headers=MIA.headers())
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "session_id")


async def test_the_list(alone: AsyncClient, own: Own) -> None:
    alone.headers["User-Agent"] = "one browser"
    first = await signed_in(alone, "mia")
    alone.headers["User-Agent"] = "another"
    second = await signed_in(alone, "mia")
    await signed_in(alone, "max")
    await refresh(alone, first)
    await own.execute("update sessions set expires_at = now() where id = $1", MIA.session)
    answer = await own_sessions(alone, second)
    assert answer.headers["cache-control"] == "no-store"
    newer, older = answer.json()["items"]
    assert newer["expires_at"] > older["expires_at"]
    assert (newer["user_agent"], newer["is_current"], newer["last_used_at"]) == ("another", True, None)
    assert (older["user_agent"], older["is_current"], older["ip"]) == ("one browser", False, "127.0.0.1")
    assert older["last_used_at"] > older["created_at"]
    assert "hash" not in answer.text


async def test_pages_of_it(alone: AsyncClient, own: Own) -> None:
    await own.execute(
        "insert into sessions (user_id, expires_at) "
        "select $1, now() + interval '1 day' from generate_series(1, 7)",
        MIA.id,
    )
    found: list[str] = []
    cursor: dict[str, str] = {}
    while cursor is not None:
        page = (await alone.get(SESSIONS, params={"limit": 3, **cursor}, headers=MIA.headers())).json()
        found += [one["id"] for one in page["items"]]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}
    assert len(found) == len(set(found)) == 8
    whole = await alone.get(SESSIONS, params={"format": "ndjson"}, headers=MIA.headers())
    assert len(whole.text.splitlines()) == 8


async def test_a_key_is_no_person(alone: AsyncClient) -> None:
    """One that was lost may not look where its owner is, nor throw them out."""
    tokens = await signed_in(alone, "mia")
    made = await alone.post(
        f"{API}/api-keys", json={"name": "lost", "scopes": ["read", "write"]}, headers=bearer(tokens)
    )
    key = {"Authorization": f"Bearer {made.json()['key']}"}
    for verb, path in [
        ("GET", SESSIONS),
        ("DELETE", f"{SESSIONS}/{MIA.session}"),
        ("POST", f"{API}/auth/logout"),
        ("POST", f"{API}/auth/logout-everywhere"),
    ]:
        assert (await alone.request(verb, path, headers=key)).status_code == 403
    assert await is_alive(alone, tokens)
