"""Models that turned out to be one: merged, and parted again."""

from typing import Annotated

from msgspec import Meta, Struct

from app.fields import INT8_MAX, Id, ModelName, Moment, Slug
from app.queries.loader import Db, query

ModelId = Annotated[int, Meta(ge=1, le=INT8_MAX, description="The model's id.", examples=[17])]
Count = Annotated[int, Meta(ge=0, description="Rows.")]


class Merge(Struct, frozen=True):
    """One model that became another, and what moved."""

    id: Id
    source_id: Annotated[ModelId, Meta(description="The model that was merged.")]
    source: Annotated[Slug, Meta(description="The address it had; it leads to the other model now.")]
    source_name: ModelName
    target_id: Annotated[ModelId, Meta(description="The model that it became.")]
    target: Annotated[Slug, Meta(description="That one's address; null once it is gone itself.")] | None
    target_name: ModelName | None
    results_moved: Annotated[Count, Meta(description="Results that moved, superseded ones included.")]
    results_superseded: Annotated[
        Count, Meta(description="Results that the other model had already; its own replaced them.")
    ]
    opinions_moved: Annotated[Count, Meta(description="Opinions that moved.")]
    use_cases_moved: Annotated[Count, Meta(description="Use cases that moved.")]
    prices_moved: Annotated[Count, Meta(description="Prices that moved.")]
    prices_dropped: Annotated[
        Count, Meta(description="Prices of an offering and day for which the other model had one.")
    ]
    names_moved: Annotated[Count, Meta(description="Names that became aliases, the model's own included.")]
    actor: Annotated[str, Meta(description="Who, by the name they sign in with.", examples=["ann"])] | None
    reason: Annotated[str, Meta(description="Why, where somebody said.")] | None
    created_at: Annotated[Moment, Meta(description="When it was done.")]
    undone_at: Annotated[Moment, Meta(description="When it was undone; null while it holds.")] | None


class Parties(Struct, frozen=True):
    """The ids of two models; null where there is none."""

    source: int | None
    target: int | None


class Party(Struct, frozen=True):
    """One of them, under lock."""

    id: int
    slug: str
    name: str


class Held(Struct, frozen=True):
    """A merge that is to be undone, under lock."""

    target_id: int
    undone: bool


@query
async def moved(db: Db, *, id: int | None, slug: str | None) -> str | None: ...


@query
async def get(db: Db, *, id: int) -> Merge | None: ...


@query
async def newest(db: Db, *, after_id: int | None, limit: int) -> list[Merge]: ...


@query
async def parties(db: Db, *, id: int | None, slug: str | None, into: str) -> Parties: ...


@query
async def lock_models(db: Db, *, source_id: int, target_id: int) -> list[Party]: ...


@query
async def lock_results(db: Db, *, source_id: int, target_id: int) -> int: ...


@query
async def move_names(db: Db, *, source_id: int, target_id: int) -> None: ...


@query
async def move_results(db: Db, *, source_id: int, target_id: int, why: str) -> None: ...


@query
async def move_opinions(db: Db, *, source_id: int, target_id: int) -> None: ...


@query
async def move_use_cases(db: Db, *, source_id: int, target_id: int) -> None: ...


@query
async def move_prices(db: Db, *, source_id: int, target_id: int) -> None: ...


@query
async def record(db: Db, *, source_id: int, slug: str, name: str, target_id: int) -> int: ...


@query
async def lock(db: Db, *, id: int) -> Held | None: ...


@query
async def later(db: Db, *, id: int) -> int | None: ...


@query
async def release_name(db: Db, *, id: int) -> None: ...


@query
async def restore_model(db: Db, *, id: int) -> int | None: ...


@query
async def restore_names(db: Db, *, id: int) -> None: ...


@query
async def restore_results(db: Db, *, id: int) -> None: ...


@query
async def restore_opinions(db: Db, *, id: int) -> None: ...


@query
async def restore_use_cases(db: Db, *, id: int) -> None: ...


@query
async def restore_prices(db: Db, *, id: int) -> None: ...


@query
async def restore_dropped_prices(db: Db, *, id: int) -> None: ...


@query
async def mark_undone(db: Db, *, id: int) -> None: ...
