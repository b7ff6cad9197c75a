"""Invitations: one-time permissions to register, each for one address and one role."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from app.fields import Moment
from app.people import Email, Rank, Username
from app.queries.loader import Db, query
from app.queries.users import User

InvitationStatus = Literal["open", "accepted", "expired"]


class Invitation(Struct, frozen=True):
    """Who may register, as superusers see it."""

    id: Annotated[UUID, Meta(description="Never reused.")]
    email: Email
    role: Rank
    status: Annotated[InvitationStatus, Meta(description="Whether it can still be used.")]
    invited_by: Username | None
    created_at: Annotated[datetime, Meta(tz=True, description="When it was made.")]
    expires_at: Annotated[datetime, Meta(tz=True, description="Not accepted from then on.")]
    accepted_at: Annotated[Moment, Meta(description="When somebody has registered with it.")] | None


class TakenBack(Struct, frozen=True):
    """Whom it had invited; false where they have accepted it before."""

    email: str
    is_taken_back: bool


@query
async def newest(
    db: Db,
    *,
    status: InvitationStatus | None,
    after_created_at: datetime | None,
    after_id: UUID | None,
    limit: int,
) -> list[Invitation]: ...


@query
async def create(
    db: Db, *, email: str, role: str, token_hash: bytes, invited_by: UUID, days: int
) -> Invitation | None: ...


@query
async def accept(
    db: Db, *, token_hash: bytes, email: str, username: str, full_name: str | None, hashed_password: str
) -> User | None: ...


@query
async def take_back(db: Db, *, id: UUID) -> TakenBack | None: ...


@query
async def forget(db: Db) -> int: ...
