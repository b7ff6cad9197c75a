"""Bodies as they travel: media types, those that come slowly or break off, and the check at the start."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import pytest
from httpx import AsyncClient
from litestar import Router, post
from litestar.params import JSONBody
from litestar.types import Message
from msgspec import Meta, Struct

from app import main
from app.http import bodies
from app.http.bodies import Body
from app.http.edge import Edge
from app.settings import Settings
from tests.people import SECRET
from tests.test_problems import problem

MODELS: Final = "/api/v1/models"
ALPHA: Final = "/api/v1/models/alpha"
#: Asks for a body and for nobody in particular.
RESOLVE: Final = "/api/v1/resolve"
#: Fits neither, so that nothing is written: reaching 422 is having been read.
MISFIT: Final = b'{"nobody":1}'


def without_content_type(client: AsyncClient, method: str, path: str, body: bytes) -> Any:
    return client.build_request(method, path, content=body)


@pytest.mark.parametrize(
    ("method", "given", "status"),
    [
        ("POST", "application/json", 422),
        ("POST", "Application/JSON ; charset=UTF-8", 422),
        ("POST", 'application/json; charset="utf-8"', 422),
        ("POST", "application/json; charset=utf8", 422),
        ("POST", "application/json; charset=utf-16", 415),
        ("POST", "application/json; charset=latin1", 415),
        ("POST", "application/merge-patch+json", 415),
        ("POST", "application/problem+json", 415),
        ("POST", "text/json", 415),
        ("POST", "text/plain", 415),
        ("POST", "application/xml", 415),
        ("POST", "application/x-www-form-urlencoded", 415),
        ("POST", "multipart/form-data; boundary=x", 415),
        ("POST", "*/*", 415),
        ("POST", "///;;=", 415),
        ("POST", "", 415),
        ("POST", None, 415),
        ("PATCH", "application/json", 422),
        ("PATCH", "application/merge-patch+json", 422),
        ("PATCH", "application/merge-patch+json; charset=utf-8", 422),
        ("PATCH", "application/json-patch+json", 415),
        ("PATCH", "text/plain", 415),
        ("PATCH", None, 415),
    ],
)
async def test_media_types(client: AsyncClient, method: str, given: str | None, status: int) -> None:
    path = MODELS if method == "POST" else ALPHA
    headers = {} if given is None else {"content-type": given}
    answer = await client.request(method, path, content=MISFIT, headers=headers)
    found = problem(answer)
    assert answer.status_code == status, found
    if status == 415:
        assert answer.headers.get("accept-patch" if method == "PATCH" else "accept") == (
            "application/json, application/merge-patch+json" if method == "PATCH" else "application/json"
        )
        assert found["detail"].startswith("Send JSON in UTF-8, with Content-Type: application/")


@pytest.mark.parametrize(
    ("encoding", "status"),
    [("identity", 422), ("Identity", 422), ("gzip", 415), ("br", 415), ("gzip, identity", 415), ("x", 415)],
)
async def test_a_compressed_body_is_refused(client: AsyncClient, encoding: str, status: int) -> None:
    body = gzip.compress(MISFIT) if "gzip" in encoding else MISFIT
    headers = {"content-type": "application/json", "content-encoding": encoding}
    answer = await client.post(MODELS, content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers.get("accept-encoding") == ("identity" if status == 415 else None)


@pytest.mark.parametrize("given", [{}, {"content-type": "application/json"}, {"content-type": "text/plain"}])
async def test_no_body(client: AsyncClient, given: dict[str, str]) -> None:
    for method, path in (("POST", MODELS), ("PATCH", ALPHA)):
        answer = await client.request(method, path, headers=given)
        assert problem(answer)["detail"] == "A JSON body is needed, and there is none."
        assert answer.status_code == 400


async def in_parts(*parts: bytes, pause: float = 0) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
        await asyncio.sleep(pause)


@pytest.mark.parametrize("size", [bodies.LARGEST, bodies.LARGEST + 1])
async def test_how_large_a_body_may_be(client: AsyncClient, size: int) -> None:
    body = MISFIT.ljust(size)
    whole = await client.post(MODELS, content=body, headers={"content-type": "application/json"})
    chunked = await client.post(
        MODELS,
        content=in_parts(body[:500_000], body[500_000:]),
        headers={"content-type": "application/json"},
    )
    for answer in (whole, chunked):
        found = problem(answer)
        assert found["status"] == (422 if size == bodies.LARGEST else 413)
        assert (found["detail"] == "A body may have 1,000,000 bytes here.") == (found["status"] == 413)


async def test_a_body_that_does_not_come_is_not_waited_for(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.1)
    headers = {"content-type": "application/json"}
    answer = await client.post(
        MODELS, content=in_parts(*(b"{" for _ in range(50)), pause=0.02), headers=headers
    )
    assert answer.status_code == 408
    assert problem(answer)["detail"] == "The body did not arrive within 0.1 seconds."
    # Whoever announces more is given more time.
    parts = MISFIT, b" " * 999_986, b"  "
    announced = headers | {"content-length": "1000000"}
    answer = await client.post(MODELS, content=in_parts(*parts, pause=0.06), headers=announced)
    assert answer.status_code == 422


async def test_whoever_hangs_up_before_the_end_leaves_no_error(caplog: pytest.LogCaptureFixture) -> None:
    app = Edge(
        main.build(Settings(database_url="postgresql://a@127.0.0.1:9/none", secret_key=SECRET)),
        log_requests=False,
    )
    scope: Any = {
        "type": "http",
        "method": "POST",
        "path": RESOLVE,
        "raw_path": RESOLVE.encode(),
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "http_version": "1.1",
        "extensions": {},
    }
    coming: list[Any] = [
        {"type": "http.request", "body": b'{"na', "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Any:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["type"] == "http.response.start"
    assert sent[0]["status"] == 400
    assert caplog.records == []


class Unbuildable(Body, frozen=True):
    """msgspec knows no length of null."""

    name: Annotated[str | None, Meta(min_length=1)]


class Open(Struct):
    """Takes any field."""

    name: str


class Unshowable(Struct):
    """As Unbuildable, in an answer."""

    name: Annotated[str | None, Meta(min_length=1)]


@post("/unbuildable", operation_id="unbuildable")
async def take_unbuildable(data: JSONBody[Unbuildable]) -> None: ...


@post("/open", operation_id="open")
async def take_open(data: JSONBody[Open]) -> None: ...


@post("/unshowable", operation_id="unshowable")
async def give_unshowable() -> Unshowable:
    return Unshowable(None)


@pytest.mark.parametrize("handler", [take_unbuildable, take_open, give_unshowable])
def test_what_cannot_be_read_or_shown_fails_at_the_start(
    monkeypatch: pytest.MonkeyPatch, handler: Any
) -> None:
    monkeypatch.setattr(main, "ROUTERS", [*main.ROUTERS, Router("/odd", route_handlers=[handler])])
    with pytest.raises((TypeError, LookupError)):
        main.build(Settings(database_url="postgresql://a@127.0.0.1:9/none", secret_key=SECRET))
