"""Datasets: which there are, by who asks; what is known of their columns; what is not ready."""

from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient

from app.accounts.tokens import KEY, random_token, token_hash
from app.database.address import parse
from tests.conftest import serving
from tests.datasets.conftest import Explored
from tests.datasets.ready import Table
from tests.handlers.test_lists import walked
from tests.people import MAX, MIA, SUE, Person
from tests.test_problems import problem

ALL: Final = "/api/v1/datasets"
RIVERS: Final = f"{ALL}/{UUID(int=7)}"
#: Of the seed, the newest first: what Mia has, and what of it everybody may read.
OWN: Final = [str(UUID(int=number)) for number in (11, 10, 9, 8, 7)]
PUBLIC: Final = OWN[-1:]


async def listed(client: AsyncClient, person: Person | None, query: str = "") -> list[str]:
    answer = await client.get(ALL + query, headers=person.headers() if person else {})
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


@pytest.mark.parametrize(
    ("person", "query", "wanted"),
    [
        (None, "", PUBLIC),
        (None, "?visibility=own", []),
        (None, "?visibility=public", PUBLIC),
        (MIA, "", OWN),
        (MIA, "?visibility=own", OWN),
        (MIA, "?visibility=public", PUBLIC),
        (MAX, "", PUBLIC),
        (MAX, "?visibility=own", []),
        (SUE, "", PUBLIC),
        (MIA, "?status=ready", OWN[3:]),
        (MIA, "?status=error", OWN[:1]),
        (MIA, "?file_type=csv&status=uploaded", OWN[2:3]),
        (MIA, "?file_type=parquet", []),
        (MIA, "?q=RIVERS", PUBLIC),
        (MIA, "?q=csv%20ing", OWN[1:3]),
        (MAX, "?q=own", []),
    ],
)
async def test_who_sees_which(
    client: AsyncClient, person: Person | None, query: str, wanted: list[str]
) -> None:
    assert await listed(client, person, query) == wanted


async def test_pages_hold_own_ones_and_those_of_others(fresh: str) -> None:
    """In one order, each once; of two that were made at one moment too."""
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    await connection.execute(
        "insert into datasets (user_id, created_at, is_public, filename, original_filename, file_type,"
        " file_path, file_size, sha256) select case when n % 3 = 0 then $1::uuid else $2::uuid end,"
        " timestamptz '2026-01-01Z' - n / 8 * interval '1 hour', n % 2 = 0, 'f' || n, 'f' || n, 'csv',"
        " 'f' || n, 1, sha256(n::text::bytea) from generate_series(1, 40) as n",
        *(MIA.id, MAX.id),
    )
    rows = await connection.fetch(
        "select id from datasets where user_id = $1 or is_public order by created_at desc, id", MIA.id
    )
    await connection.close()
    async with serving(fresh) as client:
        client.headers.update(MIA.headers())
        found = [row["id"] for row in await walked(client, f"{ALL}?", 3)]
        text = await client.get(f"{ALL}?format=csv")
    assert found == [str(row["id"]) for row in rows]
    assert len(text.text.splitlines()) == len(rows) + 1


async def test_a_key_without_the_scope_read_sees_what_is_public(fresh: str) -> None:
    secrets = {scope: random_token(KEY) for scope in ("read", "write")}
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    for scope, secret in secrets.items():
        await connection.execute(
            "insert into api_keys (user_id, name, prefix, secret_hash, scopes) values ($1, $2, $3, $4, $5)",
            *(MIA.id, scope, secret[:10], token_hash(secret), [scope]),
        )
    await connection.close()
    async with serving(fresh) as client:
        seen = {}
        for scope, secret in secrets.items():
            client.headers["Authorization"] = f"Bearer {secret}"
            seen[scope] = [row["id"] for row in (await client.get(ALL)).json()["items"]]
            private = await client.get(f"{ALL}/{OWN[3]}")
            assert private.status_code == (200 if scope == "read" else 404)
    assert seen == {"read": OWN, "write": PUBLIC}


