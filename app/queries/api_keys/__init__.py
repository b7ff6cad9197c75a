"""API keys: long-lived, for programs."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from app.fields import PRINTED, Moment
from app.people import Caller, Scope
from app.queries.loader import Db, query

KeyStatus = Literal["active", "expired", "revoked"]
Scopes = Annotated[
    list[Scope],
    Meta(
        min_length=1,
        max_length=2,
        description="read: what is its owner's; write: change things as its owner.",
    ),
]
KeyName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=PRINTED,
        description="What it is for.",
        examples=["nightly runs"],
    ),
]


class ApiKey(Struct, frozen=True):
    """A key as its owner sees it, without its secret."""

    id: Annotated[UUID, Meta(description="Never reused.")]
    name: KeyName
    prefix: Annotated[
        str, Meta(description="How the key begins, to recognise it by.", examples=["cat_x7Qd0_"])
    ]
    scopes: Scopes
    status: Annotated[KeyStatus, Meta(description="Only active ones are accepted.")]
    created_at: Annotated[datetime, Meta(tz=True, description="When it was made.")]
    expires_at: Annotated[Moment, Meta(description="Not accepted from then on.")] | None
    last_used_at: Annotated[Moment, Meta(description="To five minutes.")] | None
    revoked_at: Annotated[Moment, Meta(description="When it was taken back.")] | None


class Revoked(Struct, frozen=True):
    """What the key was."""

    name: str
    scopes: list[Scope]


@query
async def caller(db: Db, *, secret_hash: bytes) -> Caller | None: ...


@query
async def of_user(
    db: Db, *, user_id: UUID, after_created_at: datetime | None, after_id: UUID | None, limit: int
) -> list[ApiKey]: ...


@query
async def create(
    db: Db,
    *,
    user_id: UUID,
    name: str,
    prefix: str,
    secret_hash: bytes,
    scopes: list[str],
    days: int,
    most: int,
) -> ApiKey | None: ...


@query
async def revoke(db: Db, *, user_id: UUID, id: UUID) -> Revoked | None: ...


@query
async def forget(db: Db) -> int: ...
