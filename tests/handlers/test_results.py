"""Results over HTTP: what narrows the list, those of one model, and what a result says."""

import csv
import io
import json
from urllib.parse import urlencode

import asyncpg
import pytest
from httpx import AsyncClient

from app.http import paging
from tests.conftest import serving
from tests.handlers.test_lists import filled, walked

#: The latest test first; the undated ones, 13, 5 and 4, last.
ACTIVE = [14, 11, 8, 10, 3, 2, 9, 1, 12, 6, 13, 5, 4]
ALL = [14, 11, 8, 10, 3, 2, 9, 1, 12, 6, 7, 13, 5, 4]


async def ids(client: AsyncClient, path: str = "results", **query: str) -> list[int]:
    answer = await client.get(f"/api/v1/{path}?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return [result["id"] for result in answer.json()["items"]]


async def test_what_a_result_says(client: AsyncClient) -> None:
    result = (await client.get("/api/v1/results/2")).json()
    assert result.pop("created_at") == result.pop("updated_at")
    assert result == {
        "id": 2,
        "model": "alpha",
        "model_name": "Alpha",
        "benchmark": "quiz",
        "benchmark_name": "Quiz",
        "score": 75.5,
        "score_raw": "0.755",
        "unit": "%",
        "stderr": 0.8,
        "ci_low": None,
        "ci_high": None,
        "samples": 1000,
        "date_tested": "2024-06-01",
        "source": "Lab",
        "source_url": "https://lab.example/1",
        "evidence": "independent",
        "settings": {"shots": 0, "tools": True},
        "external_id": "run-1",
        "status": "active",
        "status_reason": None,
        "superseded_by": None,
        "import_id": None,
        "dataset_id": None,
        "source_row": None,
        "created_by": None,
    }


async def test_a_retracted_result_says_why(client: AsyncClient) -> None:
    result = (await client.get("/api/v1/results/7")).json()
    assert (result["status"], result["status_reason"]) == ("retracted", "Trained on the test.")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ACTIVE),
        ({"status": "active"}, ACTIVE),
        ({"status": "any"}, ALL),
        ({"status": "retracted"}, [7]),
        ({"status": "superseded"}, []),
        ({"model": "alpha"}, [2, 9, 1, 13]),
        ({"model": "1"}, [2, 9, 1, 13]),
        ({"model": "Alpha"}, [2, 9, 1, 13]),
        ({"model": "delta", "status": "any"}, [12, 6, 7]),
        ({"benchmark": "word-error"}, [11, 10, 9, 12]),
        ({"benchmark": "2"}, [11, 10, 9, 12]),
        ({"benchmark": "Word-ERROR"}, [11, 10, 9, 12]),
        ({"benchmark": "empty"}, []),
        ({"model": "alpha", "benchmark": "quiz"}, [2, 1]),
        ({"model": "gamma", "benchmark": "vibes"}, []),
        ({"evidence": "community"}, [14, 13]),
        ({"source": "ACME"}, [10, 3, 1]),
        ({"source": "acm"}, []),
        ({"tested_from": "2025-02-02"}, [14, 11, 8]),
        ({"tested_to": "2023-04-01"}, [6]),
        ({"tested_to": "2023-04-01", "status": "any"}, [6, 7]),
        ({"tested_from": "2024-02-01", "tested_to": "2024-06-01"}, [2, 9]),
        ({"tested_from": "2025-01-01", "tested_to": "2024-01-01"}, []),
        ({"tested_from": "0001-01-01"}, ACTIVE[:-3]),
        ({"tested_to": "9999-12-31"}, ACTIVE[:-3]),
        ({"model": "alpha-2", "benchmark": "word-error", "evidence": "independent", "source": "lab"}, [11]),
    ],
)
async def test_filters(client: AsyncClient, query: dict[str, str], found: list[int]) -> None:
    assert await ids(client, **query) == found


@pytest.mark.parametrize("name", ["model", "benchmark"])
@pytest.mark.parametrize("text", ["nobody", "No Slug!", "0", "01", "99", str(2**70)])
async def test_a_filter_by_what_there_is_not_finds_nothing(client: AsyncClient, name: str, text: str) -> None:
    assert await ids(client, **{name: text}) == []


@pytest.mark.parametrize("limit", [1, 2, 5])
@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("results?", ACTIVE),
        ("results?status=any&", ALL),
        ("results?model=alpha&", [2, 9, 1, 13]),
        ("models/alpha/results?", [2, 9, 1, 13]),
        ("models/5/results?", [12, 6]),
    ],
)
async def test_pages_walk_all_rows_once_and_in_order(
    client: AsyncClient, url: str, found: list[int], limit: int
) -> None:
    rows = await walked(client, f"/api/v1/{url}", limit)
    assert [row["id"] for row in rows] == found


