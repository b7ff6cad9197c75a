"""The process of `catalogue worker`: workers, and nothing that answers."""

import asyncio
import signal
from asyncio import Event
from functools import partial
from typing import Final

import structlog

from app.database import connection
from app.database.address import parse
from app.database.listening import Hints
from app.database.once import ask
from app.database.pool import Database
from app.datasets.attempts import Means
from app.datasets.storage import Storage
from app.datasets.worker import CHANNEL, at_work
from app.settings import Settings

ENDS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

log = structlog.get_logger()


def work(settings: Settings, readers: int) -> None:
    """So many workers on a database that is reachable, until a signal; raises SchemaError or DatabaseAway."""
    ask(settings, partial(_work, settings, readers))


async def _work(settings: Settings, readers: int, database: Database) -> None:
    ending = _ended_by_signals()
    means = Means.of(settings, database, Storage.of(settings, connection.home(settings)))
    hints = Hints(parse(settings.database_url or ""), CHANNEL)
    async with hints.opened(), at_work(readers, means, hints, ending):
        log.info("worker_started", readers=readers)
        await ending.wait()
    log.info("worker_ended")


def _ended_by_signals() -> Event:
    ending = Event()
    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores one
            asyncio.get_running_loop().add_signal_handler(number, ending.set)
    return ending
