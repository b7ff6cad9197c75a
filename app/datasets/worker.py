"""Reads what people have uploaded, one dataset after the other."""

import asyncio
import os
import random
import socket
from asyncio import Event, Task
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from secrets import token_hex
from typing import Final

from app.database.listening import Hints
from app.datasets.attempts import MOST, Attempt, Means
from app.datasets.pauses import first_of
from app.http import incidents
from app.queries import datasets

#: Where the database says which datasets have changed.
CHANNEL: Final = "datasets"
LONGEST_BACKOFF: Final = 30.0
#: Seconds between two looks at something that somebody else has locked.
SOON: Final = 0.1
#: Seconds in which what is being read is given back.
LAST_WORDS: Final = 5.0


class Worker:
    """Takes what waits, whenever it is told to look or by looking; only `ending` ends it."""

    def __init__(self, means: Means, ending: Event) -> None:
        self._means = means
        self._ending = ending
        self._woken = Event()

    def wake(self, _: str = "") -> None:
        """There may be something to do."""
        self._woken.set()

    async def run(self) -> None:
        """What it is at when `ending` is set is given back at once."""
        failures = 0
        while not self._ending.is_set():
            self._woken.clear()
            try:
                if not await self.take():
                    await self._idle()
            except Exception as error:  # whatever it is, the next dataset may be better off
                incidents.crash("dataset_worker", "", error)
                failures += 1
                await first_of(min(LONGEST_BACKOFF, 0.5 * 2.0**failures), self._ending)
            else:
                failures = 0

    async def take(self) -> bool:
        """Reads the dataset that has waited longest; False where none waits."""
        holder = f"{socket.gethostname()[:50]}:{os.getpid()}:{token_hex(8)}"
        claimed = await datasets.claim(
            self._means.database, holder=holder, seconds=self._means.pace.lease, most=MOST
        )
        if claimed is None:
            return False
        await Attempt(self._means, claimed, holder).make(self._ending)
        return True

    async def _idle(self) -> None:
        """Until somebody says that there may be work, or it is time to look."""
        due = await datasets.due(self._means.database)
        look = random.uniform(*self._means.pace.look)  # noqa: S311  # nobody gains by guessing it
        await first_of(look if due is None else min(max(due, SOON), look), self._woken, self._ending)


@asynccontextmanager
async def at_work(count: int, means: Means, hints: Hints, ending: Event) -> AsyncIterator[None]:
    """So many workers, until `ending` is set; the end of the block sets it."""
    workers = [Worker(means, ending) for _ in range(count)]
    with ExitStack() as stack:
        for worker in workers:
            stack.enter_context(hints.heard_by(worker.wake))
        tasks = [asyncio.create_task(worker.run()) for worker in workers]
        try:
            yield
        finally:
            ending.set()
            await _ended(tasks)


async def _ended(tasks: list[Task[None]]) -> None:
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=LAST_WORDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
