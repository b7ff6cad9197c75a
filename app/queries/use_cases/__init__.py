"""Use cases: what a model is used for."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Raw, Struct

from app.fields import Created, Id, ModelName, Prose, Slug, Updated, Use, Witness
from app.people import Writer
from app.queries.loader import Db, query


class UseCase(Struct, frozen=True):
    """What a model is used for, and who says so."""

    id: Id
    model: Slug
    model_name: ModelName
    use_case: Use
    description: Annotated[Prose, Meta(description="How, in prose.")] | None
    mentioned_by: Witness | None
    created_by: Writer | None
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


@query
async def create(
    db: Db, *, model: str, use_case: str, description: str | None, mentioned_by: str | None
) -> int: ...


@query
async def lock(db: Db, *, id: int, caller: UUID) -> bool | None: ...


@query
async def change(db: Db, *, id: int, patch: Raw) -> None: ...


@query
async def remove(db: Db, *, id: int) -> None: ...
