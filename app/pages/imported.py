"""What imports have brought: all of them, and what became of the files of one."""

import shlex
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import PathParameter
from msgspec import Struct

from app.http.parameters import InDb, found
from app.http.permissions import unasked
from app.imports.report import FileReport, Report
from app.imports.shown import WholeImport, shown
from app.pages.commands import PROGRAM
from app.pages.rendering import page
from app.queries import imports
from app.queries.imports import Import

#: So many of each are shown; the API has all of them.
MOST: Final = 100
FIRST: Final = 20


class State(Struct, frozen=True):
    """How an import ended, as a word and in a sentence."""

    word: str
    text: str


STATES: Final = {
    "running": State("running", "It is under way: nothing of it can be seen before all of it is written."),
    "done": State("done", "All of it was written in one transaction."),
    "failed": State("failed", "Nothing was written."),
    "undone": State("undone", "It was taken back."),
}
TRIED: Final = State("dry run", "All of it was done and then taken back: this is what it would do.")


def state(one: Import) -> State:
    return TRIED if one.dry_run and one.status == "done" else STATES[one.status]


@get("/imports", include_in_schema=False, guards=[unasked])
async def show_imports(db: InDb) -> Response[Any]:
    """The latest imports, the newest first."""
    rows = await imports.newest(
        db, status=None, format=None, dry_run=None, after_created_at=None, after_id=None, limit=MOST + 1
    )
    listed = [(one, state(one)) for one in rows[:MOST]]
    return page("imports.html", rows=listed, more=len(rows) > MOST, program=PROGRAM)


@get("/imports/{import_id:str}", include_in_schema=False, guards=[unasked])
async def show_import(
    request: Request[Any, Any, Any], db: InDb, import_id: Annotated[UUID, PathParameter()]
) -> Response[Any]:
    """One import: counts, what was refused and why, what was made, names that may be others' names."""
    one = found(await shown(db, import_id), "import")
    address = f"/api/v1/imports/{one.id}"
    rejects = await imports.rejects(db, import_id=one.id, after_position=None, limit=FIRST)
    conflicts = (
        await imports.conflicts(db, import_id=one.id, after_position=None, limit=FIRST)
        if one.conflicts
        else []
    )
    return page(
        "import.html",
        one=one,
        state=state(one),
        report=one.report,
        files=files(one.report),
        rejects=rejects,
        conflicts=conflicts,
        address=address,
        undo=undo(request, one, address),
    )


def files(report: Report | None) -> list[FileReport]:
    """The first of them; those first of which something could not be taken."""
    every = report.files if report else []
    return sorted(every, key=lambda file: not (file.error or file.counts.rejected))[:MOST]


def undo(request: Request[Any, Any, Any], one: WholeImport, address: str) -> list[str]:
    """The commands that take it back, where there is something to take back."""
    if one.status != "done" or one.dry_run:
        return []
    url = shlex.quote(f"{str(request.base_url).rstrip('/')}{address}/undo")
    return [f'curl -X POST -H "Authorization: Bearer $TOKEN" {url}', f"{PROGRAM} import --undo {one.id}"]
