"""Files sent over HTTP: as a form or as the body, taken in, refused, taken back."""

import asyncio
import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from httpx import AsyncClient, Response

from app.http import bodies
from app.http.edge import Edge
from app.imports import reading, taking
from app.main import READINGS, build
from app.people import Caller
from app.settings import Settings
from tests.conftest import serving
from tests.handlers.test_lists import walked
from tests.people import EVE, SECRET
from tests.test_problems import problem

IMPORTS: Final = "/api/v1/imports"
CSV: Final = b"model,benchmark,score,date\nAlpha,Quiz,71.5,2025-03-01\nEta,Riddles,12,2025-03-01\n"
BAD: Final = b"model,benchmark,score\nAlpha,Quiz,n.a.\nAlpha,Quiz,50\n"
COUNTS: Final = ("created", "updated", "unchanged", "rejected")
Files = list[tuple[str, tuple[str | None, bytes]]]


def counted(answer: Response) -> list[int]:
    assert answer.status_code == 201, answer.text
    return [answer.json()[name] for name in COUNTS]


async def taken(client: AsyncClient, body: bytes = CSV, **query: str) -> Response:
    return await client.post(
        IMPORTS, params={"filename": "scores.csv", "source": "Us", **query}, content=body
    )


async def listed(client: AsyncClient, **query: str) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/results", params={"source": "Us", **query})
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def kept() -> set[str]:
    """What of ours lies in the directory of temporary files."""
    return {path.name for path in Path(tempfile.gettempdir()).glob("catalogue-*") if path.is_file()}


def nameless() -> int:
    """How many files without a name this process holds."""
    found = 0
    for path in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of this very loop
            found += str(path.readlink()).endswith("(deleted)")
    return found


@pytest.fixture(autouse=True)
def nothing_stays() -> Any:
    before = kept()
    yield
    assert kept() <= before


async def test_there_and_back_again(lone_writer: AsyncClient) -> None:
    tried = await taken(lone_writer, dry_run="true")
    assert counted(tried) == [3, 0, 1, 0]  # Riddles and two results; Quiz was there
    assert tried.json()["dry_run"]
    assert await listed(lone_writer) == []
    assert (await lone_writer.get("/api/v1/models/eta")).status_code == 404

    done = await taken(lone_writer, reason="The lab has sent it.")
    assert counted(done) == counted(tried)
    address = done.headers["location"]
    assert address == f"{IMPORTS}/{done.json()['id']}"
    read = await lone_writer.get(address)
    assert (read.content, read.headers["etag"]) == (done.content, done.headers["etag"])
    first, second = await listed(lone_writer, import_id=done.json()["id"])
    assert {(one["model"], one["benchmark"], one["score"], one["source_row"]) for one in (first, second)} == {
        ("alpha", "quiz", 71.5, 2),
        ("eta", "riddles", 12.0, 3),
    }
    assert first["import_id"] == second["import_id"] == done.json()["id"]
    changes = await lone_writer.get("/api/v1/changes", params={"import_id": done.json()["id"]})
    assert {change["reason"] for change in changes.json()["items"]} == {"The lab has sent it."}

    assert counted(await taken(lone_writer)) == [0, 0, 4, 0], "the same file again changes nothing"

    undone = await lone_writer.post(f"{address}/undo", params={"reason": "It was the wrong sheet."})
    assert (undone.status_code, undone.json()["status"], undone.json()["conflicts"]) == (200, "undone", 0)
    assert undone.content == (await lone_writer.get(address)).content
    assert await listed(lone_writer) == []
    assert (await lone_writer.get("/api/v1/models/eta")).status_code == 404
    again = await lone_writer.post(f"{address}/undo")
    assert (again.status_code, problem(again)["detail"]) == (409, "It has been undone already.")
    assert counted(await taken(lone_writer)) == [3, 0, 1, 0], "and once more"


async def test_what_cannot_be_undone(lone_writer: AsyncClient) -> None:
    done = await taken(lone_writer)
    (first, *_) = await listed(lone_writer, benchmark="quiz")
    await lone_writer.patch(f"/api/v1/results/{first['id']}", json={"score": 72})
    undone = await lone_writer.post(f"{done.headers['location']}/undo")
    assert undone.json()["conflicts"] == 1
    (conflict,) = (await lone_writer.get(f"{done.headers['location']}/conflicts")).json()["items"]
    assert (conflict["table"], conflict["row"]) == ("benchmark_results", first["id"])
    assert (conflict["model"], conflict["benchmark"], conflict["changed"]) == ("Alpha", "Quiz", ["score"])

    tried = await taken(lone_writer, dry_run="true")
    missing = IMPORTS + "/00000000-0000-0000-0000-0000000000ff"
    for address, status in ((tried.headers["location"], 409), (missing, 404), (f"{IMPORTS}/7", 400)):
        assert (await lone_writer.post(f"{address}/undo")).status_code == status


