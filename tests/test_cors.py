"""Pages of other sites: off, those that are listed, or all; and what they may see and send."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from httpx import AsyncClient, Response
from structlog.testing import capture_logs

from app.database.pool import Database
from app.database.server import Server
from app.http.cors import EXPOSED, PREFLIGHT
from tests.conftest import database_url, serving
from tests.people import DAN, MIA, Person
from tests.test_document import DOCUMENT

ONE: Final = "/api/v1/models/alpha"
LIST: Final = "/api/v1/models"
APP: Final = "https://app.example"
DEV: Final = "http://localhost:5173"
EVIL: Final = "https://evil.example"
#: Near to one that may, and not the same.
OTHERS: Final = [
    EVIL,
    "null",
    "",
    "http://app.example",
    "https://app.example.evil.example",
    "https://app.example:8443",
    "https://app.example/",
    "https://APP.example",
    "https://xapp.example",
    "https://appxexample",
    f"{APP} {EVIL}",
    f"{EVIL},{APP}",
    "*",
]
TOKEN: Final = {"Authorization": "Bearer nonsense"}
VERBS: Final = {verb.upper() for verbs in DOCUMENT["paths"].values() for verb in verbs}


@pytest.fixture(scope="module")
async def listed(migrated: Server, seeded: str) -> AsyncIterator[AsyncClient]:
    async with serving(database_url(migrated.app_url, seeded), cors_origins=f"{APP},{DEV}") as client:
        yield client


@pytest.fixture(scope="module")
async def wide_open(migrated: Server, seeded: str) -> AsyncIterator[AsyncClient]:
    async with serving(database_url(migrated.app_url, seeded), cors_origins="*") as client:
        yield client


def allowed(answer: Response) -> str | None:
    """The origin whose page may read it; cookies are never part of it."""
    assert "access-control-allow-credentials" not in answer.headers
    found = answer.headers.get_list("access-control-allow-origin")
    assert len(found) < 2
    return found[0] if found else None


def varies(answer: Response) -> bool:
    return "origin" in {word.strip().lower() for word in answer.headers.get("vary", "").split(",")}


def asking(origin: str, method: str = "PATCH") -> dict[str, str]:
    """What a browser asks before it sends this for a page."""
    return {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,if-match",
    }


async def test_it_is_off(client: AsyncClient) -> None:
    for answer in (
        await client.get(ONE, headers={"Origin": APP}),
        await client.options(ONE, headers=asking(APP)),
    ):
        assert [name for name in answer.headers if name.startswith("access-control")] == []
        assert not varies(answer)
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("origin", [APP, DEV])
async def test_a_listed_page_reads(listed: AsyncClient, origin: str) -> None:
    answer = await listed.get(ONE, headers={"Origin": origin})
    assert (answer.status_code, allowed(answer), varies(answer)) == (200, origin, True)
    shown = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert shown == {"etag", "link", "location", "retry-after", "www-authenticate", "x-request-id"}


@pytest.mark.parametrize("origin", OTHERS)
async def test_another_page_does_not(listed: AsyncClient, origin: str) -> None:
    for answer in (
        await listed.get(ONE, headers={"Origin": origin}),
        await listed.options(ONE, headers=asking(origin)),
    ):
        assert (allowed(answer), varies(answer)) == (None, True)
        assert "access-control-allow-headers" not in answer.headers


async def test_a_shared_cache_keeps_pages_apart(listed: AsyncClient) -> None:
    """Also what nobody's page has asked for: it would be given to one, without leave to read it."""
    answer = await listed.get(ONE)
    assert (allowed(answer), varies(answer)) == (None, True)
    exported = await listed.get(LIST, headers={"Origin": APP, "Accept": "text/csv"})
    assert (allowed(exported), varies(exported)) == (APP, True)


@pytest.mark.parametrize("origin", [None, APP, EVIL, "null"])
async def test_any_page_reads_where_all_may(wide_open: AsyncClient, origin: str | None) -> None:
    answer = await wide_open.get(ONE, headers={"Origin": origin} if origin else {})
    assert (answer.status_code, allowed(answer), varies(answer)) == (200, "*", False)


