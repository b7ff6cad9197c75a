"""Datasets and the catalogue over HTTP: uploaded files are taken in, and what came of them."""

import asyncio
import datetime
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter, SkipValidation
from msgspec import Meta

from app.database.pool import Database
from app.datasets.exploring.explorer import Explorer
from app.datasets.ready import NOT_READY, Ready, demand_ready
from app.datasets.storage import Storage
from app.datasets.suggesting import Suggestion
from app.datasets.suggesting.asking import suggestion
from app.fields import INT8_MAX
from app.formats.mapping import Mapping
from app.formats.parquet import FORMAT
from app.http.bodies import Body
from app.http.document import asks, room
from app.http.etags import made, versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import DatasetInPath, InAsker, InCause, InDb, existing, found
from app.http.permissions import anyone, editors_write
from app.http.problems import BODY, InTheWay, Refused, fails
from app.imports.job import Limits, Place
from app.imports.mappings import kept
from app.imports.reading import CannotRead
from app.imports.shown import WholeImport, shown
from app.imports.taking import CannotWrite, take
from app.imports.wanted import Unknown, Wanted
from app.people import Cause
from app.queries import datasets, imports, mappings, names, results, staging
from app.queries.imports import Import
from app.queries.results import Result

NEWEST: Final = Order(Import, after_created_at="created_at", after_id="id")
BY_ROW: Final = Order(Result, after_row="source_row", after_id="id")
PACKED: Final = frozenset({".gz", ".zst"})
NOT_IMPORTED: Final = {
    409: "The dataset is not ready, or another import is in its way; `detail` says how it stands."
}
InStorage = NamedDependency[SkipValidation[Storage]]


@asynccontextmanager
async def opened(storage: Storage, ready: Ready) -> AsyncIterator[Path]:
    """The rows as they were written; a 409 where they have just been replaced."""
    try:
        async with storage.local(ready.text_path) as text:
            yield text
    except FileNotFoundError:
        raise InTheWay(detail="This dataset is just being read anew; ask again in a while.") from None


class DatasetImport(Body, frozen=True, kw_only=True):
    """How an uploaded file is to be taken in.

    Without a mapping it is read as a file without one is: by the ready mapping for its name and columns, else
    by names of columns that need no explanation. Nothing is guessed: `/datasets/{id}/import/suggest` does.
    """

    mapping: Annotated[
        Mapping | None, Meta(description="What its columns mean, and what it leaves open.")
    ] = None
    mapping_name: (
        Annotated[str, Meta(max_length=100, description="Instead: the name of a mapping that is kept.")]
        | None
    ) = None
    models: Annotated[Unknown, Meta(description="What becomes of models that there are not.")] = "create"
    benchmarks: Annotated[Unknown, Meta(description="What becomes of benchmarks that there are not.")] = (
        "create"
    )
    convert: Annotated[
        bool,
        Meta(
            description="Per cent become proportions, and the other way, where the mapping or the file says"
            " the one and the benchmark is measured in the other."
        ),
    ] = False
    overwrite: Annotated[bool, Meta(description="Also what people wrote by hand is changed.")] = False
    dry_run: Annotated[
        bool, Meta(description="All of it is done, and then taken back: what it would do.")
    ] = False


@get(
    "/{id:str}/import/suggest",
    operation_id="getDatasetSuggestion",
    summary="Suggest a mapping",
    guards=[anyone],
    operation_class=asks(
        *(datasets.table, names.models_called, names.benchmarks_called),
        *(names.models_alike, names.benchmarks_alike),
    ),
    responses=fails(404, 409, said=NOT_READY),
    after_request=versioned,
)
async def get_dataset_suggestion(
    db: InDb,
    storage: InStorage,
    explorer: NamedDependency[SkipValidation[Explorer]],
    id: DatasetInPath,
    asker: InAsker,
) -> Suggestion:
    """What the columns of a file seem to mean, with reasons, for you to judge.

    The mapping can be sent to `POST /datasets/{id}/imports` as it is, unless something is missing. What the
    file leaves open, such as the scale of its numbers, is asked and not guessed.
    """
    ready = demand_ready(await existing(datasets.table(db, id=id, caller=asker), "dataset"))
    async with opened(storage, ready) as text:
        return await suggestion(db, explorer, ready, text)


