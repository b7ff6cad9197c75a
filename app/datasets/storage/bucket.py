"""Files in S3, or in what speaks its language."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.datasets.storage import PIECE, Away, Pieces, Storage, Write, answering, away
from app.datasets.storage.copies import Copies
from app.datasets.storage.directory import to_its_end
from app.settings import Settings

if TYPE_CHECKING:  # they are not there at run time
    from obstore.store import ClientConfig, RetryConfig, S3Config

#: Bytes of one part of an upload; there may be 10,000 parts. So many are under way at once, held in memory.
PART: Final = 8 * 2**20
AT_ONCE: Final = 2
CLIENT: Final["ClientConfig"] = {
    "allow_http": True,  # the address says which
    "connect_timeout": "5s",
    "read_timeout": "30s",
    "timeout": "1h",
}
RETRIES: Final["RetryConfig"] = {"max_retries": 4, "retry_timeout": timedelta(seconds=20)}


class Bucket(Storage):
    """What programs are to open is copied to this machine, and kept there while there is room."""

    def __init__(self, store: S3Store, copies: Copies) -> None:
        self._bucket = store
        self._copies = copies

    @classmethod
    def at(cls, bucket: str, prefix: str | None, settings: Settings, home: Path) -> "Bucket":
        """What the settings leave open, the variables of AWS in the environment say."""
        given = {
            "access_key_id": settings.aws_access_key_id,
            "secret_access_key": settings.aws_secret_access_key,
            "session_token": settings.aws_session_token,
            "region": settings.aws_region,
            "endpoint": settings.aws_endpoint_url,
        }
        said = cast("S3Config", {name: value for name, value in given.items() if value})
        store = S3Store(bucket, prefix=prefix, config=said, client_options=CLIENT, retry_config=RETRIES)
        return cls(store, Copies(home / "datasets-copied"))

    @property
    def files(self) -> Path:
        return self._copies.directory

    @property
    def _store(self) -> S3Store:
        return self._bucket

    @asynccontextmanager
    async def write(self, key: str) -> AsyncIterator[Write]:
        upload = Upload(self._bucket, key)
        try:
            pieces = Pieces(upload.take)
            yield pieces.write
            await pieces.rest()
            await upload.end()
        except BaseException:
            await upload.give_up()
            raise

    async def put(self, key: str, path: Path) -> None:
        await to_its_end(path.stat)  # what is not found after this is the bucket
        try:
            await obstore.put_async(self._bucket, key, path, chunk_size=PART, max_concurrency=AT_ONCE)
        except (BaseError, OSError) as error:
            raise away(error) from error

    @asynccontextmanager
    async def local(self, key: str) -> AsyncIterator[Path]:
        async with self._copies.of(key, self._fetch) as path:
            yield path

    async def _fetch(self, key: str) -> tuple[int, AsyncIterator[bytes]]:
        with answering():
            found = await obstore.get_async(self._bucket, key)
        return found.meta["size"], _pieces(found)

    async def delete(self, prefix: str) -> None:
        keys = [prefix, *[one.key async for one in self.keys(prefix)]]
        with answering():
            await obstore.delete_async(self._bucket, keys)


async def _pieces(found: "obstore.GetResult") -> AsyncIterator[bytes]:
    with answering():
        async for piece in found.stream(PIECE):
            yield bytes(piece)


class _GivenUp(Exception):
    """What a source of bytes raises so that the bucket keeps none of them."""


class Upload:
    """One file on its way into a bucket.

    The bytes are asked for by a task beside: an upload is given up by an error in what it reads, and only by
    that; one that is cancelled would leave its parts behind, out of sight and paid for.
    """

    def __init__(self, store: S3Store, key: str) -> None:
        self._pieces: asyncio.Queue[bytes | _GivenUp | None] = asyncio.Queue(1)
        self._store = store
        self._key = key
        self._putting = asyncio.create_task(self._put())

    async def _put(self) -> None:
        await obstore.put_async(
            self._store, self._key, self._arriving(), chunk_size=PART, max_concurrency=AT_ONCE
        )

    async def _arriving(self) -> AsyncIterator[bytes]:
        while (piece := await self._pieces.get()) is not None:
            if isinstance(piece, _GivenUp):
                raise piece
            yield piece

    async def take(self, piece: bytes | None) -> None:
        """Waits while the bucket is slower than who sends; raises Away where it takes no more."""
        giving = asyncio.ensure_future(self._pieces.put(piece))
        try:
            await asyncio.wait((giving, self._putting), return_when=asyncio.FIRST_COMPLETED)
        finally:
            giving.cancel()
        if self._putting.done():
            self._raise()

    async def end(self) -> None:
        await self.take(None)
        await asyncio.wait([self._putting])
        self._raise()

    def _raise(self) -> None:
        """A bucket that there is not counts as one that does not answer."""
        if (error := self._putting.exception()) is not None:
            raise away(error) if isinstance(error, BaseError | OSError) else error

    async def give_up(self) -> None:
        """Nothing of it is left in the bucket, not even where it was whole already."""
        while not self._putting.done():
            with suppress(asyncio.QueueFull):
                self._pieces.put_nowait(_GivenUp())
            await asyncio.wait([self._putting], timeout=0.1)
        if self._putting.exception() is None:
            with suppress(Away), answering():
                await obstore.delete_async(self._store, self._key)
