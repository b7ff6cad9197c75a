"""What holds for every answer, whoever made it: ids, headers, HEAD, conditions, formats, log, metrics."""

import asyncio
import json
import re
from collections.abc import Iterable
from typing import Any, Final

import httpx
import pytest
from httpx import AsyncClient
from litestar.routes import HTTPRoute
from litestar.types import Receive, Scope, Send
from structlog.testing import capture_logs

from app.database.pool import Database
from app.http import paging
from app.http.edge import Edge
from tests.people import MIA, SUE
from tests.test_document import APP, DATASET

ONE: Final = "/api/v1/models/alpha"
LIST: Final = "/api/v1/models"
#: Something that there is, for each name in an address.
THERE: Final = {
    "model": "alpha",
    "benchmark": "quiz",
    "id": "1",
    "import_id": "00000000-0000-0000-0000-000000000007",
    "name": "our-spreadsheet",
    "slug": "quiz",
    "file_path": "/app.css",
    "path": "",
    "user_id": str(MIA.id),
    "session_id": str(MIA.session),
}
#: What differs from one answer to the next.
VOLATILE: Final = {"x-request-id", "server-timing", "date"}


def address(route: str) -> str:
    there = THERE | ({"id": DATASET} if "/datasets/{id}" in route else {})
    return re.sub(r"/?{(\w+)}", lambda name: "/" + there[name[1]].lstrip("/"), route)


PAGES: Final = sorted(
    {
        address(route.path_format)
        for route in APP.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods
    }
)


def steady(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in VOLATILE}


def test_there_are_routes_of_every_kind() -> None:
    assert {"/", ONE, LIST, "/healthz", "/metrics", "/openapi.json", "/docs"} <= set(PAGES)


@pytest.mark.parametrize("path", PAGES)
async def test_head_is_get_without_the_body(client: AsyncClient, path: str) -> None:
    sue = SUE.headers()  # who may see everything
    got, asked = await client.get(path, headers=sue), await client.head(path, headers=sue)
    assert got.status_code in {200, 302}
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    if path != "/metrics":  # which counts the request before
        assert steady(asked) == steady(got)


async def test_head_of_an_export_and_of_what_there_is_not(client: AsyncClient) -> None:
    for path, status in ((f"{LIST}?format=csv", 200), ("/nope", 404), (f"{LIST}?limit=0", 400)):
        got, asked = await client.get(path), await client.head(path)
        assert (asked.status_code, asked.content, steady(asked)) == (status, b"", steady(got))


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize(
    "path", [LIST, "/api/v1/models/alpha/results", "/api/v1/benchmarks/empty/leaderboard"]
)
async def test_head_of_an_export_reads_no_more_than_a_row(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str, form: str
) -> None:
    fetch, read = Database.fetch, []

    async def counted(self: Database, query: str, *args: Any) -> list[Any]:
        rows = await fetch(self, query, *args)
        read.extend(rows)
        return rows

    monkeypatch.setattr(Database, "fetch", counted)
    monkeypatch.setattr(paging, "STREAM_ROWS", 2)
    got = await client.get(f"{path}?format={form}")
    everything, read[:] = len(read), []
    asked = await client.head(f"{path}?format={form}")
    assert (asked.status_code, asked.content, steady(asked)) == (200, b"", steady(got))
    assert len(read) == min(everything, 1)
    assert everything > 1 or "empty" in path


@pytest.mark.parametrize("given", ["a", "A.b_c-9", "x" * 64])
async def test_a_request_id_is_kept(client: AsyncClient, given: str) -> None:
    for path in (ONE, "/nope", f"{LIST}?limit=0"):
        answer = await client.get(path, headers={"x-request-id": given})
        assert answer.headers.get_list("x-request-id") == [given]
        if answer.status_code != 200:
            assert answer.json()["request_id"] == given


@pytest.mark.parametrize(
    "given", [b"", b"x" * 65, b"a b", b"a\r\nb: c", b"\xff", "é".encode(), b"a;b", b"<a>"]
)
async def test_an_odd_request_id_is_replaced(client: AsyncClient, given: bytes) -> None:
    answer = await client.get("/nope", headers=[(b"x-request-id", given)])
    (made,) = answer.headers.get_list("x-request-id")
    assert re.fullmatch("[0-9a-f]{16}", made)
    assert answer.json()["request_id"] == made


async def test_request_ids_differ(client: AsyncClient) -> None:
    assert len({(await client.get("/healthz")).headers["x-request-id"] for _ in range(20)}) == 20


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """The smallest application."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello", "more_body": False})


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    """Fails before a word is said: not even the problem could be made."""
    raise ValueError("secret")


async def messages(app: Any, path: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> list[dict[str, Any]]:
    """What the server would get, as it is."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path.partition("?")[0],
        "raw_path": path.encode(),
        "query_string": path.partition("?")[2].encode(),
        "headers": list(headers),
    }

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()  # the client stays, and has nothing more to say
        return {}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def test_a_line_a_request() -> None:
    with capture_logs() as log:
        secrets = [(b"authorization", b"Bearer secret"), (b"cookie", b"session=secret")]
        path = "/models?q=secret&token=secret"
        await messages(Edge(hello, log_requests=True), path, [(b"x-request-id", b"mine"), *secrets])
    (line,) = log
    assert isinstance(line.pop("ms"), float)
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "path": "/models",
        "status": 200,
        "request_id": "mine",
    }


async def test_no_line_where_none_is_wanted() -> None:
    with capture_logs() as log:
        await messages(Edge(hello, log_requests=False), "/models")
    assert log == []


async def test_even_without_a_word_from_the_application() -> None:
    with capture_logs() as log:
        start, body = await messages(Edge(silent, log_requests=False), "/", [(b"x-request-id", b"mine")])
    assert start["status"] == 500
    assert (b"content-type", b"application/problem+json") in start["headers"]
    assert json.loads(body["body"]) == {"status": 500, "title": "Internal Server Error", "request_id": "mine"}
    assert [(line["event"], line["error"], line["request_id"]) for line in log] == [
        ("broken_off", "ValueError", "mine")
    ]
    assert "secret" not in json.dumps(log)


@pytest.fixture
def broken_after_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database answers the first time only, with one row a step."""
    fetch, asked = Database.fetch, []

    async def once(self: Database, query: str, *args: Any) -> list[Any]:
        asked.append(query)
        if len(asked) > 1:
            raise ValueError("secret")
        return await fetch(self, query, *args)

    monkeypatch.setattr(Database, "fetch", once)
    monkeypatch.setattr(paging, "STREAM_ROWS", 1)


@pytest.mark.usefixtures("broken_after_a_row")
async def test_an_answer_that_breaks_off_is_seen_to(client: AsyncClient) -> None:
    app = client._transport.app  # type: ignore[attr-defined]  # the service itself, beneath the client
    with capture_logs() as log:
        sent = await messages(app, f"{LIST}?format=ndjson", [(b"x-request-id", b"mine")])
    assert sent[0]["status"] == 200
    assert sent[-1]["more_body"] is True  # the server never gets an end, and cuts the connection
    assert [(line["event"], line["error"], line["request_id"]) for line in log] == [
        ("broken_off", "ValueError", "mine")
    ]
    assert "secret" not in json.dumps(log)
