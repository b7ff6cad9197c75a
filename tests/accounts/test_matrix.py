"""Every route of the application, asked by everybody."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import pytest
from httpx import AsyncClient, Auth

from app.accounts.tokens import KEY, LIFETIME, random_token, token_hash
from app.database.address import parse
from app.database.server import Server
from app.http import permissions
from app.main import build
from app.settings import Settings
from tests.accounts.permitted import BAD, NOT_OURS, PASSES, TABLE, expected
from tests.conftest import cloned, database_url, serving
from tests.people import DAN, EVE, MAX, MIA, SECRET, SIGNING, SUE, Person
from tests.test_problems import problem

APP: Final = build(Settings(database_url="postgresql://nobody@127.0.0.1:9/none", secret_key=SECRET))
NAMES: Final = {
    value: name for name, value in vars(permissions).items() if isinstance(value, permissions.Permission)
}
#: No operation takes such a parameter: who gets past the guard gets no further, and changes nothing.
NO_FURTHER: Final = {"nobody_takes_this": "1"}
NEVER_SENT: Final = {"HEAD", "OPTIONS"}
LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
Headers = dict[str, str]


def declared() -> dict[str, str]:
    """The permission of each route, as the application has it."""
    return {
        f"{method} {route.path_format or '/'}": NAMES[permissions.permission(handler)]
        for route in APP.routes
        for handler in getattr(route, "route_handlers", ())
        if handler in permissions.handlers(APP)
        for method in handler.http_methods - NEVER_SENT
    }


def not_ours() -> set[str]:
    """Routes without a permission; the address of files holds a number of the version."""
    return {
        f"{method} {re.sub('^/static/.*', '/static', route.path_format)}"
        for route in APP.routes
        for handler in getattr(route, "route_handlers", ())
        if handler not in permissions.handlers(APP)
        for method in handler.http_methods - NEVER_SENT
    }


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


async def session(db: "asyncpg.Connection[asyncpg.Record]", of: Person, over: str) -> Headers:
    """A token of a session that has ended in this way."""
    id = uuid4()
    await db.execute(
        "insert into sessions (id, user_id, expires_at) values ($1, $2, '2999-01-01')", id, of.id
    )
    await db.execute(f"update sessions set {over} where id = $1", id)
    return bearer(SIGNING.access(of.id, id))


async def key(
    db: "asyncpg.Connection[asyncpg.Record]", of: Person, *scopes: str, over: str = "scopes = scopes"
) -> Headers:
    """An API key, and in which way it has ended."""
    secret = random_token(KEY)
    id = await db.fetchval(
        "insert into api_keys (user_id, name, prefix, secret_hash, scopes)"
        " values ($1, 'A key', $2, $3, $4) returning id",
        *(of.id, secret[:10], token_hash(secret), list(scopes)),
    )
    await db.execute(f"update api_keys set {over} where id = $1", id)
    return bearer(secret)


async def every_asker(db: "asyncpg.Connection[asyncpg.Record]") -> dict[str, Headers]:
    """By name, what they send; what is bad is a superuser's, so that nothing else is wrong with it."""
    past = datetime.now(UTC) - LIFETIME - timedelta(minutes=1)
    good = SUE.token()
    return {
        "nobody": {},
        "member": MIA.headers(),
        "other member": MAX.headers(),
        "editor": EVE.headers(),
        "superuser": SUE.headers(),
        "read key": await key(db, SUE, "read"),
        "write key": await key(db, SUE, "write"),
        "full key": await key(db, SUE, "read", "write"),
        "member's key": await key(db, MIA, "read", "write"),
        "disabled": DAN.headers(),
        "expired token": bearer(SIGNING.access(SUE.id, SUE.session, past)),
        "revoked session": await session(db, SUE, "revoked_at = now(), revoked_reason = 'a test'"),
        "session that is over": await session(db, SUE, "expires_at = now()"),
        "token of nobody": bearer(SIGNING.access(UUID(int=404), SUE.session)),
        "expired key": await key(db, SUE, "read", "write", over="expires_at = now()"),
        "revoked key": await key(db, SUE, "read", "write", over="revoked_at = now()"),
        "key of the disabled": await key(db, DAN, "read", "write"),
        "unknown key": bearer(random_token(KEY)),
        "garbage": bearer("garbage"),
        "no bearer": {"Authorization": f"Basic {good}"},
    }


