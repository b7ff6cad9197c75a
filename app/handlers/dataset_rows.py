"""The rows of a dataset over HTTP: filtered, sorted and counted, a page at a time."""

from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, SkipValidation

from app.datasets.exploring import parameters
from app.datasets.exploring.answers import Asked, Rows, answer
from app.datasets.exploring.explorer import Explorer
from app.datasets.exploring.questions import Wishes
from app.datasets.ready import NOT_READY, at_hand
from app.datasets.storage import Storage
from app.http.document import asks
from app.http.etags import versioned
from app.http.parameters import DatasetInPath, InAsker, InDb
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import datasets


@get(
    "/{id:str}/rows",
    operation_id="getDatasetRows",
    summary="Get a dataset's rows",
    guards=[anyone],
    operation_class=asks(datasets.table, open_to=parameters.FILTERS),
    responses=fails(404, 409, said=NOT_READY),
    dependencies={"wishes": Provide(parameters.of_page, sync_to_thread=False)},
    after_request=versioned,
)
async def get_dataset_rows(
    db: InDb,
    explorer: NamedDependency[SkipValidation[Explorer]],
    storage: NamedDependency[SkipValidation[Storage]],
    id: DatasetInPath,
    asker: InAsker,
    wishes: NamedDependency[Wishes],
    limit: Annotated[int, QueryParameter(ge=1, le=1000, description="Rows a page.")] = 50,
    cursor: Annotated[
        str | None,
        QueryParameter(
            max_length=2000,
            description="`next` of the page before, with the same filters and sort; absent for the first.",
        ),
    ] = None,
) -> Rows:
    """A page of the rows that fit, in the order of the file or sorted, and how many there are.

    Each begins with `__row`, the number of the row in the file, unless `columns` says what is wanted. A page
    with very long texts may have fewer rows than `limit`. A cursor is good until the file is read anew.
    """
    found = await parameters.wanted(db, id, asker, wishes)
    page = (found.question, found.ready.version, found.ready.row_count, found.columns.own, limit, cursor)
    async with at_hand(storage, found.ready) as file:
        asked = Asked(file, *page)
        return await explorer.ask(lambda asking: answer(asking, asked))


router = Router("/datasets", tags=["Datasets"], route_handlers=[get_dataset_rows])
