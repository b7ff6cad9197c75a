"""Files that clients send: passed on as they come, never into memory."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final, NamedTuple, Protocol

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


class Files(Protocol):
    """Where the files of a body go, one after the other."""

    async def begin(self, name: str) -> None: ...
    async def write(self, chunk: bytes) -> None: ...
    async def end(self) -> None: ...


class Parts(NamedTuple):
    """What a form may have: a part `file`, or `many` of them, and one of each of the texts."""

    texts: tuple[str, ...]
    many: bool

    def in_words(self) -> str:
        often = "as often as there are files" if self.many else "once"
        texts = ", ".join(f"`{one}`" for one in self.texts)
        return f"`file`, {often}, and {texts}{' once' if self.many else ', each at most once'}"


def refuse_packed(request: Request[Any, Any, Any]) -> None:
    """Raises UnsupportedMediaType where the body is compressed on its way."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType(
            detail="Send the body uncompressed; a file may be an archive.",
            headers={"Accept-Encoding": "identity"},
        )


async def receive_body(
    request: Request[Any, Any, Any], files: Files, filename: str | None, most: int
) -> None:
    """The body as one file."""
    name = _name(filename or _disposed(request))
    if not name:
        raise BadParameter("filename", "Say what the file is called: it is sent without a name.")
    await files.begin(name)
    size = 0
    async for chunk in arriving(request, most):
        size += len(chunk)
        await files.write(chunk)
    await files.end()
    if not size:
        raise Malformed(detail="A file is needed as the body, and there is none.")


def _disposed(request: Request[Any, Any, Any]) -> str:
    """The name in Content-Disposition."""
    try:
        return parse_content_disposition(request.headers.get("content-disposition", ""))[2] or ""
    except (MultipartError, ValueError):
        return ""


async def receive_form(
    request: Request[Any, Any, Any], files: Files, parts: Parts, most: int
) -> dict[str, bytearray]:
    """The files of a form; gives its texts, by the names of their parts."""
    form, boundary = _Form(files, parts), request.content_type[1].get("boundary", "")
    try:
        # What stands between the parts is counted with them: so many headers are never sent by anybody.
        with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
            async for chunk in arriving(request, most):
                for event in parser.parse(chunk):
                    await form.take(event)
    except ParserLimitReached:
        raise TooLarge(
            detail=f"A form may have {MOST_PARTS} parts, each with short headers: send an archive."
        ) from None
    except MultipartError:
        raise Malformed(detail=CUT) from None
    if not form.files_begun:
        raise Malformed(detail="A part `file` with a file is needed, and there is none.")
    return form.texts


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


class _Form:
    """What has come so far."""

    def __init__(self, files: Files, parts: Parts) -> None:
        self.texts: dict[str, bytearray] = {}
        self.files_begun = 0
        self._files = files
        self._parts = parts
        self._text: bytearray | None = None

    async def take(self, event: MultipartSegment | bytes | None) -> None:
        if isinstance(event, MultipartSegment):
            await self._begin(event)
        elif self._text is None:
            await (self._files.end() if event is None else self._files.write(event))
        elif event is not None:
            self._text += event
            if len(self._text) > LARGEST_TEXT:
                raise TooLarge(detail=f"A part that is no file may have {LARGEST_TEXT:,} bytes.")

    async def _begin(self, part: MultipartSegment) -> None:
        if part.name == "file" and (self._parts.many or not self.files_begun):
            if not (name := _name(part.filename or "")):
                raise Refused(422, "file", "Say what the file is called: filename=… in the head of its part.")
            self._text = None
            self.files_begun += 1
            await self._files.begin(name)
        elif part.name in self._parts.texts and part.name not in self.texts:
            self._text = self.texts[part.name] = bytearray()
        else:
            field = _name(part.name or "")[:100] or "body"
            raise Refused(422, field, f"The parts that there are: {self._parts.in_words()}.")


def _name(given: str) -> str:
    """What people see in reports: a path below nothing, without what cannot be printed."""
    text = given.replace("\\", "/").encode("utf-8", "replace").decode()
    parts = [part.strip() for part in text.split("/")]
    plain = "/".join(part for part in parts if part not in ("", ".", ".."))
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in plain)[-LONGEST_NAME:]
