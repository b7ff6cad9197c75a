"""Imports over HTTP: files taken in, and taken back."""

import datetime
from datetime import UTC
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Router, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Encoding, OpenAPIMediaType, OpenAPIType, Reference, RequestBody, Schema
from litestar.params import PathParameter, QueryParameter, SkipValidation
from msgspec import Struct

from app.database.pool import Database
from app.fields import LINE, LINK, PRINTED, Cause, Evidence
from app.formats import formats
from app.formats.mapping import Mapping
from app.http.document import asks, room
from app.http.etags import made, versioned
from app.http.parameters import InCause, existing, found
from app.http.problems import BODY, BadParameter, InTheWay, Refused, fails
from app.http.uploads import FORM, Sent, address_of, received
from app.imports.job import Limits, Place
from app.imports.mappings import flaw_of_constant, given, kept, with_constants
from app.imports.reading import CannotRead
from app.imports.shown import WholeImport, shown
from app.imports.taking import CannotWrite, take
from app.imports.undoing import CannotUndo, undo
from app.imports.wanted import Unknown, Wanted
from app.queries import imports, mappings, names, staging, undoing

InDatabase = NamedDependency[SkipValidation[Database]]
MAPPING: Final = "mapping"


class Wishes(Struct, frozen=True):
    """How files are to be taken in; `mapping` is the name of one that is kept."""

    filename: str | None
    format: str | None
    mapping: str | None
    constants: dict[str, Any]
    models: Unknown
    benchmarks: Unknown
    overwrite: bool
    dry_run: bool


def wishes(
    *,
    filename: Annotated[
        str | None,
        QueryParameter(
            max_length=255, description="What the file is called, where it is the whole body; a form says it."
        ),
    ] = None,
    format: Annotated[
        str | None,
        QueryParameter(
            max_length=50, description="One of `/formats`; otherwise files are recognised by their content."
        ),
    ] = None,
    mapping: Annotated[
        str | None, QueryParameter(max_length=100, description="The name of a mapping that is kept.")
    ] = None,
    model: Annotated[
        str | None, QueryParameter(max_length=255, description="The model, where files do not say it.")
    ] = None,
    organization: Annotated[
        str | None, QueryParameter(max_length=255, pattern=PRINTED, description="Who made the models.")
    ] = None,
    benchmark: Annotated[
        str | None, QueryParameter(max_length=255, description="The benchmark, where files do not say it.")
    ] = None,
    date: Annotated[datetime.date | None, QueryParameter(description="The day of the tests.")] = None,
    source: Annotated[str | None, QueryParameter(max_length=255, description="Who reports it.")] = None,
    source_url: Annotated[
        str | None, QueryParameter(max_length=2048, pattern=LINK, description="Where it can be read.")
    ] = None,
    evidence: Annotated[Evidence | None, QueryParameter(description="Who tested.")] = None,
    unit: Annotated[
        str | None,
        QueryParameter(
            max_length=50,
            pattern=LINE,
            description="What the numbers are, `%` for example; it changes none of them.",
        ),
    ] = None,
    multiply_by: Annotated[
        float | None,
        # Said twice: of an optional parameter the framework shows no bound that is 0.
        QueryParameter(
            gt=0, schema_extra={"exclusive_minimum": 0}, description="What scores are multiplied by."
        ),
    ] = None,
    models: Annotated[
        Unknown, QueryParameter(description="What becomes of models that there are not.")
    ] = "create",
    benchmarks: Annotated[
        Unknown, QueryParameter(description="What becomes of benchmarks that there are not.")
    ] = "create",
    overwrite: Annotated[
        bool,
        QueryParameter(
            description="Also what people wrote by hand is changed, and prices that another source wrote."
        ),
    ] = False,
    dry_run: Annotated[
        bool, QueryParameter(description="All of it is done, and then taken back: what it would do.")
    ] = False,
) -> Wishes:
    constants = {
        "model": model,
        "organization": organization,
        "benchmark": benchmark,
        "date": date,
        "source": source,
        "source_url": source_url,
        "evidence": evidence,
        "unit": unit,
        "multiply_by": multiply_by,
    }
    said = {name: value for name, value in constants.items() if value is not None}
    for name, value in said.items():
        if (flaw := flaw_of_constant(name, value)) is not None:
            raise BadParameter(name, flaw)
    return Wishes(filename, format, mapping, said, models, benchmarks, overwrite, dry_run)


