"""How often something may be tried: exact over all workers, for PostgreSQL counts."""

from hashlib import sha256
from ipaddress import IPv6Address, ip_network
from typing import Final

from litestar.exceptions import TooManyRequestsException
from msgspec import Struct

from app.http.origins import Address
from app.queries import throttle
from app.queries.loader import Db

#: An IPv6 address is one of 2^64 that the same person may take.
NETWORK: Final = 64


class Rate(Struct, frozen=True):
    """So many attempts at once, and as many again in so many seconds."""

    attempts: int
    seconds: float


class Attempt(Struct, frozen=True):
    """One that counts for `what`, whoever or wherever it is, at a rate."""

    purpose: str
    what: str
    rate: Rate

    @property
    def key(self) -> bytes:
        """A hash: the table names nobody."""
        return sha256(f"{self.purpose}\0{self.what}".encode()).digest()[:16]


def place(address: Address | None) -> str:
    """What counts as one address."""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, NETWORK), strict=False))
    return str(address)


async def demand(db: Db, *attempts: Attempt) -> None:
    """Counts these; raises TooManyRequestsException (429) with Retry-After where one is over its rate."""
    wait = await throttle.take(
        db,
        keys=[attempt.key for attempt in attempts],
        seconds=[attempt.rate.seconds / attempt.rate.attempts for attempt in attempts],
        bursts=[attempt.rate.attempts for attempt in attempts],
    )
    if wait is not None:
        raise TooManyRequestsException(
            f"Too many attempts; try again in {wait} seconds.", headers={"Retry-After": str(wait)}
        )
