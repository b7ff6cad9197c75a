"""Opinions: what people say of a model."""

from datetime import date
from uuid import UUID

from msgspec import Raw, Struct

from app.fields import (
    Author,
    Content,
    Created,
    Id,
    Judgement,
    Medium,
    ModelName,
    Published,
    Slug,
    Tags,
    Updated,
    Url,
)
from app.people import Writer
from app.queries.loader import Db, query


class Opinion(Struct, frozen=True):
    """What somebody said of a model; sentiment is null where nobody has judged."""

    id: Id
    model: Slug
    model_name: ModelName
    content: Content
    sentiment: Judgement | None
    source: Medium | None
    author: Author | None
    url: Url | None
    date_published: Published | None
    tags: Tags
    created_by: Writer | None
    created_at: Created
    updated_at: Updated


@query
async def get(db: Db, *, id: int) -> Opinion | None: ...


@query
async def newest(
    db: Db,
    *,
    model_id: int | None,
    model_slug: str | None,
    sentiment: str | None,
    source: str | None,
    author: str | None,
    tags_any: list[str] | None,
    tags_all: list[str] | None,
    published_from: date | None,
    published_to: date | None,
    after_published: date | None,
    after_id: int | None,
    limit: int,
) -> list[Opinion]: ...


@query
async def search(
    db: Db,
    *,
    q: str,
    model_id: int | None,
    model_slug: str | None,
    sentiment: str | None,
    source: str | None,
    author: str | None,
    tags_any: list[str] | None,
    tags_all: list[str] | None,
    published_from: date | None,
    published_to: date | None,
    after_published: date | None,
    after_id: int | None,
    limit: int,
) -> list[Opinion]: ...


@query
async def of_model(
    db: Db,
    *,
    model_id: int | None,
    model_slug: str | None,
    after_published: date | None,
    after_id: int | None,
    limit: int,
) -> list[Opinion]: ...


@query
async def create(
    db: Db,
    *,
    model: str,
    content: str,
    sentiment: str | None,
    source: str | None,
    author: str | None,
    url: str | None,
    date_published: date | None,
    tags: list[str],
) -> int: ...


@query
async def lock(db: Db, *, id: int, caller: UUID) -> bool | None: ...


@query
async def change(db: Db, *, id: int, patch: Raw) -> None: ...


@query
async def remove(db: Db, *, id: int) -> None: ...
