"""Mappings: what people say of files that do not say it themselves, kept under a name."""

from typing import Annotated

from msgspec import Meta, Raw, Struct

from app.fields import READABLE, Created, Prose, Updated
from app.queries.loader import Db, query

MappingName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=READABLE,
        description="How imports ask for it.",
        examples=["our-spreadsheet"],
    ),
]
Purpose = Annotated[Prose, Meta(description="Which files it is for.")]


class KeptMapping(Struct, frozen=True):
    """One mapping, or several, each for the files that its pattern names."""

    name: MappingName
    description: Purpose | None
    mapping: Annotated[Raw, Meta(description="As it was put: an object, or an array of several.")]
    created_at: Created
    updated_at: Updated


@query
async def get(db: Db, *, name: str) -> KeptMapping | None: ...


@query
async def every(db: Db, *, after_name: str | None, limit: int) -> list[KeptMapping]: ...


@query
async def lock(db: Db, *, name: str) -> str | None: ...


@query
async def keep(db: Db, *, name: str, description: str | None, mapping: Raw) -> bool: ...


@query
async def remove(db: Db, *, name: str) -> None: ...
