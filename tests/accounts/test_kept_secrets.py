"""A password, a token or a key is nowhere but where it is given: in no line of any log, in no row."""

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import pytest
import structlog
from httpx import AsyncClient
from structlog.typing import EventDict

from app.accounts.passwords import HASHES, Passwords
from app.accounts.sessions import Sessions
from app.accounts.tokens import Signing, token_hash
from app.queries import sessions
from tests.accounts.signing import API, Own, bearer, own_sessions, refresh, signed_in, try_to_sign_in
from tests.conftest import serving

PASSWORD: Final = "marked-password of somebody 4711"
WRONG: Final = "marked-password of nobody 4712"
TABLES: Final = ("users", "sessions", "refresh_tokens", "api_keys", "invitations", "throttle", "audit")


class Heard:
    """Every line of our log and of the libraries'."""

    def __init__(self, caplog: pytest.LogCaptureFixture, events: list[EventDict]) -> None:
        self._caplog = caplog
        self._events = events

    def lines(self) -> list[str]:
        known = vars(logging.makeLogRecord({}))
        foreign = [
            f"{record.getMessage()} {record.exc_info} {record.exc_text} "
            f"{ {name: value for name, value in vars(record).items() if name not in known} }"
            for record in self._caplog.records
        ]
        return [*map(str, self._events), *foreign]


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[Heard]:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as events:
        yield Heard(caplog, events)


@pytest.fixture
async def logging_all(fresh: str, own: Own, heard: Heard) -> AsyncIterator[AsyncClient]:
    await own.execute("update users set hashed_password = $1 where username = 'mia'", HASHES.hash(PASSWORD))
    async with serving(fresh) as client:
        client._transport.app.log_requests = True  # type: ignore[attr-defined]  # the edge
        yield client


def without(text: str, secrets: list[str]) -> bool:
    """Neither whole nor in part."""
    parts = [part for secret in secrets for part in (secret, secret[8:], *secret.split("."))]
    return all(part not in text for part in parts if len(part) > 8)


async def rows(own: Own) -> str:
    found = [await own.fetch(f"select t::text as text from {table} as t") for table in TABLES]
    return "\n".join(row["text"] for some in found for row in some)


async def test_a_life_with_all_of_them(logging_all: AsyncClient, own: Own, heard: Heard) -> None:
    await try_to_sign_in(logging_all, "mia", WRONG)
    await try_to_sign_in(logging_all, PASSWORD, WRONG)  # into the wrong field
    first = await signed_in(logging_all, "mia", PASSWORD)
    made = await logging_all.post(f"{API}/api-keys", json={"name": "n"}, headers=bearer(first))
    key = made.json()["key"]
    await logging_all.get(f"{API}/api-keys", headers={"Authorization": f"Bearer {key}"})
    second = (await refresh(logging_all, first)).json()
    await refresh(logging_all, first)
    await own.execute("update refresh_tokens set used_at = used_at - interval '11 s'")
    await refresh(logging_all, first)
    await own_sessions(logging_all, second)
    third = await signed_in(logging_all, "mia", PASSWORD)
    await logging_all.post(f"{API}/auth/logout", headers=bearer(third))
    for _ in range(10):
        await try_to_sign_in(logging_all, "mia", WRONG)
    secrets = [PASSWORD, WRONG, key]
    secrets += [one[kind] for one in (first, second, third) for kind in ("access_token", "refresh_token")]
    lines = heard.lines()
    assert sum("'event': 'request'" in line for line in lines) > 15
    assert [line for line in lines if not without(line, secrets)] == []
    assert without(await rows(own), secrets)


class Leak(Exception):
    """Tells what it should not."""


async def test_a_crash_with_each_of_them(
    logging_all: AsyncClient, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = await signed_in(logging_all, "mia", PASSWORD)
    secrets = [PASSWORD, tokens["access_token"], tokens["refresh_token"]]

    def leaking(*values: Any, **named: Any) -> Any:
        raise Leak(values, named)

    async def calls() -> list[int]:
        answers = [
            await try_to_sign_in(logging_all, "mia", PASSWORD),
            await refresh(logging_all, tokens),
            await own_sessions(logging_all, tokens),
        ]
        assert all(without(answer.text, secrets) for answer in answers)
        return [answer.status_code for answer in answers]

    with monkeypatch.context() as broken:
        broken.setattr(Passwords, "verify", leaking)
        broken.setattr(sessions, "rotate", leaking)
        broken.setattr(Signing, "read", leaking)
        assert await calls() == [500, 500, 500]
    with monkeypatch.context() as broken:
        broken.setattr(Sessions, "_tokens", leaking)
        assert await calls() == [500, 500, 200]
    lines = heard.lines()
    assert sum("'event': 'crashed'" in line for line in lines) == 5
    assert [line for line in lines if not without(line, secrets)] == []


async def test_a_database_that_complains(
    logging_all: AsyncClient, own: Own, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its messages quote rows."""
    tokens = await signed_in(logging_all, "mia", PASSWORD)
    monkeypatch.setattr("app.accounts.sessions.random_token", lambda _: tokens["refresh_token"])
    assert (await try_to_sign_in(logging_all, "mia", PASSWORD)).status_code == 500
    await own.execute(
        "update users set hashed_password = 'marked, and no hash of any kind' where username = 'mia'"
    )
    assert (await try_to_sign_in(logging_all, "mia", PASSWORD)).status_code == 401
    secrets = [PASSWORD, tokens["access_token"], tokens["refresh_token"], "marked, and no hash of any kind"]
    secrets.append(token_hash(tokens["refresh_token"]).hex())
    lines = heard.lines()
    assert sum("'constraint': 'refresh_tokens_pkey'" in line for line in lines) == 1
    assert [line for line in lines if not without(line, secrets)] == []
