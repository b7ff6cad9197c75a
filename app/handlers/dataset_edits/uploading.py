"""Files are uploaded, as a form or as the body."""

from typing import Annotated, Any, Final

from litestar import Request, post, put
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Encoding, OpenAPIMediaType, OpenAPIType, Reference, RequestBody, Schema
from litestar.params import QueryParameter, SkipValidation

from app.datasets.shown import WholeDataset
from app.datasets.storage import Storage
from app.datasets.uploading import Allowance, Turns, receiving
from app.handlers.dataset_edits.about import TEXTS, About, of_address, of_form
from app.handlers.dataset_edits.keeping import keep
from app.http.bodies import UnsupportedMediaType
from app.http.document import asks
from app.http.etags import made
from app.http.origins import InOrigin
from app.http.parameters import InCaller, InCatalogue
from app.http.permissions import members_write
from app.http.problems import BODY, fails
from app.http.uploads import FORM, Parts, receive_body, receive_form, refuse_packed
from app.queries import audit, datasets, uploads, users

#: Bytes that a form may have beside its file: the texts, and what stands between the parts.
FRAME: Final = 4_000_000
PARTS: Final = Parts(TEXTS, many=False)
ASKED: Final = (uploads.used, users.lock, uploads.create, uploads.same, audit.note, datasets.get)
FAILS: Final = fails(
    *(409, 429, *BODY),
    said={
        409: "These bytes are there already, or as many files as may be.",
        413: "The file is larger than a file may be, or than what is left for you.",
        415: "It is no data file that is taken, or compressed on its way.",
        422: "The file is empty, or what is said beside it does not fit; `errors` names each part at fault.",
        429: "You are sending as many files as may be sent at once; try again after Retry-After seconds.",
    },
)
BYTES: Final = "application/octet-stream"
FILE: Final = RequestBody(
    description="The file, as it is.", required=True, content={BYTES: OpenAPIMediaType(schema=Schema())}
)
SENT: Final = RequestBody(
    description="The file, and what is said of it.",
    required=True,
    content={
        FORM: OpenAPIMediaType(
            schema=Schema(
                type=OpenAPIType.OBJECT,
                required=["file"],
                additional_properties=False,
                properties={
                    "file": Schema(
                        type=OpenAPIType.STRING, content_media_type=BYTES, description="The file."
                    ),
                    "description": Schema(
                        type=OpenAPIType.STRING,
                        min_length=1,
                        max_length=20_000,
                        description="What it is, in prose.",
                    ),
                    "is_public": Schema(
                        type=OpenAPIType.BOOLEAN, description="Whether everybody may read it."
                    ),
                    "options": Reference("#/components/schemas/Options"),
                },
            ),
            encoding={"options": Encoding(content_type="application/json")},
        )
    },
)


@post(
    "/",
    status_code=202,
    operation_id="createDataset",
    summary="Upload a dataset",
    guards=[members_write],
    operation_class=asks(*ASKED, sent=SENT),
    responses=FAILS,
    request_max_body_size=None,  # a setting, and counted while it comes
    after_request=made("/api/v1/datasets/{id}"),
)
async def create_dataset(
    request: Request[Any, Any, Any],
    db: InCatalogue,
    storage: NamedDependency[SkipValidation[Storage]],
    allowance: NamedDependency[Allowance],
    upload_turns: NamedDependency[SkipValidation[Turns]],
    caller: InCaller,
    origin: InOrigin,
) -> WholeDataset:
    """A file as a part of a form. What it is, its content says: CSV, TSV, JSON, NDJSON, Parquet or XLSX, also
    packed with gzip or zstd. It is read after this: `/datasets/{id}` says how far that is.

    The same bytes are taken once from each person; 409 names the dataset that there is.
    """
    if request.content_type[0] != FORM:
        raise UnsupportedMediaType(
            detail="Send the file as a part of multipart/form-data, or alone with PUT.",
            headers={"Accept": FORM},
        )
    refuse_packed(request)
    with upload_turns.one(caller.id):
        used = await uploads.used(db, user_id=caller.id)
        allowance.refuse_beyond(used, max((request.content_length or 0) - FRAME, 0))
        async with receiving(storage, used, allowance) as arrival:
            about = of_form(await receive_form(request, arrival, PARTS, allowance.size + FRAME))
        return await keep(db, storage, arrival.arrived, about, caller, allowance, origin)


@put(
    "/",
    status_code=202,
    operation_id="putDataset",
    summary="Upload a file's bytes",
    guards=[members_write],
    operation_class=asks(*ASKED, sent=FILE),
    responses=FAILS,
    request_max_body_size=None,  # a setting, and counted while it comes
    dependencies={"about": Provide(of_address, sync_to_thread=False)},
    after_request=made("/api/v1/datasets/{id}"),
)
async def put_dataset(
    request: Request[Any, Any, Any],
    db: InCatalogue,
    storage: NamedDependency[SkipValidation[Storage]],
    allowance: NamedDependency[Allowance],
    upload_turns: NamedDependency[SkipValidation[Turns]],
    caller: InCaller,
    origin: InOrigin,
    about: NamedDependency[About],
    filename: Annotated[
        str | None,
        QueryParameter(
            max_length=255, description="What the file is called; or Content-Disposition says it."
        ),
    ] = None,
) -> WholeDataset:
    """A file as the body, for programs; what is said of it stands in the address. Otherwise as `POST`."""
    if request.content_type[0] == FORM:
        raise UnsupportedMediaType(detail="Send a form with POST; PUT takes the file alone.")
    refuse_packed(request)
    with upload_turns.one(caller.id):
        used = await uploads.used(db, user_id=caller.id)
        allowance.refuse_beyond(used, request.content_length or 0)
        async with receiving(storage, used, allowance) as arrival:
            await receive_body(request, arrival, filename, allowance.size + FRAME)
        return await keep(db, storage, arrival.arrived, about, caller, allowance, origin)
