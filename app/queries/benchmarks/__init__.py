"""Benchmarks: what models are scored on."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from app.fields import (
    BenchmarkName,
    BenchmarkSlug,
    Category,
    Created,
    Direction,
    Id,
    Score,
    Slug,
    Unit,
    Updated,
)
from app.queries.loader import Db, query


class Benchmark(Struct, frozen=True):
    """A test with one metric.

    higher_is_better is null where the direction is unknown: nothing is ranked there.
    """

    id: Id
    slug: BenchmarkSlug
    name: BenchmarkName
    category: Category | None
    description: Annotated[str, Meta(description="What it asks of a model, in prose.")] | None
    url: Annotated[str, Meta(description="Where it is described.")] | None
    metric: Annotated[str, Meta(description="What is counted.", examples=["accuracy"])] | None
    unit: Unit | None
    higher_is_better: Direction | None
    min_score: Annotated[float, Meta(description="The lowest score that there can be.", examples=[0])] | None
    max_score: (
        Annotated[float, Meta(description="The highest score that there can be.", examples=[100])] | None
    )
    task: Annotated[str, Meta(description="What a model has to do.", examples=["code generation"])] | None
    aliases: Annotated[list[str], Meta(description="What else it is called.")]
    created_at: Created
    updated_at: Updated


class Overview(Struct, frozen=True):
    """A benchmark at a glance; record_days and record_scores belong together, oldest first.

    leaders is the number of models that share the first rank.
    """

    slug: Slug
    name: str
    category: str | None
    description: str | None
    metric: str | None
    unit: str | None
    higher_is_better: bool | None
    models: int
    best_model: str | None
    best_score: Score | None
    leaders: int
    open_model: str | None
    open_score: Score | None
    record_days: list[date]
    record_scores: list[Score]


@query
async def get(db: Db, *, id: int | None, slug: str | None) -> Benchmark | None: ...


@query
async def by_name(
    db: Db,
    *,
    category: str | None,
    q: str | None,
    after_name: str | None,
    after_id: int | None,
    limit: int,
) -> list[Benchmark]: ...


@query
async def overview(db: Db, *, limit: int) -> list[Overview]: ...
