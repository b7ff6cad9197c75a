"""Scores over HTTP: those of one model with their ranks, and the whole matrix."""

import csv
import io
import json
from itertools import groupby
from urllib.parse import urlencode

import asyncpg
import pytest
from httpx import AsyncClient

from app.http import paging
from tests.conftest import serving
from tests.handlers.conftest import RandomCatalogue
from tests.handlers.recomputed import Row, board
from tests.handlers.test_lists import filled, walked

SCORES = "/api/v1/scores?"


def of_model(model: object) -> str:
    return f"/api/v1/models/{model}/scores?"


@pytest.mark.parametrize("model", ["alpha", "1"])
async def test_the_scores_of_a_model(client: AsyncClient, model: str) -> None:
    found = (await client.get(of_model(model))).json()["items"]
    assert [(row["benchmark"], row["score"], row["rank"], row["models"]) for row in found] == [
        ("quiz", 80, 4, 6),
        ("vibes", 7, None, 2),
        ("word-error", 12.5, 2, 3),
    ]


async def test_a_tie_is_a_shared_rank(client: AsyncClient) -> None:
    for model in ("alpha-2", "epsilon"):
        assert (await client.get(of_model(model))).json()["items"][0]["rank"] == 1
    assert (await client.get(of_model("beta-3.1-8b-instruct"))).json()["items"][0]["rank"] == 3


async def test_what_a_score_says(client: AsyncClient) -> None:
    assert (await client.get(of_model("delta"))).json()["items"][0] == {
        "benchmark": "quiz",
        "benchmark_name": "Quiz",
        "benchmark_id": 1,
        "category": "knowledge",
        "unit": "%",
        "higher_is_better": True,
        "score": 70,
        "rank": 5,
        "models": 6,
        "result": 6,
        "stderr": 1.1,
        "ci_low": None,
        "ci_high": None,
        "samples": 1000,
        "source": "Lab",
        "source_url": "https://lab.example/2",
        "evidence": "independent",
        "date_tested": "2023-04-01",
        "settings": {"shots": 5},
    }


async def test_a_model_without_scores(client: AsyncClient) -> None:
    assert (await client.get(of_model("zeta-no-results"))).json() == {"items": []}


@pytest.mark.parametrize("query", ["", "format=csv", "limit=1"])
@pytest.mark.parametrize("model", ["nobody", "99", "0", "%00", "alpha-2024-01-10"])
async def test_a_model_that_there_is_not(client: AsyncClient, model: str, query: str) -> None:
    answer = await client.get(of_model(model) + query)
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such model.")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["1/1", "1/2", "1/3", "2/1", "2/2", "3/1", "4/1", "5/1", "5/2", "6/1", "6/3"]),
        ({"organization": "ACME"}, ["1/1", "1/2", "1/3", "2/1", "2/2", "6/1", "6/3"]),
        ({"organization": "Zeta"}, []),
        ({"category": "Speech"}, ["1/2", "2/2", "5/2"]),
        ({"category": "nothing"}, []),
        ({"organization": "acme", "category": "speech"}, ["1/2", "2/2"]),
    ],
)
async def test_the_matrix(client: AsyncClient, query: dict[str, str], found: list[str]) -> None:
    rows = (await client.get(SCORES + urlencode(query))).json()["items"]
    assert [f"{row['model_id']}/{row['benchmark_id']}" for row in rows] == found


async def test_what_a_cell_says(client: AsyncClient) -> None:
    cell = (await client.get(f"{SCORES}organization=delta labs")).json()["items"][1]
    assert cell == {
        "model": "delta",
        "model_name": "Delta",
        "model_id": 5,
        "organization": "Delta Labs",
        "benchmark": "word-error",
        "benchmark_name": "Word Error",
        "benchmark_id": 2,
        "unit": "%",
        "score": 30,
        "result": 12,
    }


@pytest.mark.parametrize("url", [SCORES, f"{SCORES}organization=acme&", of_model("alpha"), of_model("delta")])
async def test_exports_are_the_walked_pages(
    client: AsyncClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "STREAM_ROWS", 2)
    rows = await walked(client, url, 1)
    written = (await client.get(f"{url}format=ndjson")).text
    assert [json.loads(line) for line in written.splitlines()] == rows
    table = list(csv.DictReader(io.StringIO((await client.get(f"{url}format=csv")).text)))
    assert [list(cells) for cells in table] == [list(row) for row in rows]
    assert all(filled(cells[f], row[f]) for cells, row in zip(table, rows, strict=True) for f in row)


async def test_a_write_is_seen_at_once(fresh: str) -> None:
    database = await asyncpg.connect(fresh)
    try:
        async with serving(fresh) as client:
            await database.execute(
                "insert into benchmark_results (model_id, benchmark_id, score) values (7, 1, 85)"
            )
            scores = (await client.get(of_model("zeta-no-results"))).json()["items"]
            assert [(row["score"], row["rank"], row["models"]) for row in scores] == [(85, 3, 7)]
            cells = (await client.get(f"{SCORES}organization=zeta")).json()["items"]
            assert [(cell["benchmark"], cell["score"]) for cell in cells] == [("quiz", 85)]
    finally:
        await database.close()


def by_benchmark(rows: list[Row]) -> dict[int, list[tuple[int | None, int, int]]]:
    """The board of each benchmark."""
    ordered = sorted(rows, key=lambda row: row.benchmark_id)
    return {key: board(some, "best", {}) for key, some in groupby(ordered, key=lambda row: row.benchmark_id)}


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_scores_are_what_a_recomputation_says(random_catalogue: RandomCatalogue, limit: int) -> None:
    client, rows = random_catalogue
    boards = by_benchmark(rows)
    for model in range(1, 17):
        right = [
            (benchmark, rank, result, len(lines))
            for benchmark, lines in boards.items()
            for rank, who, result in lines
            if who == model
        ]
        found = await walked(client, of_model(model), limit) if right else []
        assert [(row["benchmark_id"], row["rank"], row["result"], row["models"]) for row in found] == right


@pytest.mark.parametrize("limit", [7, 100])
async def test_the_matrix_is_what_a_recomputation_says(random_catalogue: RandomCatalogue, limit: int) -> None:
    client, rows = random_catalogue
    right = [
        (model, benchmark, result)
        for benchmark, lines in by_benchmark(rows).items()
        for _, model, result in lines
    ]
    found = await walked(client, SCORES, limit)
    assert [(row["model_id"], row["benchmark_id"], row["result"]) for row in found] == sorted(right)
