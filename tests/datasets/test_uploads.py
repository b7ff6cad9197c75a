"""Files sent to become datasets: as a form and as the body, refused, broken off, racing."""

import asyncio
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
import pytest
from backports import zstd
from httpx import AsyncClient, Response

from app.database.server import Server
from app.datasets.reading.kinds import HEAD
from app.datasets.storage.directory import Directory
from app.datasets.uploading import AT_ONCE
from app.http import bodies
from tests.conftest import cloned, database_url, serving
from tests.people import EVE, MAX, MIA, SUE
from tests.test_problems import problem

DATASETS: Final = "/api/v1/datasets"
CSV: Final = b"model,score\nAlpha,71.5\nEta,12\n"
FORM: Final = "multipart/form-data; boundary=b"
END: Final = b"--b--\r\n"
WAYS: Final = ["form", "body"]


def part(head: str, body: bytes = b"x") -> bytes:
    return b"--b\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + body + b"\r\n"


def file(body: bytes = CSV, name: str = "scores.csv") -> bytes:
    return part(f'name="file"; filename="{name}"', body)


async def sent(
    client: AsyncClient, way: str, body: bytes = CSV, name: str = "scores.csv", who: Any = MIA, **said: str
) -> Response:
    if way == "body":
        query = {"filename": name, **said}
        return await client.put(DATASETS, params=query, content=body, headers=who.headers())
    parts = [("file", (name, body)), *((name, (None, text.encode())) for name, text in said.items())]
    return await client.post(DATASETS, files=parts, headers=who.headers())


@pytest.fixture(scope="module")
async def service(migrated: Server, seed: str) -> AsyncIterator[tuple[AsyncClient, Path]]:
    """The service on a database of the module's own, and where it keeps its files."""
    with TemporaryDirectory() as home:
        async with cloned(migrated, seed) as name:
            url = database_url(migrated.app_url, name)
            async with serving(url, data_dir=home) as client:
                yield client, Path(home)


@pytest.fixture
async def client(service: tuple[AsyncClient, Path]) -> AsyncIterator[AsyncClient]:
    """What a test has uploaded is deleted after it."""
    yield service[0]
    for who in (MIA, MAX, EVE, SUE):
        for one in await listed(service[0], who):
            gone = await service[0].delete(f"{DATASETS}/{one['id']}", headers=who.headers())
            assert gone.status_code == 204
    assert kept(service[1]) == []


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """That of the module's service, or one for a service of the test's own."""
    if "client" not in request.fixturenames:
        return tmp_path / "home"
    found: Path = request.getfixturevalue("service")[1]
    return found


def kept(home: Path) -> list[Path]:
    """Files below it, whole or not."""
    return [path for path in home.rglob("*") if path.is_file()]


async def listed(client: AsyncClient, who: Any = MIA) -> list[dict[str, Any]]:
    """But for those that the seed has."""
    answer = await client.get(DATASETS, params={"visibility": "own"}, headers=who.headers())
    return [one for one in answer.json()["items"] if one["created_at"] > "2026"]


@pytest.mark.parametrize("way", WAYS)
async def test_a_file_becomes_a_dataset(client: AsyncClient, home: Path, way: str) -> None:
    answer = await sent(
        client,
        way,
        description="What they scored.",
        is_public="true",
        options='{"delimiter":",","columns":{"score":"number"}}',
    )
    assert answer.status_code == 202, answer.text
    found = answer.json()
    assert answer.headers["location"] == f"{DATASETS}/{found['id']}"
    assert (found["owner"], found["original_filename"], found["filename"]) == (
        "mia",
        "scores.csv",
        f"{found['id']}.csv",
    )
    assert (found["status"], found["attempts"], found["version"], found["error"]) == ("uploaded", 0, 0, None)
    assert (found["file_type"], found["compression"], found["file_size"]) == ("csv", None, len(CSV))
    assert found["sha256"] == hashlib.sha256(CSV).hexdigest()
    assert (found["description"], found["is_public"]) == ("What they scored.", True)
    assert found["options"] == {"delimiter": ",", "columns": {"score": "number"}}
    read = await client.get(answer.headers["location"], headers=MIA.headers())
    assert (read.content, read.headers["etag"]) == (answer.content, answer.headers["etag"])
    (stored,) = kept(home)
    assert stored == home / "datasets" / found["id"] / "original.csv"
    assert stored.read_bytes() == CSV


