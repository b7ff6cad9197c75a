"""Benchmarks: what models are scored on."""

from datetime import date

from msgspec import Struct

from app.fields import Id, Moment, Score, Slug
from app.queries.loader import Db, query


class Benchmark(Struct, frozen=True):
    """A test with one metric.

    higher_is_better is null where the direction is unknown: nothing is ranked there.
    """

    id: Id
    slug: Slug
    name: str
    category: str | None
    description: str | None
    url: str | None
    metric: str | None
    unit: str | None
    higher_is_better: bool | None
    min_score: Score | None
    max_score: Score | None
    task: str | None
    aliases: list[str]
    created_at: Moment
    updated_at: Moment


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
async def overview(db: Db, *, category: str | None, limit: int) -> list[Overview]: ...
