"""Headers that every answer has, whoever made it: what browsers may do with it, and caches."""

from typing import Any, Final

import httpx
import pytest
from httpx import AsyncClient
from litestar.exceptions import ServiceUnavailableException
from structlog.testing import capture_logs

from app.database.pool import Database
from app.http.problems import Moved
from app.pages.rendering import asset
from tests.people import MIA, SUE, Writing
from tests.test_document import DOCUMENT
from tests.test_edge import LIST, ONE, PAGES, address, steady

#: What the document says anyone may read.
OPEN: Final = sorted(
    address(path) for path, verbs in DOCUMENT["paths"].items() if verbs.get("get", {}).get("security") == []
)


def test_there_is_what_anyone_may_read() -> None:
    assert {ONE, LIST} <= set(OPEN) < set(PAGES)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (ONE, {}, 200),
        (ONE, {"if-none-match": "*"}, 304),
        (f"{LIST}?format=csv", {}, 200),
        (f"{LIST}?format=ndjson", {}, 200),
        (LIST, {"accept": "image/png"}, 406),
        (LIST, {"authorization": "Bearer nonsense"}, 401),
        (f"{LIST}?limit=0", {}, 400),
        ("/api/v1/models/nobody", {}, 404),
        ("/nope", {}, 404),
        ("/", {}, 200),
        ("/benchmarks/quiz", {}, 200),
        ("/nope", {"accept": "text/html"}, 404),
        ("/docs", {}, 200),
        ("/schema", {}, 302),
        ("/openapi.json", {}, 200),
        ("/healthz", {}, 200),
        ("/metrics", {}, 200),
        (asset("app.css"), {}, 200),
        (asset("nothing.css"), {}, 404),
    ],
)
async def test_every_answer_is_guarded(
    client: AsyncClient, path: str, headers: dict[str, str], status: int
) -> None:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == status
    guarded(answer)


def guarded(answer: httpx.Response) -> None:
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "Accept" in answer.headers["vary"].split(", ")
    assert "set-cookie" not in answer.headers
    assert "strict-transport-security" not in answer.headers  # whoever ends TLS says that


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError("secret"), 500),
        (ServiceUnavailableException(headers={"Retry-After": "1"}), 503),
        (Moved("model", "beta"), 308),
    ],
)
async def test_what_goes_wrong_is_guarded_too(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    async def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(Database, "fetchrow", broken)
    with capture_logs():
        for method in ("GET", "HEAD"):
            answer = await client.request(method, ONE)
            assert answer.status_code == status
            guarded(answer)


@pytest.mark.parametrize(
    ("method", "sent", "status"),
    [
        ("PUT", {}, 405),
        ("POST", {"json": {}, "headers": {"authorization": ""}}, 401),
        ("OPTIONS", {}, 204),
        ("POST", {"json": {}, "auth": Writing(MIA)}, 403),
        ("POST", {"json": {}, "headers": {"origin": "https://evil.example"}}, 403),
        ("POST", {"content": b" " * 1_048_577, "headers": {"content-type": "application/json"}}, 413),
        ("POST", {"content": b"{}", "headers": {"content-type": "text/plain"}}, 415),
        ("POST", {"json": {}}, 422),
    ],
)
async def test_what_is_refused_is_guarded_too(
    client: AsyncClient, method: str, sent: dict[str, Any], status: int
) -> None:
    answer = await client.request(method, LIST, **sent)
    assert answer.status_code == status
    guarded(answer)


@pytest.mark.parametrize("path", OPEN)
async def test_what_anyone_may_read_is_the_same_for_all(client: AsyncClient, path: str) -> None:
    """A cache that several share may keep it, whoever asked: nothing varies by Authorization."""
    nobodys, hers = await client.get(path), await client.get(path, headers=SUE.headers())
    assert nobodys.status_code == 200
    assert (hers.status_code, hers.content, steady(hers)) == (200, nobodys.content, steady(nobodys))
    assert "authorization" not in nobodys.headers["vary"].lower()
