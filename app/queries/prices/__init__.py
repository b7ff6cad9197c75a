"""Prices: what an offering of a model costs from a day on."""

from datetime import date

from msgspec import Raw, Struct

from app.fields import (
    Amount,
    Created,
    FirstDay,
    Id,
    ModelName,
    Offering,
    Provider,
    Slug,
    Tier,
    Updated,
    Url,
)
from app.queries.loader import Db, query


class Price(Struct, frozen=True):
    """What an offering costs from valid_from until the next price of the same provider, offering and tier."""

    id: Id
    model: Slug
    model_name: ModelName
    provider: Provider
    offering: Offering
    tier: Tier
    valid_from: FirstDay
    input: Amount | None
    output: Amount | None
    cache_read: Amount | None
    cache_write: Amount | None
    source_url: Url | None
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


@query
async def create(
    db: Db,
    *,
    model: str,
    provider: str,
    offering: str,
    tier: str,
    valid_from: date,
    input: float | None,
    output: float | None,
    cache_read: float | None,
    cache_write: float | None,
    source_url: str | None,
) -> int: ...


@query
async def lock(db: Db, *, id: int) -> int | None: ...


@query
async def change(db: Db, *, id: int, patch: Raw) -> None: ...


@query
async def remove(db: Db, *, id: int) -> None: ...
