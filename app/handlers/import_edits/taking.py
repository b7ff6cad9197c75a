"""Files are taken in."""

import asyncio
import datetime
from datetime import UTC
from typing import Any, Final

from litestar import Request, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Encoding, OpenAPIMediaType, OpenAPIType, Reference, RequestBody, Schema
from litestar.params import SkipValidation

from app.database.pool import Database
from app.formats import formats
from app.formats.mapping import Mapping
from app.handlers.import_edits.wishes import Wishes, wishes
from app.http.document import asks, room
from app.http.etags import made
from app.http.parameters import InCause, found
from app.http.permissions import editors_write
from app.http.problems import BODY, BadParameter, InTheWay, Refused, fails
from app.http.temporary import Sent, address_of, received
from app.http.uploads import FORM
from app.imports.job import Limits, Place
from app.imports.mappings import given, kept, with_constants
from app.imports.reading import CannotRead
from app.imports.shown import WholeImport, shown
from app.imports.taking import CannotWrite, take
from app.imports.wanted import Wanted
from app.people import Cause
from app.queries import imports, mappings, names, staging

MAPPING: Final = "mapping"


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
    guards=[editors_write],
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
    db: NamedDependency[SkipValidation[Database]],
    import_limits: NamedDependency[Limits],
    import_turns: NamedDependency[SkipValidation[asyncio.Semaphore]],
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
            async with import_turns:
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
        convert=wishes.convert,
        overwrite=wishes.overwrite,
        dry_run=wishes.dry_run,
        actor=cause.actor,
        reason=cause.reason,
    )
