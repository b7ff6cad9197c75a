"""Leaderboards over HTTP: order, ranks and filters, on the seed, by hand."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.http import paging
from tests.conftest import serving
from tests.handlers.test_lists import filled, walked

Line = tuple[int | None, str, float]

BOARDS = ("quiz", "word-error", "vibes", "empty")
BETA = "beta-3.1-8b-instruct"
FIVE_SHOTS = json.dumps({"shots": 5})


def url(benchmark: str, **query: str) -> str:
    return f"/api/v1/benchmarks/{benchmark}/leaderboard?{urlencode({**query, '': ''}).removesuffix('=')}"


async def lines(client: AsyncClient, benchmark: str, **query: str) -> list[Line]:
    """Rank, model and score of each line."""
    answer = await client.get(url(benchmark, **query))
    assert answer.status_code == 200, answer.text
    return [(row["rank"], row["model"], row["score"]) for row in answer.json()["items"]]


async def test_the_better_first_and_ties_share_a_rank(client: AsyncClient) -> None:
    # Delta's 99 is retracted.
    assert await lines(client, "quiz") == [
        (1, "alpha-2", 90),
        (1, "epsilon", 90),
        (3, BETA, 85),
        (4, "alpha", 80),
        (5, "delta", 70),
        (6, "gamma", 60.25),
    ]


async def test_the_latest_result_counts_where_asked_for(client: AsyncClient) -> None:
    assert (4, "alpha", 75.5) in await lines(client, "quiz", pick="latest")
    assert (1, "alpha-2", 5.25) in await lines(client, "word-error", pick="latest")


async def test_less_is_better(client: AsyncClient) -> None:
    assert await lines(client, "word-error") == [(1, "alpha-2", 4.5), (2, "alpha", 12.5), (3, "delta", 30)]


@pytest.mark.parametrize("query", [{}, {"pick": "latest"}, {"evidence": "community"}])
async def test_nothing_is_ranked_where_nobody_knows_the_direction(
    client: AsyncClient, query: dict[str, str]
) -> None:
    assert await lines(client, "vibes", **query) == [(None, "epsilon", 9), (None, "alpha", 7)]


async def test_what_a_line_says(client: AsyncClient) -> None:
    found = (await client.get(url("quiz", organization="acme", pick="latest"))).json()["items"][2]
    assert found == {
        "rank": 3,
        "model": "alpha",
        "model_name": "Alpha",
        "model_id": 1,
        "organization": "Acme",
        "release_date": "2024-01-10",
        "score": 75.5,
        "stderr": 0.8,
        "ci_low": None,
        "ci_high": None,
        "samples": 1000,
        "result": 2,
        "source": "Lab",
        "source_url": "https://lab.example/1",
        "evidence": "independent",
        "date_tested": "2024-06-01",
        "settings": {"shots": 0, "tools": True},
    }


INDEPENDENT: list[Line] = [(1, "epsilon", 90), (2, "alpha", 75.5), (3, "delta", 70)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"evidence": "independent"}, INDEPENDENT),
        ({"evidence": "self_reported"}, [(1, "alpha-2", 90), (2, BETA, 85), (3, "alpha", 80)]),
        ({"evidence": "community"}, []),
        ({"source": "Lab"}, INDEPENDENT),
        ({"source": "LAB"}, INDEPENDENT),
        ({"source": "La"}, []),
        ({"source": "Delta Labs"}, []),
        ({"organization": "aCME"}, [(1, "alpha-2", 90), (1, "epsilon", 90), (3, "alpha", 80)]),
        ({"organization": "Borealis"}, [(1, BETA, 85), (2, "gamma", 60.25)]),
        ({"organization": "Zeta"}, []),
        ({"organization": "null"}, []),
        ({"source": "null"}, []),
        (
            {"settings": FIVE_SHOTS},
            [(1, "alpha-2", 90), (1, "epsilon", 90), (3, "alpha", 80), (4, "delta", 70)],
        ),
        ({"settings": '{"tools":true}'}, [(1, "alpha", 75.5)]),
        ({"settings": '{"tools": true, "shots": 0.0}'}, [(1, "alpha", 75.5)]),
        ({"settings": '{"shots":"5"}'}, []),
        ({"settings": '{"tools":null}'}, []),
        # Beta's result has no date, and the model came on 2024-07-23.
        ({"as_of": "2024-07-22"}, [(1, "alpha", 80), (2, "delta", 70)]),
        ({"as_of": "2024-07-23"}, [(1, BETA, 85), (2, "alpha", 80), (3, "delta", 70)]),
        ({"as_of": "2023-04-01"}, [(1, "delta", 70)]),
        ({"as_of": "2023-03-31"}, []),
        ({"as_of": "0001-01-01"}, []),
        ({"organization": "acme", "evidence": "independent"}, [(1, "epsilon", 90), (2, "alpha", 75.5)]),
        ({"evidence": "independent", "as_of": "2024-12-31"}, [(1, "alpha", 75.5), (2, "delta", 70)]),
        ({"source": "lab", "settings": FIVE_SHOTS}, [(1, "epsilon", 90), (2, "delta", 70)]),
        (
            {
                "evidence": "independent",
                "source": "lab",
                "organization": "acme",
                "settings": FIVE_SHOTS,
                "as_of": "2025-02-02",
            },
            [(1, "epsilon", 90)],
        ),
        ({"pick": "latest", "as_of": "2024-05-31"}, [(1, "alpha", 80), (2, "delta", 70)]),
        ({"pick": "latest", "as_of": "2024-06-01"}, [(1, "alpha", 75.5), (2, "delta", 70)]),
        ({"pick": "latest", "organization": "Delta Labs"}, [(1, "delta", 70)]),
        (
            {"pick": "latest", "evidence": "self_reported", "source": "acme"},
            [(1, "alpha-2", 90), (2, "alpha", 80)],
        ),
    ],
)
async def test_filters(client: AsyncClient, query: dict[str, str], found: list[Line]) -> None:
    assert await lines(client, "quiz", **query) == found


async def test_without_any_date_a_result_counts_from_its_record(client: AsyncClient) -> None:
    recorded = date.fromisoformat((await client.get("/api/v1/results/5")).json()["created_at"][:10])
    for day, there in ((recorded, True), (recorded - timedelta(days=1), False)):
        models = [model for _, model, _ in await lines(client, "quiz", as_of=day.isoformat())]
        assert ("gamma" in models) is there


async def test_a_board_that_nobody_is_on(client: AsyncClient) -> None:
    assert (await client.get(url("empty"))).json() == {"items": []}
    assert (await client.get(url("empty", format="csv"))).text.splitlines()[0].startswith("rank,model,")
    assert (await client.get(url("empty", format="ndjson"))).text == ""


@pytest.mark.parametrize("query", [{}, {"pick": "latest"}, {"evidence": "independent"}, {"format": "csv"}])
@pytest.mark.parametrize("benchmark", ["nobody", "99", "0", str(2**70), "%00", "No%20Slug", "quiz-4"])
async def test_a_benchmark_that_there_is_not(
    client: AsyncClient, benchmark: str, query: dict[str, str]
) -> None:
    answer = await client.get(url(benchmark, **query))
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such benchmark.")


@pytest.mark.parametrize("query", [{}, {"pick": "latest"}, {"source": "lab"}])
@pytest.mark.parametrize(("number", "slug"), list(enumerate(BOARDS, start=1)))
async def test_by_id_as_by_slug(client: AsyncClient, number: int, slug: str, query: dict[str, str]) -> None:
    one, other = await client.get(url(str(number), **query)), await client.get(url(slug, **query))
    assert one.json() == other.json()


@pytest.mark.parametrize("query", [{}, {"pick": "latest"}, {"organization": "acme"}, {"as_of": "2025-01-01"}])
@pytest.mark.parametrize("benchmark", BOARDS)
async def test_exports_are_the_walked_pages(
    client: AsyncClient, benchmark: str, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "STREAM_ROWS", 2)  # so that a stream asks more than once, too
    rows = await walked(client, url(benchmark, **query), 1) if benchmark != "empty" else []
    written = await client.get(url(benchmark, **query, format="ndjson"))
    assert [json.loads(line) for line in written.text.splitlines()] == rows
    table = list(csv.DictReader(io.StringIO((await client.get(url(benchmark, **query, format="csv"))).text)))
    assert len(table) == len(rows)
    assert [(cell, row) for cell, row in zip(table, rows, strict=True) if not same(cell, row)] == []


def same(cells: dict[str, str], row: dict[str, Any]) -> bool:
    return list(cells) == list(row) and all(filled(cells[field], value) for field, value in row.items())


def refused(answer: Response, field: str) -> None:
    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (400, [field])
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("pick", "worst"),
        ("pick", ""),
        ("evidence", "rumour"),
        ("settings", "[]"),
        ("settings", "5"),
        ("settings", '{"shots":NaN}'),
        ("settings", '{"shots":1e999}'),
        ("settings", "{" * 3000),
        ("settings", '{"a":"' + "x" * 4000 + '"}'),
        ("source", "x" * 256),
        ("organization", "x" * 256),
        ("as_of", "2024-02-30"),
        ("as_of", "today"),
        ("as_of", ""),
        ("model", "alpha"),
        ("sort", "score"),
    ],
)
async def test_a_filter_that_does_not_fit(client: AsyncClient, field: str, text: str) -> None:
    refused(await client.get(url("quiz", **{field: text})), field)


async def test_a_nul_that_is_written_out(client: AsyncClient) -> None:
    refused(await client.get(url("quiz", settings='{"a":"\\u0000"}')), "settings")


async def test_a_write_is_seen_at_once(fresh: str) -> None:
    database = await asyncpg.connect(fresh)
    try:
        async with serving(fresh) as client:
            before = await lines(client, "quiz")
            number = await database.fetchval(
                "insert into benchmark_results (model_id, benchmark_id, score, date_tested) "
                "values (4, 1, 95, '2026-01-01') returning id"
            )
            for pick in ("best", "latest"):
                assert (await lines(client, "quiz", pick=pick))[0] == (1, "gamma", 95)
                assert (await lines(client, "quiz", pick=pick, organization="borealis"))[0] == (
                    1,
                    "gamma",
                    95,
                )
            await database.execute(
                "update benchmark_results set status = 'retracted', status_reason = 'a slip' where id = $1",
                number,
            )
            assert await lines(client, "quiz") == before
            await database.execute("update benchmarks set higher_is_better = false where id = 1")
            assert (await lines(client, "quiz"))[0] == (1, "gamma", 60.25)
            await database.execute("delete from models where id = 4")
            assert (await lines(client, "quiz"))[0] == (1, "delta", 70)
    finally:
        await database.close()
