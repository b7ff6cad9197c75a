"""Datasets over HTTP: which there are, what is known of their columns, which rows could not be taken."""

from functools import partial
from typing import Annotated, Final, Literal

from litestar import Router, get
from litestar.params import QueryParameter

from app.datasets.columns import Column
from app.datasets.ready import NOT_READY, demand_ready
from app.datasets.shown import WholeDataset, shown
from app.http.document import asks
from app.http.etags import versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import DatasetInPath, InAsker, InDb, Search, existing
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import datasets
from app.queries.datasets import Dataset, DatasetStatus, RejectedRow

NEWEST: Final = Order(Dataset, after_created_at="created_at", after_id="id")
COLUMNS: Final = Order(Column, after_position="position")
REJECTS: Final = Order(RejectedRow, after_position="position")


@get(
    "/",
    operation_id="listDatasets",
    summary="List datasets",
    guards=[anyone],
    operation_class=asks(datasets.newest),
    responses=fails(406),
)
async def list_datasets(
    db: InDb,
    pages: InPages,
    asker: InAsker,
    visibility: Annotated[
        Literal["own", "public"] | None,
        QueryParameter(description="Your own ones only, or those only that everybody may read."),
    ] = None,
    q: Search = None,
    status: Annotated[DatasetStatus | None, QueryParameter(description="How they stand.")] = None,
    file_type: Annotated[
        str | None, QueryParameter(max_length=50, description="Of this type: `csv`, for example.")
    ] = None,
) -> Page[Dataset]:
    """Those that you may read, your own and public ones, the newest first; `q` is of the file's name.

    Who has not signed in sees the public ones.
    """
    ask = partial(
        datasets.newest, db, caller=asker, visibility=visibility, q=q, status=status, file_type=file_type
    )
    return await pages.of(NEWEST, ask, Dataset)


@get(
    "/{id:str}",
    operation_id="getDataset",
    summary="Get a dataset",
    guards=[anyone],
    operation_class=asks(datasets.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_dataset(db: InDb, id: DatasetInPath, asker: InAsker) -> WholeDataset:
    """How it stands, how it was read and what is odd about it. Its owner reads it, and everybody where it is
    public; to all others it is not there.

    To wait for it, ask again with `If-None-Match`: 304 says that nothing has changed.
    """
    return await existing(shown(db, id, asker), "dataset")


@get(
    "/{id:str}/columns",
    operation_id="listDatasetColumns",
    summary="List a dataset's columns",
    guards=[anyone],
    operation_class=asks(datasets.table),
    responses=fails(404, 406, 409, said=NOT_READY),
)
async def list_dataset_columns(
    db: InDb,
    pages: InPages,
    id: DatasetInPath,
    asker: InAsker,
    name: Annotated[
        str | None, QueryParameter(max_length=255, description="Only the column of this name.")
    ] = None,
) -> Page[Column]:
    """What is known of each column, in the order of the file: its type, how often it says nothing, its
    smallest, largest and most frequent values, and what keeps it from being of another type.
    """
    columns = demand_ready(await existing(datasets.table(db, id=id, caller=asker), "dataset")).columns

    async def ask(*, after_position: int | None, limit: int) -> list[Column]:
        rest = [one for one in columns if one.position > (after_position or 0) and name in {None, one.name}]
        return rest[:limit]

    return await pages.of(COLUMNS, ask, Column)


@get(
    "/{id:str}/rejects",
    operation_id="listDatasetRejects",
    summary="List rows not taken",
    guards=[anyone],
    operation_class=asks(datasets.rejects, datasets.get),
    responses=fails(404, 406),
)
async def list_dataset_rejects(
    db: InDb, pages: InPages, id: DatasetInPath, asker: InAsker
) -> Page[RejectedRow]:
    """Rows of the file that could not be taken, in its order, each with the reason; the first 10,000."""
    return await pages.of(
        REJECTS,
        partial(datasets.rejects, db, id=id, caller=asker),
        RejectedRow,
        parent=lambda: existing(datasets.get(db, id=id, caller=asker), "dataset"),
    )


router = Router(
    "/datasets",
    tags=["Datasets"],
    route_handlers=[list_datasets, get_dataset, list_dataset_columns, list_dataset_rejects],
)
