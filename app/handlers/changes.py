"""The history over HTTP: of one row, and of everything as a feed."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.params import QueryParameter

from app.fields import address
from app.http.document import asks
from app.http.paging import Feed, InPages, Order, Page, Paging
from app.http.parameters import IdInPath, InDb, InPath, existing, found, model_at
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import benchmarks, changes, merges, models, opinions, prices, results, use_cases
from app.queries.changes import Change, Table
from app.queries.loader import Db

NEWEST = Order(Change, after_id="id")
OLDEST = Feed(Change, after_transaction="transaction", after_id="id")


async def history(
    db: Db, pages: Paging, row: int, *tables: Table, there: Callable[[], Awaitable[object]]
) -> Page[Change]:
    """The history of a row, which it keeps when it is deleted; `there` raises where it never was."""
    return await pages.of(
        NEWEST, partial(changes.of_row, db, tables=list(tables), row=row), Change, parent=there
    )


@get(
    "/models/{model:str}/changes",
    operation_id="listModelChanges",
    summary="List a model's changes",
    guards=[anyone],
    operation_class=asks(changes.of_row, models.get, merges.moved),
    responses=fails(404, 406),
)
async def list_model_changes(db: InDb, pages: InPages, model: InPath) -> Page[Change]:
    """What became of a model and its aliases, the last change first.

    A model that was deleted or merged into another has its history still, by its id.
    """
    get, moved = partial(models.get, db), partial(merges.moved, db)
    id, slug = address(model)
    row = id or (await model_at((id, slug), get, moved)).id
    return await history(
        db, pages, row, "models", "model_names", there=lambda: model_at((row, None), get, moved)
    )


@get(
    "/benchmarks/{benchmark:str}/changes",
    operation_id="listBenchmarkChanges",
    summary="List a benchmark's changes",
    guards=[anyone],
    operation_class=asks(changes.of_row, benchmarks.get),
    responses=fails(404, 406),
)
async def list_benchmark_changes(db: InDb, pages: InPages, benchmark: InPath) -> Page[Change]:
    """What became of a benchmark and its aliases, the last change first.

    A benchmark that was deleted has its history still, by its id.
    """
    id, slug = address(benchmark)
    row = id or found(await benchmarks.get(db, id=id, slug=slug), "benchmark").id
    return await history(
        db,
        pages,
        row,
        "benchmarks",
        "benchmark_names",
        there=lambda: existing(benchmarks.get(db, id=row, slug=None), "benchmark"),
    )


@get(
    "/results/{id:int}/changes",
    operation_id="listResultChanges",
    summary="List a result's changes",
    guards=[anyone],
    operation_class=asks(changes.of_row, results.get),
    responses=fails(404, 406),
)
async def list_result_changes(db: InDb, pages: InPages, id: IdInPath) -> Page[Change]:
    """What became of a result, the last change first; a deleted one has its history still."""
    return await history(
        db, pages, id, "benchmark_results", there=lambda: existing(results.get(db, id=id), "result")
    )


@get(
    "/opinions/{id:int}/changes",
    operation_id="listOpinionChanges",
    summary="List an opinion's changes",
    guards=[anyone],
    operation_class=asks(changes.of_row, opinions.get),
    responses=fails(404, 406),
)
async def list_opinion_changes(db: InDb, pages: InPages, id: IdInPath) -> Page[Change]:
    """What became of an opinion, the last change first; a deleted one has its history still."""
    return await history(
        db, pages, id, "opinions", there=lambda: existing(opinions.get(db, id=id), "opinion")
    )


@get(
    "/use-cases/{id:int}/changes",
    operation_id="listUseCaseChanges",
    summary="List a use case's changes",
    guards=[anyone],
    operation_class=asks(changes.of_row, use_cases.get),
    responses=fails(404, 406),
)
async def list_use_case_changes(db: InDb, pages: InPages, id: IdInPath) -> Page[Change]:
    """What became of a use case, the last change first; a deleted one has its history still."""
    return await history(
        db, pages, id, "use_cases", there=lambda: existing(use_cases.get(db, id=id), "use case")
    )


@get(
    "/prices/{id:int}/changes",
    operation_id="listPriceChanges",
    summary="List a price's changes",
    guards=[anyone],
    operation_class=asks(changes.of_row, prices.get),
    responses=fails(404, 406),
)
async def list_price_changes(db: InDb, pages: InPages, id: IdInPath) -> Page[Change]:
    """What became of a price, the last change first; a deleted one has its history still."""
    return await history(
        db, pages, id, "model_prices", there=lambda: existing(prices.get(db, id=id), "price")
    )


@get(
    "/changes",
    operation_id="listChanges",
    summary="Follow all changes",
    guards=[anyone],
    operation_class=asks(changes.feed),
    responses=fails(406),
)
async def list_changes(
    db: InDb,
    pages: InPages,
    table: Annotated[Table | None, QueryParameter(description="Only rows of this table.")] = None,
    import_id: Annotated[UUID | None, QueryParameter(description="Only what this import did.")] = None,
) -> Page[Change]:
    """Every change of the catalogue, the oldest first: a feed, for whoever keeps a copy up to date.

    `next` is always there, on an empty page too, on the very first as well: keep it, and ask with it again
    later. Every committed change comes exactly once: a transaction is shown when none that began to write
    before it is still under way, so nothing appears behind a cursor. Transactions come in the order in which
    they began to write; of two changes of one row the one with the higher `id` is the later, also where it
    comes first. CSV and NDJSON end with what can be shown now.
    """
    return await pages.of(OLDEST, partial(changes.feed, db, table=table, import_id=import_id), Change)


router = Router(
    "/",
    tags=["Changes"],
    route_handlers=[
        list_model_changes,
        list_benchmark_changes,
        list_result_changes,
        list_opinion_changes,
        list_use_case_changes,
        list_price_changes,
        list_changes,
    ],
)
