"""What is kept of accounts for some time only: what has ended, old invitations, counts, the audit."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Final

import structlog

from app.hourly import hourly
from app.http import incidents
from app.queries import api_keys, audit, invitations, sessions, throttle
from app.queries.loader import Db

#: Each deletes what is past its time, at most 10,000 rows, and says how many that were.
FORGETTING: Final[dict[str, Callable[[Db], Awaitable[int]]]] = {
    "sessions": sessions.forget,
    "api_keys": api_keys.forget,
    "invitations": invitations.forget,
    "throttle": throttle.forget,
    "audit": audit.forget,
}

log = structlog.get_logger()


def kept(db: Db) -> AbstractAsyncContextManager[None]:
    """Forgets about once an hour while the service runs."""
    return hourly(partial(forget, db))


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
