"""Results: each score, who says so, and under which settings."""

from datetime import date

from msgspec import Raw, Struct

from app.fields import Evidence, Id, Moment, ResultStatus, Score, Slug
from app.queries.loader import Db, query


class Result(Struct, frozen=True):
    """One score of one model on one benchmark, as one source reports it."""

    id: Id
    model: Slug
    model_name: str
    benchmark: Slug
    benchmark_name: str
    score: Score
    score_raw: str | None
    unit: str | None
    stderr: float | None
    ci_low: float | None
    ci_high: float | None
    samples: int | None
    date_tested: date | None
    source: str | None
    source_url: str | None
    evidence: Evidence | None
    settings: Raw
    external_id: str | None
    status: ResultStatus
    status_reason: str | None
    created_at: Moment
    updated_at: Moment


@query
async def get(db: Db, *, id: int) -> Result | None: ...


@query
async def newest(
    db: Db,
    *,
    model_id: int | None,
    model_slug: str | None,
    benchmark_id: int | None,
    benchmark_slug: str | None,
    evidence: str | None,
    source: str | None,
    status: str | None,
    tested_from: date | None,
    tested_to: date | None,
    after_date: date | None,
    after_id: int | None,
    limit: int,
) -> list[Result]: ...


@query
async def of_model(
    db: Db,
    *,
    model_id: int | None,
    model_slug: str | None,
    after_date: date | None,
    after_id: int | None,
    limit: int,
) -> list[Result]: ...
