"""Where a request comes from."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct

from app.http.problems import request_id

Address = IPv4Address | IPv6Address


class Origin(Struct, frozen=True):
    """The client's address, null where the server does not know it; its name for itself, cut to 512."""

    address: Address | None
    agent: str | None
    request_id: str


def origin(request: Request[Any, Any, Any]) -> Origin:
    """For what is counted by address or kept in the audit."""
    agent = request.headers.get("user-agent", "")[:512]
    return Origin(_address(request), agent.replace("\0", "") or None, request_id(request))


def _address(request: Request[Any, Any, Any]) -> Address | None:
    try:
        return ip_address(request.client.host) if request.client else None
    except ValueError:  # a socket file
        return None


InOrigin = NamedDependency[SkipValidation[Origin]]
