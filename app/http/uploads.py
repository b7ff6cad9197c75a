"""Files that clients send: as they come to files without names, never into memory."""

import asyncio
import errno
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

from litestar import Request
from litestar.exceptions import HTTPException, InternalServerException
from multipart import (
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_content_disposition,
)

from app.http import bodies
from app.http.bodies import Malformed, TooSlow, UnsupportedMediaType
from app.http.problems import BadParameter, Refused

FORM: Final = "multipart/form-data"
#: More would be too many open files: an archive holds any number.
MOST_PARTS: Final = 100
LARGEST_TEXT: Final = 1_000_000
LONGEST_NAME: Final = 255
CUT: Final = "The body is not well-formed multipart/form-data: cut short, or with another boundary."


class TooLarge(HTTPException):
    """More than may be sent, or than there is room for."""

    status_code = 413


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
    kind, options = request.content_type
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType(
            detail="Send the body uncompressed; a file may be an archive.",
            headers={"Accept-Encoding": "identity"},
        )
    async with AsyncExitStack() as kept:
        reading = _Reading(kept, texts)
        if kind != FORM:
            await _whole(request, reading, filename, most)
        elif filename is not None:
            raise BadParameter("filename", "The parts of a form have names of their own: leave it out.")
        else:
            await _form(request, reading, options.get("boundary", ""), most)
        yield reading.sent


async def _whole(
    request: Request[Any, Any, Any], reading: "_Reading", filename: str | None, most: int
) -> None:
    name = _name(filename or _disposed(request))
    if not name:
        raise BadParameter("filename", "Say what the file is called: it is sent without a name.")
    reading.begin_file(name)
    size = 0
    async for chunk in arriving(request, most):
        size += len(chunk)
        reading.write(chunk)
    if not size:
        raise Malformed(detail="A file is needed as the body, and there is none.")
    reading.end()


def _disposed(request: Request[Any, Any, Any]) -> str:
    """The name in Content-Disposition."""
    try:
        return parse_content_disposition(request.headers.get("content-disposition", ""))[2] or ""
    except (MultipartError, ValueError):
        return ""


async def _form(request: Request[Any, Any, Any], reading: "_Reading", boundary: str, most: int) -> None:
    try:
        # What stands between the parts is counted with them: so many headers are never sent by anybody.
        with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
            async for chunk in arriving(request, most):
                for event in parser.parse(chunk):
                    reading.take(event)
    except ParserLimitReached:
        raise TooLarge(
            detail=f"A form may have {MOST_PARTS} parts, each with short headers: send an archive."
        ) from None
    except MultipartError:
        raise Malformed(detail=CUT) from None
    if not reading.sent.files:
        raise Malformed(detail="A part `file` with a file is needed, and there is none.")


async def arriving(request: Request[Any, Any, Any], most: int) -> AsyncIterator[bytes]:
    """The body as it comes; raises TooLarge, TooSlow, and Malformed where it breaks off."""
    announced = request.content_length or 0
    stream, size, began = request.stream(), 0, asyncio.get_running_loop().time()
    while True:
        if max(announced, size) > most:
            raise TooLarge(detail=f"A body may have {most:,} bytes here.")
        patience = bodies.PATIENCE * (1 + max(announced, size) // bodies.LARGEST)
        try:
            async with asyncio.timeout_at(began + patience):
                chunk = await anext(stream)
        except TimeoutError:
            raise TooSlow(detail=f"The body did not arrive within {patience:g} seconds.") from None
        except InternalServerException:
            raise Malformed(detail="The connection ended before the body did.") from None
        if not chunk:
            return
        size += len(chunk)
        yield chunk


class _Reading:
    """What has come so far."""

    def __init__(self, kept: AsyncExitStack, texts: tuple[str, ...]) -> None:
        self.sent = Sent()
        self._kept = kept
        self._known = texts
        self._file: IO[bytes] | None = None
        self._text = bytearray()

    def take(self, event: MultipartSegment | bytes | None) -> None:
        if event is None:
            self.end()
        elif isinstance(event, MultipartSegment):
            self._begin(event)
        else:
            self.write(event)

    def begin_file(self, name: str) -> None:
        self._file = self._kept.enter_context(temporary())
        self.sent.files.append((name, self._file))

    def _begin(self, part: MultipartSegment) -> None:
        if part.name == "file":
            if not (name := _name(part.filename or "")):
                raise Refused(422, "file", "Say what the file is called: filename=… in the head of its part.")
            self.begin_file(name)
        elif part.name in self._known and part.name not in self.sent.texts:
            self._file = None
            self._text = self.sent.texts[part.name] = bytearray()
        else:
            wanted = (
                f"`file`, as often as there are files, and {', '.join(f'`{one}`' for one in self._known)}"
            )
            raise Refused(
                422, _name(part.name or "")[:100] or "body", f"The parts that there are: {wanted} once."
            )

    def write(self, chunk: bytes) -> None:
        if self._file is None:
            self._text += chunk
            if len(self._text) > LARGEST_TEXT:
                raise TooLarge(detail=f"A part that is no file may have {LARGEST_TEXT:,} bytes.")
            return
        with _room():
            self._file.write(chunk)

    def end(self) -> None:
        """Another process will read it."""
        if self._file is not None:
            with _room():
                self._file.flush()
        self._file = None


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


def _name(given: str) -> str:
    """What people see in reports: a path below nothing, without what cannot be printed."""
    text = given.replace("\\", "/").encode("utf-8", "replace").decode()
    parts = [part.strip() for part in text.split("/")]
    plain = "/".join(part for part in parts if part not in ("", ".", ".."))
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in plain)[-LONGEST_NAME:]
