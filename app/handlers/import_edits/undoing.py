"""An import is taken back."""

from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import PathParameter, SkipValidation

from app.database.pool import Database
from app.http.document import asks, room
from app.http.etags import versioned
from app.http.parameters import InCause, existing
from app.http.permissions import editors_write
from app.http.problems import InTheWay, fails
from app.imports.shown import WholeImport, shown
from app.imports.undoing import CannotUndo, undo
from app.queries import imports, undoing


@post(
    "/{import_id:str}/undo",
    status_code=200,
    operation_id="undoImport",
    summary="Undo an import",
    guards=[editors_write],
    operation_class=asks(imports.attribute, imports.take_turn, *room(undoing), imports.get),
    responses=fails(404, 409),
    after_request=versioned,
)
async def undo_import(
    db: NamedDependency[SkipValidation[Database]],
    import_id: Annotated[UUID, PathParameter(description="An import.")],
    cause: InCause,
) -> WholeImport:
    """What it made goes, what it changed is again what it was, where nobody has changed it since.

    What cannot be taken back stays as it is: `/imports/{id}/conflicts`. Models and benchmarks that something
    else speaks of stay. Importing the files again does it once more.
    """
    try:
        await undo(db, import_id, cause)
    except CannotUndo as error:
        raise InTheWay(detail=str(error)) from None
    return await existing(shown(db, import_id), "import")
