"""Undoing an import: what it made goes, what it changed returns, where nobody has changed it since.

In the order in which they are asked; all in one transaction.
"""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from app.queries.loader import Db, query


class State(Struct, frozen=True):
    """How an import stands."""

    status: Literal["running", "done", "failed", "undone"]
    dry_run: bool


@query
async def lock(db: Db, *, import_id: UUID) -> State | None: ...


@query
async def remove_results(db: Db, *, import_id: UUID) -> None: ...


@query
async def restore_results(db: Db, *, import_id: UUID) -> None: ...


@query
async def remove_prices(db: Db, *, import_id: UUID) -> None: ...


@query
async def restore_prices(db: Db, *, import_id: UUID) -> None: ...


@query
async def remove_model_aliases(db: Db, *, import_id: UUID) -> None: ...


@query
async def remove_benchmark_aliases(db: Db, *, import_id: UUID) -> None: ...


@query
async def remove_models(db: Db, *, import_id: UUID) -> None: ...


@query
async def restore_models(db: Db, *, import_id: UUID) -> None: ...


@query
async def remove_benchmarks(db: Db, *, import_id: UUID) -> None: ...


@query
async def restore_benchmarks(db: Db, *, import_id: UUID) -> None: ...


@query
async def finish(db: Db, *, import_id: UUID) -> None: ...
