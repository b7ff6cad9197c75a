"""Datasets: files that people uploaded, with their profile."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Raw, Struct

from app.fields import INT8_MAX, Moment
from app.queries.loader import Db, query

DatasetStatus = Literal["uploaded", "processing", "ready", "error"]
Count = Annotated[int, Meta(ge=0, le=INT8_MAX)]
Compression = Literal["gzip", "zstd"]


class Dataset(Struct, frozen=True):
    """A file that somebody uploaded."""

    id: Annotated[UUID, Meta(description="Random: nobody finds it by guessing.")]
    owner: Annotated[str, Meta(description="Who uploaded it, by the name they sign in with.")] | None
    is_public: Annotated[bool, Meta(description="Whether everybody may read it; else only its owner.")]
    filename: Annotated[str, Meta(description="As it is stored: unique.")]
    original_filename: Annotated[str, Meta(description="As its owner calls it.")]
    description: Annotated[str, Meta(description="What it is, in prose.")] | None
    file_type: Annotated[
        str, Meta(description="By its content: csv, tsv, json, ndjson, parquet or xlsx.", examples=["csv"])
    ]
    compression: Annotated[Compression, Meta(description="Where the file is compressed.")] | None
    file_size: Annotated[Count, Meta(description="Bytes.")]
    sha256: Annotated[str, Meta(description="Of the file, in hexadecimal digits.")]
    status: Annotated[
        DatasetStatus, Meta(description="uploaded (waiting for its turn), processing, ready or error.")
    ]
    stage: Annotated[str, Meta(description="What is being done.", examples=["reading"])] | None
    progress: Annotated[float, Meta(ge=0, le=1, description="How much of it is done.")] | None
    attempts: Annotated[Count, Meta(description="How often reading it has begun.")]
    error: Annotated[str, Meta(description="Why it cannot be read, and what to do.")] | None
    version: Annotated[Count, Meta(description="Counts the readings that went well.")]
    row_count: Annotated[Count, Meta(description="Rows of data.")] | None
    column_count: Annotated[Count, Meta(description="Columns.")] | None
    rows_rejected: (
        Annotated[Count, Meta(description="Rows that could not be taken: `/datasets/{id}/rejects`.")] | None
    )
    created_at: Annotated[datetime, Meta(tz=True, description="When it was uploaded.")]
    updated_at: Annotated[datetime, Meta(tz=True, description="Its last change.")]
    processed_at: Annotated[Moment, Meta(description="When it was last read well.")] | None


class DatasetDetail(Dataset, frozen=True):
    """A file, how it is to be read, and how it was."""

    options: Raw
    findings: Raw | None


class RejectedRow(Struct, frozen=True):
    """A row of a file that could not be taken, and why."""

    position: Annotated[int, Meta(ge=1, le=INT8_MAX, description="Its place in this list.")]
    row: Annotated[
        int, Meta(ge=1, le=INT8_MAX, description="Line of a table, entry of any other file, from 1.")
    ]
    column: Annotated[str, Meta(description="The column at fault, where it is one.")] | None
    value: Annotated[str, Meta(description="What it said; at most 1,000 characters of it.")] | None
    reason: Annotated[str, Meta(description="What was expected.")]


@query
async def newest(
    db: Db,
    *,
    caller: UUID | None,
    visibility: str | None,
    q: str | None,
    status: str | None,
    file_type: str | None,
    after_created_at: datetime | None,
    after_id: UUID | None,
    limit: int,
) -> list[Dataset]: ...


@query
async def get(db: Db, *, id: UUID, caller: UUID | None) -> DatasetDetail | None: ...


@query
async def rejects(
    db: Db, *, id: UUID, caller: UUID | None, after_position: int | None, limit: int
) -> list[RejectedRow]: ...


class Table(Struct, frozen=True):
    """Where a dataset's rows lie, and what is known of its columns; nothing of that before it is ready."""

    id: UUID
    original_filename: str
    status: DatasetStatus
    error: str | None
    version: Count
    row_count: Count | None
    table_path: str | None
    text_path: str | None
    columns_info: Raw | None
    findings: Raw | None


@query
async def table(db: Db, *, id: UUID, caller: UUID | None) -> Table | None: ...


class Claimed(Struct, frozen=True):
    """A dataset that is to be read now, and where the rows of the reading before lie."""

    id: UUID
    original_filename: str
    file_path: str
    table_path: str | None
    text_path: str | None
    attempts: Count
    is_over: bool
    options: Raw


@query
async def claim(db: Db, *, holder: str, seconds: float, most: int) -> Claimed | None: ...


@query
async def due(db: Db) -> float | None: ...


@query
async def beat(
    db: Db,
    *,
    id: UUID,
    holder: str,
    attempts: int,
    seconds: float,
    stage: str | None,
    progress: float,
) -> UUID | None: ...


@query
async def finish(
    db: Db,
    *,
    id: UUID,
    holder: str,
    attempts: int,
    file_type: str,
    compression: str | None,
    row_count: int,
    column_count: int,
    rows_rejected: int,
    table_path: str,
    text_path: str,
    columns_info: Raw,
    findings: Raw,
) -> UUID | None: ...


@query
async def forget_rejects(db: Db, *, id: UUID) -> None: ...


@query
async def keep_rejects(db: Db, *, id: UUID, kept: int, rows: Raw) -> None: ...


@query
async def fail(db: Db, *, id: UUID, holder: str, attempts: int, error: str) -> UUID | None: ...


@query
async def again(db: Db, *, id: UUID, holder: str, attempts: int, pause: float) -> UUID | None: ...


@query
async def give_back(db: Db, *, id: UUID, holder: str, attempts: int) -> UUID | None: ...


@query
async def keeps(db: Db, *, id: UUID, table_path: str) -> bool: ...


class State(Struct, frozen=True):
    """How a dataset stands, and who may know."""

    id: UUID
    user_id: UUID | None
    is_public: bool
    status: DatasetStatus
    stage: str | None
    progress: float | None
    version: int
    error: str | None


@query
async def states(db: Db, *, ids: list[UUID]) -> list[State]: ...