class Place:
    """The service on a database of the module's own, and everybody who asks."""

    def __init__(self, client: AsyncClient, askers: dict[str, Headers]) -> None:
        self.client = client
        self.askers = askers


@pytest.fixture(scope="module")
async def place(migrated: Server, seed: str) -> AsyncIterator[Place]:
    async with cloned(migrated, seed) as name:
        owner = await asyncpg.connect(**parse(database_url(migrated.owner_url, name)).asyncpg())
        try:
            askers = await every_asker(owner)
        finally:
            await owner.close()
        async with serving(database_url(migrated.app_url, name)) as client:
            client.auth = Auth()
            yield Place(client, askers)


def address(path: str) -> str:
    """Of something that there is not."""
    path = re.sub(r"{(session_id|user_id|import_id)}", str(UUID(int=404)), path)
    return re.sub(r"{\w+}", "404404", path)


def test_every_route_is_in_the_table_as_it_is_declared() -> None:
    assert declared() == TABLE


def test_what_is_not_ours_is_known() -> None:
    assert not_ours() == NOT_OURS


def test_the_table_says_something_of_everybody(place: Place) -> None:
    told = BAD.union(*PASSES.values(), {"nobody"})
    assert place.askers.keys() == told
    size = f"{len(TABLE)} routes x {len(told)} askers = {len(TABLE) * len(told)}"
    assert len(TABLE) * len(told) > 1800, size


@pytest.mark.parametrize("route", TABLE)
async def test_who_may_ask(place: Place, route: str) -> None:
    """The guard comes before the body and the parameters: who is let in is told of those."""
    method, path = route.split(" ")
    answers = {}
    for asker, headers in place.askers.items():
        answer = await place.client.request(method, address(path), params=NO_FURTHER, headers=headers)
        refused = answer.status_code if answer.status_code in {401, 403} else None
        answers[asker] = refused
        if refused is None:
            assert answer.status_code in ({400} if path.startswith("/api/") else {200, 302, 400, 404}), (
                answer.text
            )
        else:
            assert problem(answer)["detail"], asker
            assert ("www-authenticate" in answer.headers) >= (refused == 401), asker
    assert answers == {asker: expected(TABLE[route], asker) for asker in place.askers}


@pytest.mark.parametrize("route", [route for route in TABLE if route.startswith("GET ")])
async def test_head_is_get(place: Place, route: str) -> None:
    _, path = route.split(" ")
    for asker in ("nobody", "member", "superuser", "garbage"):
        answer = await place.client.head(address(path), headers=place.askers[asker])
        refused = answer.status_code if answer.status_code in {401, 403} else None
        assert refused == expected(TABLE[route], asker), asker


@pytest.mark.parametrize("asker", ["other member", "editor", "superuser"])
async def test_what_is_private_is_not_there_for_others(place: Place, asker: str) -> None:
    mine = place.askers["member"]
    (key,) = (await place.client.get("/api/v1/api-keys", headers=mine)).json()["items"]
    for path in (f"users/me/sessions/{MIA.session}", f"api-keys/{key['id']}"):
        answer = await place.client.delete(f"/api/v1/{path}", headers=place.askers[asker])
        assert answer.status_code == 404, path
    for still in ("member", "member's key"):
        answer = await place.client.get("/api/v1/users/me", headers=place.askers[still])
        assert (answer.status_code, answer.json()["username"]) == (200, "mia")
