"""Models that turned out to be one."""

from app.queries.loader import Db, query


@query
async def moved(db: Db, *, id: int | None, slug: str | None) -> str | None: ...
