"""The rows of a dataset over HTTP, all that fit, as a file."""

from collections.abc import AsyncIterator
from pathlib import PurePath
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, SkipValidation
from litestar.response import Stream

from app.datasets.exploring import exports, parameters
from app.datasets.exploring.explorer import Explorer
from app.datasets.exploring.exports import MEDIA_TYPES, ExportFormat
from app.datasets.exploring.named import NUMBER_OF_ROW
from app.datasets.exploring.parameters import Wanted
from app.datasets.exploring.questions import Wishes
from app.datasets.ready import NOT_READY, at_hand
from app.datasets.storage import Storage
from app.http.attachments import attachment
from app.http.document import asks
from app.http.etags import matches, tag_of
from app.http.parameters import DatasetInPath, InAsker, InDb
from app.http.permissions import anyone
from app.http.problems import BadParameter, fails
from app.queries import datasets

#: What the name of an uploaded file may end in; an export ends in its own.
ENDINGS: Final = frozenset(
    {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".parquet", ".gz", ".zst"}
)


@get(
    "/{id:str}/export",
    operation_id="getDatasetExport",
    summary="Export a dataset's rows",
    guards=[anyone],
    operation_class=asks(datasets.table, open_to=parameters.FILTERS, gives=MEDIA_TYPES.values()),
    responses=fails(404, 409, said=NOT_READY),
    dependencies={"wishes": Provide(parameters.of_export, sync_to_thread=False)},
)
async def get_dataset_export(
    request: Request[Any, Any, Any],
    db: InDb,
    explorer: NamedDependency[SkipValidation[Explorer]],
    storage: NamedDependency[SkipValidation[Storage]],
    id: DatasetInPath,
    asker: InAsker,
    wishes: NamedDependency[Wishes],
    format: Annotated[ExportFormat, QueryParameter(description="What the file is to be.")] = "csv",
    raw: Annotated[
        bool, QueryParameter(description="Of CSV: leave texts as they are that spreadsheets would compute.")
    ] = False,
) -> Stream:
    """All rows that fit, as a file.

    In a CSV an apostrophe stands before each text that a spreadsheet would compute, for it may come from
    anybody; numbers stay as they are. Parquet has the types, and `__row` before the columns of the file.
    """
    if raw and format != "csv":
        raise BadParameter("raw", "Of CSV only: other formats have all texts as they are.")
    found = await parameters.wanted(db, id, asker, wishes)
    tag = tag_of(msgspec.json.encode((id, found.ready.version, found.question, format, raw)))
    headers = {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": attachment(filename(found.ready.original_filename, format)),
        "etag": tag,
    }
    if request.scope["state"]["bodiless"] or matches(tag, request.headers.get("if-none-match", "")):
        return Stream(iter(()), headers=headers)
    kind = "raw csv" if raw else format
    return Stream(await _rows(explorer, storage, found, kind), headers=headers)


def filename(original: str, format: ExportFormat) -> str:
    """The name of the file that was uploaded, with the ending of what it has become."""
    name = PurePath(original)
    while name.suffix.lower() in ENDINGS:
        name = name.with_suffix("")
    return f"{name.name}.{format}"


async def _rows(explorer: Explorer, storage: Storage, found: Wanted, kind: str) -> AsyncIterator[bytes]:
    """What is asked for whole is sent as it lies there; everything else is written first, and then sent, so
    that nobody waits for DuckDB longer because somebody reads slowly.
    """
    question, is_parquet = found.question, kind == "parquet"
    async with at_hand(storage, found.ready) as file:
        if is_parquet and question.is_whole:
            return storage.stream(found.ready.table_path)
        columns = question.shown or (*([NUMBER_OF_ROW] if is_parquet else []), *found.columns.own)
        written = await explorer.write(lambda asking: exports.written(asking, file, question, columns, kind))
    head = exports.header(columns, kind == "raw csv") if "csv" in kind else b""
    return exports.pieces(head, written)


router = Router("/datasets", tags=["Datasets"], route_handlers=[get_dataset_export])