@pytest.mark.parametrize("path", [ONE, LIST, "/api/v1/nothing", "/healthz", "/"])
async def test_a_browser_is_told_what_a_page_may_send(listed: AsyncClient, path: str) -> None:
    """Without a token: browsers send none with this question."""
    for method in ("PATCH", "GET"):
        answer = await listed.options(path, headers=asking(APP, method))
        assert (answer.status_code, answer.content, allowed(answer)) == (204, b"", APP)
        assert [(name, answer.headers[name.decode()].encode()) for name, _ in PREFLIGHT] == list(PREFLIGHT)
        assert "x-request-id" in answer.headers


async def test_any_browser_is_told_so_where_all_may(wide_open: AsyncClient) -> None:
    answer = await wide_open.options(ONE, headers=asking(EVIL))
    assert (answer.status_code, allowed(answer)) == (204, "*")


async def test_what_is_no_such_question_is_asked_of_the_address(listed: AsyncClient) -> None:
    answer = await listed.options(ONE, headers={"Origin": APP})
    assert (answer.status_code, allowed(answer)) == (204, APP)
    assert "PATCH" in answer.headers["allow"]
    got = await listed.get(ONE, headers=asking(APP))
    assert got.json()["slug"] == "alpha"


def test_everything_that_the_document_knows_may_be_sent() -> None:
    sent = {name.decode(): value.decode().lower().split(", ") for name, value in PREFLIGHT}
    assert {verb.lower() for verb in VERBS} < set(sent["access-control-allow-methods"])
    known = {
        parameter["name"].lower()
        for verbs in DOCUMENT["paths"].values()
        for operation in verbs.values()
        for parameter in operation["parameters"]
        if parameter["in"] == "header"
    }
    assert known
    assert known | {"authorization", "content-type", "if-none-match"} <= set(
        sent["access-control-allow-headers"]
    )


def test_every_header_that_the_document_promises_may_be_read() -> None:
    promised = {
        name.lower()
        for verbs in DOCUMENT["paths"].values()
        for operation in verbs.values()
        for answer in operation["responses"].values()
        for name in answer.get("headers", {})
    }
    safelisted = {"cache-control", "content-language", "content-length", "content-type", "expires"}
    assert promised - safelisted <= set(EXPOSED[1].decode().lower().split(", "))
    assert len(promised) >= 5


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", f"{LIST}?limit=0", {}, 400),
        ("GET", LIST, TOKEN, 401),
        ("POST", LIST, {"Authorization": "Basic bWlhOm1pYQ=="}, 401),
        ("POST", LIST, DAN, 401),
        ("POST", LIST, MIA, 403),
        ("GET", "/api/v1/models/nobody", {}, 404),
        ("GET", "/nope", {}, 404),
        ("PUT", LIST, {}, 405),
        ("GET", LIST, {"Accept": "image/png"}, 406),
        ("POST", LIST, {}, 400),
        ("GET", ONE, {"If-None-Match": "*"}, 304),
        ("HEAD", ONE, {}, 200),
        ("GET", "/schema", {}, 302),
    ],
)
async def test_a_page_reads_what_went_wrong(
    listed: AsyncClient, method: str, path: str, headers: dict[str, str] | Person, status: int
) -> None:
    sent = headers.headers() if isinstance(headers, Person) else headers
    answer = await listed.request(method, path, headers={"Origin": APP, **sent})
    assert (answer.status_code, allowed(answer), varies(answer)) == (status, APP, True), answer.text


async def test_a_page_reads_of_a_crash(listed: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(Database, "fetch", broken)
    with capture_logs():
        answer = await listed.get(LIST, headers={"Origin": APP})
    assert (answer.status_code, allowed(answer)) == (500, APP)


@pytest.mark.parametrize(
    ("origin", "site", "status"),
    [
        (APP, None, 422),
        (APP, "cross-site", 422),
        (DEV, "same-site", 422),
        (EVIL, None, 403),
        (EVIL, "cross-site", 403),
        ("null", "cross-site", 403),
    ],
)
async def test_listed_pages_write(listed: AsyncClient, origin: str, site: str | None, status: int) -> None:
    headers = {"Origin": origin, **({"Sec-Fetch-Site": site} if site else {})}
    answer = await listed.post(LIST, headers=headers, json={})
    assert answer.status_code == status
    assert allowed(answer) == (origin if status == 422 else None)


async def test_any_page_writes_where_all_may(wide_open: AsyncClient) -> None:
    for origin in (EVIL, "null"):
        headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
        assert (await wide_open.post(LIST, headers=headers, json={})).status_code == 422