SENT: Final = RequestBody(
    description="Files as a form, or one file of any media type as the body; each may be an archive.",
    required=True,
    content={
        FORM: OpenAPIMediaType(
            schema=Schema(
                type=OpenAPIType.OBJECT,
                required=["file"],
                additional_properties=False,
                properties={
                    "file": Schema(
                        type=OpenAPIType.ARRAY,
                        min_items=1,
                        items=Schema(type=OpenAPIType.STRING, content_media_type="application/octet-stream"),
                        description="A file; as many parts of this name as there are files, at most 100.",
                    ),
                    MAPPING: Schema(
                        description="One mapping, or an array of several, as JSON.",
                        one_of=[
                            Reference("#/components/schemas/Mapping"),
                            Schema(type=OpenAPIType.ARRAY, items=Reference("#/components/schemas/Mapping")),
                        ],
                    ),
                },
            ),
            encoding={MAPPING: Encoding(content_type="application/json")},
        ),
        "application/octet-stream": OpenAPIMediaType(schema=Schema()),
    },
)


@post(
    "/",
    operation_id="createImport",
    summary="Import files",
    operation_class=asks(
        mappings.get,
        *(imports.begin, imports.attribute, imports.take_turn),
        *room(staging),
        *(names.models_alike, names.benchmarks_alike),
        *(imports.finish, imports.keep_rejects, imports.fail, imports.get),
        sent=SENT,
    ),
    responses=fails(409, *BODY),
    request_max_body_size=None,  # a setting, and counted while it comes
    dependencies={"wishes": Provide(wishes, sync_to_thread=False)},
    after_request=made("/api/v1/imports/{id}"),
)
async def create_import(
    request: Request[Any, Any, Any],
    db: InDatabase,
    import_limits: NamedDependency[Limits],
    wishes: NamedDependency[Wishes],
    cause: InCause,
) -> WholeImport:
    """Files become rows: models, benchmarks, results and prices, all in one transaction, or none.

    The answer comes when it is done, after some seconds, with the report; a dry run has one too. Records that
    do not fit are refused one by one, each with its reason; 422 where nothing of it all can be read. The same
    file again changes nothing. `POST /imports/{id}/undo` takes it back.
    """
    if wishes.format is not None and wishes.format not in formats():
        raise Refused(422, "format", f"There is no such format; there are {', '.join(sorted(formats()))}.")
    known = await _kept(db, wishes.mapping)
    async with received(request, wishes.filename, (MAPPING,), import_limits.size) as sent:
        wanted = _wanted(wishes, cause, sent, known)
        places = [Place(name, address_of(file)) for name, file in sent.files]
        try:
            id = await take(db, places, wanted, import_limits)
        except CannotRead as error:
            raise Refused(422, "file", str(error)) from None
        except CannotWrite as error:
            raise InTheWay(detail=str(error)) from None
    return found(await shown(db, id), "import")


async def _kept(db: Database, name: str | None) -> tuple[Mapping, ...]:
    if name is None:
        return ()
    if (known := await kept(db, name)) is None:
        raise Refused(422, MAPPING, "There is no such mapping: see /mappings.")
    return known


def _wanted(wishes: Wishes, cause: Cause, sent: Sent, known: tuple[Mapping, ...]) -> Wanted:
    if MAPPING in sent.texts:
        if known:
            raise BadParameter(MAPPING, "The form has a mapping of its own: leave one of them out.")
        known = given(bytes(sent.texts[MAPPING]))
    return Wanted(
        today=datetime.datetime.now(UTC).date(),
        filename=", ".join(name for name, _ in sent.files)[:255],
        format=wishes.format,
        mappings=with_constants(known, wishes.constants),
        models=wishes.models,
        benchmarks=wishes.benchmarks,
        overwrite=wishes.overwrite,
        dry_run=wishes.dry_run,
        actor=cause.actor,
        reason=cause.reason,
    )


@post(
    "/{import_id:str}/undo",
    status_code=200,
    operation_id="undoImport",
    summary="Undo an import",
    operation_class=asks(imports.attribute, imports.take_turn, *room(undoing), imports.get),
    responses=fails(404, 409),
    after_request=versioned,
)
async def undo_import(
    db: InDatabase, import_id: Annotated[UUID, PathParameter(description="An import.")], cause: InCause
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


router = Router("/imports", tags=["Imports"], route_handlers=[create_import, undo_import])
