"""Leaderboards: which model stands where, and why."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Raw, Struct

from app.fields import (
    INT8_MAX,
    BenchmarkName,
    BenchmarkSlug,
    Category,
    Direction,
    Id,
    ModelName,
    Organization,
    Score,
    Slug,
    Unit,
)
from app.queries.loader import Db, query
from app.queries.results import High, Low, Samples, Settings, Source, SourceUrl, StandardError, Tested, Tester

Rank = Annotated[
    int,
    Meta(ge=1, le=INT8_MAX, description="Ties share one. Null where nobody knows which way is better."),
]


class Standing(Struct, frozen=True):
    """One model on a leaderboard, by one of its results; no rank where nobody knows which way is better."""

    rank: Rank | None
    model: Slug
    model_name: ModelName
    model_id: Id
    organization: Organization
    release_date: Annotated[date, Meta(description="Of the model.")] | None
    score: Score
    stderr: StandardError | None
    ci_low: Low | None
    ci_high: High | None
    samples: Samples | None
    result: Annotated[int, Meta(description="The id of the result that counts.", examples=[17])]
    source: Source | None
    source_url: SourceUrl | None
    evidence: Tester | None
    date_tested: Tested | None
    settings: Settings


class RankedScore(Struct, frozen=True):
    """A model's best score on one benchmark, and where it stands among all models there."""

    benchmark: BenchmarkSlug
    benchmark_name: BenchmarkName
    benchmark_id: Id
    category: Category | None
    unit: Unit | None
    higher_is_better: Direction | None
    score: Score
    rank: Rank | None
    models: Annotated[int, Meta(description="How many models have a score there.")]
    result: Annotated[int, Meta(description="The id of the result that counts.", examples=[17])]
    stderr: StandardError | None
    ci_low: Low | None
    ci_high: High | None
    samples: Samples | None
    source: Source | None
    source_url: SourceUrl | None
    evidence: Tester | None
    date_tested: Tested | None
    settings: Settings


class BestScore(Struct, frozen=True):
    """A model's best score on one benchmark."""

    model: Slug
    model_name: ModelName
    model_id: Id
    organization: Organization
    benchmark: BenchmarkSlug
    benchmark_name: BenchmarkName
    benchmark_id: Id
    unit: Unit | None
    score: Score
    result: Annotated[int, Meta(description="The id of the result that counts.", examples=[17])]


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
