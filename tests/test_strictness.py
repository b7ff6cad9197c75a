"""Parameters and addresses that are refused, or are only odd."""

from typing import Final

import pytest
from httpx import AsyncClient

from tests.people import EVE
from tests.test_problems import problem

ONE: Final = "/api/v1/models/alpha"
LIST: Final = "/api/v1/models"


@pytest.mark.parametrize(
    ("query", "field", "detail"),
    [
        ("lmit=1", "lmit", "There is no such parameter"),
        ("limit=1&limit=2", "limit", "once"),
        ("limit=1&limit=1", "limit", "once"),
        ("q=a%00b", "q", "NUL"),
        ("%00=1", "\0", "no such parameter"),
        ("=1", "", "no such parameter"),
        ("limit", "limit", "Empty"),
        ("limit=", "limit", "Empty"),
        ("q=%20%09", "q", "Empty"),
        ("limit=1;q=a", "limit", "Expected a whole number from 1 to 100."),
        ("limit=0", "limit", "Expected a whole number from 1 to 100."),
        ("limit=" + "9" * 5000, "limit", "Expected a whole number from 1 to 100."),
        ("limit[]=1", "limit[]", "no such parameter"),
        ("LIMIT=1", "LIMIT", "no such parameter"),
        ("status=null", "status", "null"),
        ("cursor=!!!", "cursor", "Not a cursor"),
        ("sort=password", "sort", "Expected one of name, newest."),
        ("sort=--name", "sort", "Expected one of name, newest."),
        ("status=x", "status", "Expected one of active, deprecated, retired."),
        ("metadata_op=like", "metadata_op", "Expected one of eq, ne, lt, le, gt, ge."),
        ("format=xml", "format", "Expected one of json, csv, ndjson."),
        ("released_from=2024-02-30", "released_from", "Expected a date such as 2025-01-31."),
        ("organization=" + "x" * 256, "organization", "Expected 1 to 255 characters."),
    ],
)
async def test_parameters_that_are_refused(client: AsyncClient, query: str, field: str, detail: str) -> None:
    answer = await client.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    (fault,) = problem(answer)["errors"]
    assert (fault["field"], fault["source"]) == (field, "query")
    assert detail in fault["detail"]


@pytest.mark.parametrize(
    ("path", "field", "detail"),
    [
        ("/api/v1/benchmarks/quiz/leaderboard?pick=worst", "pick", "Expected one of best, latest."),
        (
            "/api/v1/benchmarks/quiz/leaderboard?evidence=Independent",
            "evidence",
            "Expected one of self_reported, independent, community.",
        ),
        ("/api/v1/results?status=x", "status", "Expected one of active, retracted, superseded, any."),
        ("/api/v1/results/0", "id", f"Expected a whole number from 1 to {2**63 - 1}."),
        (f"/api/v1/models/{'x' * 201}", "model", "Expected 1 to 200 characters."),
        ("/benchmarks/quiz?format=xml", "format", "Expected one of html, json, csv."),
        (
            "/benchmarks/quiz?evidence=Independent",
            "evidence",
            "Expected one of self_reported, independent, community.",
        ),
    ],
)
async def test_what_is_expected_is_said(client: AsyncClient, path: str, field: str, detail: str) -> None:
    (fault,) = problem(await client.get(path))["errors"]
    assert (fault["field"], fault["detail"]) == (field, detail)


@pytest.mark.parametrize(
    "query", ["q=%25", "q=%5C", "q='; drop table models", "q=%FF", "organization=%FF", "&&", "q=%F0%9F%98%80"]
)
async def test_odd_values_that_are_only_values(client: AsyncClient, query: str) -> None:
    assert (await client.get(f"{LIST}?{query}")).status_code == 200


async def test_a_resource_takes_no_parameters(client: AsyncClient) -> None:
    (fault,) = problem(await client.get(f"{ONE}?fields=name"))["errors"]
    assert fault["detail"] == "There is no such parameter; there are none."


@pytest.mark.parametrize("path", ["..%2f..%2fetc", "%2e%2e", "%5c", "%00", "a%0Ab", "%F0%9F%98%80", "null"])
async def test_odd_addresses_are_addresses_of_nothing(client: AsyncClient, path: str) -> None:
    answer = await client.get(f"{LIST}/{path}")
    assert problem(answer)["status"] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://test.evil.example"},
        {"origin": "http://test:81"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://test"},  # of plain HTTP, where this is HTTPS
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "same-origin, cross-site"},
    ],
)
async def test_another_site_changes_nothing(client: AsyncClient, headers: dict[str, str]) -> None:
    for method, path in (("POST", "/api/v1/models"), ("DELETE", "/api/v1/models/alpha")):
        answer = await client.request(method, path, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["detail"] == "Nothing is changed at the request of another site."
    assert (await client.get("/api/v1/models/alpha", headers=headers)).status_code == 200


async def test_a_parameter_that_must_be_there(client: AsyncClient) -> None:
    answer = await client.put("/api/v1/results?source=Lab", json={})
    assert problem(answer)["errors"] == [
        {"field": "external_id", "detail": "This parameter is required.", "source": "query"}
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://test"},
        {"origin": "https://test"},  # a proxy has ended TLS
        {"sec-fetch-site": "same-origin", "origin": "http://test"},
        {"sec-fetch-site": "same-origin", "origin": "https://catalogue.example"},  # a proxy has changed Host
        {"sec-fetch-site": "none"},
    ],
)
async def test_the_own_site_may(client: AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/api/v1/models", headers=headers, json={})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["token", "access_token", "api_key"])
async def test_a_token_in_an_address_is_no_token(client: AsyncClient, name: str) -> None:
    """Addresses are kept by logs, proxies and browsers."""
    address = f"{LIST}?{name}={EVE.token()}"
    read, sent = await client.get(address), await client.post(address, json={}, headers={"Authorization": ""})
    (fault,) = problem(read)["errors"]
    assert (read.status_code, fault["field"], "no such parameter" in fault["detail"]) == (400, name, True)
    assert sent.status_code == 401
    assert EVE.token() not in read.text + sent.text
