"""Registration: who may, what comes of it, and what is refused."""

from collections.abc import AsyncIterator
from typing import Any, TypeAlias

import asyncpg
import msgspec
import pytest
from httpx import AsyncClient, Response

from app.accounts.passwords import Passwords
from app.accounts.registration import A_PLACE, LOOKS
from app.database.server import Server
from tests.accounts.newcomers import ANN, NOBODY, PROXIED, REGISTER, at_fault, invited, register
from tests.conftest import cloned, database_url, serving
from tests.people import MAX, MIA
from tests.test_problems import problem

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Json = dict[str, Any]


@pytest.fixture(scope="module")
async def registering(migrated: Server, seed: str) -> AsyncIterator[AsyncClient]:
    """Open to anybody, for tests that get nobody in."""
    async with (
        cloned(migrated, seed) as name,
        serving(database_url(migrated.app_url, name), registration="open", **PROXIED) as client,
    ):
        yield client


async def names(own: Connection) -> list[str]:
    rows = await own.fetch("select u.username from users as u order by u.username")
    return [row["username"] for row in rows]


async def test_anybody_where_it_is_open(fresh: str, own: Connection) -> None:
    async with serving(fresh, registration="open", **PROXIED) as client:
        answer = await register(client, email=" Ann@Example.ORG", username="Ann", full_name="Ann Lee")
        assert answer.status_code == 201, answer.text
        ann = answer.json()
        wanted = {"email": "ann@example.org", "username": "ann", "full_name": "Ann Lee", "role": "member"}
        assert ann.items() >= {**wanted, "is_superuser": False, "is_active": True}.items()
        assert answer.headers["location"] == "/api/v1/users/me"
        assert answer.headers["cache-control"] == "no-store"
        assert "password" not in answer.text
        tokens = await client.post(
            "/api/v1/auth/login", json={"username": "ann", "password": ANN["password"]}, auth=NOBODY
        )
        me = await client.get(
            answer.headers["location"],
            headers={"Authorization": f"Bearer {tokens.json()['access_token']}"},
        )
        assert (me.json(), me.headers["etag"]) == (ann, answer.headers["etag"])
    hashed = await own.fetchval("select u.hashed_password from users as u where u.username = 'ann'")
    assert hashed.startswith("$argon2id$")


async def test_the_audit_tells_it_without_the_password(fresh: str, own: Connection) -> None:
    async with serving(fresh, registration="open", **PROXIED) as client:
        ann = (await register(client)).json()
    row = await own.fetchrow(
        """
        select a.actor_id, a.subject, host(a.ip) as ip, a.detail
        from audit as a
        where a.action = 'user.register'
        """
    )
    assert row
    assert (str(row["actor_id"]), row["subject"]) == (ann["id"], ann["id"])
    assert row["ip"].startswith("10.0.")
    assert msgspec.json.decode(row["detail"]) == {"username": "ann", "role": "member"}


async def test_nobody_where_it_is_closed(alone: AsyncClient, own: Connection) -> None:
    before = await names(own)
    for invitation in (None, "cin_x"):
        answer = await register(alone, invitation=invitation)
        assert answer.status_code == 403
        assert "Registration is closed" in problem(answer)["detail"]
    assert await names(own) == before


async def test_guests_alone_where_it_takes_an_invitation(fresh: str) -> None:
    async with serving(fresh, registration="invite", **PROXIED) as client:
        answer = await register(client)
        assert answer.status_code == 403
        assert "takes an invitation" in problem(answer)["detail"]
        answer = await register(
            client, invitation=(await invited(client, role="editor"))["token"], email="ANN@example.org"
        )
        assert answer.status_code == 201, answer.text
        assert (answer.json()["role"], answer.json()["is_superuser"]) == ("editor", False)


async def test_an_invitation_brings_its_role_where_none_is_needed(fresh: str) -> None:
    async with serving(fresh, registration="open", **PROXIED) as client:
        answer = await register(client, invitation=(await invited(client, role="editor"))["token"])
        assert (answer.status_code, answer.json()["role"]) == (201, "editor")


@pytest.mark.parametrize("setting", ["invite", "open"])
async def test_invitations_that_are_none(fresh: str, own: Connection, setting: str) -> None:
    """One answer for a token that nobody has, one of somebody else, one that is over, one that was used."""
    async with serving(fresh, registration=setting, **PROXIED) as client:
        token = (await invited(client))["token"]
        answers = [
            await register(client, invitation="cin_nobody"),
            await register(client, invitation="\u00e9"),
        ]
        answers.append(await register(client, invitation=token, email="bob@example.org"))
        # Nor does it say whose addresses are known here.
        answers.append(await register(client, invitation=token, email="mia@example.org", username="mia"))
        await own.execute("update invitations set expires_at = now() where email = 'ann@example.org'")
        answers.append(await register(client, invitation=token))
        await own.execute("update invitations set expires_at = now() + interval '1 day'")
        # Nor does an invitation outlive the rank of who gave it.
        await own.execute("update users set is_superuser = username = 'eve' where username in ('eve', 'sue')")
        answers.append(await register(client, invitation=token))
        await own.execute("update users set is_superuser = true where username = 'sue'")
        assert (await register(client, invitation=token)).status_code == 201
        answers.append(await register(client, invitation=token))
        answers.append(await register(client, invitation=token, username="ann2"))
    assert {answer.status_code for answer in answers} == {422}
    assert {tuple(at_fault(answer)) for answer in answers} == {("invitation",)}
    assert len({problem(answer)["detail"] for answer in answers}) == 1
    assert not any(token in answer.text for answer in answers)


