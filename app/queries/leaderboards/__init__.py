"""Leaderboards: which model stands where, and why."""

from datetime import date

from msgspec import Raw, Struct

from app.fields import Evidence, Id, Score, Slug
from app.queries.loader import Db, query


class Standing(Struct, frozen=True):
    """One model on a leaderboard, by one of its results; no rank where nobody knows which way is better."""

    rank: int | None
    model: Slug
    model_name: str
    model_id: Id
    organization: str
    release_date: date | None
    score: Score
    stderr: float | None
    ci_low: float | None
    ci_high: float | None
    samples: int | None
    result: Id
    source: str | None
    source_url: str | None
    evidence: Evidence | None
    date_tested: date | None
    settings: Raw


class RankedScore(Struct, frozen=True):
    """A model's best score on one benchmark, and where it stands among all models there."""

    benchmark: Slug
    benchmark_name: str
    benchmark_id: Id
    category: str | None
    unit: str | None
    higher_is_better: bool | None
    score: Score
    rank: int | None
    models: int
    result: Id
    stderr: float | None
    source: str | None
    source_url: str | None
    evidence: Evidence | None
    date_tested: date | None
    settings: Raw


class BestScore(Struct, frozen=True):
    """A model's best score on one benchmark."""

    model: Slug
    model_name: str
    model_id: Id
    organization: str
    benchmark: Slug
    benchmark_name: str
    benchmark_id: Id
    unit: str | None
    score: Score
    result: Id


class Weights(Struct, frozen=True):
    """What is known of a model's weights."""

    model_id: Id
    open: bool


@query
async def best(
    db: Db,
    *,
    benchmark_id: int | None,
    benchmark_slug: str | None,
    after_score: float | None,
    after_model: int | None,
    after_rank: int | None,
    after_rows: int | None,
    limit: int,
) -> list[Standing]: ...


@query
async def latest(
    db: Db,
    *,
    benchmark_id: int | None,
    benchmark_slug: str | None,
    after_score: float | None,
    after_model: int | None,
    after_rank: int | None,
    after_rows: int | None,
    limit: int,
) -> list[Standing]: ...


@query
async def best_among(
    db: Db,
    *,
    benchmark_id: int | None,
    benchmark_slug: str | None,
    evidence: str | None,
    source: str | None,
    organization: str | None,
    settings: Raw | None,
    as_of: date | None,
    after_score: float | None,
    after_model: int | None,
    limit: int,
) -> list[Standing]: ...


@query
async def latest_among(
    db: Db,
    *,
    benchmark_id: int | None,
    benchmark_slug: str | None,
    evidence: str | None,
    source: str | None,
    organization: str | None,
    settings: Raw | None,
    as_of: date | None,
    after_score: float | None,
    after_model: int | None,
    limit: int,
) -> list[Standing]: ...


@query
async def scores_of_model(
    db: Db,
    *,
    model_id: int | None,
    model_slug: str | None,
    after_name: str | None,
    after_benchmark: int | None,
    limit: int,
) -> list[RankedScore]: ...


@query
async def scores(
    db: Db,
    *,
    organization: str | None,
    category: str | None,
    after_model: int | None,
    after_benchmark: int | None,
    limit: int,
) -> list[BestScore]: ...


@query
async def weights(db: Db, *, benchmark_id: int) -> list[Weights]: ...
