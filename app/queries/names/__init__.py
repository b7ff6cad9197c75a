"""Names: what of the catalogue is called so, and what is called alike."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.fields import Id, Slug
from app.queries.loader import Db, query

FoundBy = Annotated[
    Literal["name", "alias", "organization"],
    Meta(description="`organization`: by its name or an alias behind the name of its organization."),
]
Similarity = Annotated[
    float,
    Meta(
        ge=0,
        le=1,
        description="The share of their groups of three letters that two names have in common. At 1 they may"
        " still differ, in a repeated word for example.",
        examples=[0.583],
    ),
]


class Called(Struct, frozen=True):
    """What has the name that was asked for; `matched` is how the catalogue writes that."""

    asked: str
    id: Id
    slug: Slug
    name: str
    found_by: FoundBy
    matched: str


class Alike(Struct, frozen=True):
    """What has a name that is like the one that was asked for; of several such names the most alike."""

    asked: str
    id: Id
    slug: Slug
    name: str
    matched: str
    similarity: Similarity


@query
async def models_called(db: Db, *, names: list[str]) -> list[Called]: ...


@query
async def benchmarks_called(db: Db, *, names: list[str]) -> list[Called]: ...


@query
async def models_alike(db: Db, *, names: list[str]) -> list[Alike]: ...


@query
async def benchmarks_alike(db: Db, *, names: list[str]) -> list[Alike]: ...
