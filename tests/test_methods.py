"""Which methods an address takes: said by OPTIONS and by 405, and alike."""

import re
from typing import Final

import pytest
from httpx import AsyncClient
from litestar.routes import HTTPRoute

from tests.test_document import APP, DOCUMENT
from tests.test_edge import THERE
from tests.test_problems import problem

METHODS: Final = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"}
ROUTES: Final = sorted({route.path_format for route in APP.routes if isinstance(route, HTTPRoute)})
PATCHED: Final = [path for path, verbs in DOCUMENT["paths"].items() if "patch" in verbs]


def taken(route: str) -> set[str]:
    """What the document says; pages, which are not in it, are only read."""
    verbs = {verb.upper() for verb in DOCUMENT["paths"].get(route, {"get": {}})}
    return verbs | ({"HEAD"} if "GET" in verbs else set()) | {"OPTIONS"}


def test_there_are_addresses_of_every_kind() -> None:
    found = {frozenset(taken(route)) for route in ROUTES}
    reading = {"GET", "HEAD", "OPTIONS"}
    assert {
        frozenset(reading),
        frozenset(reading | {"POST"}),
        frozenset(reading | {"PATCH", "DELETE"}),
    } <= found
    assert len(PATCHED) >= 2


@pytest.mark.parametrize("route", ROUTES)
async def test_an_address_says_what_it_takes(client: AsyncClient, route: str) -> None:
    path = re.sub(r"/?{(\w+)(:\w+)?}", lambda name: "/" + THERE[name[1]].lstrip("/"), route)
    wanted = taken(route)
    offer = await client.options(path)
    assert (offer.status_code, offer.content) == (204, b"")
    assert set(offer.headers["allow"].split(", ")) == wanted
    patches = "application/json, application/merge-patch+json" if "PATCH" in wanted else None
    assert offer.headers.get("accept-patch") == patches
    for method in METHODS - wanted:
        answer = await client.request(method, path)
        assert answer.status_code == 405, method
        assert answer.headers["allow"] == offer.headers["allow"]
        if method != "HEAD":
            assert problem(answer)["detail"] == f"This address takes {offer.headers['allow']}."


async def test_an_address_of_nothing_takes_nothing(client: AsyncClient) -> None:
    for method in METHODS - {"HEAD"}:
        answer = await client.request(method, "/api/v1/nothing")
        assert problem(answer)["status"] == 404
        assert "allow" not in answer.headers