@pytest.mark.parametrize("way", WAYS)
async def test_what_nobody_says(client: AsyncClient, way: str) -> None:
    found = (await sent(client, way)).json()
    assert (found["description"], found["is_public"], found["options"]) == (None, False, {})
    assert found["findings"] == {}


async def test_a_name_in_the_head_of_the_body(client: AsyncClient) -> None:
    answer = await client.put(
        DATASETS, content=CSV, headers=MIA.headers() | {"content-disposition": 'attachment; filename="x.csv"'}
    )
    assert (answer.status_code, answer.json()["original_filename"]) == (202, "x.csv")


def workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/media/picture.png", Random(1).randbytes(HEAD))
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


LINES: Final = b"\n".join(b'{"model":"m%d","score":%d}' % (n, n) for n in range(40_000))


@pytest.mark.parametrize(
    ("name", "body", "is_called", "warns"),
    [
        ("a.tsv", b"model\tscore\nAlpha\t1\n", "tsv", False),
        ("a.json", b'[{"model":"Alpha"}]', "json", False),
        ("a.ndjson", b'{"model":"Alpha"}\n{"model":"Beta"}\n', "ndjson", False),
        ("large.ndjson", LINES, "ndjson", False),
        ("a.csv.gz", gzip.compress(CSV, mtime=0), "csv.gz", False),
        ("a.csv.zst", zstd.compress(CSV), "csv.zst", False),
        ("a.parquet", b"PAR1" + bytes(HEAD) + b"PAR1", "parquet", False),
        ("a.xlsx", workbook(), "xlsx", False),
        ("a.csv", b'{"model":"Alpha"}\n{"model":"Beta"}\n', "ndjson", True),
        ("a.json", CSV, "csv", True),
        ("a.csv", gzip.compress(CSV, mtime=0), "csv.gz", True),
        ("a.parquet", workbook(), "xlsx", True),
    ],
)
@pytest.mark.parametrize("way", WAYS)
async def test_what_a_file_is_its_content_says(
    client: AsyncClient, way: str, name: str, body: bytes, is_called: str, warns: bool
) -> None:
    answer = await sent(client, way, body, name)
    assert answer.status_code == 202, answer.text
    found = answer.json()
    assert found["filename"] == f"{found['id']}.{is_called}"
    assert found["file_type"] == is_called.partition(".")[0]
    assert found["compression"] == {"gz": "gzip", "zst": "zstd"}.get(is_called.partition(".")[2])
    warnings = found["findings"].get("warnings", [])
    assert [name in warning for warning in warnings] == ([True] if warns else [])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"%PDF-1.7 " + b"x" * HEAD, "PDF"),
        (b"<!doctype html><html></html>", "web page"),
        (b"\x7fELF" + bytes(HEAD), "program"),
        (b"PK\x03\x04" + b"x" * HEAD, "zip archive"),
        (b"PAR1" + bytes(HEAD), "ends too early"),
        (b"\x89PNG\r\n" + bytes(100), "picture"),
        (b" \n \n", "blank"),
        (gzip.compress(b"%PDF-1.7", mtime=0), "PDF"),
    ],
)
@pytest.mark.parametrize("way", WAYS)
async def test_what_is_no_data_file(
    client: AsyncClient, home: Path, way: str, body: bytes, says: str
) -> None:
    answer = await sent(client, way, body)
    assert answer.status_code == 415, answer.text
    assert says in problem(answer)["detail"]
    assert kept(home) == []
    assert await listed(client) == []


