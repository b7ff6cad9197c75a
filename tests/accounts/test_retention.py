"""What is past its time goes, and nothing else; a database that is away is asked again."""

import asyncio
from typing import Any, Final

import asyncpg
import pytest
import structlog
from httpx import AsyncClient

from app import hourly
from app.accounts.retention import FORGETTING, forget, kept
from tests.accounts.signing import Own, is_alive, signed_in
from tests.people import MIA

#: Each table with one row that is due and one that is not yet, by days since.
DUE: Final = {
    "sessions": (
        "insert into sessions (user_id, created_at, expires_at, user_agent) "
        "select u.id, now() - interval '900 days', now() - make_interval(days => d), d "
        "from unnest(array[31, 29]) as d, users as u where u.username = 'mia'"
    ),
    "api_keys": (
        "insert into api_keys (user_id, name, prefix, secret_hash, expires_at, revoked_at) "
        "select u.id, 'k' || d, 'cat_x', sha256(d::text::bytea), '2999-01-01', "
        "now() - make_interval(days => d) "
        "from unnest(array[31, 29]) as d, users as u where u.username = 'mia'"
    ),
    "invitations": (
        "insert into invitations (email, token_hash, expires_at) "
        "select d || '@example.org', sha256(d::text::bytea), now() - make_interval(days => d) "
        "from unnest(array[31, 29]) as d"
    ),
    "throttle": (
        "insert into throttle (key, allowed_at) "
        "select sha256(d::text::bytea), now() + make_interval(secs => d) "
        "from unnest(array[-1, 600]) as d"
    ),
    "audit": (
        "insert into audit (action, created_at) "
        "select 'x', now() - make_interval(days => d) from unnest(array[401, 399]) as d"
    ),
}


@pytest.mark.parametrize("table", FORGETTING)
async def test_what_is_past_its_time_goes(own: Own, table: str) -> None:
    before = await own.fetchval(f"select count(*) from {table}")
    await own.execute(DUE[table])
    assert await forget(own) == dict.fromkeys(FORGETTING, 0) | {table: 1}
    assert await own.fetchval(f"select count(*) from {table}") == before + 1
    assert sum((await forget(own)).values()) == 0


async def test_a_session_that_was_ended_goes_with_its_tokens(own: Own) -> None:
    session = await own.fetchval(
        "insert into sessions (user_id, expires_at, revoked_at, revoked_reason) "
        "values ($1, '2999-01-01', now() - interval '31 days', 'x') returning id",
        MIA.id,
    )
    await own.execute(
        "insert into refresh_tokens (token_hash, session_id, expires_at) "
        "values (sha256('x'), $1, '2999-01-01')",
        session,
    )
    assert (await forget(own))["sessions"] == 1
    assert not await own.fetchval("select count(*) from refresh_tokens where session_id = $1", session)


async def test_what_is_alive_stays(alone: AsyncClient, own: Own) -> None:
    tokens = await signed_in(alone, "mia")
    await forget(own)
    assert await is_alive(alone, tokens)


async def test_however_much_there_is(own: Own) -> None:
    await own.execute(
        "insert into throttle (key, allowed_at) "
        "select sha256(i::text::bytea), now() - interval '1 s' from generate_series(1, 10001) as i"
    )
    await own.execute(
        "insert into audit (action, created_at) "
        "select 'x', now() - interval '401 days' from generate_series(1, 20001) as i"
    )
    gone = await forget(own)
    assert (gone["throttle"], gone["audit"]) == (10_001, 20_001)


async def test_it_waits_for_nobody(fresh: str, own: Own) -> None:
    for table in ("sessions", "invitations", "throttle"):
        await own.execute(DUE[table])
    busy = await asyncpg.connect(fresh)
    try:
        async with busy.transaction():
            for table in ("sessions", "invitations", "throttle"):
                await busy.execute(f"select from {table} for update")
            assert sum((await asyncio.wait_for(forget(own), 10)).values()) == 0
    finally:
        await busy.close()
    assert sum((await forget(own)).values()) == 3


async def away(_: Any) -> int:
    raise OSError("the address of the database, with a password")


async def test_what_fails_keeps_nothing_else(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    await own.execute(DUE["audit"])
    monkeypatch.setitem(FORGETTING, "sessions", away)
    with structlog.testing.capture_logs() as lines:
        assert (await forget(own))["audit"] == 1
    failed, done = lines
    assert (failed["event"], failed["log_level"], failed["error"]) == ("not_forgotten", "error", "OSError")
    assert (done["event"], done["audit"]) == ("forgotten", 1)
    assert "password" not in str(lines)


async def test_while_the_service_runs(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """Again and again, also after a failure; and no longer than the service."""
    monkeypatch.setattr(hourly, "EVERY", 0.01)
    rounds = 0
    again = asyncio.Event()

    async def counting(db: Any) -> int:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            again.set()
        return await away(db)

    for what in FORGETTING:
        monkeypatch.setitem(FORGETTING, what, counting if what == "audit" else away)
    with structlog.testing.capture_logs():
        async with kept(own):
            await asyncio.wait_for(again.wait(), 20)
        over = rounds
        await asyncio.sleep(0.05)
    assert rounds == over
