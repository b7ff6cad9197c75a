"""Versions of single resources: an ETag from id and time of change, and 304 where nothing has changed."""

from typing import Any

from litestar import Response


async def versioned(response: Response[Any]) -> Response[Any]:
    """Give the answer of a single resource its ETag; the edge compares it with If-None-Match."""
    row = response.content
    if hasattr(row, "updated_at"):
        response.headers["ETag"] = f'"{row.id}-{int(row.updated_at.timestamp() * 1_000_000):x}"'
    return response


def matches(tag: str, if_none_match: str) -> bool:
    """Weak comparison, as RFC 9110 wants for If-None-Match."""
    wanted = {item.strip().removeprefix("W/") for item in if_none_match.split(",")}
    return "*" in wanted or tag.removeprefix("W/") in wanted
