"""Sessions: one sign-in on one device, and who it is."""

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from app.people import Caller
from app.queries.loader import Db, query


class Holder(Struct, frozen=True):
    """Whose session it is, and which."""

    user_id: UUID
    session_id: UUID


class Session(Struct, frozen=True):
    """One sign-in of one's own that has not ended."""

    id: Annotated[UUID, Meta(description="To end it by.")]
    created_at: Annotated[datetime, Meta(tz=True, description="When somebody signed in.")]
    last_used_at: Annotated[datetime, Meta(tz=True, description="When it was last refreshed.")] | None
    expires_at: Annotated[datetime, Meta(tz=True, description="It ends then at the latest.")]
    ip: Annotated[str, Meta(description="From where; null where that is not known.")] | None
    user_agent: Annotated[str, Meta(description="What the client calls itself.")] | None
    is_current: Annotated[bool, Meta(description="Whether it is the one that asks.")]


@query
async def caller(db: Db, *, session: UUID, user: UUID) -> Caller | None: ...


@query
async def begin(
    db: Db,
    *,
    user: UUID,
    hashed_password: str,
    days: int,
    user_agent: str | None,
    ip: IPv4Address | IPv6Address | None,
    token_hash: bytes,
) -> UUID | None: ...


@query
async def rotate(db: Db, *, token_hash: bytes, next_hash: bytes) -> Holder | None: ...


@query
async def end_reused(db: Db, *, token_hash: bytes, grace: float) -> Holder | None: ...


@query
async def end_one(db: Db, *, id: UUID, user: UUID, reason: str) -> UUID | None: ...


@query
async def end_every(db: Db, *, user: UUID, but: UUID | None, reason: str) -> int: ...


@query
async def of_user(
    db: Db,
    *,
    user: UUID,
    current: UUID | None,
    after_expires: datetime | None,
    after_id: UUID | None,
    limit: int,
) -> list[Session]: ...


@query
async def forget(db: Db) -> int: ...
