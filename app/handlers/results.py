"""Results over HTTP."""

from datetime import date
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Struct
from msgspec.structs import asdict

from app.fields import Evidence, address
from app.http.document import asks
from app.http.etags import versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import IdInPath, InDb, InPath, Of, found, model_at
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import merges, models, results
from app.queries.results import Result

NEWEST = Order(Result, after_date="date_tested", after_id="id")


class ResultFilter(Struct, frozen=True):
    """What a list of results can be narrowed to; the fields are parameters of the query."""

    model_id: int | None
    model_slug: str | None
    benchmark_id: int | None
    benchmark_slug: str | None
    evidence: str | None
    source: str | None
    status: str | None
    import_id: UUID | None
    tested_from: date | None
    tested_to: date | None


def result_filter(
    model: Of = None,
    benchmark: Of = None,
    evidence: Annotated[Evidence | None, QueryParameter(description="Who tested.")] = None,
    source: Annotated[str | None, QueryParameter(max_length=255, description="Whatever the case.")] = None,
    status: Annotated[
        Literal["active", "retracted", "superseded", "any"],
        QueryParameter(description="Whether it still holds."),
    ] = "active",
    import_id: Annotated[UUID | None, QueryParameter(description="Only what this import brought.")] = None,
    tested_from: Annotated[date | None, QueryParameter(description="First day of testing.")] = None,
    tested_to: Annotated[date | None, QueryParameter(description="Last day of testing.")] = None,
) -> ResultFilter:
    return ResultFilter(
        *address(model),
        *address(benchmark),
        evidence,
        source,
        None if status == "any" else status,
        import_id,
        tested_from,
        tested_to,
    )


@get(
    "/results",
    operation_id="listResults",
    summary="List results",
    guards=[anyone],
    operation_class=asks(results.newest),
    responses=fails(406),
    dependencies={"narrow": Provide(result_filter, sync_to_thread=False)},
)
async def list_results(db: InDb, pages: InPages, narrow: NamedDependency[ResultFilter]) -> Page[Result]:
    """Results, the latest test first and those without a date last; retracted ones only where asked for."""
    return await pages.of(NEWEST, partial(results.newest, db, **asdict(narrow)), Result)


@get(
    "/results/{id:int}",
    operation_id="getResult",
    summary="Get a result",
    guards=[anyone],
    operation_class=asks(results.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_result(db: InDb, id: IdInPath) -> Result:
    """One result, whatever its status; a retracted one says why."""
    return found(await results.get(db, id=id), "result")


@get(
    "/models/{model:str}/results",
    operation_id="listModelResults",
    summary="List a model's results",
    guards=[anyone],
    operation_class=asks(results.of_model, models.get, merges.moved),
    responses=fails(404, 406),
)
async def list_model_results(db: InDb, pages: InPages, model: InPath) -> Page[Result]:
    """All active results of a model, the latest test first and those without a date last."""
    model_id, model_slug = address(model)

    ask = partial(results.of_model, db, model_id=model_id, model_slug=model_slug)
    return await pages.of(
        NEWEST,
        ask,
        Result,
        parent=lambda: model_at((model_id, model_slug), partial(models.get, db), partial(merges.moved, db)),
    )


router = Router("/", tags=["Results"], route_handlers=[list_results, get_result, list_model_results])
