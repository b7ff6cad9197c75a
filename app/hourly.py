"""Work that the service does about once an hour while it runs."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

#: Seconds between two rounds, about; processes that began together do not go on together.
EVERY: Final = 3600.0


@asynccontextmanager
async def hourly(work: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Nobody waits for it. It tells its own failures: what it raises would end it."""
    task = asyncio.create_task(_rounds(work))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _rounds(work: Callable[[], Awaitable[object]]) -> None:
    while True:
        await asyncio.sleep(EVERY * random.uniform(0.5, 1.5))  # noqa: S311  # nobody gains by guessing it
        await work()
