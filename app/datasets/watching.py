"""People who wait for datasets: now and then, and at each hint, one question for all of them."""

import asyncio
import random
from asyncio import Event
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

from app.database.listening import Hints
from app.datasets.pauses import first_of
from app.http import incidents
from app.queries import datasets
from app.queries.datasets import State
from app.queries.loader import Db

#: Seconds between two looks, at least and at most.
LOOK: Final = (1.0, 2.0)
#: So many may wait at once for the datasets of one process.
MOST: Final = 1000


class Waiter:
    """Somebody who knows how a dataset stands; `since` is the first look that can tell him something new."""

    def __init__(self, known: State, since: int) -> None:
        self.id = known.id
        self.since = since
        self.state: State | None = known
        self.told = Event()

    def tell(self, state: State | None) -> None:
        if state != self.state:
            self.state = state
            self.told.set()


class Watching:
    """Looks after the datasets that somebody waits for."""

    def __init__(self, db: Db, hints: Hints, ending: Event) -> None:
        self._db = db
        self._hints = hints
        self._ending = ending
        self._waiters: set[Waiter] = set()
        self._hinted = Event()
        self._looks = 0

    @property
    def is_full(self) -> bool:
        """Whether nobody else may wait."""
        return len(self._waiters) >= MOST

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Looks while the block runs, and somebody waits."""
        task = asyncio.create_task(self._look_on())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def states(self, known: State, silence: float) -> AsyncGenerator[State | None, None]:
        """How a dataset stands: as it is known, then whenever that changes, and again after so many seconds
        in which it did not; None where it is deleted. Ends when the process is about to.
        """
        with self._waiting(known) as waiter:
            while not self._ending.is_set():
                waiter.told.clear()
                yield waiter.state
                await first_of(silence, waiter.told, self._ending)

    @contextmanager
    def _waiting(self, known: State) -> Iterator[Waiter]:
        waiter = Waiter(known, self._looks + 1)
        self._waiters.add(waiter)
        self._hinted.set()
        try:
            yield waiter
        finally:
            self._waiters.remove(waiter)

    async def _look_on(self) -> None:
        while True:
            await self._hinted.wait()
            with self._hints.heard_by(lambda _: self._hinted.set()):
                while self._waiters:
                    self._hinted.clear()
                    await self._look()
                    await first_of(random.uniform(*LOOK), self._hinted)  # noqa: S311  # no secret
            self._hinted.clear()

    async def _look(self) -> None:
        self._looks = number = self._looks + 1
        try:
            found = await datasets.states(self._db, ids=[*{waiter.id for waiter in self._waiters}])
        except Exception as error:  # who waits goes on waiting, and the next look may see
            incidents.note("datasets_not_watched", "", error)
            return
        states = {state.id: state for state in found}
        for waiter in self._waiters:
            if waiter.since <= number:
                waiter.tell(states.get(waiter.id))
