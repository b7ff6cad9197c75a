"""One attempt at reading a dataset, under a lease: where it goes wrong, nothing of it is left."""

import asyncio
from asyncio import Event
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from os import getpid
from pathlib import Path
from secrets import token_hex
from time import perf_counter
from typing import Final, Literal, Self

import msgspec
import structlog
from msgspec import Struct

from app.database import connection
from app.database.faults import Meaning, meaning
from app.database.pool import Database
from app.datasets.job import PROFILE, TABLE, TEXT, Limits, Progress, Task
from app.datasets.leases import Found, Lease, Lost
from app.datasets.options import Options
from app.datasets.parent import CHILD, CannotRead, Trouble, read
from app.datasets.scratch import Scratch
from app.datasets.storage import Away, Storage
from app.http import incidents
from app.queries import datasets
from app.queries.datasets import Claimed
from app.settings import Settings

#: So often reading a dataset is begun.
MOST: Final = 3
Outcome = Literal["ready", "error", "again", "given back", "lost"]

ENDED: Final = (
    "The process that read it ended before it was done, three times; most likely for want of memory: "
    "upload it in parts, or try again."
)
GONE: Final = "Its file is not where files are kept any more: upload it again."
AWAY: Final = "Where files are kept does not answer, or has no room: try again later."
BUSY: Final = "The database did not answer in time: try again later."
FAULT: Final = "Reading it failed. That is a fault of the catalogue's: its log says more."

log = structlog.get_logger()


class Pace(Struct, frozen=True):
    """Seconds: of a lease, between two looks for work, at least and at most, and before a second attempt."""

    lease: float = 15.0
    look: tuple[float, float] = (2.0, 5.0)
    pause: float = 5.0


class Means(Struct, frozen=True, kw_only=True):
    """What attempts are made with; `program` is the child, as Python is called with it."""

    database: Database
    storage: Storage
    scratch: Scratch
    limits: Limits
    pace: Pace = Pace()
    program: tuple[str, ...] = CHILD

    @classmethod
    def of(cls, settings: Settings, database: Database, storage: Storage) -> Self:
        """Files that are being read lie below the data home, beside those that are kept there."""
        scratch = Scratch(connection.home(settings) / "datasets-reading")
        return cls(database=database, storage=storage, scratch=scratch, limits=Limits.of(settings))


class Ending(Exception):
    """The process is about to end."""


class Attempt:
    """What it stores lies in a directory of its own, so that no other attempt meets it."""

    def __init__(self, means: Means, claimed: Claimed, holder: str) -> None:
        self._means = means
        self._claimed = claimed
        self._lease = Lease(means.database, claimed, holder, means.pace.lease)
        self._place = f"{claimed.id}/{token_hex(8)}"
        self._table = f"{self._place}/{TABLE}"
        self._text = f"{self._place}/{TEXT}"

    async def make(self, ending: Event) -> Outcome:
        """Reads it, unless the process is about to end; whatever becomes of it is written down."""
        started = perf_counter()
        try:
            outcome = await self._made(ending)
        except Lost:
            # The answer to a write that went well may have been lost.
            is_kept = await datasets.keeps(self._means.database, id=self._claimed.id, table_path=self._table)
            outcome = "ready" if is_kept else "lost"
        log.info(
            "dataset_read",
            dataset=str(self._claimed.id),
            outcome=outcome,
            attempt=self._claimed.attempts,
            seconds=round(perf_counter() - started, 2),
        )
        with suppress(Away):  # it has logged why, and what is left is found by who sweeps
            await self._tidy(outcome)
        return outcome

    async def _made(self, ending: Event) -> Outcome:
        try:
            found = await self._under_lease(ending)
            await self._lease.finish(found, self._table, self._text)
        except CannotRead as refusal:
            await self._lease.fail(str(refusal))
            return "error"
        except Ending:
            await self._lease.give_back()
            return "given back"
        except Lost:
            raise
        except Exception as error:
            return await self._in_trouble(self._trouble(error))
        return "ready"

    async def _under_lease(self, ending: Event) -> Found:
        """Raises Lost, Ending, CannotRead, Trouble; the child is gone and nothing is being written then."""
        tasks = [asyncio.ensure_future(one) for one in (self._read(), self._lease.keep(), ending.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            found, kept, _ = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in (found, kept):
            if isinstance(outcome, Found):
                return outcome
            if isinstance(outcome, Exception):
                raise outcome
        raise Ending

    async def _read(self) -> Found:
        if self._claimed.is_over:
            raise Trouble(ENDED)
        self._lease.tell(Progress("fetching", 0.0))
        async with self._original() as original, self._means.scratch.place() as scratch:
            task = Task(
                filename=self._claimed.original_filename,
                original=str(original),
                scratch=str(scratch),
                options=msgspec.json.decode(self._claimed.options, type=Options),
                limits=self._means.limits,
                parent=getpid(),
            )
            await read(self._means.program, task, f"reading dataset {self._claimed.id}", self._lease.tell)
            self._lease.tell(Progress("storing", 1.0))
            await self._means.storage.put(self._text, scratch / TEXT)
            await self._means.storage.put(self._table, scratch / TABLE)
            return await asyncio.to_thread(_found, scratch / PROFILE)

    @asynccontextmanager
    async def _original(self) -> AsyncIterator[Path]:
        async with AsyncExitStack() as stack:
            try:
                path = await stack.enter_async_context(self._means.storage.local(self._claimed.file_path))
            except FileNotFoundError:
                raise Trouble(GONE) from None
            yield path

    def _trouble(self, error: Exception) -> str:
        """What to tell people after the last attempt."""
        subject = str(self._claimed.id)
        match error:
            case Trouble():
                return str(error)
            case Away():
                return AWAY
            case FileNotFoundError():
                pass  # the child says that it has done what it has not
            case OSError() if not isinstance(error, ConnectionError | TimeoutError):
                incidents.crash("dataset_not_read", subject, error)
                return AWAY
            case _ if meaning(error) in {Meaning.AWAY, Meaning.SLOW, Meaning.FULL}:
                incidents.note("dataset_not_written", subject, error)
                return BUSY
        incidents.crash("dataset_not_read", subject, error)
        return FAULT

    async def _in_trouble(self, reason: str) -> Outcome:
        log.warning("dataset_trouble", dataset=str(self._claimed.id), reason=reason)
        if self._claimed.attempts < MOST:
            await self._lease.again(self._means.pace.pause)
            return "again"
        await self._lease.fail(reason)
        return "error"

    async def _tidy(self, outcome: Outcome) -> None:
        """Removes what this attempt has stored, or what it replaces."""
        if outcome != "ready":
            await self._means.storage.delete(self._place)
            return
        for path in (self._claimed.table_path, self._claimed.text_path):
            if path is not None:
                await self._means.storage.delete(path)


def _found(path: Path) -> Found:
    return msgspec.json.decode(path.read_bytes(), type=Found)
