"""A file arrives: passed on to the storage as it comes, counted, hashed and looked at."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Final, Self
from uuid import UUID, uuid4

from litestar.exceptions import TooManyRequestsException
from msgspec import Struct

from app.datasets.reading.kinds import HEAD, TAIL, Kind, Unreadable, kind_of
from app.datasets.storage import Storage, Write
from app.http.bodies import UnsupportedMediaType
from app.http.problems import InTheWay, Refused
from app.http.uploads import TooLarge
from app.queries.uploads import Used
from app.settings import Settings

#: Uploads of one person at a time, in one process.
AT_ONCE: Final = 2
#: What only its end shows to be what it is: a zip has its directory there.
LATE: Final = b"PK\x03\x04"
PACKED: Final = {None: "", "gzip": ".gz", "zstd": ".zst"}


class Allowance(Struct, frozen=True):
    """What may be kept: bytes of one file, and bytes and number of all files of one person."""

    size: int
    bytes: int
    files: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.dataset_size, settings.dataset_quota, settings.dataset_count)

    def refuse_beyond(self, used: Used, more: int) -> None:
        """Raises TooLarge (413) or InTheWay (409) where a file of so many bytes cannot be added to these."""
        if more > self.size:
            raise TooLarge(detail=f"A file may have {self.size:,} bytes (DATASET_SIZE).")
        if used.files >= self.files:
            raise InTheWay(
                f"You have {used.files:,} datasets and may have {self.files:,}: delete some first."
            )
        if used.bytes + more > self.bytes:
            raise TooLarge(
                detail=f"Your files have {used.bytes:,} bytes and may have {self.bytes:,} in all, so that "
                f"{max(self.bytes - used.bytes, 0):,} are left: delete some, or send less."
            )


class Turns:
    """So many uploads of one person at a time: each holds a file, and memory for a piece of it."""

    def __init__(self) -> None:
        self._under_way: Counter[UUID] = Counter()

    @contextmanager
    def one(self, person: UUID) -> Iterator[None]:
        """Raises TooManyRequestsException (429)."""
        if self._under_way[person] >= AT_ONCE:
            raise TooManyRequestsException(
                f"You are sending {AT_ONCE} files already; wait until one has arrived.",
                headers={"Retry-After": "5"},
            )
        self._under_way[person] += 1
        try:
            yield
        finally:
            self._under_way[person] -= 1
            if not self._under_way[person]:
                del self._under_way[person]


class Arrived(Struct, frozen=True):
    """A file that is there now, under this key."""

    id: UUID
    key: str
    name: str
    size: int
    sha256: bytes
    kind: Kind

    @property
    def filename(self) -> str:
        """Ours: nothing of what its owner calls it is in it."""
        return f"{self.id}.{self.key.partition('.')[2]}"


class Arrival:
    """One file on its way; what refuses it leaves nothing of it."""

    def __init__(self, stack: AsyncExitStack, storage: Storage, used: Used, allowance: Allowance) -> None:
        self._id = uuid4()
        self._stack = stack
        self._storage = storage
        self._used = used
        self._allowance = allowance
        self._name = self._key = ""
        self._size = 0
        self._sha256 = hashlib.sha256()
        self._head, self._tail = bytearray(), b""
        self._write: Write | None = None
        self._kind: Kind | None = None

    async def begin(self, name: str) -> None:
        self._name = name.rpartition("/")[2]

    async def write(self, chunk: bytes) -> None:
        self._size += len(chunk)
        self._allowance.refuse_beyond(self._used, self._size)
        self._sha256.update(chunk)
        self._tail = (chunk if len(chunk) >= TAIL else self._tail + chunk)[-TAIL:]
        if self._write is not None:
            await self._write(chunk)
            return
        self._head += chunk
        if len(self._head) >= HEAD:
            await self._open()

    async def end(self) -> None:
        if not self._size:
            raise Refused(422, "file", "The file is empty.")
        if self._write is None:
            await self._open()
        self._kind = self._told(self._tail)

    async def _open(self) -> None:
        """Begins to write: enough is there to see what it is, and most of what is no data file ends here."""
        if self._head.startswith(LATE):
            ending = "xlsx"  # if anything
        else:
            kind = self._told(b"")
            ending = f"{kind.file_type}{PACKED[kind.compression]}"
        self._key = f"{self._id}/original.{ending}"
        self._write = await self._stack.enter_async_context(self._storage.write(self._key))
        await self._write(bytes(self._head))
        del self._head[HEAD:]

    def _told(self, tail: bytes) -> Kind:
        try:
            return kind_of(bytes(self._head[:HEAD]), tail, self._name)
        except Unreadable as error:
            raise UnsupportedMediaType(detail=str(error)) from None

    @property
    def arrived(self) -> Arrived:
        """Of one that has ended."""
        if self._kind is None:
            raise LookupError("the file has not come to its end")
        return Arrived(self._id, self._key, self._name, self._size, self._sha256.digest(), self._kind)


@asynccontextmanager
async def receiving(storage: Storage, used: Used, allowance: Allowance) -> AsyncIterator[Arrival]:
    """Takes one file; where the block ends well, it is whole and in the storage."""
    async with AsyncExitStack() as stack:
        yield Arrival(stack, storage, used, allowance)
