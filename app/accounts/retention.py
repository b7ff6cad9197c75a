"""What is kept of accounts for some time only: what has ended, old invitations, counts, the audit."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from app.http import incidents
from app.queries import api_keys, audit, invitations, sessions, throttle
from app.queries.loader import Db

#: Seconds between two rounds of a worker, about; workers that began together do not go on together.
EVERY: Final = 3600.0
#: Each deletes what is past its time, at most 10,000 rows, and says how many that were.
FORGETTING: Final[dict[str, Callable[[Db], Awaitable[int]]]] = {
    "sessions": sessions.forget,
    "api_keys": api_keys.forget,
    "invitations": invitations.forget,
    "throttle": throttle.forget,
    "audit": audit.forget,
}

log = structlog.get_logger()


@asynccontextmanager
async def kept(db: Db) -> AsyncIterator[None]:
    """Forgets about once an hour while the service runs."""
    task = asyncio.create_task(_hourly(db))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _hourly(db: Db) -> None:
    while True:
        await asyncio.sleep(EVERY * random.uniform(0.5, 1.5))  # noqa: S311  # nobody gains by guessing it
        await forget(db)


async def forget(db: Db) -> dict[str, int]:
    """One round: how many rows of each are gone. What fails is in the log, and tried again the next time."""
    gone = {what: await _all_of(what, db) for what in FORGETTING}
    if any(gone.values()):
        log.info("forgotten", **gone)
    return gone


async def _all_of(what: str, db: Db) -> int:
    gone = 0
    try:
        while some := await FORGETTING[what](db):
            gone += some
    except Exception as error:  # whatever it is, it must not end the task
        incidents.crash("not_forgotten", "", error)
    return gone
