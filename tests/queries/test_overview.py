"""The first page's query: who leads a board, the best with open weights, and the record as it moved."""

from datetime import date
from typing import Final, TypeAlias

import asyncpg
import pytest

from app.database.address import parse
from app.database.pool import prepare
from app.queries import benchmarks
from app.queries.benchmarks import Overview
from app.queries.loader import Db

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def overview(db: Db) -> dict[str, Overview]:
    return {one.slug: one for one in await benchmarks.overview(db, limit=100)}


async def test_boards_of_the_seed(db: Connection) -> None:
    told = await overview(db)
    assert list(told) == ["empty", "quiz", "vibes", "word-error"]
    quiz, word_error = told["quiz"], told["word-error"]
    assert (quiz.models, quiz.best_model, quiz.best_score, quiz.leaders) == (6, "Alpha 2", 90, 2)
    assert (quiz.open_model, quiz.open_score) == ("Alpha 2", 90)
    # Two models came out with the last record on one day; that one model has no date hides no record.
    assert quiz.record_days == [date(2023, 3, 14), date(2024, 1, 10), date(2024, 7, 23), date(2025, 2, 1)]
    assert quiz.record_scores == [70, 80, 85, 90]
    assert (word_error.best_model, word_error.best_score, word_error.leaders) == ("Alpha 2", 4.5, 1)
    assert word_error.record_scores == [30, 12.5, 4.5], "less is better"


@pytest.mark.parametrize(("slug", "models"), [("empty", 0), ("vibes", 2)])
async def test_nobody_leads_without_results_or_a_direction(db: Connection, slug: str, models: int) -> None:
    one = (await overview(db))[slug]
    assert (one.models, one.best_model, one.best_score, one.leaders) == (models, None, None, 0)
    assert (one.open_model, one.open_score, one.record_days, one.record_scores) == (None, None, [], [])


#: On a board of its own: who it is, the day, whether the weights are open, and the score.
CONTENDERS: Final = [
    ("First", date(2020, 1, 1), True, 80.0),
    ("Equal", date(2020, 6, 1), True, 80.0),
    ("Second", date(2021, 1, 1), False, 85.0),
    ("Best", date(2022, 1, 1), False, 90.0),
    ("Close", date(2022, 6, 1), False, 89.5),
    ("Undated", None, False, 89.0),
]


async def contended(url: str, *, sign: int) -> Overview:
    """The board with these models; less is better where the sign is -1."""
    connection = await asyncpg.connect(**parse(url).asyncpg())
    try:
        await prepare(connection)
        await connection.execute(
            "update benchmarks set higher_is_better = $1, min_score = null, max_score = null"
            " where slug = 'empty'",
            sign > 0,
        )
        for name, day, is_open, score in CONTENDERS:
            await connection.execute(
                "with made as (insert into models (name, organization, release_date, metadata)"
                " values ($1, 'Contest', $2, jsonb_build_object('open_weights', $3::boolean)) returning id)"
                " insert into benchmark_results (model_id, benchmark_id, score) select id, 4, $4 from made",
                *(name, day, is_open, sign * score),
            )
        return (await overview(connection))["empty"]
    finally:
        await connection.close()


@pytest.mark.parametrize("sign", [1, -1])
async def test_a_close_second_an_equal_later_one_and_closed_weights(fresh: str, sign: int) -> None:
    board = await contended(fresh, sign=sign)
    assert (board.models, board.best_model, board.best_score) == (6, "Best", sign * 90)
    assert board.leaders == 1, "half a point behind is not shared"
    assert (board.open_model, board.open_score) == ("First", sign * 80), "the best is closed"
    assert board.record_days == [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
    assert board.record_scores == [sign * 80, sign * 85, sign * 90], "an equal score is no record"
