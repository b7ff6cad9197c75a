"""Results: each score, who says so, and under which settings."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Raw, Struct

from app.fields import (
    BenchmarkName,
    BenchmarkSlug,
    Created,
    Evidence,
    Id,
    ModelName,
    ResultStatus,
    Score,
    Slug,
    Unit,
    Updated,
)
from app.queries.loader import Db, query

StandardError = Annotated[float, Meta(description="The standard error of the score.", examples=[0.8])]
Low = Annotated[float, Meta(description="The lower end of the confidence interval, where one is reported.")]
High = Annotated[float, Meta(description="The upper end of the confidence interval, where one is reported.")]
Samples = Annotated[int, Meta(description="How many questions or runs.", examples=[14042])]
Tester = Annotated[Evidence, Meta(description="Who tested; null where nobody says.")]
Source = Annotated[str, Meta(description="Who reports it.", examples=["OpenAI"])]
SourceUrl = Annotated[str, Meta(description="Where it can be read.")]
Tested = Annotated[date, Meta(description="The day of the test, where it is known.")]
Settings = Annotated[Raw, Meta(description='How it was tested, for example `{"shots": 5}`.')]


class Result(Struct, frozen=True):
    """One score of one model on one benchmark, as one source reports it."""

    id: Id
    model: Slug
    model_name: ModelName
    benchmark: BenchmarkSlug
    benchmark_name: BenchmarkName
    score: Score
    score_raw: Annotated[str, Meta(description="As the source wrote it.", examples=["88.7%"])] | None
    unit: Unit | None
    stderr: StandardError | None
    ci_low: Low | None
    ci_high: High | None
    samples: Samples | None
    date_tested: Tested | None
    source: Source | None
    source_url: SourceUrl | None
    evidence: Tester | None
    settings: Settings
    external_id: Annotated[str, Meta(description="The run's name at the source.")] | None
    status: Annotated[ResultStatus, Meta(description="Whether it still holds.")]
    status_reason: Annotated[str, Meta(description="Why it no longer holds.")] | None
    created_at: Created
    updated_at: Updated


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