async def test_the_end_of_a_file_may_come_in_pieces(client: AsyncClient) -> None:
    """Only its last bytes say that it is whole; here the last piece has three of them."""
    with TemporaryDirectory() as place, duckdb.connect() as engine:
        path = Path(place) / "a.parquet"
        engine.execute(f"copy (select 1 as a) to '{path}' (format parquet)")
        whole = path.read_bytes()

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (whole[:-9], whole[-9:-3], whole[-3:]):
            yield piece

    answer = await client.put(f"{DATASETS}?filename=a.parquet", content=pieces(), headers=MIA.headers())
    assert (answer.status_code, answer.json()["file_type"]) == (202, "parquet")


async def test_what_is_no_data_file_is_refused_before_it_has_come(client: AsyncClient) -> None:
    async def coming() -> AsyncIterator[bytes]:
        yield b"\x7fELF" + bytes(HEAD)
        raise AssertionError("more was read")

    answer = await client.put(f"{DATASETS}?filename=a.csv", content=coming(), headers=MIA.headers())
    assert answer.status_code == 415


@pytest.mark.parametrize("way", WAYS)
async def test_an_empty_file(client: AsyncClient, home: Path, way: str) -> None:
    answer = await sent(client, way, b"")
    assert (answer.status_code, problem(answer)["detail"]) == (422, "The file is empty.")
    assert kept(home) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\windows\\a.csv", "a.csv"),
        ('quo"te.csv', 'quo"te.csv'),
        ("Größe 測定.csv", "Größe 測定.csv"),
        ("'; drop table datasets; --.csv", "'; drop table datasets; --.csv"),
        (" .. / . /x.csv", "x.csv"),
        ("x" * 251 + ".csv", "x" * 251 + ".csv"),
    ],
)
async def test_a_name_is_only_shown(
    client: AsyncClient, home: Path, way: str, given: str, shown: str
) -> None:
    answer = await sent(client, way, name=given)
    assert answer.status_code == 202, answer.text
    found = answer.json()
    assert found["original_filename"] == shown
    assert kept(home) == [home / "datasets" / found["id"] / "original.csv"]
    assert (await client.get(f"{answer.headers['location']}/original", headers=MIA.headers())).content == CSV


async def test_names_that_are_none(client: AsyncClient, home: Path) -> None:
    for name in ("..", "/", "../.."):
        for way in WAYS:
            assert (await sent(client, way, name=name)).status_code in {400, 422}, (name, way)
    nul = await client.put(f"{DATASETS}?filename=a%00.csv", content=CSV, headers=MIA.headers())
    assert nul.status_code == 400
    tab = await client.put(f"{DATASETS}?filename=a%09b.csv", content=CSV, headers=MIA.headers())
    assert (tab.status_code, tab.json()["original_filename"]) == (202, "a\ufffdb.csv")
    await client.delete(tab.headers["location"], headers=MIA.headers())
    in_form = file(name="a\0b.csv") + END
    answer = await client.post(DATASETS, content=in_form, headers=MIA.headers() | {"content-type": FORM})
    assert answer.status_code in {202, 400}
    assert len(kept(home)) == (answer.status_code == 202)


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"", 400, "cut short"),
        (END, 400, "A part `file` with a file is needed"),
        (file(), 400, "cut short"),
        (file()[:60], 400, "cut short"),
        (file(LINES)[:-20], 400, "cut short"),
        (file() + file(CSV + b"x,1\n") + END, 422, "`file`, once"),
        (file() + part('name="fiel"') + END, 422, "The parts that there are"),
        (file() + part('name="options"', b"{}") * 2 + END, 422, "The parts that there are"),
        (part('name="file"', CSV) + END, 422, "Say what the file is called"),
        (file() + part('name="is_public"', b"perhaps") + END, 422, "Expected true or false."),
        (file() + part('name="description"', b"") + END, 422, "description"),
        (file() + part('name="description"', b"x" * 20_001) + END, 422, "20,000"),
        (file() + part('name="description"', b"a\0b") + END, 422, "NUL"),
        (file() + part('name="description"', b"\xff") + END, 400, "UTF-8"),
        (file() + part('name="options"', b"{") + END, 400, "well-formed JSON"),
        (file() + part('name="options"', b'{"delimeter":";"}') + END, 422, "options.delimeter"),
        (file() + part('name="options"', b'{"columns":{"a":"float"}}') + END, 422, "options.columns.a"),
        (file() + part('name="options"', b"null") + END, 422, "options"),
        (file() + part('name="options"', b" " * 1_000_001) + END, 413, "1,000,000 bytes"),
    ],
)
async def test_forms_that_are_refused(
    client: AsyncClient, home: Path, body: bytes, status: int, says: str
) -> None:
    answer = await client.post(DATASETS, content=body, headers=MIA.headers() | {"content-type": FORM})
    assert answer.status_code == status, answer.text
    assert says in json.dumps(problem(answer), ensure_ascii=False)
    assert kept(home) == []
    assert await listed(client) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "filename"),
        ("filename=..", "filename"),
        ("filename=a.csv&is_public=perhaps", "is_public"),
        ("filename=a.csv&options={", "options"),
        ('filename=a.csv&options={"x":1}', "options.x"),
        ('filename=a.csv&options={"delimiter":"ab"}', "options.delimiter"),
        ("filename=a.csv&colour=red", "colour"),
    ],
)
async def test_addresses_that_are_refused(client: AsyncClient, home: Path, query: str, field: str) -> None:
    answer = await client.put(f"{DATASETS}?{query}", content=CSV, headers=MIA.headers())
    assert (answer.status_code, [fault["field"] for fault in problem(answer)["errors"]]) == (400, [field])
    assert kept(home) == []