async def test_what_is_taken_leaves_the_invitation_open(fresh: str, own: Connection) -> None:
    async with serving(fresh, registration="invite", **PROXIED) as client:
        token = (await invited(client))["token"]
        answer = await register(client, invitation=token, username="mia")
        assert (answer.status_code, at_fault(answer)) == (409, ["username"])
        assert not await own.fetchval(
            "select exists (select from audit as a where a.action = 'user.register')"
        )
        assert (await register(client, invitation=token)).status_code == 201


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"email": "MIA@EXAMPLE.org"}, 409, "email"),
        ({"email": "\uff4d\uff49\uff41@example.org"}, 409, "email"),
        ({"username": "MIA"}, 409, "username"),
        ({"email": "dan@example.org"}, 409, "email"),  # who is disabled still has it
        ({"username": "\uff41\uff4e\uff4e"}, 422, "username"),
        ({"username": "\u0430nn"}, 422, "username"),  # a Cyrillic a
        ({"username": "ann@example.org"}, 422, "username"),
        ({"username": "-ann"}, 422, "username"),
        ({"username": "a" * 51}, 422, "username"),
        ({"email": "ann@localhost"}, 422, "email"),
        ({"email": "ann@example.org\r\nbcc: bob@example.org"}, 422, "email"),
        ({"full_name": "Ann\nLee"}, 422, "full_name"),
        ({"full_name": ""}, 422, "full_name"),
        ({"invitation": "x" * 101}, 422, "invitation"),
        ({"password": "ann@example.org!"}, 422, "password"),
        ({"username": "submarines", "password": "my submarines 1"}, 422, "password"),
        ({"full_name": "Lee Submarine", "password": "my submarine 12"}, 422, "password"),
        ({"is_superuser": True}, 422, "is_superuser"),
        ({"is_active": True}, 422, "is_active"),
        ({"role": "editor"}, 422, "role"),
        ({"id": str(MIA.id)}, 422, "id"),
    ],
    ids=str,
)
async def test_what_is_refused(registering: AsyncClient, fields: Json, status: int, field: str) -> None:
    answer = await register(registering, **fields)
    assert (answer.status_code, at_fault(answer)) == (status, [field])
    assert str(fields.get("password", ANN["password"])) not in answer.text


async def test_ten_an_hour_from_one_place(registering: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is not counted, and for who has to wait nothing is hashed."""
    place = {"X-Forwarded-For": "192.0.2.7"}

    async def attempt(body: Json) -> Response:
        return await registering.post(REGISTER, json=body, headers=place, auth=NOBODY)

    for bad in ({"password": "x" * 15}, {"email": "ann"}, {"role": "editor"}):
        for _ in range(4):
            assert (await attempt({**ANN, **bad})).status_code == 422
    taken = {**ANN, "email": "mia@example.org"}
    answers = [await attempt(taken) for _ in range(A_PLACE.attempts)]
    with monkeypatch.context() as without:
        without.delattr(Passwords, "hash")
        answers += [await attempt(taken) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409] * A_PLACE.attempts + [429] * 2
    assert 300 <= int(answers[-1].headers["retry-after"]) <= 360
    assert (await register(registering, **taken)).status_code == 409  # from elsewhere


async def test_weak_passwords_are_not_looked_at_forever(registering: AsyncClient) -> None:
    async def attempt() -> int:
        place, weak = {"X-Forwarded-For": "192.0.2.8"}, {**ANN, "password": "x" * 15}
        return (await registering.post(REGISTER, json=weak, headers=place, auth=NOBODY)).status_code

    found = [await attempt() for _ in range(LOOKS.attempts + 1)]
    assert found == [422] * LOOKS.attempts + [429]


async def test_an_api_key_and_a_session_do_not_matter(registering: AsyncClient) -> None:
    answer = await registering.post(
        REGISTER,
        json={**ANN, "email": "mia@example.org"},
        headers={**MAX.headers(), "X-Forwarded-For": "10.9.9.9"},
    )
    assert answer.status_code == 409
    answer = await registering.post(REGISTER, json=ANN, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401