async def test_a_form_of_several_files_with_a_mapping(lone_writer: AsyncClient) -> None:
    semicolons = b"Modell;Wert\nAlpha;81,5\n"
    mapping = {
        "files": "*.txt",
        "benchmark": "Quiz",
        "decimal": ",",
        "columns": {"model": "Modell", "score": "Wert"},
    }
    files: Files = [
        ("file", ("here/scores.csv", CSV)),
        ("mapping", (None, json.dumps([mapping]).encode())),
        ("file", ("there/sheet.txt", semicolons)),
    ]
    done = await lone_writer.post(IMPORTS, params={"source": "Us"}, files=files)
    assert counted(done)[0] == 4
    assert done.json()["filename"] == "here/scores.csv, there/sheet.txt"
    assert [file["name"] for file in done.json()["report"]["files"]] == ["here/scores.csv", "there/sheet.txt"]
    assert {one["score"] for one in await listed(lone_writer, benchmark="quiz")} == {71.5, 81.5}
    assert done.json()["mapping"] == [mapping | {"source": "Us"}, {"source": "Us"}]


async def test_a_mapping_that_is_kept(lone_writer: AsyncClient) -> None:
    mapping = {"benchmark": "Quiz", "source": "Them", "columns": {"model": "M", "score": "S"}}
    await lone_writer.put("/api/v1/mappings/theirs", json={"mapping": mapping})
    sheet = b"M,S\nAlpha,33\n"
    done = await taken(lone_writer, sheet, mapping="theirs")
    assert counted(done)[0] == 1
    (result,) = await listed(lone_writer)
    assert (result["score"], result["source"]) == (33, "Us"), "what is said beside it goes before it"


