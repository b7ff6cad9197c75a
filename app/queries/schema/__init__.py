"""The schema itself: which migrations it has had."""

from app.queries.loader import Db, query


@query
async def applied(db: Db) -> list[str]: ...


@query
async def since(db: Db) -> str | None: ...
