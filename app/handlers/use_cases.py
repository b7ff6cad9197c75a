"""Use cases over HTTP."""

from functools import partial

from litestar import Router, get

from app.fields import address
from app.http.document import asks
from app.http.etags import versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import English, IdInPath, InDb, Of, found
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import use_cases
from app.queries.use_cases import UseCase

NEWEST = Order(UseCase, after_id="id")


@get(
    "/",
    operation_id="listUseCases",
    summary="List use cases",
    guards=[anyone],
    operation_class=asks(use_cases.newest),
    responses=fails(406),
)
async def list_use_cases(
    db: InDb,
    pages: InPages,
    model: Of = None,
    q: English = None,
) -> Page[UseCase]:
    """Use cases, the last written first; q looks in the use case and its description."""
    model_id, model_slug = address(model)
    ask = partial(use_cases.newest, db, model_id=model_id, model_slug=model_slug, q=q)
    return await pages.of(NEWEST, ask, UseCase)


@get(
    "/{id:int}",
    operation_id="getUseCase",
    summary="Get a use case",
    guards=[anyone],
    operation_class=asks(use_cases.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_use_case(db: InDb, id: IdInPath) -> UseCase:
    """One use case, with the model it is about."""
    return found(await use_cases.get(db, id=id), "use case")


router = Router("/use-cases", tags=["Use cases"], route_handlers=[list_use_cases, get_use_case])