async def test_an_archive_as_the_body(lone_writer: AsyncClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("scores.csv", CSV)
        archive.writestr("notes.bin", bytes(range(256)))
    answer = await lone_writer.post(
        f"{IMPORTS}?source=Us",
        content=packed.getvalue(),
        headers={"content-type": "application/zip", "content-disposition": 'attachment; filename="all.zip"'},
    )
    assert counted(answer)[0] == 3
    assert (answer.json()["filename"], answer.json()["left_out"]) == ("all.zip", 1)
    assert counted(await taken(lone_writer, gzip.compress(CSV, mtime=0), filename="scores.csv.gz")) == [
        0,
        0,
        4,
        0,
    ]


async def test_what_does_not_fit_is_refused_row_by_row(lone_writer: AsyncClient) -> None:
    done = await taken(lone_writer, BAD)
    assert counted(done) == [1, 0, 1, 1]
    (row,) = (await lone_writer.get(f"{done.headers['location']}/rejects")).json()["items"]
    assert (row["file"], row["row"], row["column"], row["value"]) == ("scores.csv", 2, "score", "n.a.")


async def test_what_is_refused_is_numbered_by_file_and_row(lone_writer: AsyncClient) -> None:
    """Whoever refuses it, a reader or the catalogue; a page goes on where the one before it ended."""
    first = b"model,benchmark,score,source\nAlpha,Quiz,101,a\nAlpha,Quiz,n.a.,b\nAlpha,Quiz,50,c\n,Quiz,1,d\n"
    second = b"model,benchmark,score,source\nAlpha,Quiz,n.a.,e\nAlpha,Quiz,-1,f\n"
    files: Files = [("file", ("b.csv", first)), ("file", ("a.csv", second))]
    done = await lone_writer.post(IMPORTS, files=files)
    assert counted(done)[3] == 5
    rejects = await walked(lone_writer, f"{done.headers['location']}/rejects?", 2)
    assert [(one["position"], one["file"], one["row"]) for one in rejects] == [
        (1, "b.csv", 2),
        (2, "b.csv", 3),
        (3, "b.csv", 5),
        (4, "a.csv", 2),
        (5, "a.csv", 3),
    ]
    assert await walked(lone_writer, f"{done.headers['location']}/rejects?", 3) == rejects


async def test_unknown_names_may_be_refused(lone_writer: AsyncClient) -> None:
    done = await taken(lone_writer, benchmarks="refuse", dry_run="true")
    assert counted(done)[0] == 1
    assert (await lone_writer.get("/api/v1/benchmarks/riddles")).status_code == 404
    done = await taken(lone_writer, models="refuse")
    assert done.json()["rejected"] == 1
    assert (await lone_writer.get("/api/v1/models/eta")).status_code == 404


async def test_constants_of_the_address(lone_writer: AsyncClient) -> None:
    query = {
        "model": "Alpha",
        "benchmark": "Quiz",
        "organization": "Acme",
        "date": "2025-04-01",
        "source_url": "https://us.example/",
        "evidence": "independent",
        "multiply_by": "100",
        "unit": "%",
    }
    assert counted(await taken(lone_writer, b"score,n\n0.615,1\n", **query))[0] == 1
    (result,) = await listed(lone_writer)
    assert (result["score"], result["score_raw"], result["date_tested"]) == (61.5, "0.615", "2025-04-01")
    assert (result["evidence"], result["source_url"]) == ("independent", "https://us.example/")


@pytest.mark.parametrize(
    ("query", "status", "field", "says"),
    [
        ({"format": "nope"}, 422, "format", "There is no such format; there are csv,"),
        ({"mapping": "nope"}, 422, "mapping", "There is no such mapping"),
        ({"models": "delete"}, 400, "models", "Expected one of create, refuse."),
        ({"dry_run": "perhaps"}, 400, "dry_run", "Expected true or false."),
        ({"multiply_by": "0"}, 400, "multiply_by", "Expected a number over 0."),
        ({"multiply_by": "nan"}, 400, "multiply_by", "Expected a number over 0."),
        ({"multiply_by": "inf"}, 400, "multiply_by", "Expected a finite number."),
        ({"source_url": "ftp://x"}, 400, "source_url", "beginning with http:// or https://"),
        ({"unit": " %"}, 400, "unit", "without blanks at either end"),
        ({"date": "1.3.2025"}, 400, "date", "Expected a date such as"),
        ({"evidence": "hearsay"}, 400, "evidence", "Expected one of"),
        ({"colour": "red"}, 400, "colour", "There is no such parameter"),
        ({"dry_run": "maybe"}, 400, "dry_run", "Expected true or false."),
        ({"dry_run": ""}, 400, "dry_run", "Empty"),
        ({"dry_run": ["true", "false"]}, 400, "dry_run", "once"),
        ({"filename": ["a.csv", "b.csv"]}, 400, "filename", "once"),
        ({"filename": "../.."}, 400, "filename", "Say what the file is called"),
        ({"filename": "x" * 256}, 400, "filename", "255"),
        ({"mapping": ["a", "b"]}, 400, "mapping", "once"),
        ({"model": "\0"}, 400, "model", "NUL characters"),
    ],
)
async def test_options_that_are_refused(
    writer: AsyncClient, query: dict[str, str | list[str]], status: int, field: str, says: str
) -> None:
    answer = await writer.post(IMPORTS, params={"filename": "a.csv", **query}, content=CSV)
    assert answer.status_code == status, answer.text
    (fault,) = problem(answer)["errors"]
    assert fault["field"] == field
    assert says in fault["detail"]


FORM: Final = "multipart/form-data; boundary=b"


def part(head: str, body: bytes = b"x") -> bytes:
    return b"--b\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + body + b"\r\n"


FILE: Final = part('name="file"; filename="a.csv"', CSV)
END: Final = b"--b--\r\n"


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        (b"", 400, "cut short"),
        (END, 400, "A part `file` with a file is needed"),
        (FILE, 400, "cut short"),
        (FILE[:40], 400, "cut short"),
        (FILE.replace(b"--b", b"--c") + END, 400, "A part `file` with a file is needed"),
        (b"x" + FILE + END, 400, "boundary"),
        (FILE.replace(b"form-data", b"attachment") + END, 400, "well-formed"),
        (FILE.replace(b"\r\n", b"\n") + END, 400, "well-formed"),
        (part('name="file"', CSV) + END, 422, "Say what the file is called"),
        (part('name="file"; filename=""', CSV) + END, 422, "Say what the file is called"),
        (part('name="file"; filename="../.."', CSV) + END, 422, "Say what the file is called"),
        (FILE + part('name="fiel"') + END, 422, "The parts that there are"),
        (FILE + part("") + END, 422, "The parts that there are"),
        (FILE + part('name="mapping"', b"{}") * 2 + END, 422, "once"),
        (part('name="mapping"', b"{}") + END, 400, "A part `file` with a file is needed"),
        (FILE + part('name="mapping"', b"{") + END, 400, "well-formed JSON"),
        (FILE + part('name="mapping"', b'{},"x":1') + END, 400, "well-formed JSON"),
        (FILE + part('name="mapping"', b"\xff") + END, 400, "JSON"),
        (FILE + part('name="mapping"', b'{"x":1}') + END, 422, "mapping.x"),
        (FILE + part('name="mapping"', b" " * 1_000_001) + END, 413, "1,000,000 bytes"),
        (FILE * 101 + END, 413, "100 parts"),
        (FILE.replace(b"form-data", b"form-data; a=" + b"x" * 5000) + END, 413, "short headers"),
        (part('name="file"; filename="empty.csv"', b"") + END, 422, "The file is empty."),
    ],
)
async def test_forms_that_are_refused(writer: AsyncClient, sent: bytes, status: int, says: str) -> None:
    before = nameless()
    answer = await writer.post(IMPORTS, content=sent, headers={"content-type": FORM})
    assert answer.status_code == status, answer.text
    assert says in json.dumps(problem(answer), ensure_ascii=False)
    assert nameless() <= before


