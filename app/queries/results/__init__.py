"""Results: each score, who says so, and under which settings."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Raw, Struct

from app.fields import (
    INT8_MAX,
    LINE,
    PRINTED,
    BenchmarkName,
    BenchmarkSlug,
    Created,
    Evidence,
    FromDataset,
    Id,
    ModelName,
    ResultStatus,
    Score,
    Slug,
    Unit,
    Updated,
    Url,
)
from app.people import Writer
from app.queries.loader import Db, query

StandardError = Annotated[float, Meta(ge=0, description="The standard error of the score.", examples=[0.8])]
Low = Annotated[float, Meta(description="The lower end of the confidence interval, where one is reported.")]
High = Annotated[float, Meta(description="The upper end of the confidence interval, where one is reported.")]
Samples = Annotated[int, Meta(ge=1, le=INT8_MAX, description="How many questions or runs.", examples=[14042])]
Tester = Annotated[Evidence, Meta(description="Who tested; null where nobody says.")]
Source = Annotated[
    str,
    Meta(min_length=1, max_length=255, pattern=PRINTED, description="Who reports it.", examples=["OpenAI"]),
]
SourceUrl = Url
Tested = Annotated[date, Meta(description="The day of the test, where it is known.")]
Settings = Annotated[Raw, Meta(description='How it was tested, for example `{"shots": 5}`.')]
RawScore = Annotated[
    str, Meta(min_length=1, max_length=255, description="As the source wrote it.", examples=["88.7%"])
]
RunName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=LINE,
        description="The run's name at the source.",
        examples=["run-17"],
    ),
]
Reason = Annotated[
    str, Meta(min_length=1, max_length=2000, description="Why it no longer holds; everybody can read it.")
]


class Result(Struct, frozen=True):
    """One score of one model on one benchmark, as one source reports it."""

    id: Id
    model: Slug
    model_name: ModelName
    benchmark: BenchmarkSlug
    benchmark_name: BenchmarkName
    score: Score
    score_raw: RawScore | None
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
    external_id: RunName | None
    status: Annotated[ResultStatus, Meta(description="Whether it still holds.")]
    status_reason: Reason | None
    superseded_by: Annotated[int, Meta(ge=1, le=INT8_MAX, description="The better result.")] | None
    import_id: Annotated[UUID, Meta(description="The import that brought it, where one did.")] | None
    dataset_id: FromDataset | None
    source_row: (
        Annotated[int, Meta(ge=1, le=INT8_MAX, description="Where it stood in the file, from 1.")] | None
    )
    created_by: Writer | None
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
    import_id: UUID | None,
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


@query
async def of_dataset(
    db: Db,
    *,
    dataset_id: UUID,
    row: int | None,
    after_row: int | None,
    after_id: int | None,
    limit: int,
) -> list[Result]: ...


@query
async def create(db: Db, *, result: Raw) -> int: ...


@query
async def create_run(db: Db, *, result: Raw) -> int | None: ...


@query
async def create_many(db: Db, *, rows: Raw) -> list[int]: ...


class Refused(Struct, frozen=True):
    """A row of many that a constraint refuses."""

    row_number: Annotated[int, Meta(description="From 1.")]
    constraint_name: Annotated[str, Meta(description="Or the column that may not be null.")]


@query
async def refused(db: Db, *, rows: Raw) -> list[Refused]: ...


@query
async def lock(db: Db, *, id: int) -> str | None: ...


class Run(Struct, frozen=True):
    """The result of a run that its source has given a number of its own."""

    id: Id
    status: ResultStatus


@query
async def lock_run(db: Db, *, model: str, benchmark: str, source: str, external_id: str) -> Run | None: ...


@query
async def change(db: Db, *, id: int, patch: Raw) -> None: ...


@query
async def replace(db: Db, *, id: int, result: Raw) -> None: ...


@query
async def retract(db: Db, *, id: int, reason: str) -> None: ...


@query
async def restore(db: Db, *, id: int) -> None: ...


@query
async def supersede(db: Db, *, id: int, result: Raw, reason: str) -> int: ...


@query
async def remove(db: Db, *, id: int) -> None: ...
