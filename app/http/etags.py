"""Versions of single resources: an ETag of each answer, for If-None-Match (304) and If-Match (412)."""

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import HeaderParameter
from msgspec import structs


async def versioned(response: Response[Any]) -> Response[Any]:
    """Give the answer of a single resource its ETag; the edge compares it with If-None-Match.

    The tag is a hash of the whole answer: what it says of other rows, such as names, counts too.
    """
    body = msgspec.json.encode(response.content)
    response.content = body
    response.headers["ETag"] = tag_of(body)
    return response


def made(at: str) -> Callable[[Response[Any]], Awaitable[Response[Any]]]:
    """As `versioned`, for what has just been made: `at` is its address, with the row's fields in braces."""

    async def located(response: Response[Any]) -> Response[Any]:
        response.headers["Location"] = at.format_map(structs.asdict(response.content))
        return await versioned(response)

    return located


def tag_of(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def matches(tag: str, if_none_match: str) -> bool:
    """Weak comparison, as RFC 9110 wants for If-None-Match."""
    wanted = {item.strip().removeprefix("W/") for item in if_none_match.split(",")}
    return "*" in wanted or tag.removeprefix("W/") in wanted


class PreconditionFailed(HTTPException):
    """It is no longer what the client has seen."""

    status_code = 412


class Precondition:
    """Which versions a client is willing to change; any, where it does not say."""

    __slots__ = ("_tags",)

    def __init__(self, if_match: str | None) -> None:
        self._tags = None if if_match is None else {tag.strip() for tag in if_match.split(",")}

    async def check(self, read: Callable[[], Awaitable[object]]) -> None:
        """Raises where what `read` gives, once it can no longer change, is of another version.

        Strong comparison, as RFC 9110 wants for If-Match: a weak tag matches nothing.
        """
        if self._tags is None:
            return
        tag = tag_of(msgspec.json.encode(await read()))
        if not self._tags & {"*", tag}:
            raise PreconditionFailed(
                detail="It has changed since the version in If-Match; read it again.", headers={"ETag": tag}
            )


def precondition(
    if_match: Annotated[
        str | None,
        HeaderParameter(
            name="If-Match",
            max_length=1000,
            description="Change it only while it is of this version, an `ETag`; otherwise 412.",
        ),
    ] = None,
) -> Precondition:
    """What every change of one resource takes."""
    return Precondition(if_match)


InPrecondition = NamedDependency[Precondition]
