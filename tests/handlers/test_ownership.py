"""Who may change which opinion and use case, and whose name stands below what was written."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any, Final, TypeAlias

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.accounts.tokens import KEY, token_hash
from app.database.address import parse
from tests.handlers.subjects import OPINIONS, USE_CASES, Subject
from tests.handlers.test_merges_races import under_way
from tests.people import EVE, MAX, MIA, SUE, Person
from tests.test_problems import problem

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Json: TypeAlias = dict[str, Any]

API: Final = "/api/v1"
LEAST: Final[Json] = {"model": "alpha-2", "benchmark": "quiz", "score": 50}


@pytest.fixture
async def rows(fresh: str) -> AsyncIterator[Connection]:
    """A connection to the database of `lone_writer`."""
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    yield connection
    await connection.close()


@pytest.fixture(params=[OPINIONS, USE_CASES], ids=["opinions", "use-cases"])
def of(request: pytest.FixtureRequest) -> Subject:
    found: Subject = request.param
    return found


async def written(client: AsyncClient, of: Subject, by: Person) -> str:
    """The address of something new."""
    answer = await client.post(f"{API}/{of.path}", json=of.whole, headers=by.headers())
    assert (answer.status_code, answer.json()["created_by"]) == (201, by.username)
    return str(answer.headers["location"])


async def changed(client: AsyncClient, at: str, of: Subject, headers: dict[str, str]) -> Response:
    return await client.patch(at, json=dict(of.changes), headers=headers)


def refused(answer: Response, of: Subject) -> None:
    what = {"opinions": "opinion", "use-cases": "use case"}[of.path]
    assert (answer.status_code, problem(answer)["detail"]) == (
        403,
        f"Somebody else wrote this {what}: members change and delete their own; ask an editor.",
    )


async def test_members_change_and_delete_their_own(writer: AsyncClient, of: Subject) -> None:
    at = await written(writer, of, MIA)
    answer = await changed(writer, at, of, MIA.headers())
    assert answer.status_code == 200, answer.text
    assert dict(of.changes).items() <= answer.json().items()
    assert (await writer.delete(at, headers=MIA.headers())).status_code == 204
    assert (await writer.get(at)).status_code == 404


@pytest.mark.parametrize("wrote", [MIA, EVE, SUE], ids=["member", "editor", "superuser"])
async def test_members_leave_what_others_wrote(writer: AsyncClient, of: Subject, wrote: Person) -> None:
    at = await written(writer, of, wrote)
    before = await writer.get(at)
    for more in ({}, {"If-Match": '"another version"'}):
        refused(await changed(writer, at, of, MAX.headers() | more), of)
        refused(await writer.delete(at, headers=MAX.headers() | more), of)
    assert (await writer.get(at)).headers["etag"] == before.headers["etag"]
    assert len((await writer.get(f"{at}/changes")).json()["items"]) == 1
    assert (await writer.delete(at)).status_code == 204


async def test_what_nobody_wrote_is_not_a_members(writer: AsyncClient, of: Subject) -> None:
    """Of the sample, or of somebody who is gone."""
    at = f"{API}/{of.there}"
    before = await writer.get(at)
    refused(await changed(writer, at, of, MIA.headers()), of)
    refused(await writer.delete(at, headers=MIA.headers()), of)
    assert (await writer.get(at)).content == before.content


async def test_what_there_is_not_is_nobodys(writer: AsyncClient, of: Subject) -> None:
    at = f"{API}/{of.path}/404404"
    for answer in (
        await changed(writer, at, of, MIA.headers()),
        await writer.delete(at, headers=MIA.headers()),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize("who", [EVE, SUE], ids=["editor", "superuser"])
async def test_editors_and_superusers_change_anybodys(writer: AsyncClient, of: Subject, who: Person) -> None:
    """It stays whose it was; the history says who changed it."""
    at = await written(writer, of, MIA)
    answer = await changed(writer, at, of, who.headers())
    assert (answer.status_code, answer.json()["created_by"]) == (200, "mia")
    assert (await changed(writer, at, of, MIA.headers())).status_code == 200
    assert (await writer.delete(at, headers=who.headers())).status_code == 204
    history = (await writer.get(f"{at}/changes")).json()["items"]
    assert [one["actor"] for one in history] == [who.username, who.username, "mia"]


async def test_a_key_is_its_owner(lone_writer: AsyncClient, rows: Connection, of: Subject) -> None:
    await rows.execute(
        "insert into api_keys (user_id, name, prefix, secret_hash, scopes, expires_at)"
        " values ($1, 'n', 'cat_', $2, '{write}', '2999-01-01')",
        MIA.id,
        token_hash(f"{KEY}mias"),
    )
    by_key = {"Authorization": f"Bearer {KEY}mias"}
    own, others = await written(lone_writer, of, MIA), await written(lone_writer, of, MAX)
    refused(await changed(lone_writer, others, of, by_key), of)
    refused(await lone_writer.delete(others, headers=by_key), of)
    assert (await changed(lone_writer, own, of, by_key)).status_code == 200
    made = await lone_writer.post(f"{API}/{of.path}", json=of.whole, headers=by_key)
    assert (made.status_code, made.json()["created_by"]) == (201, "mia")


async def test_whose_it_is_counts_once_the_row_is_locked(
    lone_writer: AsyncClient, rows: Connection, of: Subject
) -> None:
    """Somebody takes it from Mia while she changes it: she waits, and is refused."""
    at = await written(lone_writer, of, MIA)
    async with rows.transaction():
        table = of.path.replace("-", "_")
        await rows.execute(f"update {table} set created_by = $1 where created_by = $2", MAX.id, MIA.id)
        asked = asyncio.create_task(changed(lone_writer, at, of, MIA.headers()))
        await under_way(rows, rows, asked)
        assert not asked.done()
    refused(await asked, of)
    assert (await changed(lone_writer, at, of, MAX.headers())).status_code == 200


async def test_a_name_stands_below_it_in_every_answer(lone_writer: AsyncClient) -> None:
    for body, path in ((OPINIONS.whole, "opinions"), (USE_CASES.whole, "use-cases"), (LEAST, "results")):
        made = await lone_writer.post(f"{API}/{path}", json=body)
        assert made.status_code == 201, made.text
        assert (made.json()["created_by"], made.json()["id"]) == ("eve", await newest(lone_writer, path))
    for path in (
        "opinions",
        "opinions?q=late",
        "opinions?tags_any=latency",
        "models/delta/opinions",
        "use-cases",
        "use-cases?q=poems",
        "results",
        "models/alpha-2/results",
    ):
        mark = "&" if "?" in path else "?"
        found = await named(lone_writer, f"{path}{mark}limit=100")
        assert "eve" in found.values(), path
        assert found == await named(lone_writer, f"{path}{mark}format=ndjson")
        assert found == await named(lone_writer, f"{path}{mark}format=csv")


async def newest(client: AsyncClient, path: str) -> int:
    items = (await client.get(f"{API}/{path}?limit=100")).json()["items"]
    return max(int(one["id"]) for one in items)


async def named(client: AsyncClient, path: str) -> dict[int, str | None]:
    """Whose each row of a list is."""
    answer = await client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "application/json":
        found = answer.json()["items"]
    elif kind == "text/csv":
        found = csv.DictReader(io.StringIO(answer.text))
    else:
        found = [json.loads(line) for line in answer.text.splitlines()]
    return {int(one["id"]): one["created_by"] or None for one in found}


async def test_a_result_stays_whose_it_was(lone_writer: AsyncClient) -> None:
    put = f"{API}/results?source=Lab&external_id=run-61"
    at = (await lone_writer.put(put, json=LEAST)).headers["location"]
    for answer in (
        await lone_writer.put(put, json=LEAST | {"score": 51}, headers=SUE.headers()),
        await lone_writer.patch(at, json={"score": 52}, headers=SUE.headers()),
    ):
        assert (answer.status_code, answer.json()["created_by"]) == (200, "eve")
    better = await lone_writer.post(
        f"{at}/supersede", json=LEAST | {"score": 53, "reason": "Better."}, headers=SUE.headers()
    )
    assert (better.status_code, better.json()["created_by"]) == (201, "sue")
    assert (await lone_writer.get(at)).json()["created_by"] == "eve"


async def test_what_somebody_wrote_who_is_gone_stays_as_nobodys(
    lone_writer: AsyncClient, of: Subject
) -> None:
    at = await written(lone_writer, of, MIA)
    before = (await lone_writer.get(at)).json()
    answer = await lone_writer.delete(f"{API}/users/{MIA.id}", headers=SUE.headers())
    assert answer.status_code == 204, answer.text
    after = (await lone_writer.get(at)).json()
    assert {name for name in after if after[name] != before[name]} == {"created_by", "updated_at"}
    assert after["created_by"] is None
    history = (await lone_writer.get(f"{at}/changes")).json()["items"]
    assert [(one["action"], one["actor"]) for one in history] == [("update", "sue"), ("insert", None)]
    assert str(MIA.id) not in (await lone_writer.get(f"{at}/changes")).text
    refused(await changed(lone_writer, at, of, MAX.headers()), of)
