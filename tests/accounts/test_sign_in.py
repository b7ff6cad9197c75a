"""Signing in: by name or address, with one answer for everything that is wrong, and the same work for it."""

import asyncio
import re
from collections import Counter
from typing import Any, Final
from uuid import UUID

import asyncpg
import bcrypt
import jwt
import pytest
from httpx import AsyncClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts import passwords
from app.accounts.passwords import HASHES, Passwords
from tests.accounts.signing import API, Own, bearer, is_alive, own_sessions, signed_in, try_to_sign_in
from tests.conftest import serving
from tests.people import DAN, MAX, MIA, PASSWORD, SECRET

WRONG: Final = "not the password of anybody"


@pytest.mark.parametrize(
    "name", ["mia", "mia@example.org", " MIA ", "Mia@Example.ORG", "\uff4d\uff49\uff41", "mia\u00a0"]
)
async def test_a_name_or_an_address_however_it_is_written(alone: AsyncClient, name: str) -> None:
    answer = await try_to_sign_in(alone, name)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 900)
    assert re.fullmatch(r"crt_[\w-]{43}", tokens["refresh_token"])
    claims = jwt.decode(tokens["access_token"], SECRET, ["HS256"], audience="model-catalogue-api")
    assert claims["sub"] == str(MIA.id)
    assert claims["exp"] - claims["iat"] == 900
    assert await is_alive(alone, tokens)


@pytest.mark.parametrize("name", ["mia@bücher.org", "Mia@XN--bcher-kva.org", "mia@bu\u0308cher.org"])
async def test_an_address_whose_domain_is_written_otherwise(alone: AsyncClient, own: Own, name: str) -> None:
    await own.execute("update users set email = 'mia@bücher.org' where username = 'mia'")
    assert (await try_to_sign_in(alone, name)).status_code == 200


async def test_a_session_knows_from_where_it_is(alone: AsyncClient, own: Own) -> None:
    alone.headers["User-Agent"] = "a browser" + "!" * 600
    tokens = await signed_in(alone, "mia")
    row = await own.fetchrow(
        "select user_id, user_agent, expires_at - created_at as lasts, host(ip) as place "
        "from sessions where ip = '127.0.0.1'"
    )
    assert row is not None
    assert (row["user_id"], row["place"], row["lasts"].days) == (MIA.id, "127.0.0.1", 30)
    assert row["user_agent"] == ("a browser" + "!" * 600)[:512]
    assert await own.fetchval(
        "select count(*) = 1 from refresh_tokens where token_hash = sha256($1) and used_at is null",
        tokens["refresh_token"].encode(),
    )


async def test_a_session_lasts_as_long_as_the_settings_say(fresh: str, own: Own) -> None:
    async with serving(fresh, session_days=2) as client:
        await signed_in(client, "mia")
    assert await own.fetchval(
        "select expires_at - created_at = interval '2 days' from sessions where ip = '127.0.0.1'"
    )


