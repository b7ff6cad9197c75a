"""Users: who may sign in."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from app.fields import Created, Email, FullName, Rank, Updated, Username
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


@query
async def get(db: Db, *, id: UUID) -> User | None: ...
