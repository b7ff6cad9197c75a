"""Where the bytes of datasets lie: in a directory, or in S3 and what speaks its language."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import obstore
import structlog
from litestar.exceptions import ServiceUnavailableException
from msgspec import Struct
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from app.settings import Settings

log = structlog.get_logger()

Write = Callable[[bytes], Awaitable[None]]
#: Bytes that are read, and written, at once.
PIECE: Final = 2**20
RETRY_AFTER: Final = {"Retry-After": "5"}


class Away(ServiceUnavailableException):
    """The directory or the bucket does not take or give files just now: 503."""

    def __init__(self) -> None:
        super().__init__(
            detail="Where files are kept does not answer, or has no room; try again.", headers=RETRY_AFTER
        )


class Stored(Struct, frozen=True):
    """A file that lies there: `size` in bytes, `at` when it was last written."""

    key: str
    size: int
    at: datetime


class Storage(ABC):
    """Files by keys such as `<dataset>/original.csv`; none changes once it is there.

    What is not there is a FileNotFoundError; a storage that fails is Away, and the log says why.
    """

    @staticmethod
    def of(settings: Settings, home: Path) -> "Storage":
        """The bucket of STORAGE, or the directory `datasets` below the home."""
        from app.datasets.storage.bucket import Bucket
        from app.datasets.storage.directory import Directory

        if (bucket := settings.bucket) is not None:
            return Bucket.at(*bucket, settings, home)
        return Directory(home / "datasets")

    @property
    @abstractmethod
    def files(self) -> Path:
        """Below it lies all that `local` gives."""

    @property
    @abstractmethod
    def _store(self) -> LocalStore | S3Store: ...

    @abstractmethod
    def write(self, key: str) -> AbstractAsyncContextManager[Write]:
        """Takes a file piece by piece: it is there once the block ends well, and not at all otherwise."""

    @abstractmethod
    async def put(self, key: str, path: Path) -> None:
        """Keeps a copy of this file."""

    @abstractmethod
    def local(self, key: str) -> AbstractAsyncContextManager[Path]:
        """The file where programs can open it, to be read only, and only inside the block."""

    @abstractmethod
    async def delete(self, prefix: str) -> None:
        """The file of this key and all below it; nothing where there is none."""

    async def size(self, key: str) -> int:
        """In bytes."""
        with answering():
            return (await obstore.head_async(self._store, key))["size"]

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The file, piece by piece."""
        with answering():
            found = await obstore.get_async(self._store, key)
            async for piece in found.stream(PIECE):
                yield bytes(piece)

    async def keys(self, prefix: str | None = None) -> AsyncIterator[Stored]:
        """All files, unfinished ones and strange ones included."""
        with answering():
            async for some in obstore.list(self._store, prefix, chunk_size=500):
                for one in some:
                    yield Stored(one["path"], one["size"], one["last_modified"])


@contextmanager
def answering() -> Iterator[None]:
    """What fails inside is Away, but for a file that is not there."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise away(error) from error


def away(error: Exception) -> Away:
    """The answer; the log has the reason, which names hosts and keys of files and no secret."""
    told = " ".join(str(error).partition("Debug source:")[0].split())
    log.error("storage_away", error=type(error).__name__, reason=told[:500])
    return Away()


class Pieces:
    """Gathers what comes in small parts, for each piece that is written costs something."""

    def __init__(self, take: Write) -> None:
        self._take = take
        self._held = bytearray()

    async def write(self, chunk: bytes) -> None:
        self._held += chunk
        if len(self._held) >= PIECE:
            await self.rest()

    async def rest(self) -> None:
        """Writes what is held."""
        if self._held:
            held, self._held = bytes(self._held), bytearray()
            await self._take(held)
