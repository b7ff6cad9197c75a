"""DuckDB in this process: it can open what lies where datasets are kept, and nothing else."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, TypeVar

from litestar.exceptions import HTTPException, ServiceUnavailableException

from app.database.faults import TooSlow
from app.datasets.exploring.statements import Statement
from app.datasets.scratch import Scratch
from app.datasets.storage import away

T = TypeVar("T")

#: Questions that are answered at once, and files that are written at once.
QUESTIONS: Final = 2
EXPORTS: Final = 1
EXPORT_SECONDS: Final = 120.0
#: Bytes of files that are being read; beyond it no other is written.
MOST_UNREAD: Final = 8 * 2**30
#: Who reads one has so many seconds, and one more for so many bytes of it.
READ_SECONDS: Final = 300.0
READ_BYTES: Final = 2**18
#: Of the whole process; a question is worked on by one thread. What it sorts beyond that is on the disk.
SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1,
    "memory_limit": "256MB",
    "max_temp_directory_size": "8GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
    "enable_external_file_cache": False,
}
#: How long an answer may be worked on after it was given up, before it is told again.
PATIENCE: Final = 0.1


class Busy(ServiceUnavailableException):
    """Others are being answered."""

    def __init__(self) -> None:
        super().__init__(
            detail="Many questions about datasets are being answered; try again.",
            headers={"Retry-After": "1"},
        )


class TooMuch(HTTPException):
    """It takes more memory than there is for one question."""

    status_code = 400

    def __init__(self) -> None:
        super().__init__(detail="This takes too much memory; ask for fewer columns or rows, or sort by less.")


class Cursor(Protocol):
    """What is used of DuckDB, which is loaded by the first question and not with the service."""

    def execute(self, query: str, parameters: object = None) -> "Cursor": ...
    def fetchone(self) -> tuple[Any, ...] | None: ...
    def fetchall(self) -> list[Any]: ...
    def cursor(self) -> "Cursor": ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


class Asking:
    """One question's way to DuckDB, in a thread of its own; `scratch` is where it may write."""

    def __init__(self, cursor: Cursor, scratch: Path) -> None:
        self._cursor = cursor
        self.scratch = scratch
        self.interrupt = cursor.interrupt
        self.close = cursor.close

    def run(self, statement: Statement) -> Cursor:
        """Its rows are worked out as they are fetched, so that fetching may fail too."""
        return self._cursor.execute(statement.text, statement.values)


class Explorer:
    """Answers questions, some at once, each in bounded time. DuckDB is started by the first of them."""

    def __init__(self, files: Path, scratch: Path, seconds: float) -> None:
        self._files = files
        self._scratch = Scratch(scratch)
        self._seconds = seconds
        self._questions = asyncio.Semaphore(QUESTIONS)
        self._exports = asyncio.Semaphore(EXPORTS)
        self._starting = asyncio.Lock()
        self._leaving = AsyncExitStack()
        self._started: tuple[Cursor, Path] | None = None
        self._unread: list[BinaryIO] = []

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Explorer"]:
        """Nothing is left behind afterwards."""
        async with self._leaving:
            yield self

    async def ask(self, work: Callable[[Asking], T]) -> T:
        """What `work` gives, in QUERY_TIMEOUT seconds; raises TooSlow, TooMuch, Busy or Away."""
        return await self._run(self._questions, self._seconds, work)

    async def write(self, work: Callable[[Asking], BinaryIO]) -> BinaryIO:
        """The same with more patience, for a file of all rows; who reads it too slowly finds it closed."""

        def begun(asking: Asking) -> BinaryIO:
            self._unread = [file for file in self._unread if not file.closed]
            if sum(map(_size, self._unread)) > MOST_UNREAD:
                raise Busy
            self._unread.append(file := work(asking))
            return file

        file = await self._run(self._exports, EXPORT_SECONDS, begun)
        asyncio.get_running_loop().call_later(READ_SECONDS + _size(file) / READ_BYTES, file.close)
        return file

    async def _run(self, turns: asyncio.Semaphore, seconds: float, work: Callable[[Asking], T]) -> T:
        async with _turn(turns, self._seconds):
            asking = await self._begin()
            answering = asyncio.create_task(asyncio.to_thread(_answered, work, asking))
            try:
                async with asyncio.timeout(seconds):
                    return await asyncio.shield(answering)
            except TimeoutError:
                raise TooSlow from None
            finally:
                await _end(answering, asking)

    async def _begin(self) -> Asking:
        async with self._starting:
            if self._started is None:
                place = await self._leaving.enter_async_context(self._scratch.place())
                connection = await asyncio.to_thread(_start, self._files, place)
                self._leaving.callback(connection.close)
                self._started = connection, place
        connection, place = self._started
        return Asking(connection.cursor(), place)


@asynccontextmanager
async def _turn(turns: asyncio.Semaphore, seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            await turns.acquire()
    except TimeoutError:
        raise Busy from None
    try:
        yield
    finally:
        turns.release()


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _answered(work: Callable[[Asking], T], asking: Asking) -> T:
    """Raises TooMuch where the memory does not do, Away where the file or the disk does not."""
    import duckdb

    try:
        return work(asking)
    except duckdb.OutOfMemoryException:
        raise TooMuch from None
    except duckdb.IOException as error:
        raise away(error) from error


async def _end(answering: "asyncio.Task[T]", asking: Asking) -> None:
    """The thread is over when this is. An interrupt between two statements is lost, so there are more."""
    while not answering.done():
        asking.interrupt()
        await asyncio.wait({answering}, timeout=PATIENCE)
    if not answering.cancelled():
        answering.exception()  # it was raised already, or nobody waits for it
    asking.close()


def _start(files: Path, scratch: Path) -> Cursor:
    """What may be opened, for reading and writing, are files below these two; nothing can change that."""
    import duckdb

    connection = duckdb.connect(config={**SETTINGS, "temp_directory": str(scratch)})
    connection.execute("set allowed_directories = [$1, $2]", [str(files), str(scratch)])
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection
