"""What happened to accounts: append-only."""

from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from msgspec import Raw

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
