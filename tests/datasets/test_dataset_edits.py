"""What an owner does with a dataset: calls it otherwise, opens it, reads it anew, deletes it, fetches it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.database.address import parse
from app.database.pool import prepare
from app.database.server import Server
from app.datasets.storage import Away
from app.datasets.storage.directory import Directory
from app.queries import datasets
from tests.accounts.signing import Own
from tests.conftest import cloned, database_url, serving
from tests.people import EVE, MAX, MIA, SUE, Person
from tests.test_problems import problem

DATASETS: Final = "/api/v1/datasets"
CSV: Final = b"model,score\nAlpha,71.5\n"
#: Of the seed, both Mia's and ready.
SEEDED: Final = {
    "public": "00000000-0000-0000-0000-000000000007",
    "ready": "00000000-0000-0000-0000-000000000008",
}


@pytest.fixture(scope="module")
async def service(migrated: Server, seed: str) -> AsyncIterator[tuple[AsyncClient, Path, str]]:
    """The service on a database of the module's own, where it keeps its files, and the database."""
    with TemporaryDirectory() as home:
        async with cloned(migrated, seed) as name:
            url = database_url(migrated.app_url, name)
            async with serving(url, data_dir=home) as client:
                yield client, Path(home), url


@pytest.fixture
def client(service: tuple[AsyncClient, Path, str]) -> AsyncClient:
    """For tests that leave what the seed has as it is."""
    return service[0]


@pytest.fixture
def home(service: tuple[AsyncClient, Path, str]) -> Path:
    return service[1]


@pytest.fixture
async def db(service: tuple[AsyncClient, Path, str]) -> AsyncIterator[Own]:
    connection = await asyncpg.connect(**parse(service[2]).asyncpg())
    await prepare(connection)
    yield connection
    await connection.close()


def place(which: str) -> str:
    return f"{DATASETS}/{SEEDED[which]}"


async def uploaded(client: AsyncClient, name: str = "scores.csv", body: bytes | None = None) -> str:
    """The address of a new one, of bytes like no other's."""
    body = body or CSV + uuid4().bytes.hex().encode()
    answer = await client.put(DATASETS, params={"filename": name}, content=body, headers=MIA.headers())
    assert answer.status_code == 202, answer.text
    return str(answer.headers["location"])


async def patched(client: AsyncClient, where: str, who: Person = MIA, **fields: Any) -> Response:
    return await client.patch(where, json=fields, headers=who.headers())


