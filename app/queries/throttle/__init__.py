"""How often something may be tried, counted for all workers together."""

from app.queries.loader import Db, query


@query
async def take(db: Db, *, keys: list[bytes], seconds: list[float], bursts: list[int]) -> int | None: ...


@query
async def forget(db: Db) -> int: ...
