"""Files that clients send, in files without names that are gone when they have been read."""

import errno
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Any, cast

from litestar import Request

from app.http.problems import BadParameter
from app.http.uploads import FORM, Parts, TooLarge, receive_body, receive_form, refuse_packed


class Sent:
    """Files by the names that the client gives them, and texts by the names of their parts."""

    def __init__(self) -> None:
        self.files: list[tuple[str, IO[bytes]]] = []
        self.texts: dict[str, bytearray] = {}


def temporary() -> IO[bytes]:
    """A file that is gone when it is closed, or the process ends; where the system allows, it has no name."""
    kind = tempfile.TemporaryFile if Path("/proc/self/fd").is_dir() else tempfile.NamedTemporaryFile
    return cast(IO[bytes], kind(prefix="catalogue-"))


def address_of(file: IO[bytes]) -> bytes:
    """Where another process of the same user finds the bytes of a temporary file."""
    place = Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")
    return os.fsencode(place if place.exists() else file.name)


@asynccontextmanager
async def received(
    request: Request[Any, Any, Any], filename: str | None, texts: tuple[str, ...], most: int
) -> AsyncIterator[Sent]:
    """The body as files, at most so many bytes in all; they are gone afterwards, whatever happens.

    A form may have parts of these names beside `file`. Any other body is one file, which needs a name: from
    the parameter, or from Content-Disposition.
    """
    refuse_packed(request)
    async with AsyncExitStack() as kept:
        sent = Sent()
        files = _Temporary(kept, sent.files)
        if request.content_type[0] != FORM:
            await receive_body(request, files, filename, most)
        elif filename is not None:
            raise BadParameter("filename", "The parts of a form have names of their own: leave it out.")
        else:
            sent.texts = await receive_form(request, files, Parts(texts, many=True), most)
        yield sent


class _Temporary:
    """Files without names, which are gone with the stack."""

    def __init__(self, kept: AsyncExitStack, files: list[tuple[str, IO[bytes]]]) -> None:
        self._kept = kept
        self._files = files

    async def begin(self, name: str) -> None:
        self._files.append((name, self._kept.enter_context(temporary())))

    async def write(self, chunk: bytes) -> None:
        with _room():
            self._files[-1][1].write(chunk)

    async def end(self) -> None:
        """Another process will read it."""
        with _room():
            self._files[-1][1].flush()


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise TooLarge(
            detail="There is no room to keep it while it is read: send less, or see TMPDIR."
        ) from error
