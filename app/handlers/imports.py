"""Imports over HTTP: what was taken in, what was refused, what could not be undone; and the formats."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, get
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta, Struct

from app.formats import formats
from app.http.document import asks
from app.http.etags import versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import InDb, existing
from app.http.permissions import anyone
from app.http.problems import fails
from app.imports.shown import WholeImport, shown
from app.queries import imports
from app.queries.imports import Conflict, Import, ImportStatus, Rejected

NEWEST: Final = Order(Import, after_created_at="created_at", after_id="id")
REJECTS: Final = Order(Rejected, after_position="position")
CONFLICTS: Final = Order(Conflict, after_position="position")
ImportInPath = Annotated[UUID, PathParameter(description="An import.")]


class KnownFormat(Struct, frozen=True):
    """A kind of files that can be taken in."""

    name: Annotated[str, Meta(description="How imports ask for it.", examples=["lm-eval"])]
    title: Annotated[str, Meta(description="Whose files they are.")]
    described: Annotated[str, Meta(description="Where its description comes from, and under which licence.")]


BY_NAME: Final = Order(KnownFormat, after_name="name")


@get(
    "/imports",
    operation_id="listImports",
    summary="List imports",
    guards=[anyone],
    operation_class=asks(imports.newest),
    responses=fails(406),
)
async def list_imports(
    db: InDb,
    pages: InPages,
    status: Annotated[ImportStatus | None, QueryParameter(description="How it ended.")] = None,
    file_format: Annotated[
        str | None,
        QueryParameter(max_length=50, description="With files of this format."),
    ] = None,
    dry_run: Annotated[bool | None, QueryParameter(description="Only dry runs, or none of them.")] = None,
) -> Page[Import]:
    """Imports, the newest first, without their reports; those included that failed or were undone."""
    ask = partial(imports.newest, db, status=status, format=file_format, dry_run=dry_run)
    return await pages.of(NEWEST, ask, Import)


@get(
    "/imports/{import_id:str}",
    operation_id="getImport",
    summary="Get an import",
    guards=[anyone],
    operation_class=asks(imports.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_import(db: InDb, import_id: ImportInPath) -> WholeImport:
    """One import: how it was asked for, and its report. `/imports/{id}` without `/api/v1` is its page."""
    return await existing(shown(db, import_id), "import")


@get(
    "/imports/{import_id:str}/rejects",
    operation_id="listImportRejects",
    summary="List what was refused",
    guards=[anyone],
    operation_class=asks(imports.rejects, imports.get),
    responses=fails(404, 406),
)
async def list_import_rejects(db: InDb, pages: InPages, import_id: ImportInPath) -> Page[Rejected]:
    """Records that the catalogue refused, in the order of their files and rows; the first 10,000."""
    return await pages.of(
        REJECTS,
        partial(imports.rejects, db, import_id=import_id),
        Rejected,
        parent=lambda: existing(imports.get(db, id=import_id), "import"),
    )


@get(
    "/imports/{import_id:str}/conflicts",
    operation_id="listImportConflicts",
    summary="List what undoing left",
    guards=[anyone],
    operation_class=asks(imports.conflicts, imports.get),
    responses=fails(404, 406),
)
async def list_import_conflicts(db: InDb, pages: InPages, import_id: ImportInPath) -> Page[Conflict]:
    """Rows that undoing an import left as they are, with what stands in the way; the first 10,000."""
    return await pages.of(
        CONFLICTS,
        partial(imports.conflicts, db, import_id=import_id),
        Conflict,
        parent=lambda: existing(imports.get(db, id=import_id), "import"),
    )


@get(
    "/formats",
    operation_id="listFormats",
    summary="List known formats",
    guards=[anyone],
    operation_class=asks(),
    responses=fails(406),
)
async def list_formats(pages: InPages) -> Page[KnownFormat]:
    """Kinds of files that imports recognise by their content, by name."""

    async def ask(*, after_name: str | None, limit: int) -> list[KnownFormat]:
        known = (KnownFormat(one.name, one.title, one.described) for one in formats().values())
        rest = (one for one in known if after_name is None or one.name > after_name)
        return sorted(rest, key=lambda one: one.name)[:limit]

    return await pages.of(BY_NAME, ask, KnownFormat)


router = Router(
    "/",
    tags=["Imports"],
    route_handlers=[list_imports, get_import, list_import_rejects, list_import_conflicts, list_formats],
)