async def test_the_wrong_way(client: AsyncClient) -> None:
    form = await client.put(
        f"{DATASETS}?filename=a.csv", content=file() + END, headers=MIA.headers() | {"content-type": FORM}
    )
    assert (form.status_code, "with POST" in problem(form)["detail"]) == (415, True)
    body = await client.post(DATASETS, content=CSV, headers=MIA.headers() | {"content-type": "text/csv"})
    assert (body.status_code, "with PUT" in problem(body)["detail"]) == (415, True)
    packed = await client.put(
        f"{DATASETS}?filename=a.csv",
        content=gzip.compress(CSV, mtime=0),
        headers=MIA.headers() | {"content-encoding": "gzip"},
    )
    assert (packed.status_code, "uncompressed" in problem(packed)["detail"]) == (415, True)


@pytest.mark.parametrize("way", WAYS)
async def test_the_same_bytes_are_one_dataset_of_a_person(client: AsyncClient, home: Path, way: str) -> None:
    first = await sent(client, way)
    again = await sent(client, way, name="other.csv")
    assert again.status_code == 409
    assert problem(again)["detail"] == f"You have uploaded these bytes before: {first.headers['location']}."
    assert len(kept(home)) == 1
    assert (await sent(client, way, who=MAX)).status_code == 202, "what others have nobody learns"
    assert (await client.delete(first.headers["location"], headers=MIA.headers())).status_code == 204
    assert (await sent(client, way)).status_code == 202
    assert len(kept(home)) == 2


async def test_the_same_bytes_at_the_same_time(client: AsyncClient, home: Path) -> None:
    answers = await asyncio.gather(*(sent(client, way) for way in WAYS))
    assert sorted(answer.status_code for answer in answers) == [202, 409]
    assert len(kept(home)) == len(await listed(client)) == 1


def held(size: int, at: int) -> bytes:
    """A file of this size like no other."""
    return (b"a,b\n%d,0\n" % at).ljust(size, b"x")


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("way", WAYS)
async def test_a_file_that_is_too_large(fresh: str, home: Path, way: str, announced: bool) -> None:
    async with serving(fresh, data_dir=str(home), dataset_size=100_000) as client:
        body = held(100_001, 1)
        if way == "form":
            body = file(body) + END

        async def pieces() -> AsyncIterator[bytes]:
            for at in range(0, len(body), 10_000):
                yield body[at : at + 10_000]

        verb, query = ("POST", "") if way == "form" else ("PUT", "?filename=a.csv")
        headers = MIA.headers() | ({"content-type": FORM} if way == "form" else {})
        content: Any = body if announced else pieces()
        answer = await client.request(verb, DATASETS + query, content=content, headers=headers)
        assert answer.status_code == 413, answer.text
        assert problem(answer)["detail"] == "A file may have 100,000 bytes (DATASET_SIZE)."
        assert kept(home) == []
        assert (await sent(client, way, held(100_000, 1))).status_code == 202


