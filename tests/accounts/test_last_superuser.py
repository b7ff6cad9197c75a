"""One active superuser is always left, whoever asks for what at once."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import combinations_with_replacement
from typing import Any, Final, TypeAlias

import asyncpg
import pytest
from httpx import AsyncClient, Response

from tests.accounts.test_me import noted
from tests.accounts.test_users import change, delete
from tests.people import DAN, EVE, SUE, Person

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Both: TypeAlias = tuple[AsyncClient, AsyncClient]
Act: TypeAlias = Callable[[AsyncClient, Person, Person], Awaitable[Response]]


async def demote(client: AsyncClient, person: Person, by: Person) -> Response:
    return await change(client, person, {"is_superuser": False}, by=by)


async def disable(client: AsyncClient, person: Person, by: Person) -> Response:
    return await change(client, person, {"is_active": False}, by=by)


async def remove(client: AsyncClient, person: Person, by: Person) -> Response:
    return await delete(client, person, by=by)


ACTS: Final = (demote, disable, remove)


async def promote(client: AsyncClient, person: Person) -> None:
    answer = await change(client, person, {"is_superuser": True, "is_active": True})
    assert answer.status_code == 200, answer.text


async def left(own: Connection) -> list[str]:
    rows = await own.fetch("select username from users where is_superuser and is_active order by username")
    return [row["username"] for row in rows]


@pytest.mark.parametrize("act", ACTS)
async def test_the_last_one_stays(alone: AsyncClient, own: Connection, act: Act) -> None:
    answer = await act(alone, SUE, SUE)
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("No active superuser would be left; make somebody else")
    assert "errors" not in answer.json()
    assert await left(own) == ["sue"]
    assert await noted(own) == []


@pytest.mark.parametrize("act", ACTS)
async def test_one_who_is_disabled_does_not_count(alone: AsyncClient, own: Connection, act: Act) -> None:
    assert (await change(alone, DAN, {"is_superuser": True})).status_code == 200
    assert (await act(alone, SUE, SUE)).status_code == 409
    assert await left(own) == ["sue"]


@pytest.mark.parametrize("act", ACTS)
async def test_the_last_but_one_may_go(alone: AsyncClient, own: Connection, act: Act) -> None:
    await promote(alone, EVE)
    assert (await act(alone, SUE, SUE)).is_success
    assert await left(own) == ["eve"]
    assert (await act(alone, EVE, EVE)).status_code == 409


@pytest.mark.parametrize("body", [{"full_name": "Sue"}, {"role": "editor"}, {"is_superuser": True}], ids=str)
async def test_the_last_one_changes_otherwise(alone: AsyncClient, body: dict[str, Any]) -> None:
    assert (await change(alone, SUE, body)).status_code == 200


@pytest.mark.parametrize(("mine", "other"), [*combinations_with_replacement(ACTS, 2)])
async def test_two_at_once_on_two_applications(both: Both, own: Connection, mine: Act, other: Act) -> None:
    """Each takes the other away; one of them is left, whatever each of them does."""
    await promote(both[0], EVE)
    answers = await asyncio.gather(mine(both[0], EVE, SUE), other(both[1], SUE, EVE))
    # The one who comes late may be nobody any more when asked who asks.
    assert sorted(answer.is_success for answer in answers) == [False, True]
    assert {answer.status_code for answer in answers if not answer.is_success} <= {401, 403, 409}
    assert await left(own) == (["sue"] if answers[0].is_success else ["eve"])


async def test_two_that_have_both_been_let_in(both: Both, own: Connection) -> None:
    """The rows of both are held while each looks: the rule itself decides, not the guard."""
    await promote(both[0], EVE)
    async with own.transaction():
        await own.execute("select from users where username in ('eve', 'sue') for no key update")
        waiting = [
            asyncio.create_task(demote(both[0], EVE, SUE)),
            asyncio.create_task(remove(both[1], SUE, EVE)),
        ]
        for _ in range(1000):
            if await own.fetchval("select count(*) from pg_locks where not granted") == len(waiting):
                break
            await asyncio.sleep(0.02)
    answers = await asyncio.gather(*waiting)
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [204, 409])
    assert len(await left(own)) == 1


async def test_many_at_once(both: Both, own: Connection) -> None:
    """Everybody is a superuser, and everybody goes."""
    await own.execute("update users set is_superuser = true, is_active = true")
    people = await own.fetch(
        "select u.id, u.username, s.id as session from users as u join sessions as s on s.user_id = u.id"
    )
    asked = [
        ACTS[number % 3](both[number % 2], Person(one["username"], one["id"], one["session"]), SUE)
        for number, one in enumerate(people * 3)
    ]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} <= {200, 204, 401, 403, 404, 409}
    assert len(await left(own)) >= 1
