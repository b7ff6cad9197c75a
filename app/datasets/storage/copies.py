"""Copies of a bucket's files on this machine, where programs can open them."""

import asyncio
import hashlib
import os
import random
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from app.datasets.storage import answering
from app.datasets.storage.directory import to_its_end

if sys.platform != "win32":
    import fcntl

#: Bytes of all copies, about: what is in use stays, however much that is.
MOST: Final = 10 * 2**30
#: Seconds between two looks at a file that somebody else is fetching.
LOOK: Final = 0.02

Fetch = Callable[[str], Awaitable[tuple[int, AsyncIterator[bytes]]]]


class Copies:
    """A directory that several processes share.

    Who uses a copy holds a shared lock on it, who fetches or removes one the exclusive lock: locks end with
    their process, however that ends. A copy that is whole can no longer be written: that says that it is.
    """

    def __init__(self, directory: Path, most: int = MOST) -> None:
        self.directory = directory
        self._most = most

    @asynccontextmanager
    async def of(self, key: str, fetch: Fetch) -> AsyncIterator[Path]:
        """The copy of the file of this key, fetched where there is none; it stays while the block runs."""
        path = self.directory / f"{hashlib.sha256(key.encode()).hexdigest()}{Path(key).suffix}"
        descriptor = await self._opened(path, key, fetch)
        try:
            os.utime(descriptor)
            yield path
        finally:
            os.close(descriptor)

    async def _opened(self, path: Path, key: str, fetch: Fetch) -> int:
        """The copy, whole and locked."""
        while True:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                if _locked(descriptor, fcntl.LOCK_SH) and _is_whole(descriptor):
                    kept, descriptor = descriptor, -1
                    return kept
                if _locked(descriptor, fcntl.LOCK_EX) and _is_unfinished(descriptor):
                    await self._fill(path, key, fetch)
                    continue
            finally:
                if descriptor >= 0:
                    os.close(descriptor)
            await asyncio.sleep(LOOK * random.uniform(0.5, 1.5))  # noqa: S311  # nobody gains by guessing it

    async def _fill(self, path: Path, key: str, fetch: Fetch) -> None:
        try:
            size, pieces = await fetch(key)
            with answering():
                await to_its_end(self._make_room, size)
                with path.open("wb") as file:
                    async for piece in pieces:
                        await to_its_end(file.write, piece)
                await to_its_end(path.chmod, stat.S_IRUSR)
        except BaseException:
            await to_its_end(path.unlink, True)
            raise

    def _make_room(self, size: int) -> None:
        """Removes copies until one of this size fits, the least recently used first."""
        found = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self.directory.iterdir())
        excess = sum(one for _, one, _ in found) + size - self._most
        for _, one, path in found:
            if excess > 0 and one and _removed(path):
                excess -= one


def _removed(path: Path) -> bool:
    """False where somebody uses or fetches it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if is_free := _locked(descriptor, fcntl.LOCK_EX):
            path.unlink(missing_ok=True)
        return is_free
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_whole(descriptor: int) -> bool:
    found = os.fstat(descriptor)
    return found.st_nlink > 0 and not found.st_mode & stat.S_IWUSR


def _is_unfinished(descriptor: int) -> bool:
    """Not removed in the meantime, nor fetched by somebody else."""
    found = os.fstat(descriptor)
    return found.st_nlink > 0 and bool(found.st_mode & stat.S_IWUSR)
