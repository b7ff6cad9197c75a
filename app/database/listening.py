"""Hints of the database that something has changed: they spare waiting, and nobody may count on them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final, Self

import asyncpg
import structlog

from app.database.address import Address
from app.database.pool import CONNECT_WAIT

#: Seconds after which the connection is replaced: one that a firewall has forgotten says nothing, for ever.
LIFETIME: Final = 300.0
CLOSE_WAIT: Final = 1.0
LONGEST_PAUSE: Final = 60.0

Hear = Callable[[str], None]
log = structlog.get_logger()


class Hints:
    """What is notified on a channel, by one connection of the process; it is opened once somebody listens.

    A transaction pooler has no sessions to listen in: behind one there are no hints.
    """

    def __init__(self, address: Address, channel: str) -> None:
        self._address = address
        self._channel = channel
        self._hearers: list[Hear] = []
        self._wanted = asyncio.Event()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Self]:
        task = asyncio.create_task(self._keep_listening())
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    @contextmanager
    def heard_by(self, hear: Hear) -> Iterator[None]:
        """Calls it with what is said; with nothing where something may have been missed."""
        self._hearers.append(hear)
        self._wanted.set()
        try:
            yield
        finally:
            self._hearers.remove(hear)

    def _tell(self, said: str) -> None:
        for hear in [*self._hearers]:
            hear(said)

    async def _keep_listening(self) -> None:
        failures = 0
        while not self._address.pooled:
            await self._wanted.wait()
            try:
                await self._listen()
            except Exception as error:  # whatever it is: who waits for hints also looks by himself
                if not failures:
                    log.warning("not_listening", channel=self._channel, error=type(error).__name__)
                failures += 1
                await asyncio.sleep(min(LONGEST_PAUSE, 2.0**failures))
            else:
                failures = 0

    async def _listen(self) -> None:
        """Until the connection is old; raises ConnectionError where it is lost before."""
        connection = await asyncpg.connect(**{**self._address.asyncpg(), "timeout": CONNECT_WAIT})
        try:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(self._channel, self._heard)
            self._tell("")
            with suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), LIFETIME)
                raise ConnectionError
        finally:
            await connection.close(timeout=CLOSE_WAIT)

    def _heard(self, _: Any, __: int, ___: str, said: object) -> None:
        self._tell(str(said))