@pytest.mark.parametrize("way", WAYS)
async def test_bytes_of_one_person(fresh: str, home: Path, way: str) -> None:
    """Those that the seed has of Max: none."""
    async with serving(fresh, data_dir=str(home), dataset_quota=100_000) as client:
        assert (await sent(client, way, held(60_000, 1), who=MAX)).status_code == 202
        refused = await sent(client, way, held(40_001, 2), who=MAX)
        assert refused.status_code == 413
        assert "have 60,000 bytes and may have 100,000 in all, so that 40,000 are left" in refused.text
        assert len(kept(home)) == 1
        assert (await sent(client, way, held(40_000, 2), who=MAX)).status_code == 202
        assert (await sent(client, way, held(10, 3), who=MAX)).status_code == 413
        assert (await sent(client, way, held(90_000, 3), who=SUE)).status_code == 202, "each has its own"


async def test_more_than_is_left_is_refused_before_it_comes(fresh: str, home: Path) -> None:
    read = []

    async def never() -> AsyncIterator[bytes]:
        read.append(True)
        yield CSV

    async with serving(fresh, data_dir=str(home), dataset_quota=100_000) as client:
        for size in (100_001, 2**40):
            answer = await client.put(
                f"{DATASETS}?filename=a.csv",
                content=never(),
                headers=MAX.headers() | {"content-length": str(size)},
            )
            assert answer.status_code == 413
        answer = await client.post(
            DATASETS,
            content=never(),
            headers=MAX.headers() | {"content-length": "4200000", "content-type": FORM},
        )
        assert answer.status_code == 413
        assert read == []


@pytest.mark.parametrize("way", WAYS)
async def test_datasets_of_one_person(fresh: str, home: Path, way: str) -> None:
    async with serving(fresh, data_dir=str(home), dataset_count=2) as client:
        made = [await sent(client, way, held(50, at), who=MAX) for at in range(2)]
        refused = await sent(client, way, held(50, 3), who=MAX)
        assert (refused.status_code, problem(refused)["detail"]) == (
            409,
            "You have 2 datasets and may have 2: delete some first.",
        )
        await client.delete(made[0].headers["location"], headers=MAX.headers())
        assert (await sent(client, way, held(50, 3), who=MAX)).status_code == 202
        assert len(kept(home)) == 2


