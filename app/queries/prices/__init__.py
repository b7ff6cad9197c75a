"""Prices: what an offering of a model costs from a day on."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from app.fields import Created, Id, ModelName, Slug, Updated
from app.queries.loader import Db, query

Amount = Annotated[
    float, Meta(ge=0, description="USD per million tokens; null where not sold or unknown.", examples=[2.5])
]


class Price(Struct, frozen=True):
    """What an offering costs from valid_from until the next price of the same provider, offering and tier."""

    id: Id
    model: Slug
    model_name: ModelName
    provider: Annotated[str, Meta(description="Who sells it.", examples=["openai"])]
    offering: Annotated[str, Meta(description="What the provider calls it.", examples=["gpt-4o-2024-08-06"])]
    tier: Annotated[str, Meta(description="Under which terms it is sold.", examples=["batch"])]
    valid_from: Annotated[date, Meta(description="The first day that it holds.")]
    input: Amount | None
    output: Amount | None
    cache_read: Amount | None
    cache_write: Amount | None
    source_url: Annotated[str, Meta(description="Where it can be read.")] | None
    created_at: Created
    updated_at: Updated


@query
async def get(db: Db, *, id: int) -> Price | None: ...


@query
async def newest(
    db: Db,
    *,
    model_id: int | None,
    model_slug: str | None,
    provider: str | None,
    tier: str | None,
    at: date | None,
    after_valid_from: date | None,
    after_id: int | None,
    limit: int,
) -> list[Price]: ...
