"""One's own account: looked at, changed; another password, another address."""

import asyncio
from typing import Any, Final, TypeAlias
from unicodedata import normalize

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.accounts.passwords import HASHES, Passwords
from tests.people import DAN, EVE, MAX, MIA, PASSWORD, SIGNING, SUE, Person

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
ME: Final = "/api/v1/users/me"
NEW: Final = "brittle lantern under seven oceans"
CSV: Final = {"Accept": "text/csv"}


async def get_me(
    client: AsyncClient, person: Person = MIA, headers: dict[str, str] | None = None
) -> Response:
    return await client.get(ME, headers={**person.headers(), **(headers or {})})


async def change_me(
    client: AsyncClient, body: dict[str, Any], person: Person = MIA, headers: dict[str, str] | None = None
) -> Response:
    return await client.patch(ME, json=body, headers={**person.headers(), **(headers or {})})


async def change_password(
    client: AsyncClient, current: str = PASSWORD, new: str = NEW, person: Person = MIA
) -> Response:
    body = {"current_password": current, "new_password": new}
    return await client.post(f"{ME}/password", json=body, headers=person.headers())


async def change_email(
    client: AsyncClient, email: str, current: str = PASSWORD, person: Person = MIA
) -> Response:
    body = {"current_password": current, "email": email}
    return await client.post(f"{ME}/email", json=body, headers=person.headers())


def fault(answer: Response) -> tuple[int, str, str]:
    """The status, and the one field at fault with its sentence."""
    (one,) = answer.json()["errors"]
    return answer.status_code, one["field"], one["detail"]


async def elsewhere(own: Connection, person: Person = MIA) -> Person:
    """The same person, signed in on another device."""
    session = await own.fetchval(
        "insert into sessions (user_id, expires_at) values ($1, '2999-01-01') returning id", person.id
    )
    return person._replace(session=session)


async def noted(own: Connection) -> list[tuple[str, str, str, Any]]:
    """What the audit has kept since the seed."""
    rows = await own.fetch(
        "select action, actor_id, subject, detail::text from audit"
        " where created_at > now() - interval '1 hour' order by id"
    )
    return [tuple(map(str, row)) for row in rows]  # type: ignore[misc]  # four of them


