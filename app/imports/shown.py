"""An import as people and programs see it."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, structs

from app.formats.mapping import Mapping
from app.imports.report import Report
from app.queries import imports
from app.queries.imports import Import
from app.queries.loader import Db


class WholeImport(Import, frozen=True):
    """An import, how it was asked for, and what was found."""

    options: Annotated[Raw, Meta(description="How it was asked for.")] | None
    mapping: (
        Annotated[list[Mapping], Meta(description="What was said of files that do not say it themselves.")]
        | None
    )
    report: Annotated[Report, Meta(description="What was found.")] | None


async def shown(db: Db, id: UUID) -> WholeImport | None:
    """None where there is no such import."""
    if (row := await imports.get(db, id=id)) is None:
        return None
    mapping = None if row.mapping is None else msgspec.json.decode(row.mapping, type=list[Mapping])
    report = None if row.report is None else msgspec.json.decode(row.report, type=Report)
    return WholeImport(**structs.asdict(row) | {"mapping": mapping, "report": report})
