"""Imports: files taken into the catalogue together."""

from uuid import UUID

from msgspec import Raw

from app.queries.loader import Db, query


@query
async def begin(
    db: Db,
    *,
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
async def take_turn(db: Db) -> None: ...


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
