"""Where a request comes from."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct

from app.http.problems import request_id
from app.settings import Network

Address = IPv4Address | IPv6Address


class Origin(Struct, frozen=True):
    """The client's address, null where the server does not know it; its name for itself, cut to 512."""

    address: Address | None
    agent: str | None
    request_id: str


def origins(proxies: Sequence[Network]) -> Callable[[Request[Any, Any, Any]], Origin]:
    """For what is counted by address or kept in the audit; of X-Forwarded-For these proxies are believed."""

    def origin(request: Request[Any, Any, Any]) -> Origin:
        agent = request.headers.get("user-agent", "")[:512]
        peer = _address(request.client.host) if request.client else None
        forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
        address = _behind(peer, forwarded, proxies) if forwarded else peer
        return Origin(address, agent.replace("\0", "") or None, request_id(request))

    return origin


def _behind(peer: Address | None, forwarded: str, proxies: Sequence[Network]) -> Address | None:
    """The last that no trusted proxy is: what stands before it, anybody may have written.

    Where a trusted one has handed on what is no address, it is the peer.
    """
    address = peer
    for written in reversed(forwarded.split(",")):
        if address is None or not any(address in network for network in proxies):
            return address
        if (before := _address(written.strip())) is None:
            return peer
        address = before
    return address


def _address(written: str) -> Address | None:
    """One address has one form: without a zone, and IPv4 as such where the socket speaks both."""
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:  # a socket file
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


InOrigin = NamedDependency[SkipValidation[Origin]]
