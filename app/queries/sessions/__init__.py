"""Sessions: one sign-in on one device, and who it is."""

from uuid import UUID

from app.fields import Caller
from app.queries.loader import Db, query


@query
async def caller(db: Db, *, session: UUID, user: UUID) -> Caller | None: ...
