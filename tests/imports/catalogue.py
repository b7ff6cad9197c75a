"""A catalogue into which tests import records without files."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Raw

from app.database.address import parse
from app.database.pool import Database
from app.formats.checked import Checked
from app.formats.mapping import Mapping
from app.formats.records import Reject, Result, Said
from app.imports.job import FileRead
from app.imports.reading import Reading
from app.imports.report import Report
from app.imports.spool import Spool
from app.imports.taking import apply
from app.imports.undoing import undo
from app.imports.wanted import Wanted
from app.people import Cause
from app.queries import imports
from app.settings import Settings

TODAY: Final = date(2026, 1, 15)
CHECKED: Final = Checked(Mapping())
#: What people see of a catalogue, but for the history.
TABLES: Final = (
    "models",
    "model_names",
    "benchmarks",
    "benchmark_names",
    "benchmark_results",
    "best_results",
    "latest_results",
    "model_prices",
)


class Catalogue:
    """Imports, and looks at what is there by statements of the test's own."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.database.fetch(statement, *values)]

    async def value(self, statement: str, *values: Any) -> Any:
        return (await self.rows(statement, *values))[0][0]

    async def take(self, *said: Said, format: str = "csv", **options: Any) -> Report:
        """The report of an import of these records, as one file of this format."""
        return (await self.taken(*said, format=format, **options))[1]

    async def taken(self, *said: Said, format: str = "csv", **options: Any) -> tuple[UUID, Report]:
        wanted = Wanted(today=options.pop("today", TODAY), **options)
        id = await imports.begin(
            self.database,
            created_by=wanted.actor,
            dataset_id=wanted.dataset_id,
            format="auto",
            filename="scores.csv",
            mapping=None,
            options=Raw(b"{}"),
            dry_run=wanted.dry_run,
            seconds=60,
        )
        with tempfile.TemporaryFile() as file:
            spool = Spool(file, id)
            for record in said:
                _put(spool, record)
            read = FileRead(name="scores.csv", format=format, bytes=1, sha256="00" * 32, records=spool.number)
            reading = Reading(files=[read], records=spool.number, sha256="00" * 32, spool=file)
            await apply(self.database, id, reading, wanted, 0.0)
        raw = await self.value("select report from imports where id = $1", id)
        return id, msgspec.json.decode(raw, type=Report)

    async def undo(self, id: UUID) -> list[tuple[Any, ...]]:
        """Undoes it, and gives what was left: table and reason."""
        assert await undo(self.database, id, Cause(reason="A test."))
        return await self.rows(
            "select table_name, reason from import_conflicts where import_id = $1 order by position", id
        )

    async def everything(self) -> dict[str, list[Any]]:
        """The whole catalogue, without what only says when something was written."""
        return {
            table: await self.rows(
                f"select (to_jsonb(t) - array['created_at', 'updated_at'])::text from {table} as t order by 1"
            )
            for table in (
                "models",
                "model_names",
                "benchmarks",
                "benchmark_names",
                "benchmark_results",
                "best_results",
                "latest_results",
                "model_prices",
            )
        }


def _put(spool: Spool, record: Said) -> None:
    if isinstance(record, Reject):
        spool.reject(1, record.row, record.reason, record.column, record.value)
        return
    spool.record(1, record.row, *CHECKED.json(record))


def result(
    row: int = 1, model: str = "Alpha", benchmark: str = "Quiz", score: float = 50, **more: Any
) -> Result:
    return Result(row=row, model=model, benchmark=benchmark, score=score, **more)


@asynccontextmanager
async def catalogue(url: str) -> AsyncIterator[Catalogue]:
    """On a database of the test's own."""
    database = Database(parse(url), Settings(database_url=url, pool_wait=20, query_timeout=60))
    async with database.opened():
        yield Catalogue(database)
