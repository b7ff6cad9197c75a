"""Models: what the catalogue is about."""

from datetime import date

from msgspec import Raw, Struct

from app.fields import Id, ModelStatus, Moment, Slug
from app.queries.loader import Db, query


class Model(Struct, frozen=True):
    """An AI model as people name it."""

    id: Id
    slug: Slug
    name: str
    organization: str
    release_date: date | None
    license: str | None
    status: ModelStatus
    description: str | None
    metadata: Raw | None
    aliases: list[str]
    created_at: Moment
    updated_at: Moment


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
