"""Requests that ran into each other: one of them is tried again, instead of by its client."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Final

from litestar import Litestar

from app.database.faults import collided

ATTEMPTS: Final = 4
LONGEST_PAUSE: Final = 0.05
READING: Final = {"GET", "OPTIONS"}


def retrying(app: Litestar) -> Litestar:
    """Runs what writes again where the database has ended its transaction in favour of another.

    That has undone all that the handler did, so another time is as good as the first; after ATTEMPTS the
    client is told to try again. No middleware could do this: to it, an error is an answer already.
    """
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not handler.http_methods <= READING:
                handler._fn = _again(handler.fn)
    return app


def _again(write: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @wraps(write)
    async def written(**given: Any) -> Any:
        for _ in range(ATTEMPTS - 1):
            try:
                return await write(**given)
            except Exception as error:
                if not collided(error):
                    raise
            await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311  # nobody gains by guessing it
        return await write(**given)

    return written
