"""What every list does: pages that can be walked, all rows as CSV and NDJSON, faults that are named."""

import csv
import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from httpx import AsyncClient

Row = dict[str, Any]

#: Every list in every order, with the ids that the seed gives it.
LISTS = {
    "models": [1, 2, 3, 5, 6, 4, 7],
    "models?sort=name": [1, 2, 3, 5, 6, 4, 7],
    "models?sort=newest": [7, 6, 2, 3, 1, 5, 4],
    "benchmarks": [4, 1, 3, 2],
    "opinions": [5, 4, 2, 1, 3],
    "models/alpha/opinions": [2, 1, 3],
    "use-cases": [3, 2, 1],
    "prices": [5, 4, 2, 3, 1],
}
PATHS = sorted({path.partition("?")[0] for path in LISTS})


@pytest.fixture(params=LISTS)
def listed(request: pytest.FixtureRequest) -> str:
    """The address of a list, with a query."""
    path: str = request.param
    return f"/api/v1/{path}{'&' if '?' in path else '?'}"


@pytest.fixture(params=PATHS)
def path(request: pytest.FixtureRequest) -> str:
    return f"/api/v1/{request.param}"


async def walked(client: AsyncClient, url: str, limit: int) -> list[Row]:
    """All rows, by following next to the end."""
    rows: list[Row] = []
    step: str | None = f"{url}limit={limit}"
    seen: set[str] = set()
    while step:
        assert step not in seen, "next leads back"
        seen.add(step)
        page = await client.get(step)
        assert page.status_code == 200, page.text
        items, following = page.json()["items"], page.json().get("next")
        assert len(items) == limit or (following is None and items)
        assert ("next" in page.links) == (following is not None)
        step = page.links["next"]["url"] if following else None
        if step:
            assert f"cursor={following}" in step
            assert f"limit={limit}" in step
        rows += items
    return rows


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_walk_all_rows_once_and_in_order(client: AsyncClient, listed: str, limit: int) -> None:
    rows = await walked(client, listed, limit)
    assert [row["id"] for row in rows] == LISTS[listed.removeprefix("/api/v1/").rstrip("?&")]


async def test_one_page_holds_all_that_fits(client: AsyncClient, listed: str) -> None:
    page = await client.get(listed)
    assert page.json().get("next") is None
    assert "link" not in page.headers
    assert page.json()["items"] == await walked(client, listed, 2)


def filled(cell: str, value: object) -> bool:
    """Does a cell of a CSV say what JSON says?"""
    match value:
        case None:
            return cell == ""
        case str():
            return cell == value
        case _:
            return bool(json.loads(cell) == value)


@pytest.mark.parametrize("how", ["accept", "format"])
async def test_csv_is_the_walked_json(client: AsyncClient, listed: str, how: str) -> None:
    headers, query = ({"accept": "text/csv"}, "") if how == "accept" else ({}, "format=csv&")
    answer = await client.get(f"{listed}{query}limit=1", headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows, table = await walked(client, listed, 2), list(csv.DictReader(io.StringIO(answer.text)))
    assert [list(line) for line in table] == [list(row) for row in rows]
    assert [
        (line, row) for line, row in zip(table, rows, strict=True) for f in row if not filled(line[f], row[f])
    ] == []


@pytest.mark.parametrize("how", ["accept", "format"])
async def test_ndjson_is_the_walked_json(client: AsyncClient, listed: str, how: str) -> None:
    headers, query = ({"accept": "application/x-ndjson"}, "") if how == "accept" else ({}, "format=ndjson")
    answer = await client.get(listed + query, headers=headers)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in answer.text.splitlines()] == await walked(client, listed, 2)


async def test_an_export_goes_on_from_a_cursor(client: AsyncClient, listed: str) -> None:
    first = (await client.get(f"{listed}limit=1")).json()
    rest = await client.get(f"{listed}format=ndjson&cursor={first['next']}")
    assert [*first["items"], *map(json.loads, rest.text.splitlines())] == await walked(client, listed, 1)


