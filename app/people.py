"""People: what is said of them, and who it is that asks."""

from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import Meta, Struct

from app.fields import ACCOUNT, PRINTED

Role = Literal["member", "editor"]
Rank = Annotated[Role, Meta(description="Members give opinions; editors write the catalogue.")]
Email = Annotated[
    str,
    Meta(min_length=3, max_length=254, description="In lower case.", examples=["ann@example.org"]),
]
Username = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=50,
        pattern=ACCOUNT,
        description="The name to sign in with, in lower case; everybody sees it.",
        examples=["ann"],
    ),
]
FullName = Annotated[
    str, Meta(min_length=1, max_length=255, pattern=PRINTED, description="As the person writes it.")
]
NewPassword = Annotated[
    str,
    Meta(
        min_length=15,
        max_length=128,
        description="15 to 128 characters of any kind that others do not guess; four words do.",
        examples=["herons count the tall ships"],
    ),
]
GivenPassword = Annotated[str, Meta(min_length=1, max_length=1024, description="The password as it is.")]
Writer = Annotated[
    str,
    Meta(
        description="Who wrote it here, by the name they sign in with; null where nobody did.",
        examples=["ann"],
    ),
]
Scope = Literal["read", "write"]


class Caller(Struct, frozen=True):
    """Who asks, by a session or by a key; a session has no scopes, for it may do whatever its owner may."""

    id: UUID
    username: str
    role: Role
    is_superuser: bool
    session: UUID | None
    scopes: list[Scope] | None


class Cause(Struct, frozen=True):
    """Who changes the catalogue, and why; null where nobody says."""

    actor: UUID | None = None
    reason: str | None = None


NOBODY_SAYS: Final = Cause()
