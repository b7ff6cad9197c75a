"""Files in a directory of this machine."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import IO, Final, TypeVar

from obstore.store import LocalStore

from app.datasets.storage import Pieces, Storage, Write, answering

T = TypeVar("T")

#: At the end of the names of files that are not whole yet.
PART: Final = ".part"


class Directory(Storage):
    """Made at the first file, closed to others; each file is on the disk when it gets its name."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def files(self) -> Path:
        return self._root

    @cached_property
    def _store(self) -> LocalStore:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(self._root)

    @asynccontextmanager
    async def write(self, key: str) -> AsyncIterator[Write]:
        async with self._unfinished(key) as file:

            async def take(piece: bytes) -> None:
                with answering():
                    await to_its_end(file.write, piece)

            pieces = Pieces(take)
            yield pieces.write
            await pieces.rest()

    async def put(self, key: str, path: Path) -> None:
        async with self._unfinished(key) as file:
            with answering():
                await to_its_end(_copy, path, file)

    @asynccontextmanager
    async def local(self, key: str) -> AsyncIterator[Path]:
        place = self._place(key)
        if not place.is_file():
            raise FileNotFoundError(key)
        yield place

    async def delete(self, prefix: str) -> None:
        with answering():
            await to_its_end(self._delete, self._place(prefix))

    @asynccontextmanager
    async def _unfinished(self, key: str) -> AsyncIterator[IO[bytes]]:
        place = self._place(key)
        begun: list[IO[bytes]] = []  # also where who is cancelled never hears of it
        try:
            with answering():
                await to_its_end(lambda: begun.append(self._begin(place)))
            yield begun[0]
            with answering():
                await to_its_end(_keep, begun[0], place)
        except BaseException:
            for file in begun:
                await to_its_end(self._discard, file, place)
            raise

    def _place(self, key: str) -> Path:
        place = self._root / key
        if place == self._root or not place.is_relative_to(self._root) or ".." in place.parts:
            raise ValueError(f"no key of a file: {key!r}")
        return place

    def _begin(self, place: Path) -> IO[bytes]:
        _ = self._store
        place.parent.mkdir(parents=True, exist_ok=True)
        return open(_part(place), "xb", opener=_for_ourselves)

    def _discard(self, file: IO[bytes], place: Path) -> None:
        with suppress(OSError):  # what is still in its buffer finds no room
            file.close()
        _part(place).unlink(missing_ok=True)
        self._delete(place)

    def _delete(self, place: Path) -> None:
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        self._leave(place.parent)

    def _leave(self, directory: Path) -> None:
        """Removes directories that are empty now, up to the root."""
        while directory != self._root:
            try:
                directory.rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                return
            directory = directory.parent


def _part(place: Path) -> Path:
    return place.with_name(place.name + PART)


def _for_ourselves(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _copy(path: Path, file: IO[bytes]) -> None:
    with path.open("rb") as source:
        shutil.copyfileobj(source, file, 2**20)


def _keep(file: IO[bytes], place: Path) -> None:
    """On the disk first, and only then by its name."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
    _part(place).rename(place)
    directory = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


async def to_its_end(run: Callable[..., T], *given: object) -> T:
    """In a thread; who is cancelled waits until it is over, so that what is done next is done after it."""
    task = asyncio.ensure_future(asyncio.to_thread(run, *given))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
