"""Prices over HTTP."""

from datetime import date
from functools import partial
from typing import Annotated

from litestar import Router, get
from litestar.params import QueryParameter

from app.fields import address
from app.http.document import asks
from app.http.etags import versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import IdInPath, InDb, Of, found
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import prices
from app.queries.prices import Price

NEWEST = Order(Price, after_valid_from="valid_from", after_id="id")


@get(
    "/",
    operation_id="listPrices",
    summary="List prices",
    guards=[anyone],
    operation_class=asks(prices.newest),
    responses=fails(406),
)
async def list_prices(
    db: InDb,
    pages: InPages,
    *,
    model: Of = None,
    provider: Annotated[str | None, QueryParameter(max_length=100, description="Whatever the case.")] = None,
    tier: Annotated[str | None, QueryParameter(max_length=50, description="Whatever the case.")] = None,
    at: Annotated[date | None, QueryParameter(description="Only what is in force on this day.")] = None,
) -> Page[Price]:
    """Prices in USD per million tokens, the latest first day first.

    Without `at` the whole history; with it one price for each model, provider, offering and tier: the last
    that has begun by that day.
    """
    model_id, model_slug = address(model)
    ask = partial(
        prices.newest, db, model_id=model_id, model_slug=model_slug, provider=provider, tier=tier, at=at
    )
    return await pages.of(NEWEST, ask, Price)


@get(
    "/{id:int}",
    operation_id="getPrice",
    summary="Get a price",
    guards=[anyone],
    operation_class=asks(prices.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_price(db: InDb, id: IdInPath) -> Price:
    """One price in USD per million tokens, with the first day it holds."""
    return found(await prices.get(db, id=id), "price")


router = Router("/prices", tags=["Prices"], route_handlers=[list_prices, get_price])