async def test_format_beats_accept(client: AsyncClient, path: str) -> None:
    answer = await client.get(f"{path}?format=json", headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "application/json"


async def test_a_media_type_that_there_is_not(client: AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"accept": "application/pdf"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert "text/csv" in answer.json()["detail"]


async def test_head_is_get_without_the_body(client: AsyncClient, path: str) -> None:
    asked, got = await client.head(path), await client.get(path)
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-length"] == got.headers["content-length"]


def faulty(answer: Any) -> tuple[int, list[str]]:
    """The status and the fields at fault."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, [fault["field"] for fault in answer.json().get("errors", [])]


@pytest.mark.parametrize(
    "cursor", ["x", "é", "====", "bnVsbA", "W10", "%00", "A" * 1999, "A" * 2001, "W1tbW1tbW1tb" * 100]
)
async def test_what_is_no_cursor(client: AsyncClient, path: str, cursor: str) -> None:
    assert faulty(await client.get(f"{path}?cursor={cursor}")) == (400, ["cursor"])


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "", str(2**70)])
async def test_a_limit_out_of_range(client: AsyncClient, path: str, limit: str) -> None:
    assert faulty(await client.get(f"{path}?limit={limit}")) == (400, ["limit"])


async def test_a_format_that_there_is_not(client: AsyncClient, path: str) -> None:
    assert faulty(await client.get(f"{path}?format=xml")) == (400, ["format"])


async def test_a_parameter_that_there_is_not(client: AsyncClient, path: str) -> None:
    assert faulty(await client.get(f"{path}?limits=3")) == (400, ["limits"])


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("models", "sort=age", "sort"),
        ("models", "status=gone", "status"),
        ("models", "released_from=2024-13-01", "released_from"),
        ("models", "released_to=soon", "released_to"),
        ("models", "metadata=[]", "metadata"),
        ("models", "metadata=" + quote('{"a":'), "metadata"),
        ("models", "metadata=" + "[" * 3000, "metadata"),
        ("models", "metadata_path=limits.output", "metadata_value"),
        ("models", "metadata_value=3", "metadata_path"),
        ("models", "metadata_path=&metadata_value=3", "metadata_path"),
        ("models", "metadata_path=a&metadata_value=1&metadata_op=like", "metadata_op"),
        ("models", "q=" + "x" * 201, "q"),
        ("models", "organization=" + "x" * 256, "organization"),
        ("benchmarks", "category=" + "x" * 256, "category"),
        ("benchmarks", "q=", "q"),
        ("opinions", "sentiment=angry", "sentiment"),
        ("opinions", "published_from=yesterday", "published_from"),
        ("opinions", "published_to=2024-02-30", "published_to"),
        ("opinions", "tags_any=" + "x" * 2001, "tags_any"),
        ("opinions", "tags_any=,", "tags_any"),
        ("opinions", "tags_all=%20,%20,", "tags_all"),
        ("opinions", "model=" + "x" * 101, "model"),
        ("use-cases", "q=", "q"),
        ("prices", "at=2024", "at"),
        ("prices", "tier=" + "x" * 51, "tier"),
    ],
)
async def test_a_filter_that_does_not_fit(client: AsyncClient, path: str, query: str, field: str) -> None:
    assert faulty(await client.get(f"/api/v1/{path}?{query}")) == (400, [field])


@pytest.mark.parametrize(
    ("path", "field"),
    [
        *(("models", field) for field in ("organization", "license", "q", "metadata", "metadata_path")),
        *(("benchmarks", field) for field in ("category", "q")),
        *(("opinions", field) for field in ("model", "source", "author", "tags_any", "tags_all", "q")),
        *(("use-cases", field) for field in ("model", "q")),
        *(("prices", field) for field in ("model", "provider", "tier")),
    ],
)
async def test_a_nul_in_a_filter(client: AsyncClient, path: str, field: str) -> None:
    assert faulty(await client.get(f"/api/v1/{path}?{field}=a%00b")) == (400, [field])
