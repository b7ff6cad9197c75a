"""The history of the catalogue: who changed what, when and why."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Raw, Struct

from app.fields import INT8_MAX
from app.queries.loader import Db, query

#: Every table whose rows have a history.
Table = Literal[
    "models",
    "model_names",
    "benchmarks",
    "benchmark_names",
    "benchmark_results",
    "opinions",
    "use_cases",
    "model_prices",
]


class Change(Struct, frozen=True):
    """One row of the catalogue that was inserted, updated or deleted."""

    id: Annotated[
        int,
        Meta(
            ge=1,
            le=INT8_MAX,
            description="Never reused; of two changes of one row the later one has the higher.",
            examples=[4711],
        ),
    ]
    transaction: Annotated[
        int,
        Meta(ge=0, le=INT8_MAX, description="What was changed together has one number.", examples=[1807]),
    ]
    at: Annotated[datetime, Meta(tz=True, description="When the transaction began.")]
    table: Annotated[
        Table, Meta(description="Which table; `model_names` and `benchmark_names` hold aliases.")
    ]
    row: Annotated[
        int, Meta(ge=1, le=INT8_MAX, description="The id of the row; of an alias, of what it names.")
    ]
    action: Annotated[Literal["insert", "update", "delete"], Meta(description="What happened to it.")]
    actor: Annotated[str, Meta(description="Who, by the name they sign in with.", examples=["ann"])] | None
    reason: Annotated[str, Meta(description="Why, where somebody said.")] | None
    import_id: Annotated[UUID, Meta(description="The import that did it, where one did.")] | None
    before: Annotated[Raw, Meta(description="The row before, without whose it is; null if new.")] | None
    after: Annotated[Raw, Meta(description="The row after, without whose it is; null if gone.")] | None


@query
async def of_row(
    db: Db, *, tables: list[str], row: int, after_id: int | None, limit: int
) -> list[Change]: ...


@query
async def feed(
    db: Db,
    *,
    table: str | None,
    import_id: UUID | None,
    after_transaction: int | None,
    after_id: int | None,
    limit: int,
) -> list[Change]: ...


@query
async def attribute(db: Db, *, actor: UUID | None, reason: str | None) -> list[str]: ...


class Gone(Struct, frozen=True):
    """What went with something that was deleted, in rows."""

    aliases: Annotated[int, Meta(description="Other names it had.")]
    results: Annotated[int, Meta(description="Results, whatever their status.")]
    opinions: Annotated[int, Meta(description="Opinions of it.")]
    use_cases: Annotated[int, Meta(description="Use cases of it.")]
    prices: Annotated[int, Meta(description="Prices of it.")]


@query
async def gone(db: Db) -> Gone: ...