@pytest.mark.parametrize("kind", ["text/html", "application/x-www-form-urlencoded", "", "nonsense"])
async def test_a_body_of_any_media_type_is_a_file(writer: AsyncClient, kind: str) -> None:
    """What it is, its content says: many clients send a type of their own making."""
    answer = await writer.post(
        f"{IMPORTS}?filename=a.csv&dry_run=true", content=CSV, headers={"content-type": kind}
    )
    assert counted(answer)[0] == 3


@pytest.mark.parametrize("given", ["../../x.csv", "/etc/x.csv", "..\\..\\x.csv", "a\r\nb/../x.csv"])
async def test_a_name_leads_nowhere(writer: AsyncClient, given: str) -> None:
    """Of a path only what lies below what was brought is shown, and nothing is ever written under it."""
    answer = await writer.post(IMPORTS, params={"filename": given, "dry_run": "true"}, content=CSV)
    shown = answer.json().get("filename", "")
    assert (answer.status_code, ".." in shown, shown.startswith("/"), shown.isprintable()) == (
        201,
        False,
        False,
        True,
    ), answer.text
    assert shown.endswith("x.csv")


async def test_a_form_that_contradicts_its_address(writer: AsyncClient) -> None:
    body = FILE + part('name="mapping"', b"{}") + END
    for query, field in (("filename=x.csv", "filename"), ("mapping=our-spreadsheet", "mapping")):
        answer = await writer.post(f"{IMPORTS}?{query}", content=body, headers={"content-type": FORM})
        assert (answer.status_code, problem(answer)["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize(
    ("sent", "headers", "status", "says"),
    [
        (CSV, {}, 400, "Say what the file is called"),
        (CSV, {"content-disposition": "attachment"}, 400, "Say what the file is called"),
        (CSV, {"content-disposition": '"";;='}, 400, "Say what the file is called"),
        (b"", {"content-disposition": "attachment; filename=a.csv"}, 400, "there is none"),
        (gzip.compress(CSV, mtime=0), {"content-encoding": "gzip"}, 415, "uncompressed"),
        (FILE, {"content-type": "multipart/form-data"}, 400, "boundary"),
        (FILE, {"content-type": "multipart/form-data; boundary="}, 400, "boundary"),
        (CSV, {"origin": "https://evil.example"}, 403, "another site"),
        (CSV, {"content-type": "text/html"}, 400, "Say what the file is called"),
        (CSV, {"content-type": "application/x-www-form-urlencoded"}, 400, "Say what the file is called"),
        (CSV, {"content-type": "multipart/mixed; boundary=b"}, 400, "Say what the file is called"),
        (CSV, {"content-type": ""}, 400, "Say what the file is called"),
        (CSV, {"content-disposition": "attachment; filename=../.."}, 400, "Say what the file is called"),
    ],
)
async def test_bodies_that_are_refused(
    writer: AsyncClient, sent: bytes, headers: dict[str, str], status: int, says: str
) -> None:
    answer = await writer.post(IMPORTS, content=sent, headers=headers)
    assert answer.status_code == status, answer.text
    assert says in json.dumps(problem(answer))


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("a.csv", b"\x00\x01\x02" * 100, "It is binary, and no format knows it"),
        ("a.zip", b"PK\x03\x04" + b"x" * 100, "damaged"),
        ("a.json", b'{"results": ', "It is JSON that ends too early"),
        ("a.md", b"# Heron", "No known format is recognised."),
    ],
)
async def test_files_of_which_nothing_can_be_taken(
    writer: AsyncClient, name: str, body: bytes, says: str
) -> None:
    answer = await taken(writer, body, filename=name)
    assert answer.status_code == 422, answer.text
    (fault,) = problem(answer)["errors"]
    assert (fault["field"], says in fault["detail"]) == ("file", True)
    (failed, *_) = (await writer.get(IMPORTS, params={"status": "failed"})).json()["items"]
    assert (failed["filename"], failed["error"]) == (name, fault["detail"])


