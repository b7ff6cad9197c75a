"""Prices over HTTP: made, changed, deleted."""

from functools import partial
from typing import Final

from litestar import Router, delete, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from app.fields import Amount, FirstDay, ModelAddress, Offering, Provider, Tier, Url
from app.http.bodies import Body, Unfit, columns, merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, made, versioned
from app.http.parameters import IdInPath, InCatalogue, InCause, existing, found
from app.http.permissions import editors_write
from app.http.problems import BODY, Fault, fails
from app.queries import prices
from app.queries.prices import Price

AMOUNTS: Final = ("input", "output", "cache_read", "cache_write")
DECIMALS: Final = 6


class NewPrice(Body, frozen=True):
    """A price that is not there yet."""

    model: ModelAddress
    provider: Provider
    offering: Offering
    valid_from: FirstDay
    tier: Tier = "standard"
    input: Amount | None = None
    output: Amount | None = None
    cache_read: Amount | None = None
    cache_write: Amount | None = None
    source_url: Url | None = None


class PricePatch(Body, frozen=True):
    """What is to be different; null takes a value away, what is left out stays."""

    model: ModelAddress | UnsetType = UNSET
    provider: Provider | UnsetType = UNSET
    offering: Offering | UnsetType = UNSET
    valid_from: FirstDay | UnsetType = UNSET
    tier: Tier | UnsetType = UNSET
    input: Amount | UnsetType | None = UNSET
    output: Amount | UnsetType | None = UNSET
    cache_read: Amount | UnsetType | None = UNSET
    cache_write: Amount | UnsetType | None = UNSET
    source_url: Url | UnsetType | None = UNSET


def exact(data: Body) -> None:
    """Raises Unfit where an amount has decimals that its column would round away without a word."""
    amounts = {name: getattr(data, name) for name in AMOUNTS}
    faults = [
        Fault(name, f"Expected at most {DECIMALS} decimals.")
        for name, amount in amounts.items()
        if isinstance(amount, float) and round(amount, DECIMALS) != amount
    ]
    if faults:
        raise Unfit(faults)


@post(
    "/",
    operation_id="createPrice",
    summary="Create a price",
    guards=[editors_write],
    operation_class=asks(prices.create, prices.get),
    responses=fails(409, *BODY),
    after_request=made("/api/v1/prices/{id}"),
)
async def create_price(db: InCatalogue, data: JSONBody[NewPrice], cause: InCause) -> Price:
    """What an offering of a model costs from a day on, in USD per million tokens.

    It holds until the next price of the same model, provider, offering and tier; of two on one day the second
    is refused. At least one of the four amounts is needed.
    """
    exact(data)
    async with db.transaction(cause) as tx:
        id = await prices.create(tx, **columns(data) | {"model": str(data.model)})
        return found(await prices.get(tx, id=id), "price")


@patch(
    "/{id:int}",
    operation_id="changePrice",
    summary="Change a price",
    guards=[editors_write],
    operation_class=asks(prices.lock, prices.get, prices.change),
    responses=fails(404, 409, 412, *BODY),
    after_request=versioned,
)
async def change_price(
    db: InCatalogue, id: IdInPath, data: JSONBody[PricePatch], cause: InCause, precondition: InPrecondition
) -> Price:
    """Only the fields that are sent change (merge patch, RFC 7396); `model` gives it to another one."""
    exact(data)
    async with db.transaction(cause) as tx:
        await existing(prices.lock(tx, id=id), "price")
        await precondition.check(partial(prices.get, tx, id=id))
        await prices.change(tx, id=id, patch=merge_patch(data))
        return found(await prices.get(tx, id=id), "price")


@delete(
    "/{id:int}",
    status_code=204,
    operation_id="deletePrice",
    summary="Delete a price",
    guards=[editors_write],
    operation_class=asks(prices.lock, prices.get, prices.remove),
    responses=fails(404, 412),
)
async def delete_price(db: InCatalogue, id: IdInPath, cause: InCause, precondition: InPrecondition) -> None:
    """The history keeps it: `/prices/{id}/changes`."""
    async with db.transaction(cause) as tx:
        await existing(prices.lock(tx, id=id), "price")
        await precondition.check(partial(prices.get, tx, id=id))
        await prices.remove(tx, id=id)


router = Router("/prices", tags=["Prices"], route_handlers=[create_price, change_price, delete_price])
