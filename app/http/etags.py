"""Versions of single resources: an ETag of what is answered, and 304 where nothing has changed."""

from hashlib import blake2b
from typing import Any

import msgspec
from litestar import Response


async def versioned(response: Response[Any]) -> Response[Any]:
    """Give the answer of a single resource its ETag; the edge compares it with If-None-Match.

    The tag is a hash of the whole answer: what it says of other rows, such as names, counts too.
    """
    body = msgspec.json.encode(response.content)
    response.content = body
    response.headers["ETag"] = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    return response


def matches(tag: str, if_none_match: str) -> bool:
    """Weak comparison, as RFC 9110 wants for If-None-Match."""
    wanted = {item.strip().removeprefix("W/") for item in if_none_match.split(",")}
    return "*" in wanted or tag.removeprefix("W/") in wanted
