"""Use cases: what a model is used for."""

from typing import Annotated

from msgspec import Meta, Struct

from app.fields import Created, Id, ModelName, Slug, Updated
from app.queries.loader import Db, query


class UseCase(Struct, frozen=True):
    """What a model is used for, and who says so."""

    id: Id
    model: Slug
    model_name: ModelName
    use_case: Annotated[str, Meta(description="What it is used for.", examples=["Code review"])]
    description: Annotated[str, Meta(description="How, in prose.")] | None
    mentioned_by: Annotated[str, Meta(description="Who says so.")] | None
    created_at: Created
    updated_at: Updated


@query
async def get(db: Db, *, id: int) -> UseCase | None: ...


@query
async def newest(
    db: Db,
    *,
    model_id: int | None,
    model_slug: str | None,
    q: str | None,
    after_id: int | None,
    limit: int,
) -> list[UseCase]: ...
