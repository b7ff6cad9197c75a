"""Imports: files taken into the catalogue together."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Raw, Struct

from app.fields import INT8_MAX, FromDataset, Moment
from app.queries.loader import Db, query

ImportStatus = Literal["running", "done", "failed", "undone"]
Position = Annotated[int, Meta(ge=1, le=INT8_MAX, description="Its place in this list.")]
Count = Annotated[int, Meta(ge=0, le=INT8_MAX)]


class Import(Struct, frozen=True):
    """Files that were taken in together, or would have been, and what became of their records."""

    id: Annotated[UUID, Meta(description="Named by all that came with it.")]
    dataset_id: FromDataset | None
    status: Annotated[
        ImportStatus, Meta(description="running, done, failed (nothing was written) or undone.")
    ]
    dry_run: Annotated[bool, Meta(description="Whether all of it was done only to see what it would do.")]
    format: Annotated[str, Meta(description="That of its files, `several`, or as it was asked for.")]
    formats: Annotated[list[str], Meta(description="Those of its files, each once.")]
    filename: Annotated[str, Meta(description="What was brought, as people call it.")] | None
    sha256: Annotated[str, Meta(description="Of the file; of several files, of all together.")] | None
    read: Annotated[Count, Meta(description="Records that its files hold.")]
    created: Annotated[Count, Meta(description="Records that were new.")]
    updated: Annotated[Count, Meta(description="Records that said it anew.")]
    unchanged: Annotated[Count, Meta(description="Records that were there already.")]
    rejected: Annotated[Count, Meta(description="Records that were refused: `/imports/{id}/rejects`.")]
    left_out: Annotated[Count, Meta(description="Files in which no format was recognised.")]
    conflicts: Annotated[
        Count, Meta(description="Rows that undoing left as they are: `/imports/{id}/conflicts`.")
    ]
    error: Annotated[str, Meta(description="Why it failed, and what to do.")] | None
    actor: Annotated[str, Meta(description="Who, by the name they sign in with.")] | None
    created_at: Annotated[datetime, Meta(tz=True, description="When it began.")]
    finished_at: Annotated[Moment, Meta(description="When it ended, well or not.")] | None
    undone_at: Annotated[Moment, Meta(description="When it was undone.")] | None


class ImportDetail(Import, frozen=True):
    """An import, how it was asked for, and what was found."""

    options: Annotated[Raw, Meta(description="How it was asked for.")] | None
    mapping: Annotated[Raw, Meta(description="What was said of files that do not say it themselves.")] | None
    report: Annotated[Raw, Meta(description="What was found.")] | None


class Rejected(Struct, frozen=True):
    """A record that was refused, and why."""

    position: Annotated[
        Position,
        Meta(description="Its number among all that the import refused, by file and row: it stays the same."),
    ]
    file: Annotated[str, Meta(description="The file, as it is called.")]
    row: Annotated[
        int, Meta(ge=1, le=INT8_MAX, description="Line of a table, entry of any other file, from 1.")
    ]
    column: Annotated[str, Meta(description="The column or the field at fault, where it is one.")] | None
    value: Annotated[str, Meta(description="What it said; at most 1,000 characters of it.")] | None
    reason: Annotated[str, Meta(description="What was expected.")]


class Conflict(Struct, frozen=True):
    """A row that undoing an import left as it is, and why."""

    position: Position
    table: Annotated[str, Meta(description="Which table.")]
    row: Annotated[int, Meta(ge=1, le=INT8_MAX, description="The id of the row.")]
    model: Annotated[str, Meta(description="The model, or of which model it speaks.")] | None
    benchmark: Annotated[str, Meta(description="The benchmark, or of which benchmark it speaks.")] | None
    offering: Annotated[str, Meta(description="Of a price: what is sold, as its provider calls it.")] | None
    reason: Annotated[str, Meta(description="What stands in the way.")]
    changed: Annotated[
        list[str], Meta(description="Columns that did not say any more what the import had left in them.")
    ]
    changed_at: Annotated[Moment, Meta(description="When it was last changed before the undoing.")] | None
    changed_by: Annotated[str, Meta(description="Who did, by the name they sign in with.")] | None
    changed_by_import: Annotated[UUID, Meta(description="The import that did, where one did.")] | None


@query
async def get(db: Db, *, id: UUID) -> ImportDetail | None: ...


@query
async def newest(
    db: Db,
    *,
    status: str | None,
    format: str | None,
    dry_run: bool | None,
    after_created_at: datetime | None,
    after_id: UUID | None,
    limit: int,
) -> list[Import]: ...


@query
async def of_dataset(
    db: Db, *, dataset_id: UUID, after_created_at: datetime | None, after_id: UUID | None, limit: int
) -> list[Import]: ...


@query
async def rejects(db: Db, *, import_id: UUID, after_position: int | None, limit: int) -> list[Rejected]: ...


@query
async def conflicts(db: Db, *, import_id: UUID, after_position: int | None, limit: int) -> list[Conflict]: ...


@query
async def begin(
    db: Db,
    *,
    created_by: UUID | None,
    dataset_id: UUID | None,
    format: str,
    filename: str | None,
    mapping: Raw | None,
    options: Raw,
    dry_run: bool,
    seconds: int,
) -> UUID: ...


@query
async def attribute(
    db: Db, *, import_id: UUID, actor: UUID | None, reason: str | None, seconds: int
) -> list[str]: ...


@query
async def take_turn(db: Db) -> bool: ...


@query
async def finish(
    db: Db,
    *,
    id: UUID,
    format: str,
    formats: list[str],
    sha256: bytes | None,
    read: int,
    created: int,
    updated: int,
    unchanged: int,
    rejected: int,
    left_out: int,
    report: Raw,
) -> UUID | None: ...


@query
async def fail(db: Db, *, id: UUID, error: str) -> None: ...


@query
async def keep_rejects(db: Db, *, id: UUID, rows: Raw) -> None: ...
