"""Nothing bad gets in: each row of the table is refused in its own words, and nothing is written."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient, Auth, Response

from app.database.address import parse
from app.database.server import Server
from tests.bad_inputs import ELSEWHERE, GOOD, JSON, TABLE, TOKEN, Bad
from tests.conftest import cloned, database_url, serving
from tests.people import EVE, Writing
from tests.test_problems import problem

#: Words of programs; a client is told in its own. A token begins with eyJ.
TELLTALE = re.compile(
    r"Traceback|asyncpg|msgspec|litestar|\.py\b|SQLSTATE|constraint|Hunter2|violat|eyJ", re.IGNORECASE
)
LONG = re.compile(rb"[^\s\"\\{}\[\]:,&=?/]{41,}")


class Catalogue:
    """The service on a database of its own, and what its history counts."""

    def __init__(self, client: AsyncClient, db: "asyncpg.Connection[Any]") -> None:
        self.client = client
        self.db = db

    async def changes(self) -> int:
        found: int = await self.db.fetchval("select count(*) from changes")
        return found


@pytest.fixture(scope="module")
async def catalogue(migrated: Server, seed: str) -> AsyncIterator[Catalogue]:
    async with cloned(migrated, seed) as name:
        db = await asyncpg.connect(**parse(database_url(migrated.owner_url, name)).asyncpg())
        try:
            async with serving(database_url(migrated.app_url, name), registration="open") as client:
                yield Catalogue(client, db)
        finally:
            await db.close()


def named(bad: Bad) -> str:
    body = (bad.body or b"")[:40].decode("latin-1")
    return f"{bad.row}-{bad.method}-{bad.path[8:40]}-{bad.field}-{body}".encode("ascii", "replace").decode()


def test_no_row_is_missing() -> None:
    rows = {bad.row for bad in TABLE}
    assert rows - {0} == set(range(1, 78)) - ELSEWHERE.keys()


@pytest.mark.parametrize("bad", TABLE, ids=named)
async def test_bad_input(catalogue: Catalogue, bad: Bad) -> None:
    before = await catalogue.changes()
    answer = await ask(catalogue.client, bad)
    assert answer.status_code == bad.status, answer.text
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", answer.headers["x-request-id"])
    assert answer.headers["x-request-id"] != bad.headers.get("x-request-id")
    assert answer.headers["x-content-type-options"] == "nosniff"
    if bad.status >= 400:
        assert_told(bad, answer)
        assert await catalogue.changes() == before


async def ask(client: AsyncClient, bad: Bad) -> Response:
    token, chunked = EVE.token(), bad.headers.get("transfer-encoding") == "chunked"
    headers = JSON if chunked else bad.headers
    return await client.request(
        bad.method,
        bad.path.replace(TOKEN, token),
        content=halved(bad.body or b"")
        if chunked
        else bad.body and bad.body.replace(TOKEN.encode(), token.encode()),
        headers=[(name.encode(), text.replace(TOKEN, token).encode()) for name, text in headers.items()],
        auth=Writing(EVE) if bad.is_signed else Auth(),
    )


async def halved(body: bytes) -> AsyncIterator[bytes]:
    yield body[: len(body) // 2]
    yield body[len(body) // 2 :]


def assert_told(bad: Bad, answer: Response) -> None:
    """What is wrong, in a person's words, and none of what was sent where it is long."""
    found = problem(answer)
    if bad.field is None:
        assert "errors" not in found
        assert bad.says in found.get("detail", "")
    else:
        (fault,) = found["errors"]
        assert fault["field"] == (bad.field if len(bad.field) <= 100 else f"{bad.field[:100]}…")
        assert bad.says in fault["detail"]
    assert not TELLTALE.search(answer.text), answer.text
    for long in LONG.findall((bad.body or b"") + b" " + bad.path.encode()):
        assert long.decode("latin-1") not in answer.text
    assert len(answer.content) < 1500


async def test_the_good_ones_are_good(catalogue: Catalogue) -> None:
    """Each bad body is bad for the reason that is given, and no other."""
    for path, body in GOOD.items():
        named_anew = body | ({"name": f"Good {path}"} if "name" in body else {})
        answer = await catalogue.client.post(path, json=named_anew)
        assert answer.status_code == 201, answer.text
        shown = body.keys() - {"name", "model", "benchmark", "password"}
        assert answer.json().items() >= {name: body[name] for name in shown}.items()


async def test_of_a_field_given_twice_the_last_counts(catalogue: Catalogue) -> None:
    body = '{"name":"One","name":"Two","organization":"x","metadata":{"a":1,"a":2}}'
    answer = await catalogue.client.post("/api/v1/models", content=body, headers=JSON)
    assert (answer.json()["name"], answer.json()["metadata"]) == ("Two", {"a": 2})


async def test_an_empty_patch_changes_nothing(catalogue: Catalogue) -> None:
    before, count = (
        await catalogue.client.get("/api/v1/models/beta-3.1-8b-instruct"),
        await catalogue.changes(),
    )
    after = await catalogue.client.patch("/api/v1/models/beta-3.1-8b-instruct", json={})
    assert (after.status_code, after.headers["etag"]) == (200, before.headers["etag"])
    assert after.json() == before.json()
    assert await catalogue.changes() == count


async def test_writes_while_the_database_is_away() -> None:
    async with serving("postgresql://nobody:hunter2@127.0.0.1:9/none", registration="open") as client:
        for path, body in GOOD.items():
            answer = await client.post(path, json=body)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert "hunter2" not in json.dumps(problem(answer))