async def said(client: AsyncClient, name: str, password: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """The answer without what differs between any two."""
    answer = await try_to_sign_in(client, name, password)
    body = {field: value for field, value in answer.json().items() if field != "request_id"}
    headers = {field: value for field, value in answer.headers.items() if field != "x-request-id"}
    return answer.status_code, body, headers


async def test_one_answer_for_everything_that_is_wrong(alone: AsyncClient) -> None:
    answers = [
        await said(alone, name, password)
        for name, password in [
            ("nobody-here", PASSWORD),
            ("mia", WRONG),
            ("dan", PASSWORD),
            ("dan", WRONG),
            ("mia@elsewhere.org", PASSWORD),
            ("' or 1=1 --", PASSWORD),
            ("mia", PASSWORD.upper()),
            ("mia", f" {PASSWORD}"),
        ]
    ]
    assert all(answer == answers[0] for answer in answers)
    status, body, headers = answers[0]
    assert status == 401
    assert body["detail"] == "The name or the password is wrong, or the account is disabled."
    assert headers["www-authenticate"] == 'Bearer realm="catalogue"'
    assert "server-timing" not in headers  # which would tell what no clock of theirs can


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the database and of the hashes."""
    done: list[str] = []
    verify, execute = Passwords.verify, vars(asyncpg.Connection)["_execute"]

    async def noting_verify(self: Passwords, password: str, hashed: str | None) -> Any:
        done.append("verify")
        return await verify(self, password, hashed)

    async def noting_execute(self: Any, query: str, *more: Any, **options: Any) -> Any:
        done.append(query)
        return await execute(self, query, *more, **options)

    monkeypatch.setattr(Passwords, "verify", noting_verify)
    monkeypatch.setattr(asyncpg.Connection, "_execute", noting_execute)
    return done


async def test_the_same_work_for_everybody_who_is_refused(alone: AsyncClient, worked: list[str]) -> None:
    await try_to_sign_in(alone, "mia", WRONG)  # opens connections
    works = []
    for name, password in [("mia", WRONG), ("nobody-here", WRONG), ("dan", PASSWORD), ("dan", WRONG)]:
        worked.clear()
        assert (await try_to_sign_in(alone, name, password)).status_code == 401
        works.append(list(worked))
    assert works[0].count("verify") == 1
    assert len(works[0]) == 5  # the account, two counts, the hash, the audit
    assert all(work == works[0] for work in works)


def test_nobody_s_hash_is_of_the_kind_of_everybody_s() -> None:
    nobody, somebody = Passwords()._nobody, HASHES.hash(PASSWORD)
    assert nobody.rsplit("$", 2)[0] == somebody.rsplit("$", 2)[0]


async def test_the_audit_tells_of_good_and_bad(alone: AsyncClient, own: Own) -> None:
    await try_to_sign_in(alone, "a password by mistake", WRONG)
    await try_to_sign_in(alone, "mia", WRONG)
    await try_to_sign_in(alone, "dan", PASSWORD)
    tokens = await signed_in(alone, "mia")
    rows = await own.fetch(
        "select action, actor_id, subject, host(ip), detail::text, request_id from audit "
        "where ip = '127.0.0.1' order by id"
    )
    session = (await own_sessions(alone, tokens)).json()["items"][-1]["id"]
    assert [tuple(row)[:5] for row in rows] == [
        ("session.refuse", None, None, "127.0.0.1", "{}"),
        ("session.refuse", None, str(MIA.id), "127.0.0.1", "{}"),
        ("session.refuse", None, str(DAN.id), "127.0.0.1", "{}"),
        ("session.begin", MIA.id, str(MIA.id), "127.0.0.1", f'{{"session": "{session}"}}'),
    ]
    assert all(row["request_id"] for row in rows)


@pytest.mark.parametrize(
    "old",
    [
        bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode(),
        PasswordHash((Argon2Hasher(memory_cost=1024, time_cost=1, parallelism=1),)).hash(PASSWORD),
    ],
    ids=["bcrypt", "weak argon2id"],
)
async def test_an_old_hash_is_replaced(alone: AsyncClient, own: Own, old: str) -> None:
    await own.execute("update users set hashed_password = $1 where username = 'mia'", old)
    assert (await try_to_sign_in(alone, "mia", WRONG)).status_code == 401
    assert await own.fetchval("select hashed_password from users where username = 'mia'") == old
    await signed_in(alone, "mia")
    now = await own.fetchval("select hashed_password from users where username = 'mia'")
    assert now.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert HASHES.verify(PASSWORD, now)
    await signed_in(alone, "mia")
    assert await own.fetchval("select hashed_password from users where username = 'mia'") == now


async def test_many_at_once_with_an_old_hash(both: tuple[AsyncClient, AsyncClient], own: Own) -> None:
    """One of them replaces it; the others find another one than they have compared with, and look again."""
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    await own.execute("update users set hashed_password = $1 where username = 'mia'", old)
    answers = await asyncio.gather(*(try_to_sign_in(both[n % 2], "mia") for n in range(10)))
    assert Counter(answer.status_code for answer in answers) == {200: 10}
    assert await own.fetchval("select count(*) from sessions where ip = '127.0.0.1'") == 10


async def test_a_password_of_more_bytes_than_bcrypt_takes(alone: AsyncClient, own: Own) -> None:
    old = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode()
    await own.execute("update users set hashed_password = $1 where username = 'mia'", old)
    assert (await try_to_sign_in(alone, "mia", "x" * 73)).status_code == 401
    assert (await try_to_sign_in(alone, "mia", "\U0001f600" * 25)).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        "update users set is_active = false where id = $1",
        "update users set hashed_password = repeat('x', 60) where id = $1",
    ],
    ids=["disabled", "another password"],
)
async def test_an_account_that_changes_while_the_password_is_compared(
    alone: AsyncClient, own: Own, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    verify = Passwords.verify

    async def changing(self: Passwords, password: str, hashed: str | None) -> Any:
        verdict = await verify(self, password, hashed)
        await own.execute(change, MIA.id)
        return verdict

    monkeypatch.setattr(Passwords, "verify", changing)
    assert (await try_to_sign_in(alone, "mia")).status_code == 401
    assert await own.fetchval("select count(*) from sessions where ip = '127.0.0.1'") == 0


async def test_no_connection_is_held_while_a_password_is_compared(
    fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify, compared = Passwords.verify, asyncio.Event()

    async def waiting(self: Passwords, password: str, hashed: str | None) -> Any:
        await compared.wait()
        return await verify(self, password, hashed)

    monkeypatch.setattr(Passwords, "verify", waiting)
    async with serving(fresh, pool_size=1, pool_wait=5.0) as client:
        signing_in = [asyncio.create_task(try_to_sign_in(client, "mia")) for _ in range(3)]
        await asyncio.sleep(0.1)
        assert (await client.get(f"{API}/models/alpha")).status_code == 200
        assert (await client.get(f"{API}/models?limit=1&q=alpha")).status_code == 200
        compared.set()
        assert [answer.status_code for answer in await asyncio.gather(*signing_in)] == [200, 200, 200]


async def test_more_people_than_can_wait(fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "QUEUE", 2)
    async with serving(fresh) as client:
        answers = await asyncio.gather(*(try_to_sign_in(client, "mia") for _ in range(8)))
        counted = Counter(answer.status_code for answer in answers)
        assert counted.keys() == {200, 503}
        assert counted[200] >= 2
        busy = next(answer for answer in answers if answer.status_code == 503)
        assert busy.headers["retry-after"] == "1"
        assert "server-timing" not in busy.headers
        assert (await try_to_sign_in(client, "mia")).status_code == 200


async def test_a_wrong_header_is_not_looked_at(alone: AsyncClient) -> None:
    """Clients send what they have, an access token that is over too."""
    for given in ("Bearer over", "Basic bWlh", bearer({"access_token": "x" * 5000})["Authorization"]):
        answer = await alone.post(
            f"{API}/auth/login",
            json={"username": "mia", "password": PASSWORD},
            headers={"Authorization": given},
        )
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({}, 422, {"username", "password"}),
        ({"username": "mia"}, 422, {"password"}),
        ({"username": "", "password": "x"}, 422, {"username"}),
        ({"username": "mia", "password": ""}, 422, {"password"}),
        ({"username": "m" * 255, "password": "x"}, 422, {"username"}),
        ({"username": "mia", "password": "x" * 1025}, 422, {"password"}),
        ({"username": "mia\0", "password": "x"}, 422, {"username"}),
        ({"username": 1, "password": "x"}, 422, {"username"}),
        ({"username": "mia", "password": "x", "grant_type": "password"}, 422, {"grant_type"}),
    ],
)
async def test_what_is_no_sign_in(
    client: AsyncClient, body: dict[str, Any], status: int, fields: set[str]
) -> None:
    answer = await client.post(f"{API}/auth/login", json=body)
    assert (answer.status_code, {fault["field"] for fault in answer.json()["errors"]}) == (status, fields)


async def test_two_people_have_two_sessions(alone: AsyncClient) -> None:
    mia, max = await signed_in(alone, "mia"), await signed_in(alone, "max")
    for tokens, person in ((mia, MIA), (max, MAX)):
        listed = (await own_sessions(alone, tokens)).json()["items"]
        assert {UUID(one["id"]) for one in listed} > {person.session}
        assert len(listed) == 2
