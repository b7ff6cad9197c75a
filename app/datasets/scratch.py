"""Where a reading writes what it needs for a while: gone with it, or after the process that left it."""

import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from app.datasets.storage.directory import to_its_end

if sys.platform != "win32":
    import fcntl


class Scratch:
    """Directories below one that several processes share.

    Who uses one holds a lock on it, which ends with its process, however that ends.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Path]:
        """An empty directory, while the block runs."""
        made: list[tuple[Path, int]] = []  # who is cancelled while it is made removes it all the same
        try:
            await to_its_end(self._make, made)
            yield made[0][0]
        finally:
            for path, descriptor in made:
                await to_its_end(shutil.rmtree, path)
                os.close(descriptor)

    def _make(self, made: list[tuple[Path, int]]) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self._root.iterdir():
            _remove_unused(left)
        while True:
            path = Path(tempfile.mkdtemp(dir=self._root))
            with suppress(FileNotFoundError):
                descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if os.fstat(descriptor).st_nlink:
                    made.append((path, descriptor))
                    return
                os.close(descriptor)  # another process took it for one that was left


def _remove_unused(path: Path) -> None:
    with suppress(OSError), _locked(path):
        shutil.rmtree(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Raises BlockingIOError where somebody else holds it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