@post(
    "/{id:str}/imports",
    operation_id="createDatasetImport",
    summary="Import a dataset",
    guards=[editors_write],
    operation_class=asks(
        *(datasets.table, mappings.get),
        *(imports.begin, imports.attribute, imports.take_turn),
        *room(staging),
        *(names.models_alike, names.benchmarks_alike),
        *(imports.finish, imports.keep_rejects, imports.fail, imports.get),
    ),
    responses=fails(404, 409, *BODY, said=NOT_IMPORTED),
    after_request=made("/api/v1/imports/{id}"),
)
async def create_dataset_import(
    db: NamedDependency[SkipValidation[Database]],
    storage: InStorage,
    import_limits: NamedDependency[Limits],
    import_turns: NamedDependency[SkipValidation[asyncio.Semaphore]],
    id: DatasetInPath,
    data: JSONBody[DatasetImport],
    cause: InCause,
) -> WholeImport:
    """The rows of an uploaded file become rows of the catalogue, as if the file were imported itself: in one
    transaction, or none.

    Results name their row of the file. The same file again changes nothing. `POST /imports/{id}/undo` takes
    it back. The import is public as all are, dry runs too: everybody sees the file's name and refused values.
    """
    ready = demand_ready(await existing(datasets.table(db, id=id, caller=cause.actor), "dataset"))
    wanted = _wanted(id, ready, data, await _mappings(db, data), cause)
    async with opened(storage, ready) as text, import_turns:
        try:
            import_id = await take(db, [Place(_unpacked(ready), os.fsencode(text))], wanted, import_limits)
        except CannotRead as error:
            raise Refused(422, "mapping", str(error)) from None
        except CannotWrite as error:
            raise InTheWay(detail=str(error)) from None
    return found(await shown(db, import_id), "import")


async def _mappings(db: Database, data: DatasetImport) -> tuple[Mapping, ...]:
    if data.mapping is not None and data.mapping_name is not None:
        raise Refused(422, "mapping_name", "There is a mapping as well: leave one of them out.")
    if data.mapping_name is None:
        return () if data.mapping is None else (data.mapping,)
    if (known := await kept(db, data.mapping_name)) is None:
        raise Refused(422, "mapping_name", "There is no such mapping: see /mappings.")
    return known


def _wanted(id: UUID, ready: Ready, data: DatasetImport, known: tuple[Mapping, ...], cause: Cause) -> Wanted:
    return Wanted(
        today=datetime.datetime.now(UTC).date(),
        filename=ready.original_filename,
        format=FORMAT.name,
        mappings=known,
        models=data.models,
        benchmarks=data.benchmarks,
        convert=data.convert,
        overwrite=data.overwrite,
        dry_run=data.dry_run,
        dataset_id=id,
        actor=cause.actor,
        reason=cause.reason,
    )


def _unpacked(ready: Ready) -> str:
    """What the file is called without its packing: mappings are for files so named."""
    name = ready.original_filename
    return name[: -len(ending)] if (ending := PurePosixPath(name).suffix) in PACKED else name


@get(
    "/{id:str}/imports",
    operation_id="listDatasetImports",
    summary="List a dataset's imports",
    guards=[anyone],
    operation_class=asks(imports.of_dataset, datasets.get),
    responses=fails(404, 406),
)
async def list_dataset_imports(db: InDb, pages: InPages, id: DatasetInPath, asker: InAsker) -> Page[Import]:
    """Imports of a file, the newest first, without their reports; dry runs included."""
    await existing(datasets.get(db, id=id, caller=asker), "dataset")
    return await pages.of(NEWEST, partial(imports.of_dataset, db, dataset_id=id), Import)


@get(
    "/{id:str}/results",
    operation_id="listDatasetResults",
    summary="List a dataset's results",
    guards=[anyone],
    operation_class=asks(results.of_dataset, datasets.get),
    responses=fails(404, 406),
)
async def list_dataset_results(
    db: InDb,
    pages: InPages,
    id: DatasetInPath,
    asker: InAsker,
    row: Annotated[
        int | None,
        QueryParameter(ge=1, le=INT8_MAX, description="Only what this row of the file has brought."),
    ] = None,
) -> Page[Result]:
    """Results that came from a file, in the order of its rows, whatever their status.

    A result that another import has changed since belongs to that.
    """
    await existing(datasets.get(db, id=id, caller=asker), "dataset")
    return await pages.of(BY_ROW, partial(results.of_dataset, db, dataset_id=id, row=row), Result)


router = Router(
    "/datasets",
    tags=["Datasets"],
    route_handlers=[
        get_dataset_suggestion,
        create_dataset_import,
        list_dataset_imports,
        list_dataset_results,
    ],
)