async def test_one_says_how_it_was_read(client: AsyncClient) -> None:
    answer = await client.get(RIVERS)
    found = answer.json()
    assert found["options"] == {"delimiter": ";"}
    assert found["findings"] == {"encoding": "utf-8", "delimiter": ";"}
    assert (found["owner"], found["row_count"], found["rows_rejected"]) == ("mia", 3, 1)
    again = await client.get(RIVERS, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-store")


async def test_what_waits_is_asked_for_until_it_changes(fresh: str) -> None:
    place = f"{ALL}/{OWN[1]}"
    async with serving(fresh) as client:
        client.headers.update(MIA.headers())
        before = await client.get(place)
        assert (before.json()["stage"], before.json()["findings"]) == ("reading", None)
        client.headers["If-None-Match"] = before.headers["etag"]
        assert (await client.get(place)).status_code == 304
        connection = await asyncpg.connect(**parse(fresh).asyncpg())
        await connection.execute("update datasets set progress = 0.75 where id = $1", UUID(OWN[1]))
        await connection.close()
        after = await client.get(place)
    assert (after.status_code, after.json()["progress"]) == (200, 0.75)


@pytest.mark.parametrize("path", ["columns", "rows", "export", "export?format=parquet"])
@pytest.mark.parametrize(
    ("id", "said"),
    [
        (OWN[2], "This dataset waits for its turn to be read; GET /datasets/{id} says when it is ready."),
        (OWN[1], "This dataset is being read; GET /datasets/{id} says how far it is."),
        (
            OWN[0],
            "This dataset could not be read: The file is empty. Change its options, or upload another file.",
        ),
    ],
)
async def test_what_is_not_ready_says_why(client: AsyncClient, path: str, id: str, said: str) -> None:
    answer = await client.get(f"{ALL}/{id}/{path}", headers=MIA.headers())
    assert (problem(answer)["status"], answer.json()["detail"]) == (409, said)


async def test_columns_of_a_wide_file(explored: Explored) -> None:
    wide: Any = {f"c{n}": "integer" for n in range(1, 251)} | {"a/b?": "text"}
    laid = await explored.lay(Table(wide, [[*range(250), "x"]]))
    rows = await walked(explored.client, f"{laid.path}/columns?", 100)
    assert [row["name"] for row in rows] == list(wide)
    (one,) = (await explored.client.get(f"{laid.path}/columns", params={"name": "a/b?"})).json()["items"]
    assert (one["position"], one["type"]) == (251, "text")
    assert (await explored.client.get(f"{laid.path}/columns?name=C1")).json()["items"] == []
    lines = (await explored.client.get(f"{laid.path}/columns?format=ndjson")).text.splitlines()
    assert len(lines) == 251
    page = (await explored.client.get(f"{laid.path}/rows?c7=6&columns=c250&columns=a/b?")).json()
    assert page["rows"] == [[249, "x"]]


async def test_rejects_have_pages(client: AsyncClient) -> None:
    rows = await walked(client, f"{RIVERS}/rejects?", 1)
    assert [(row["row"], row["column"], row["value"]) for row in rows] == [
        (4, "score", "n.a."),
        (6, None, None),
    ]
    text = (await client.get(f"{RIVERS}/rejects?format=csv")).text
    assert text.splitlines()[0] == "position,row,column,value,reason"
    assert (await client.get(f"{ALL}/{OWN[3]}/rejects", headers=MIA.headers())).json() == {"items": []}
    assert problem(await client.get(f"{ALL}/{OWN[3]}/rejects"))["detail"] == "There is no such dataset."


async def test_rejects_are_as_private_as_their_file(explored: Explored) -> None:
    laid = await explored.lay(Table({"n": "integer"}, [[1]]), is_public=False)
    connection = await asyncpg.connect(**parse(explored.url).asyncpg())
    await connection.execute(
        "insert into dataset_rejects (dataset_id, position, row_number, reason) values ($1, 1, 3, 'Wrong.')",
        laid.id,
    )
    await connection.close()
    place = f"{laid.path}/rejects"
    (own,) = (await explored.client.get(place, headers=MIA.headers())).json()["items"]
    assert (own["row"], own["reason"]) == (3, "Wrong.")
    for headers in ({}, MAX.headers(), SUE.headers()):
        assert (await explored.client.get(place, headers=headers)).status_code == 404


@pytest.mark.parametrize("below", ["", "/columns", "/rejects", "/rows", "/export", "/original", "/events"])
async def test_a_private_one_whose_owner_is_gone_is_nobodys(explored: Explored, below: str) -> None:
    laid = await explored.lay(Table({"n": "integer"}, [[1]]), owner=None, is_public=False)
    for headers in ({}, MIA.headers(), SUE.headers()):
        assert (await explored.client.get(laid.path + below, headers=headers)).status_code == 404