@pytest.mark.parametrize("limits", [{"dataset_count": 3}, {"dataset_quota": 350}])
async def test_who_is_allowed_so_much_cannot_have_more_at_once(
    fresh: str, home: Path, limits: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All see that there is room when they begin; how many fit is counted when they end."""
    monkeypatch.setattr("app.datasets.uploading.AT_ONCE", 10)
    everybody_has_begun = asyncio.Barrier(8)

    async def one(client: AsyncClient, at: int) -> int:
        async def pieces() -> AsyncIterator[bytes]:
            body = held(100, at)
            yield body[:10]
            await everybody_has_begun.wait()
            yield body[10:]

        answer = await client.put(f"{DATASETS}?filename=a.csv", content=pieces(), headers=MAX.headers())
        return answer.status_code

    async with serving(fresh, data_dir=str(home), **limits) as client:
        statuses = await asyncio.gather(*(one(client, at) for at in range(8)))
        assert sorted(statuses) == [202] * 3 + [409 if "dataset_count" in limits else 413] * 5
        assert len(kept(home)) == len(await listed(client, MAX)) == 3


async def test_so_many_uploads_at_once(client: AsyncClient, home: Path) -> None:
    go_on = asyncio.Event()

    async def slowly(at: int) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield held(100, at)
            await go_on.wait()

        return await client.put(f"{DATASETS}?filename=a.csv", content=pieces(), headers=MIA.headers())

    under_way = [asyncio.create_task(slowly(at)) for at in range(AT_ONCE)]
    await asyncio.sleep(0.1)
    for way in WAYS:
        refused = await sent(client, way, held(100, 99))
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
        problem(refused)
    assert (await sent(client, "body", who=MAX)).status_code == 202
    go_on.set()
    assert [(await one).status_code for one in under_way] == [202] * AT_ONCE
    assert (await sent(client, "body", held(100, 99))).status_code == 202


async def test_a_body_that_comes_too_slowly(
    client: AsyncClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.1)

    async def dripping() -> AsyncIterator[bytes]:
        yield LINES
        await asyncio.sleep(5)
        yield CSV

    answer = await client.put(f"{DATASETS}?filename=a.ndjson", content=dripping(), headers=MIA.headers())
    assert answer.status_code == 408
    assert kept(home) == []


async def test_a_storage_that_is_away(
    client: AsyncClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Directory, "_begin", full)
    for way in WAYS:
        answer = await sent(client, way)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "No space" not in answer.text
    assert await listed(client) == []


async def test_a_database_that_is_away(home: Path) -> None:
    async with serving("postgresql://nobody:hunter2@127.0.0.1:9/none", data_dir=str(home)) as client:
        for way in WAYS:
            answer = await sent(client, way)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert kept(home) == []


async def test_no_connection_is_held_while_a_file_comes(fresh: str, home: Path) -> None:
    async with serving(fresh, data_dir=str(home), pool_size=1, pool_wait=0.5) as client:

        async def slowly() -> AsyncIterator[bytes]:
            yield CSV
            for _ in range(3):
                assert (await client.get("/api/v1/models")).status_code == 200
            yield b"Zeta,1\n"

        answer = await client.put(f"{DATASETS}?filename=a.csv", content=slowly(), headers=MIA.headers())
        assert answer.status_code == 202


async def test_uploads_are_noted(client: AsyncClient) -> None:
    made = await sent(client, "form", is_public="true")
    asked = {"action": "dataset.create", "subject": made.json()["id"]}
    (event,) = (await client.get("/api/v1/audit", params=asked, headers=SUE.headers())).json()["items"]
    assert (event["actor"], event["subject"]) == ("mia", made.json()["id"])
    assert event["detail"] == {"name": "scores.csv", "is_public": True}


async def test_who_may_upload(client: AsyncClient, home: Path) -> None:
    for way in WAYS:
        anybody = await client.request(
            "PUT" if way == "body" else "POST", DATASETS, content=CSV, headers={"authorization": "Bearer x"}
        )
        assert anybody.status_code == 401
    assert kept(home) == []
    for who in (MIA, MAX, EVE, SUE):
        assert (await sent(client, "form", who=who)).status_code == 202


async def test_garbled_forms(client: AsyncClient, home: Path) -> None:
    """Whatever is done to a form, the answer is one of those that are known, and files and rows agree."""
    random = Random(7)
    whole = file() + part('name="options"', b'{"header":true}') + part('name="is_public"', b"true") + END
    seen = set()
    for _ in range(300):
        body = bytearray(whole)
        for _ in range(random.randrange(1, 6)):
            place = random.randrange(len(body))
            body[place : place + random.randrange(4)] = random.randbytes(random.randrange(3))
        answer = await client.post(
            DATASETS, content=bytes(body), headers=MIA.headers() | {"content-type": FORM}
        )
        assert answer.status_code in {202, 400, 409, 413, 415, 422}, (answer.status_code, bytes(body))
        seen.add(answer.status_code)
        if answer.status_code == 202:
            await client.delete(answer.headers["location"], headers=MIA.headers())
    assert {400, 422} <= seen
    assert kept(home) == []
    assert await listed(client) == []
