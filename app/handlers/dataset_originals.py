"""Files as they were uploaded."""

from typing import Any, Final

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import SkipValidation
from litestar.response import Stream

from app.datasets.storage import Storage
from app.http.attachments import attachment
from app.http.document import asks
from app.http.etags import matches
from app.http.parameters import DatasetInPath, InAsker, InDb, existing
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import uploads

BYTES: Final = "application/octet-stream"


@get(
    "/{id:str}/original",
    operation_id="getDatasetOriginal",
    summary="Get the file itself",
    guards=[anyone],
    operation_class=asks(uploads.original, gives=[BYTES]),
    responses=fails(404),
    media_type=BYTES,
)
async def get_dataset_original(
    request: Request[Any, Any, Any],
    db: InDb,
    storage: NamedDependency[SkipValidation[Storage]],
    id: DatasetInPath,
    asker: InAsker,
) -> Stream:
    """Byte for byte as it was uploaded, under the name that its owner gives it."""
    file = await existing(uploads.original(db, id=id, caller=asker), "dataset")
    try:
        size = await storage.size(file.file_path)
    except FileNotFoundError:
        raise NotFoundException("The file of this dataset is lost; its rows may still be there.") from None
    tag = f'"{file.sha256}"'
    is_wanted = not (
        request.scope["state"]["bodiless"] or matches(tag, request.headers.get("if-none-match", ""))
    )
    headers = {
        "Content-Disposition": attachment(file.original_filename),
        "Content-Length": str(size),
        "ETag": tag,
    }
    return Stream(storage.stream(file.file_path) if is_wanted else iter(()), headers=headers)


router = Router("/datasets", tags=["Datasets"], route_handlers=[get_dataset_original])
