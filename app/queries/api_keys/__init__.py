"""API keys: long-lived, for programs."""

from app.fields import Caller
from app.queries.loader import Db, query


@query
async def caller(db: Db, *, secret_hash: bytes) -> Caller | None: ...
