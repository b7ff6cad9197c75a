"""Refresh tokens: each works once, and one that comes again has been stolen."""

import asyncio
from collections import Counter
from typing import Final

import pytest
from httpx import AsyncClient

from app.accounts import sessions
from app.accounts.throttle import Rate
from tests.accounts.signing import API, Own, bearer, is_alive, own_sessions, refresh, signed_in
from tests.people import MIA

Both = tuple[AsyncClient, AsyncClient]
#: As if the token had been used a while ago.
LATER: Final = "update refresh_tokens set used_at = used_at - interval '11 seconds'"


async def test_the_next_pair(alone: AsyncClient, own: Own) -> None:
    first = await signed_in(alone, "mia")
    answer = await refresh(alone, first)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    second = answer.json()
    assert second.keys() == first.keys()
    assert second["refresh_token"] != first["refresh_token"]
    assert await is_alive(alone, second)
    assert (await refresh(alone, second)).status_code == 200
    row = await own.fetchrow(
        "select last_used_at > created_at as is_used, revoked_at from sessions where ip = '127.0.0.1'"
    )
    assert row is not None
    assert tuple(row) == (True, None)


async def test_twice_at_once_is_only_refused(alone: AsyncClient, own: Own) -> None:
    """Two tabs, or an answer that was lost: within ten seconds nobody is thrown out."""
    first = await signed_in(alone, "mia")
    second = (await refresh(alone, first)).json()
    again = await refresh(alone, first)
    assert again.status_code == 401
    assert 'error="invalid_token"' in again.headers["www-authenticate"]
    assert await is_alive(alone, second)
    assert (await refresh(alone, second)).status_code == 200
    assert not await own.fetchval("select count(*) from audit where action = 'session.reuse'")


async def test_a_stolen_one_ends_the_session(alone: AsyncClient, own: Own) -> None:
    first = await signed_in(alone, "mia")
    other = await signed_in(alone, "mia")
    second = (await refresh(alone, first)).json()
    await own.execute(LATER)
    assert (await refresh(alone, first)).status_code == 401
    assert not await is_alive(alone, second)
    assert (await refresh(alone, second)).status_code == 401
    assert await is_alive(alone, other)
    rows = await own.fetch("select subject, actor_id, host(ip) from audit where action = 'session.reuse'")
    assert [tuple(row) for row in rows] == [(str(MIA.id), None, "127.0.0.1")]
    assert await own.fetchval(
        "select revoked_reason from sessions where revoked_at is not null and user_id = $1", MIA.id
    ) == ("refresh token used twice")


async def test_twenty_at_once(both: Both, own: Own) -> None:
    first = await signed_in(both[0], "mia")
    answers = await asyncio.gather(*(refresh(both[n % 2], first) for n in range(20)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 19}
    winner = next(answer for answer in answers if answer.status_code == 200).json()
    assert await is_alive(both[1], winner)
    assert await own.fetchval("select count(*) from refresh_tokens where used_at is null") == 1
    await own.execute(LATER)
    answers = await asyncio.gather(*(refresh(both[n % 2], first) for n in range(10)))
    assert Counter(answer.status_code for answer in answers) == {401: 10}
    assert not await is_alive(both[0], winner)
    assert await own.fetchval("select count(*) from audit where action = 'session.reuse'") == 1


async def test_a_refresh_and_its_end_at_once(both: Both, own: Own) -> None:
    """Whoever comes first: nothing is left of a session that was ended."""
    for _ in range(10):
        tokens = await signed_in(both[0], "mia")
        refreshed, ended = await asyncio.gather(
            refresh(both[0], tokens), both[1].post(f"{API}/auth/logout", headers=bearer(tokens))
        )
        assert (refreshed.status_code, ended.status_code) in {(200, 204), (401, 204)}
        if refreshed.status_code == 200:
            assert not await is_alive(both[1], refreshed.json())
            assert (await refresh(both[1], refreshed.json())).status_code == 401
        await own.execute("delete from throttle")


async def test_a_session_that_is_being_ended(alone: AsyncClient, own: Own) -> None:
    tokens = await signed_in(alone, "mia")
    async with own.transaction():
        await own.execute(
            "update sessions set revoked_at = now(), revoked_reason = 'x' where ip = '127.0.0.1'"
        )
        refreshing = asyncio.create_task(refresh(alone, tokens))
        await asyncio.sleep(0.3)
        assert not refreshing.done()
    assert (await refreshing).status_code == 401


@pytest.mark.parametrize(
    "end",
    [
        "update sessions set revoked_at = now(), revoked_reason = 'x' where ip = '127.0.0.1'",
        "update sessions set expires_at = now() where ip = '127.0.0.1'",
        "update refresh_tokens set expires_at = now()",
        "update users set is_active = false where username = 'mia'",
        "delete from sessions where ip = '127.0.0.1'",
    ],
    ids=["ended", "over", "token over", "disabled", "gone"],
)
async def test_what_is_over(alone: AsyncClient, own: Own, end: str) -> None:
    tokens = await signed_in(alone, "mia")
    await own.execute(end)
    refused = await refresh(alone, tokens)
    unknown = await refresh(alone, {"refresh_token": "crt_" + "x" * 43})
    for answer in (refused, unknown):
        assert answer.status_code == 401
        assert answer.json()["detail"] == "The refresh token is not valid, or no longer; sign in again."
    assert await own.fetchval("select count(*) from refresh_tokens where used_at is not null") == 0


@pytest.mark.parametrize("given", ["x", "cat_" + "x" * 43, "crt_", "crt_é", "' or 1=1 --"])
async def test_what_is_no_refresh_token(alone: AsyncClient, given: str) -> None:
    assert (await refresh(alone, {"refresh_token": given})).status_code == 401


async def test_one_kind_of_token_is_not_the_other(alone: AsyncClient) -> None:
    tokens = await signed_in(alone, "mia")
    swapped = {"access_token": tokens["refresh_token"], "refresh_token": tokens["access_token"][:100]}
    assert (await own_sessions(alone, swapped)).status_code == 401
    assert (await refresh(alone, swapped)).status_code == 401
    assert (await refresh(alone, tokens)).status_code == 200


async def test_what_is_no_body(client: AsyncClient) -> None:
    for body in ({}, {"refresh_token": ""}, {"refresh_token": "x" * 101}, {"refresh_token": None}):
        assert (await client.post(f"{API}/auth/refresh", json=body)).status_code == 422


async def test_an_access_token_that_is_over_is_not_in_the_way(alone: AsyncClient) -> None:
    tokens = await signed_in(alone, "mia")
    answer = await alone.post(
        f"{API}/auth/refresh",
        json={"refresh_token": tokens["refresh_token"]},
        headers={"Authorization": "Bearer over"},
    )
    assert answer.status_code == 200


async def test_a_flood_is_slowed(alone: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "REFRESHING", Rate(5, 86_400))
    answers = [await refresh(alone, {"refresh_token": f"crt_unknown_{n}"}) for n in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 17_280


async def test_it_never_outlives_its_session(alone: AsyncClient, own: Own) -> None:
    tokens = await signed_in(alone, "mia")
    assert (await refresh(alone, tokens)).status_code == 200
    assert await own.fetchval(
        "select bool_and(t.expires_at = s.expires_at) from refresh_tokens as t "
        "join sessions as s on s.id = t.session_id"
    )
