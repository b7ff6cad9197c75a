"""Use cases: what a model is used for."""

from msgspec import Struct

from app.fields import Id, Moment, Slug
from app.queries.loader import Db, query


class UseCase(Struct, frozen=True):
    """What a model is used for, and who says so."""

    id: Id
    model: Slug
    model_name: str
    use_case: str
    description: str | None
    mentioned_by: str | None
    created_at: Moment
    updated_at: Moment


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
