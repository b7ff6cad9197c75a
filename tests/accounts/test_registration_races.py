"""Registration by many at once, at two applications."""

import asyncio
import time
from collections import Counter
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.accounts import passwords
from tests.accounts.newcomers import PROXIED, at_fault, invited, register
from tests.conftest import serving

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Json = dict[str, Any]


async def test_thirty_at_once_of_one_address_in_two_spellings(fresh: str, own: Connection) -> None:
    settings: Json = {"registration": "open", **PROXIED}
    async with serving(fresh, **settings) as one, serving(fresh, **settings) as other:
        answers = await asyncio.gather(
            *(
                register(
                    (one, other)[n % 2],
                    email=("ann@example.org", "ANN@Example.org")[n // 2 % 2],
                    username=f"ann{n}",
                )
                for n in range(30)
            )
        )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 29}
    assert {str(at_fault(one)) for one in answers if one.status_code == 409} == {"['email']"}
    assert await own.fetchval("select count(*) from users as u where u.email = 'ann@example.org'") == 1


async def test_twenty_at_once_with_one_invitation(fresh: str, own: Connection) -> None:
    settings: Json = {"registration": "invite", **PROXIED}
    async with serving(fresh, **settings) as one, serving(fresh, **settings) as other:
        token = (await invited(one))["token"]
        answers = await asyncio.gather(
            *(register((one, other)[n % 2], invitation=token, username=f"ann{n}") for n in range(20))
        )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: 19}
    assert await own.fetchval("select count(*) from users as u where u.email = 'ann@example.org'") == 1


async def test_a_full_queue_of_passwords_is_no_crash(fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """More at once than may wait: they are asked to come again."""

    def slow(*_: object, **__: object) -> Json:
        time.sleep(0.05)
        return {"score": 4}

    monkeypatch.setattr(passwords, "zxcvbn", slow)
    async with serving(fresh, registration="open", **PROXIED) as client:
        answers = await asyncio.gather(
            *(register(client, email=f"ann{n}@example.org", username=f"ann{n}") for n in range(60))
        )
        found = Counter(answer.status_code for answer in answers)
        assert found.keys() == {201, 503}
        assert all(answer.headers["retry-after"] == "1" for answer in answers if answer.status_code == 503)
