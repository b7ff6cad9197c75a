"""Opinions over HTTP."""

from datetime import date
from functools import partial
from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Struct
from msgspec.structs import asdict

from app.fields import Sentiment, address
from app.http.document import asks
from app.http.etags import versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import English, IdInPath, InDb, InPath, Of, found, model_at
from app.http.permissions import anyone
from app.http.problems import BadParameter, fails
from app.queries import merges, models, opinions
from app.queries.opinions import Opinion

NEWEST = Order(Opinion, after_published="date_published", after_id="id")


class OpinionFilter(Struct, frozen=True):
    """What a list of opinions can be narrowed to; the fields are parameters of the query."""

    model_id: int | None
    model_slug: str | None
    sentiment: str | None
    source: str | None
    author: str | None
    tags_any: list[str] | None
    tags_all: list[str] | None
    published_from: date | None
    published_to: date | None


def opinion_filter(
    *,
    model: Of = None,
    sentiment: Annotated[Sentiment | None, QueryParameter(description="As somebody judged it.")] = None,
    source: Annotated[str | None, QueryParameter(max_length=255, description="Whatever the case.")] = None,
    author: Annotated[str | None, QueryParameter(max_length=255, description="Whatever the case.")] = None,
    tags_any: Annotated[
        str | None,
        QueryParameter(max_length=2000, description="At least one of these, for example `speed,price`."),
    ] = None,
    tags_all: Annotated[
        str | None, QueryParameter(max_length=2000, description="All of these, for example `speed,price`.")
    ] = None,
    published_from: Annotated[date | None, QueryParameter(description="First day of publication.")] = None,
    published_to: Annotated[date | None, QueryParameter(description="Last day of publication.")] = None,
) -> OpinionFilter:
    return OpinionFilter(
        *address(model),
        sentiment,
        source,
        author,
        labels("tags_any", tags_any),
        labels("tags_all", tags_all),
        published_from,
        published_to,
    )


def labels(name: str, text: str | None) -> list[str] | None:
    """Tags between commas; spaces around them and empty ones do not count, but there must be one."""
    if text is None:
        return None
    tags = [tag for part in text.split(",") if (tag := part.strip())]
    if not tags:
        raise BadParameter(name, "Empty; give it tags between commas, or leave it out.")
    return tags


@get(
    "/opinions",
    operation_id="listOpinions",
    summary="List opinions",
    guards=[anyone],
    operation_class=asks(opinions.newest, opinions.search),
    responses=fails(406),
    dependencies={"narrow": Provide(opinion_filter, sync_to_thread=False)},
)
async def list_opinions(
    db: InDb,
    pages: InPages,
    narrow: NamedDependency[OpinionFilter],
    q: English = None,
) -> Page[Opinion]:
    """Opinions, the latest first and those without a date last; a range of days holds dated ones only."""
    ask = partial(opinions.search, db, q=q) if q else partial(opinions.newest, db)
    return await pages.of(NEWEST, partial(ask, **asdict(narrow)), Opinion)


@get(
    "/opinions/{id:int}",
    operation_id="getOpinion",
    summary="Get an opinion",
    guards=[anyone],
    operation_class=asks(opinions.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_opinion(db: InDb, id: IdInPath) -> Opinion:
    """One opinion, with the model it is about."""
    return found(await opinions.get(db, id=id), "opinion")


@get(
    "/models/{model:str}/opinions",
    operation_id="listModelOpinions",
    summary="List a model's opinions",
    guards=[anyone],
    operation_class=asks(opinions.of_model, models.get, merges.moved),
    responses=fails(404, 406),
)
async def list_model_opinions(db: InDb, pages: InPages, model: InPath) -> Page[Opinion]:
    """All opinions of a model, the latest first and those without a date last."""
    model_id, model_slug = address(model)

    ask = partial(opinions.of_model, db, model_id=model_id, model_slug=model_slug)
    return await pages.of(
        NEWEST,
        ask,
        Opinion,
        parent=lambda: model_at((model_id, model_slug), partial(models.get, db), partial(merges.moved, db)),
    )


router = Router("/", tags=["Opinions"], route_handlers=[list_opinions, get_opinion, list_model_opinions])