async def read(client: AsyncClient, where: str, who: Person = MIA) -> dict[str, Any]:
    answer = await client.get(where, headers=who.headers())
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_its_owner_says_changes(client: AsyncClient) -> None:
    where = await uploaded(client)
    before = await read(client, where)
    changed = await patched(client, where, original_filename='Größe "1".csv', description="Ours.")
    assert changed.status_code == 200, changed.text
    assert changed.json() == await read(client, where)
    expected = {"original_filename": 'Größe "1".csv', "description": "Ours."}
    assert changed.json() == before | expected | {"updated_at": changed.json()["updated_at"]}
    assert (await patched(client, where)).json() == changed.json(), "nothing is changed by nothing"
    assert (await patched(client, where, description=None)).json()["description"] is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"original_filename": None}, "original_filename"),
        ({"original_filename": ""}, "original_filename"),
        ({"original_filename": "a\nb"}, "original_filename"),
        ({"original_filename": "x" * 256}, "original_filename"),
        ({"original_filename": "a\0b"}, "original_filename"),
        ({"description": ""}, "description"),
        ({"description": "x" * 20_001}, "description"),
        ({"is_public": None}, "is_public"),
        ({"is_public": "true"}, "is_public"),
        ({"filename": "x.csv"}, "filename"),
        ({"status": "ready"}, "status"),
        ({"owner": "max"}, "owner"),
    ],
)
async def test_what_cannot_be_said(client: AsyncClient, fields: dict[str, Any], field: str) -> None:
    answer = await patched(client, place("ready"), **fields)
    assert (answer.status_code, [fault["field"] for fault in problem(answer)["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("verb", "below", "body"),
    [
        ("PATCH", "", {"description": "Theirs."}),
        ("PATCH", "/options", {"header": True}),
        ("POST", "/retry", None),
        ("DELETE", "", None),
    ],
)
async def test_it_is_its_owners_alone(client: AsyncClient, verb: str, below: str, body: Any) -> None:
    """Nobody else knows that it is there; of one that is public everybody does, and still changes nothing.

    But a superuser deletes it: test_privacy.py.
    """
    for who in (MAX, EVE, SUE):
        hidden = await client.request(verb, place("ready") + below, json=body, headers=who.headers())
        assert (hidden.status_code, problem(hidden)["detail"]) == (404, "There is no such dataset.")
        if (verb, who) == ("DELETE", SUE):
            continue
        seen = await client.request(verb, place("public") + below, json=body, headers=who.headers())
        assert (seen.status_code, problem(seen)["detail"]) == (403, "Somebody else uploaded this dataset.")
    nobody = await client.request(
        verb, place("public") + below, json=body, headers={"authorization": "Bearer x"}
    )
    assert nobody.status_code == 401
    none = f"{DATASETS}/00000000-0000-0000-0000-0000000000ff{below}"
    assert (await client.request(verb, none, json=body, headers=MIA.headers())).status_code == 404
    odd = await client.request(verb, f"{DATASETS}/1{below}", json=body, headers=MIA.headers())
    assert (odd.status_code, problem(odd)["errors"][0]["field"]) == (400, "id")


@pytest.mark.parametrize(
    ("verb", "below", "body", "done"),
    [
        ("PATCH", "", {"description": "Newer."}, 200),
        ("PATCH", "/options", {"header": True}, 202),
        ("POST", "/retry", None, 202),
        ("DELETE", "", None, 204),
    ],
)
async def test_only_while_it_is_of_this_version(
    client: AsyncClient, db: Own, verb: str, below: str, body: Any, done: int
) -> None:
    where = await standing(client, db, "error")
    tag = (await client.get(where, headers=MIA.headers())).headers["etag"]
    await patched(client, where, description="New.")
    stale = await client.request(verb, where + below, json=body, headers=MIA.headers() | {"if-match": tag})
    assert stale.status_code == 412
    now = (await client.get(where, headers=MIA.headers())).headers["etag"]
    assert stale.headers["etag"] == now
    fitting = await client.request(verb, where + below, json=body, headers=MIA.headers() | {"if-match": now})
    assert fitting.status_code == done, fitting.text
    if done != 204:
        assert (await client.get(where, headers=MIA.headers())).headers["etag"] == fitting.headers["etag"]


async def test_who_may_read_it(client: AsyncClient) -> None:
    where = await uploaded(client)

    async def seen(headers: dict[str, str]) -> list[int]:
        addresses = (where, f"{where}/original")
        return [(await client.get(address, headers=headers)).status_code for address in addresses]

    everybody = [{}, *(who.headers() for who in (MAX, EVE, SUE))]
    assert [await seen(headers) for headers in everybody] == [[404, 404]] * 4
    assert (await patched(client, where, is_public=True)).json()["is_public"] is True
    assert [await seen(headers) for headers in everybody] == [[200, 200]] * 4
    await patched(client, where, is_public=True, description="Still open.")
    await patched(client, where, is_public=False)
    assert [await seen(headers) for headers in everybody] == [[404, 404]] * 4
    assert await seen(MIA.headers()) == [200, 200]
    asked = {"subject": where.rpartition("/")[2], "action": "dataset.change"}
    noted = (await client.get("/api/v1/audit", params=asked, headers=SUE.headers())).json()["items"]
    assert [one["detail"]["is_public"] for one in noted] == [
        {"from": True, "to": False},
        {"from": False, "to": True},
    ]


async def test_how_it_is_read_is_said_bit_by_bit(client: AsyncClient) -> None:
    where = await uploaded(client)
    for patch, options in (
        ({"delimiter": ";", "columns": {"a": "text", "b": "number"}}, None),
        ({"header": False}, {"delimiter": ";", "header": False, "columns": {"a": "text", "b": "number"}}),
        (
            {"delimiter": None, "columns": {"a": None, "c": "date"}},
            {"header": False, "columns": {"b": "number", "c": "date"}},
        ),
        ({"columns": {"no": None}}, {"header": False, "columns": {"b": "number", "c": "date"}}),
        ({"columns": None, "absent": ["-", ""]}, {"header": False, "absent": ["-", ""]}),
        ({"header": None, "absent": None}, {}),
        ({}, {}),
    ):
        answer = await client.patch(f"{where}/options", json=patch, headers=MIA.headers())
        assert answer.status_code == 202, answer.text
        assert answer.json()["options"] == (patch if options is None else options)
        assert answer.json() == await read(client, where)


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        ({"delimiter": ""}, "delimiter"),
        ({"delimiter": ",,"}, "delimiter"),
        ({"skip_lines": -1}, "skip_lines"),
        ({"decimal": ";"}, "decimal"),
        ({"columns": {"a": "float"}}, "columns.a"),
        ({"columns": {"": "text"}}, "columns"),
        ({"columns": []}, "columns"),
        ({"absent": ["x" * 101]}, "absent[0]"),
        ({"sheet": "a\0"}, "sheet"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_how_it_cannot_be_read(client: AsyncClient, patch: dict[str, Any], field: str) -> None:
    answer = await client.patch(f"{place('ready')}/options", json=patch, headers=MIA.headers())
    assert answer.status_code == 422, answer.text
    assert problem(answer)["errors"][0]["field"].startswith(field)
    assert (await read(client, place("ready")))["status"] == "ready"


async def test_more_columns_than_there_may_be(client: AsyncClient) -> None:
    where = await uploaded(client)
    for half in range(2):
        some = {f"c{half}_{n}": "text" for n in range(1500)}
        answer = await client.patch(f"{where}/options", json={"columns": some}, headers=MIA.headers())
        assert answer.status_code == (422 if half else 202), answer.text
    assert len((await read(client, where))["options"]["columns"]) == 1500


#: How a dataset stands, as its columns say it.
STANDING: Final = {
    "uploaded": "attempts = 2, run_after = '2999-01-01'",
    "processing": (
        "attempts = 1, stage = 'reading', progress = 0.5, leased_by = 'a worker', leased_until = '2999-01-01'"
    ),
    "error": "attempts = 3, error = 'It is empty.', version = 2",
    "ready": (
        "attempts = 1, version = 1, row_count = 1, column_count = 1, rows_rejected = 0, table_path = 'a/b', "
        "text_path = 'a/c', columns_info = '[]', findings = '{}', processed_at = now()"
    ),
}


async def standing(client: AsyncClient, db: Own, status: str) -> str:
    """A new one that stands like this."""
    where = await uploaded(client)
    id = UUID(where.rpartition("/")[2])
    await db.execute(f"update datasets set status = $2, {STANDING[status]} where id = $1", id, status)
    return where


@pytest.mark.parametrize("status", STANDING)
async def test_it_waits_to_be_read_otherwise(client: AsyncClient, db: Own, status: str) -> None:
    where = await standing(client, db, status)
    before = await read(client, where)
    answer = await client.patch(f"{where}/options", json={"sheet": "2"}, headers=MIA.headers())
    after = answer.json()
    assert (answer.status_code, after["options"]) == (202, {"sheet": "2"})
    assert [after[name] for name in ("status", "stage", "progress", "error", "attempts")] == [
        *("uploaded", None, None, None),
        0,
    ]
    assert after["version"] == before["version"]
    row = await db.fetchrow("select * from datasets where id = $1", UUID(after["id"]))
    assert row is not None
    assert (row["leased_by"], row["leased_until"], row["table_path"]) == (
        *(None, None),
        "a/b" if status == "ready" else None,
    )
    assert await db.fetchval("select run_after <= now() from datasets where id = $1", row["id"])


async def test_who_reads_it_now_has_lost_it(client: AsyncClient, db: Own) -> None:
    """Even where the same attempt is counted again: each lease has a holder of its own."""
    where = await standing(client, db, "processing")
    id = UUID(where.rpartition("/")[2])
    await db.execute("update datasets set run_after = '2999-01-01' where id <> $1", id)

    async def beat() -> UUID | None:
        return await datasets.beat(
            db, id=id, holder="a worker", attempts=1, seconds=15, stage="reading", progress=0.6
        )

    assert await beat() == id
    await client.patch(f"{where}/options", json={}, headers=MIA.headers())
    assert await beat() is None
    assert await datasets.fail(db, id=id, holder="a worker", attempts=1, error="Too late.") is None
    claimed = await datasets.claim(db, holder="another", seconds=15, most=3)
    assert claimed is not None
    assert (claimed.id, claimed.attempts) == (id, 1)
    assert await beat() is None


@pytest.mark.parametrize("status", STANDING)
async def test_only_what_went_wrong_is_tried_again(client: AsyncClient, db: Own, status: str) -> None:
    where = await standing(client, db, status)
    answer = await client.post(f"{where}/retry", headers=MIA.headers())
    if status != "error":
        assert (answer.status_code, status in problem(answer)["detail"]) == (409, True)
        return
    assert answer.status_code == 202
    found = answer.json()
    assert (found["status"], found["attempts"], found["error"], found["version"]) == ("uploaded", 0, None, 2)


async def test_who_retries_at_the_same_time(client: AsyncClient, db: Own) -> None:
    where = await standing(client, db, "error")
    answers = await asyncio.gather(*(client.post(f"{where}/retry", headers=MIA.headers()) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]


async def test_all_of_it_goes(client: AsyncClient, home: Path, db: Own) -> None:
    where, other = await uploaded(client), await uploaded(client, "other.csv", CSV * 2)
    id = where.rpartition("/")[2]
    files = home / "datasets" / id
    (files / "1").mkdir()
    (files / "1" / "table.parquet").write_bytes(b"PAR1")
    await db.execute(
        "insert into dataset_rejects (dataset_id, position, row_number, reason) values ($1, 1, 1, 'x')",
        UUID(id),
    )
    assert (await client.delete(where, headers=MIA.headers())).status_code == 204
    assert not files.exists()
    assert not await db.fetchval("select count(*) from dataset_rejects where dataset_id = $1", UUID(id))
    for verb in ("GET", "DELETE"):
        assert (await client.request(verb, where, headers=MIA.headers())).status_code == 404
    assert (await client.get(f"{other}/original", headers=MIA.headers())).content == CSV * 2
    asked = {"subject": id, "action": "dataset.delete"}
    (noted,) = (await client.get("/api/v1/audit", params=asked, headers=SUE.headers())).json()["items"]
    assert (noted["actor"], noted["detail"]) == ("mia", {"name": "scores.csv"})


async def test_files_that_cannot_be_deleted_now_do_not_keep_it(
    client: AsyncClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await uploaded(client)

    async def away(*_: object) -> None:
        raise Away

    monkeypatch.setattr(Directory, "delete", away)
    assert (await client.delete(where, headers=MIA.headers())).status_code == 204
    assert (await client.get(where, headers=MIA.headers())).status_code == 404
    assert (home / "datasets" / where.rpartition("/")[2] / "original.csv").exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("scores.csv", "filename=\"scores.csv\"; filename*=UTF-8''scores.csv"),
        ('a"b;c.csv', "filename=\"a_b_c.csv\"; filename*=UTF-8''a%22b%3Bc.csv"),
        ("Größe.csv", "filename=\"Gr__e.csv\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.csv"),
    ],
)
async def test_the_file_itself(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, name: str, shown: str
) -> None:
    body = CSV * 200_000 + name.encode()
    where = f"{await uploaded(client, name, body)}/original"
    got = await client.get(where, headers=MIA.headers())
    assert (got.status_code, got.content) == (200, body)
    assert got.headers["content-disposition"] == f"attachment; {shown}"
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-length"] == str(len(body))
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "no-store"
    monkeypatch.setattr(Directory, "stream", None)  # what nobody takes is not read
    asked = await client.head(where, headers=MIA.headers())
    same = ("content-disposition", "content-length", "content-type", "etag")
    assert (asked.status_code, asked.content) == (200, b"")
    assert [asked.headers[one] for one in same] == [got.headers[one] for one in same]
    unchanged = await client.get(where, headers=MIA.headers() | {"if-none-match": got.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_a_file_that_is_lost(client: AsyncClient, home: Path) -> None:
    where = await uploaded(client)
    (home / "datasets" / where.rpartition("/")[2] / "original.csv").unlink()
    answer = await client.get(f"{where}/original", headers=MIA.headers())
    assert (answer.status_code, "is lost" in problem(answer)["detail"]) == (404, True)


async def test_a_storage_that_is_away(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    where = await uploaded(client)

    async def away(*_: object) -> int:
        raise Away

    monkeypatch.setattr(Directory, "size", away)
    answer = await client.get(f"{where}/original", headers=MIA.headers())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    json.dumps(problem(answer))
