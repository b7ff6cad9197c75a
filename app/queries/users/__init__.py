"""Users: who may sign in."""

from ipaddress import IPv4Address, IPv6Address
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Raw, Struct

from app.fields import Created, Updated
from app.people import Email, FullName, Rank, Username
from app.queries.loader import Db, query


class User(Struct, frozen=True):
    """An account, as its owner and superusers see it."""

    id: Annotated[UUID, Meta(description="Never reused.")]
    username: Username
    email: Email
    full_name: FullName | None
    role: Rank
    is_superuser: Annotated[bool, Meta(description="Manages users, and may do everything else.")]
    is_active: Annotated[bool, Meta(description="Whether they may sign in; false ends every session.")]
    created_at: Created
    updated_at: Updated


class Credentials(Struct, frozen=True):
    """What a sign-in is compared with; familiar is an address from which it has worked of late."""

    id: UUID
    hashed_password: str
    is_active: bool
    is_familiar: bool


@query
async def get(db: Db, *, id: UUID) -> User | None: ...


@query
async def credentials(db: Db, *, name: str, ip: IPv4Address | IPv6Address | None) -> Credentials | None: ...


@query
async def rehash(db: Db, *, id: UUID, hashed_password: str, better: str) -> None: ...


@query
async def every(
    db: Db,
    *,
    q: str | None,
    role: str | None,
    is_active: bool | None,
    is_superuser: bool | None,
    after_username: str | None,
    limit: int,
) -> list[User]: ...


@query
async def create(
    db: Db,
    *,
    email: str,
    username: str,
    full_name: str | None,
    hashed_password: str,
    role: str,
    is_superuser: bool,
) -> User: ...


@query
async def lock(db: Db, *, id: UUID) -> User | None: ...


@query
async def lock_named(db: Db, *, name: str) -> User | None: ...


@query
async def change(db: Db, *, id: UUID, patch: Raw) -> User: ...


@query
async def remove(db: Db, *, id: UUID) -> None: ...


class OwnPassword(Struct, frozen=True):
    """What a password is compared with, and the words that a new one may not be made of."""

    hashed_password: str
    username: str
    email: str
    full_name: str | None


@query
async def own_password(db: Db, *, id: UUID) -> OwnPassword | None: ...


@query
async def set_password(db: Db, *, id: UUID, before: str, hashed_password: str) -> UUID | None: ...


@query
async def set_email(db: Db, *, id: UUID, hashed_password: str, email: str) -> User | None: ...