@pytest.mark.parametrize("url", ["results?status=any&", "results?benchmark=quiz&", "models/alpha/results?"])
async def test_exports_are_the_walked_pages(
    client: AsyncClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "STREAM_ROWS", 3)
    rows = await walked(client, f"/api/v1/{url}", 2)
    written = (await client.get(f"/api/v1/{url}format=ndjson")).text
    assert [json.loads(line) for line in written.splitlines()] == rows
    table = list(csv.DictReader(io.StringIO((await client.get(f"/api/v1/{url}format=csv")).text)))
    assert [list(cells) for cells in table] == [list(row) for row in rows]
    assert all(filled(cells[f], row[f]) for cells, row in zip(table, rows, strict=True) for f in row)


async def test_the_list_says_what_the_resource_says(client: AsyncClient) -> None:
    for result in (await client.get("/api/v1/results?status=any")).json()["items"]:
        assert (await client.get(f"/api/v1/results/{result['id']}")).json() == result


async def test_what_has_not_changed_is_not_sent_again(client: AsyncClient) -> None:
    first = await client.get("/api/v1/results/2")
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await client.get("/api/v1/results/2", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await client.get("/api/v1/results/2", headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


async def test_head_is_get_without_the_body(client: AsyncClient) -> None:
    asked, got = await client.head("/api/v1/results/2"), await client.get("/api/v1/results/2")
    assert (asked.status_code, asked.content, asked.headers["etag"]) == (200, b"", got.headers["etag"])
    assert asked.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("number", ["99", str(2**63 - 1)])
async def test_a_number_that_nothing_has(client: AsyncClient, number: str) -> None:
    answer = await client.get(f"/api/v1/results/{number}")
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such result.")


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), str(2**70)])
async def test_a_number_that_nothing_can_have(client: AsyncClient, number: str) -> None:
    answer = await client.get(f"/api/v1/results/{number}")
    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (400, ["id"])


@pytest.mark.parametrize("text", ["1_0", "01", "+1", "%D9%A1", "1.0", "x", "1%00", "%00", "9" * 5000])
async def test_what_is_no_number_or_not_its_only_spelling(client: AsyncClient, text: str) -> None:
    answer = await client.get(f"/api/v1/results/{text}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_model_without_results(client: AsyncClient) -> None:
    assert (await client.get("/api/v1/models/zeta-no-results/results")).json() == {"items": []}


@pytest.mark.parametrize("query", ["", "?format=csv", "?limit=1"])
@pytest.mark.parametrize("model", ["nobody", "99", "0", "%00", "No%20Slug"])
async def test_the_results_of_a_model_that_there_is_not(client: AsyncClient, model: str, query: str) -> None:
    answer = await client.get(f"/api/v1/models/{model}/results{query}")
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such model.")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("status", "gone"),
        ("evidence", "rumour"),
        ("tested_from", "yesterday"),
        ("tested_to", "2024-02-30"),
        ("source", "x" * 256),
        ("model", "x" * 101),
        ("benchmark", "x" * 101),
        ("source", "a\0b"),
        ("model", "a\0b"),
        ("sort", "score"),
    ],
)
async def test_a_filter_that_does_not_fit(client: AsyncClient, field: str, text: str) -> None:
    answer = await client.get(f"/api/v1/results?{urlencode({field: text})}")
    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (400, [field])


async def test_a_write_is_seen_at_once(fresh: str) -> None:
    database = await asyncpg.connect(fresh)
    try:
        async with serving(fresh) as client:
            tag = (await client.get("/api/v1/results/1")).headers["etag"]
            number = await database.fetchval(
                "insert into benchmark_results (model_id, benchmark_id, score, date_tested) "
                "values (1, 4, 0.5, '2026-01-01') returning id"
            )
            assert (await ids(client))[0] == number
            assert (await ids(client, "models/alpha/results"))[0] == number
            await database.execute("delete from benchmark_results where id = $1", number)
            assert await ids(client) == ACTIVE
            await database.execute(
                "update benchmark_results set status = 'superseded', status_reason = 'x' where id = 1"
            )
            assert await ids(client, status="superseded") == [1]
            assert 1 not in await ids(client, "models/alpha/results")
            changed = await client.get("/api/v1/results/1", headers={"if-none-match": tag})
            assert (changed.status_code, changed.json()["status"]) == (200, "superseded")
    finally:
        await database.close()
