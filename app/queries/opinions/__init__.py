"""Opinions: what people say of a model."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from app.fields import Created, Id, ModelName, Sentiment, Slug, Updated
from app.queries.loader import Db, query


class Opinion(Struct, frozen=True):
    """What somebody said of a model; sentiment is null where nobody has judged."""

    id: Id
    model: Slug
    model_name: ModelName
    content: Annotated[str, Meta(description="What was said.")]
    sentiment: Annotated[Sentiment, Meta(description="As somebody judged it; null where nobody has.")] | None
    source: Annotated[str, Meta(description="Where it was said.", examples=["Hacker News"])] | None
    author: Annotated[str, Meta(description="Who said it.")] | None
    url: Annotated[str, Meta(description="Where it can be read.")] | None
    date_published: Annotated[date, Meta(description="The day it was said, where it is known.")] | None
    tags: Annotated[list[str], Meta(description="What it is about.", examples=[["speed", "price"]])]
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
