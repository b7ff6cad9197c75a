"""Benchmarks: what models are scored on."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Raw, Struct

from app.fields import (
    BenchmarkName,
    BenchmarkSlug,
    Category,
    Created,
    Direction,
    HighestScore,
    Id,
    LowestScore,
    Metric,
    Prose,
    Score,
    Slug,
    Task,
    Unit,
    Updated,
    Url,
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
    description: Annotated[Prose, Meta(description="What it asks of a model, in prose.")] | None
    url: Annotated[Url, Meta(description="Where it is described.")] | None
    metric: Metric | None
    unit: Unit | None
    higher_is_better: Direction | None
    min_score: LowestScore | None
    max_score: HighestScore | None
    task: Task | None
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


@query
async def create(
    db: Db,
    *,
    name: str,
    slug: str | None,
    category: str | None,
    description: str | None,
    url: str | None,
    metric: str | None,
    unit: str | None,
    higher_is_better: bool | None,
    min_score: float | None,
    max_score: float | None,
    task: str | None,
) -> int: ...


@query
async def lock(db: Db, *, id: int | None, slug: str | None) -> int | None: ...


@query
async def change(db: Db, *, id: int, patch: Raw) -> None: ...


@query
async def call(db: Db, *, id: int, aliases: list[str]) -> None: ...


@query
async def remove(db: Db, *, id: int) -> None: ...
