"""Pages of other sites (CORS): which may read answers, and ask for more than a browser sends of itself.

Never with cookies: what a page sends is its own token, which it must have got first.
"""

from typing import Final

from msgspec import Struct

Headers = list[tuple[bytes, bytes]]

ALLOW: Final = b"access-control-allow-origin"
EXPOSED: Final = (
    b"access-control-expose-headers",
    b"ETag, Link, Location, Retry-After, WWW-Authenticate, X-Request-ID",
)
VARYING: Final = (b"vary", b"Origin")
#: Two hours, the longest that every browser keeps it.
PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"DELETE, GET, HEAD, PATCH, POST, PUT"),
    (
        b"access-control-allow-headers",
        b"Authorization, Content-Disposition, Content-Type, If-Match, If-None-Match, X-Request-ID",
    ),
    (b"access-control-max-age", b"7200"),
)


class Sites(Struct, frozen=True):
    """The origins of other sites that may ask; none, these, or any where it holds "*"."""

    origins: frozenset[str] = frozenset()

    def allows(self, origin: str) -> bool:
        return bool(self.origins & {"*", origin})

    def headers(self, origin: str) -> Headers:
        """For every answer, also to those who say no origin: else a shared cache gave one's to another."""
        if not self.origins:
            return []
        if "*" in self.origins:
            return [(ALLOW, b"*"), EXPOSED]
        return [(ALLOW, origin.encode("latin-1")), EXPOSED, VARYING] if self.allows(origin) else [VARYING]