async def test_what_one_sees_of_oneself(client: AsyncClient) -> None:
    answer = await get_me(client, EVE)
    assert answer.json() | {"created_at": "", "updated_at": ""} == {
        "id": str(EVE.id),
        "username": "eve",
        "email": "eve@example.org",
        "full_name": None,
        "role": "editor",
        "is_superuser": False,
        "is_active": True,
        "created_at": "",
        "updated_at": "",
    }
    assert answer.headers["cache-control"] == "no-store"
    again = await get_me(client, EVE, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-store")


async def test_nobody_and_the_disabled_see_nothing(client: AsyncClient) -> None:
    for headers in ({}, DAN.headers()):
        answer = await client.get(ME, headers=headers)
        assert (answer.status_code, answer.headers["cache-control"]) == (401, "no-store")


@pytest.mark.parametrize("path", ["/api/v1/models", "/api/v1/models/alpha", "/docs", "/healthz"])
async def test_what_everybody_may_read_may_be_kept(client: AsyncClient, path: str) -> None:
    assert "no-store" not in (await client.get(path)).headers.get("cache-control", "")


@pytest.mark.parametrize("path", ["users", "audit", "users/me", "users/me?nonsense=1", "users/me/sessions"])
async def test_no_cache_keeps_what_is_private(client: AsyncClient, path: str) -> None:
    for person in (SUE, MIA):
        answer = await client.get(f"/api/v1/{path}", headers=person.headers())
        assert answer.headers["cache-control"] == "no-store", answer.status_code


async def test_no_cache_keeps_an_export_of_users(client: AsyncClient) -> None:
    answer = await client.get("/api/v1/users", headers=SUE.headers() | CSV)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


async def test_names_change_and_only_what_is_sent(alone: AsyncClient, own: Connection) -> None:
    assert (await change_me(alone, {"full_name": "Mia Müller"})).json()["full_name"] == "Mia Müller"
    renamed = (await change_me(alone, {"username": "Mia.M"})).json()
    assert (renamed["username"], renamed["full_name"]) == ("mia.m", "Mia Müller")
    assert (await change_me(alone, {"full_name": None})).json()["full_name"] is None
    assert (await get_me(alone)).json()["username"] == "mia.m"
    who = (str(MIA.id), str(MIA.id))
    assert await noted(own) == [
        ("user.change", *who, '{"fields": ["full_name"]}'),
        ("user.change", *who, '{"fields": ["username"]}'),
        ("user.change", *who, '{"fields": ["full_name"]}'),
    ]


async def test_nothing_changed_is_nothing_noted(alone: AsyncClient, own: Connection) -> None:
    before = (await get_me(alone)).json()
    assert (await change_me(alone, {})).json() == before
    assert (await change_me(alone, {"username": "MIA"})).json() == before
    assert await noted(own) == []


@pytest.mark.parametrize("name", ["max", "MAX"])
async def test_a_name_that_somebody_has(alone: AsyncClient, own: Connection, name: str) -> None:
    answer = await change_me(alone, {"username": name})
    assert fault(answer) == (409, "username", "Another account has this name.")
    assert await noted(own) == []


@pytest.mark.parametrize(
    "body",
    [
        {"username": None},
        {"username": ""},
        {"username": "mia m"},
        {"username": "\uff4dia"},
        {"username": "m" * 51},
        {"full_name": ""},
        {"full_name": "x" * 256},
        {"full_name": "Mia\nMüller"},
        {"role": "editor"},
        {"is_superuser": True},
        {"is_active": False},
        {"email": "mia@example.com"},
        {"hashed_password": "x" * 60},
        {"id": str(MAX.id)},
    ],
    ids=str,
)
async def test_what_one_may_not_change_so(client: AsyncClient, body: dict[str, Any]) -> None:
    answer = await change_me(client, body)
    assert fault(answer)[:2] == (422, *body)


async def test_only_the_version_that_was_seen_changes(alone: AsyncClient) -> None:
    seen = (await get_me(alone)).headers["etag"]
    first = await change_me(alone, {"full_name": "Mia"}, headers={"If-Match": seen})
    second = await change_me(alone, {"full_name": "Mia M"}, headers={"If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.headers["etag"] == first.headers["etag"]
    assert (await get_me(alone)).json()["full_name"] == "Mia"


async def test_another_password(alone: AsyncClient, own: Connection) -> None:
    phone = await elsewhere(own)
    answer = await change_password(alone)
    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (204, b"", "no-store")
    hashed = await own.fetchval("select hashed_password from users where username = 'mia'")
    assert HASHES.verify(NEW, hashed)
    assert (await get_me(alone, phone)).status_code == 401
    assert (await get_me(alone)).status_code == 200
    assert (await get_me(alone, MAX)).status_code == 200
    assert await noted(own) == [("user.password", str(MIA.id), str(MIA.id), "{}")]


async def test_the_wrong_password_changes_nothing(alone: AsyncClient, own: Connection) -> None:
    phone = await elsewhere(own)
    wanted = (422, "current_password", "It is not the password of this account.")
    assert fault(await change_password(alone, current="wrong horse battery staple")) == wanted
    assert fault(await change_email(alone, "mia@example.com", current="x")) == wanted
    assert (await get_me(alone, phone)).json()["email"] == "mia@example.org"
    assert await noted(own) == [("user.refuse", str(MIA.id), str(MIA.id), "{}")] * 2
    assert (await change_password(alone)).status_code == 204


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (PASSWORD, "The account has this password already."),
        ("fourteen chars", "15 to 128"),
        ("x" * 129, "15 to 128"),
        ("password1234567", "Others would guess it"),
        ("mia@example.org", "Others would guess it"),
        ("qwertyuiopasdfgh", "Others would guess it"),
    ],
)
async def test_a_new_password_that_is_none(client: AsyncClient, new: str, why: str) -> None:
    status, field, detail = fault(await change_password(client, new=new, person=MAX))
    assert (status, field) == (422, "new_password")
    assert why in detail
    assert new not in detail or new == PASSWORD


async def test_the_same_password_in_another_form_is_the_same(alone: AsyncClient) -> None:
    composed = normalize("NFC", "sieben größere Öfen am Meer")
    assert (await change_password(alone, new=composed)).status_code == 204
    answer = await change_password(alone, current=normalize("NFD", composed), new=composed)
    assert fault(answer)[:2] == (422, "new_password")


async def test_one_s_full_name_is_no_password(alone: AsyncClient) -> None:
    assert (await change_me(alone, {"full_name": "Lee Submarine"})).status_code == 200
    assert fault(await change_password(alone, new="my submarine 12"))[:2] == (422, "new_password")


async def test_guessing_one_s_own_password(
    alone: AsyncClient, own: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody with a stolen session would do, or with two; others are not held up by it."""
    phone = await elsewhere(own)
    answers = [await change_password(alone, current=f"guess number {n}", person=phone) for n in range(5)]
    answers += [await change_email(alone, "mia@example.com", current=f"guess {n}") for n in range(7)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert (await change_password(alone, person=MAX)).status_code == 204
    monkeypatch.delattr(Passwords, "verify")
    assert (await change_password(alone)).status_code == 429, "nothing is hashed for who has to wait"


async def test_of_two_changes_at_once_one_wins(both: tuple[AsyncClient, AsyncClient]) -> None:
    """Each may have proved the old password; only the first replaces it."""
    other = "seventeen quiet gardens sleeping"
    answers = await asyncio.gather(change_password(both[0]), change_password(both[1], new=other))
    assert sorted(answer.status_code for answer in answers) in ([204, 409], [204, 422])
    kept = NEW if answers[0].status_code == 204 else other
    assert (await change_password(both[0], current=kept, new=PASSWORD + "!")).status_code == 204


@pytest.mark.parametrize("changes", ["password", "email"])
async def test_a_password_that_changes_while_the_old_one_is_compared(
    alone: AsyncClient, own: Connection, monkeypatch: pytest.MonkeyPatch, changes: str
) -> None:
    phone, verify = await elsewhere(own), Passwords.verify

    async def slowly(self: Passwords, password: str, hashed: str | None) -> Any:
        verdict = await verify(self, password, hashed)
        await own.execute("update users set hashed_password = $1", HASHES.hash(NEW))
        return verdict

    monkeypatch.setattr(Passwords, "verify", slowly)
    if changes == "password":
        answer = await change_password(alone, new="seventeen quiet gardens sleeping")
    else:
        answer = await change_email(alone, "mia@example.com")
    assert (answer.status_code, "changed meanwhile" in answer.json()["detail"]) == (409, True)
    assert HASHES.verify(NEW, await own.fetchval("select hashed_password from users where username = 'mia'"))
    assert (await get_me(alone, phone)).json()["email"] == "mia@example.org"
    assert await noted(own) == []


async def test_another_address(alone: AsyncClient, own: Connection) -> None:
    phone = await elsewhere(own)
    answer = await change_email(alone, "  Mia.M@EXAMPLE.com ")
    assert (answer.status_code, answer.json()["email"]) == (200, "mia.m@example.com")
    assert answer.headers["etag"] == (await get_me(alone)).headers["etag"]
    assert (await get_me(alone, phone)).status_code == 401
    assert await noted(own) == [("user.email", str(MIA.id), str(MIA.id), "{}")]


async def test_an_address_that_somebody_has(alone: AsyncClient, own: Connection) -> None:
    phone = await elsewhere(own)
    answer = await change_email(alone, "MAX@example.org")
    assert fault(answer) == (409, "email", "There is an account with this address already.")
    assert (await get_me(alone, phone)).status_code == 200
    assert await noted(own) == []


@pytest.mark.parametrize("email", ["mia", "mia@", "mia@nowhere", "m ia@example.org", "mia@example.org\r\nx"])
async def test_what_is_no_address(client: AsyncClient, email: str) -> None:
    assert fault(await change_email(client, email, person=MAX))[:2] == (422, "email")


async def test_a_key_is_nobody_in_person(alone: AsyncClient, own: Connection) -> None:
    """It may read whose it is, and change nothing of that account."""
    key = "cat_" + "k" * 43
    await own.execute(
        "insert into api_keys (user_id, name, prefix, secret_hash, scopes)"
        " values ($1, 'nightly', 'cat_kkkkkk', sha256($2), '{read,write}')",
        MIA.id,
        key.encode(),
    )
    headers = {"Authorization": f"Bearer {key}"}
    assert (await alone.get(ME, headers=headers)).json()["username"] == "mia"
    for path in ("", "/password", "/email"):
        method = "POST" if path else "PATCH"
        answer = await alone.request(method, ME + path, json={}, headers=headers)
        assert (answer.status_code, answer.headers["cache-control"]) == (403, "no-store")
    assert (await change_password(alone)).status_code == 204
    assert (await alone.get(ME, headers=headers)).status_code == 200, "keys outlive a change of password"


async def test_a_token_outlives_no_account(alone: AsyncClient, own: Connection) -> None:
    await own.execute("delete from users where username = 'mia'")
    for answer in (await get_me(alone), await change_me(alone, {}), await change_password(alone)):
        assert answer.status_code == 401
    assert SIGNING.read(MIA.token()).user == MIA.id