@pytest.mark.parametrize("announced", [True, False])
async def test_more_than_may_be_sent(fresh: str, announced: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 1000

    async with serving(fresh, import_size=10_000) as client:
        body = b"x" * 20_000 if announced else pieces()
        answer = await client.post(f"{IMPORTS}?filename=a.csv", content=body)
        assert (answer.status_code, problem(answer)["detail"]) == (413, "A body may have 10,000 bytes here.")


async def test_a_body_that_comes_too_slowly(writer: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.1)
    before = nameless()

    async def dripping() -> AsyncIterator[bytes]:
        yield CSV
        await asyncio.sleep(5)
        yield CSV

    answer = await writer.post(f"{IMPORTS}?filename=a.csv", content=dripping())
    assert (answer.status_code, problem(answer)["detail"]) == (
        408,
        "The body did not arrive within 0.1 seconds.",
    )
    assert nameless() <= before


@pytest.mark.parametrize("kind", [FORM, "text/csv"])
async def test_whoever_hangs_up_leaves_nothing(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """In the middle of a file: none stays open, the database is not asked, nobody is told of a crash."""
    service = build(Settings(database_url="postgresql://nobody@127.0.0.1:9/none", secret_key=SECRET))

    async def eve(_: object) -> Caller:
        return Caller(EVE.id, EVE.username, "editor", False, EVE.session, None)

    service.state.identify = eve
    app = Edge(service, log_requests=False)
    scope: Any = {
        "type": "http",
        "method": "POST",
        "path": IMPORTS,
        "raw_path": IMPORTS.encode(),
        "query_string": b"" if kind == FORM else b"filename=a.csv",
        "headers": [(b"content-type", kind.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "http_version": "1.1",
        "extensions": {},
    }
    coming: list[Any] = [
        {"type": "http.request", "body": FILE[:-5], "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []
    before = nameless()

    async def receive() -> Any:
        return coming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert b"The connection ended before the body did." in sent[1]["body"]
    assert nameless() <= before
    assert caplog.records == []


async def test_no_connection_is_held_while_a_body_comes(fresh: str) -> None:
    """With a pool of one, others are answered while an upload is on its way."""
    async with serving(fresh, pool_size=1, pool_wait=0.5) as client:

        async def slowly() -> AsyncIterator[bytes]:
            yield CSV[:10]
            for _ in range(3):
                assert (await client.get("/api/v1/models")).status_code == 200
            yield CSV[10:]

        answer = await client.post(f"{IMPORTS}?filename=a.csv&source=Us", content=slowly())
        assert counted(answer)[0] == 3


async def test_the_database_is_away() -> None:
    async with serving("postgresql://nobody:hunter2@127.0.0.1:9/none") as client:
        answer = await taken(client)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert "hunter2" not in answer.text


async def test_garbled_forms(writer: AsyncClient) -> None:
    """Whatever is done to a form, the answer is one of those that are known; none is a crash."""
    random = Random(5)
    seen = set()
    for _ in range(400):
        # Without a file in it: what files can hold is not for this test to read.
        body = bytearray(part('name="mapping"', b'{"source":"Us"}') * 2 + part('name="fiel"') + END)
        for _ in range(random.randrange(6)):
            place = random.randrange(len(body))
            body[place : place + random.randrange(4)] = random.randbytes(random.randrange(3))
        answer = await writer.post(IMPORTS, content=bytes(body), headers={"content-type": FORM})
        assert answer.status_code in {400, 413, 422}, (answer.status_code, bytes(body))
        problem(answer)
        seen.add(answer.status_code)
    assert {400, 422} <= seen


async def test_only_so_many_imports_are_read_at_once(
    lone_writer: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once, most, read = 0, 0, reading.read

    @asynccontextmanager
    async def watched(*given: Any) -> AsyncIterator[Any]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            async with read(*given) as given_back:
                yield given_back
        finally:
            at_once -= 1

    monkeypatch.setattr(taking, "read", watched)
    answers = await asyncio.gather(*(taken(lone_writer, source=f"Source {number}") for number in range(5)))
    assert [answer.status_code for answer in answers] == [201] * 5
    assert (at_once, most) == (0, READINGS)
