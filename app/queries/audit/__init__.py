"""What happened to accounts: append-only."""

from datetime import date, datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Raw, Struct

from app.fields import INT8_MAX
from app.queries.loader import Db, query


@query
async def note(
    db: Db,
    *,
    actor: UUID | None,
    action: str,
    subject: str | None,
    request_id: str | None,
    ip: IPv4Address | IPv6Address | None,
    detail: Raw,
) -> None: ...


@query
async def forget(db: Db) -> int: ...


class Event(Struct, frozen=True):
    """Something that happened to an account."""

    id: Annotated[int, Meta(ge=1, le=INT8_MAX, description="Never reused; the later, the higher.")]
    at: Annotated[datetime, Meta(tz=True, description="When its transaction began.")]
    actor: (
        Annotated[
            str,
            Meta(
                description="Who did it; null for the command line, nobody, and who is gone.",
                examples=["ann"],
            ),
        ]
        | None
    )
    actor_id: Annotated[UUID, Meta(description="The same by id, which stays when an account goes.")] | None
    action: Annotated[str, Meta(description="What happened.", examples=["user.disable"])]
    subject: Annotated[str, Meta(description="To what, mostly the id of an account.")] | None
    request_id: Annotated[str, Meta(description="Finds the request in the log.")] | None
    ip: Annotated[str, Meta(description="From where.", examples=["192.0.2.1"])] | None
    detail: Annotated[Raw, Meta(description="More, as an object; never a secret.")]


@query
async def newest(
    db: Db,
    *,
    actor_id: UUID | None,
    actor_name: str | None,
    action: str | None,
    subject: str | None,
    happened_from: date | None,
    happened_to: date | None,
    after_id: int | None,
    limit: int,
) -> list[Event]: ...
