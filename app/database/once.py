"""The database for one command, with or without a service beside it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.database.address import Address, parse
from app.database.faults import Meaning, meaning
from app.database.pool import Database
from app.database.schema import check
from app.settings import Settings

T = TypeVar("T")


class DatabaseAway(Exception):
    """Nothing answers at the address, in one line."""


def ask(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """What the work gives; raises SchemaError, or DatabaseAway, and what the work raises."""
    address = parse(settings.database_url or "")
    try:
        return asyncio.run(_asked(address, settings, work))
    except Exception as error:
        if meaning(error) is not Meaning.AWAY:
            raise
        raise DatabaseAway(
            f"The database {address} is away ({str(error) or type(error).__name__})."
        ) from None


async def _asked(address: Address, settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    async with Database(address, settings).opened() as database:
        await check(database)
        return await work(database)
