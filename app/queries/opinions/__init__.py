"""Opinions: what people say of a model."""

from datetime import date

from msgspec import Struct

from app.fields import Id, Moment, Sentiment, Slug
from app.queries.loader import Db, query


class Opinion(Struct, frozen=True):
    """What somebody said of a model; sentiment is null where nobody has judged."""

    id: Id
    model: Slug
    model_name: str
    content: str
    sentiment: Sentiment | None
    source: str | None
    author: str | None
    url: str | None
    date_published: date | None
    tags: list[str]
    created_at: Moment
    updated_at: Moment


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
