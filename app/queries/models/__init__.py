"""Models: what the catalogue is about."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Raw, Struct

from app.fields import Created, Id, License, ModelName, ModelStatus, Organization, Prose, Slug, Updated
from app.queries.loader import Db, query


class Model(Struct, frozen=True):
    """An AI model as people name it."""

    id: Id
    slug: Slug
    name: ModelName
    organization: Organization
    release_date: Annotated[date, Meta(description="The day of its release, where it is known.")] | None
    license: License | None
    status: Annotated[ModelStatus, Meta(description="Its life cycle.")]
    description: Prose | None
    metadata: (
        Annotated[Raw, Meta(description='What else is known, for example `{"context_window": 128000}`.')]
        | None
    )
    aliases: Annotated[list[str], Meta(description="What else it is called.")]
    created_at: Created
    updated_at: Updated


@query
async def get(db: Db, *, id: int | None, slug: str | None) -> Model | None: ...


@query
async def by_name(db: Db, *, after_name: str | None, after_id: int | None, limit: int) -> list[Model]: ...


@query
async def by_release(
    db: Db, *, after_release: date | None, after_id: int | None, limit: int
) -> list[Model]: ...


@query
async def by_name_among(
    db: Db,
    *,
    organization: str | None,
    license: str | None,
    status: str | None,
    released_from: date | None,
    released_to: date | None,
    metadata: Raw | None,
    metadata_path: list[str] | None,
    metadata_op: str | None,
    metadata_value: Raw | None,
    q: str | None,
    after_name: str | None,
    after_id: int | None,
    limit: int,
) -> list[Model]: ...


@query
async def by_release_among(
    db: Db,
    *,
    organization: str | None,
    license: str | None,
    status: str | None,
    released_from: date | None,
    released_to: date | None,
    metadata: Raw | None,
    metadata_path: list[str] | None,
    metadata_op: str | None,
    metadata_value: Raw | None,
    q: str | None,
    after_release: date | None,
    after_id: int | None,
    limit: int,
) -> list[Model]: ...


@query
async def create(
    db: Db,
    *,
    name: str,
    slug: str | None,
    organization: str,
    release_date: date | None,
    license: str | None,
    status: str,
    description: str | None,
    metadata: Raw | None,
) -> int: ...


@query
async def lock(db: Db, *, id: int | None, slug: str | None) -> int | None: ...


@query
async def change(db: Db, *, id: int, patch: Raw) -> None: ...


@query
async def call(db: Db, *, id: int, aliases: list[str]) -> None: ...


@query
async def remove(db: Db, *, id: int) -> None: ...
