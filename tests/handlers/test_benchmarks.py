"""Benchmarks over HTTP: what narrows the list, and what a benchmark says."""

from urllib.parse import urlencode

import pytest
from httpx import AsyncClient


async def names(client: AsyncClient, **query: str) -> list[str]:
    answer = await client.get(f"/api/v1/benchmarks?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return [benchmark["name"] for benchmark in answer.json()["items"]]


async def test_a_benchmark_by_id_and_by_slug(client: AsyncClient) -> None:
    by_id, by_slug = (
        await client.get("/api/v1/benchmarks/2"),
        await client.get("/api/v1/benchmarks/word-error"),
    )
    assert by_id.json() == by_slug.json()
    assert by_id.json()["name"] == "Word Error"


async def test_what_a_benchmark_says(client: AsyncClient) -> None:
    benchmark = (await client.get("/api/v1/benchmarks/quiz")).json()
    assert benchmark.pop("created_at") == benchmark.pop("updated_at")
    assert benchmark == {
        "id": 1,
        "slug": "quiz",
        "name": "Quiz",
        "category": "knowledge",
        "description": "Questions with four answers.",
        "url": "https://quiz.example/",
        "metric": "accuracy",
        "unit": "%",
        "higher_is_better": True,
        "min_score": 0.0,
        "max_score": 100.0,
        "task": None,
        "aliases": ["Quiz-4"],
    }


async def test_direction_is_yes_no_or_unknown(client: AsyncClient) -> None:
    rows = [
        (await client.get(f"/api/v1/benchmarks/{slug}")).json() for slug in ("quiz", "word-error", "vibes")
    ]
    assert [row["higher_is_better"] for row in rows] == [True, False, None]
    assert [row["max_score"] for row in rows] == [100, None, None]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Empty", "Quiz", "Vibes", "Word Error"]),
        ({"category": "Knowledge"}, ["Empty", "Quiz"]),
        ({"category": "know"}, []),
        ({"q": "quiz"}, ["Quiz"]),
        ({"q": "QUIZ 4"}, ["Quiz"]),
        ({"q": "wer"}, ["Word Error"]),
        ({"q": "error word"}, ["Word Error"]),
        ({"q": "speech"}, ["Word Error"]),
        ({"q": "speech err"}, ["Word Error"]),
        ({"q": "knowledge"}, ["Empty", "Quiz"]),
        ({"q": "knowledge vibes"}, []),
        ({"q": "vib"}, ["Vibes"]),
        ({"q": "!!"}, []),
        ({"category": "knowledge", "q": "quiz"}, ["Quiz"]),
        ({"category": "speech", "q": "quiz"}, []),
    ],
)
async def test_filters(client: AsyncClient, query: dict[str, str], found: list[str]) -> None:
    assert await names(client, **query) == found
