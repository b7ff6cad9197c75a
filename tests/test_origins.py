"""Where a request comes from: a header is believed of trusted proxies only, and never further than them."""

from ipaddress import ip_address, ip_network
from typing import Any, Final

import pytest
from litestar import Request
from litestar.di import Provide
from msgspec.structs import replace

from app.http.origins import origins
from app.main import build
from app.settings import Settings
from tests.people import SECRET

TRUSTED: Final = tuple(map(ip_network, ("10.0.0.0/8", "2001:db8:aaaa::/48")))
PROXY: Final = "10.0.0.1"


def request(peer: str | None, *forwarded: str, agent: str = "curl/8") -> Request[Any, Any, Any]:
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded]
    return Request(
        {  # type: ignore[arg-type]  # what is read of a scope
            "type": "http",
            "headers": [*headers, (b"user-agent", agent.encode("latin-1"))],
            "client": None if peer is None else (peer, 5000),
            "state": {"request_id": "mine"},
        }
    )


def found(peer: str | None, *forwarded: str) -> str:
    return str(origins(TRUSTED)(request(peer, *forwarded)).address)


@pytest.mark.parametrize("forged", ["198.51.100.7", "127.0.0.1", PROXY, "198.51.100.7, 10.0.0.2", "nonsense"])
def test_a_stranger_is_not_believed(forged: str) -> None:
    assert found("203.0.113.9", forged) == "203.0.113.9"


@pytest.mark.parametrize("forged", ["198.51.100.7", "nonsense"])
def test_without_proxies_nobody_is_believed(forged: str) -> None:
    for peer in ("127.0.0.1", PROXY):
        assert str(origins(())(request(peer, forged)).address) == peer


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (["203.0.113.9"], "203.0.113.9"),
        (["203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (["203.0.113.9", "10.0.0.3,10.0.0.2"], "203.0.113.9"),
        (["203.0.113.9 ,\t2001:db8:aaaa::2 "], "203.0.113.9"),
        (["2001:db8:bbbb::2"], "2001:db8:bbbb::2"),
        # What the client wrote itself stands before what the proxy has seen.
        (["127.0.0.1, 203.0.113.9"], "203.0.113.9"),
        (["10.0.0.9, 203.0.113.9"], "203.0.113.9"),
        (["10.0.0.9", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (["nonsense, 203.0.113.9"], "203.0.113.9"),
        ([",,, 203.0.113.9"], "203.0.113.9"),
        # From within: the farthest.
        (["10.0.0.9"], "10.0.0.9"),
        (["10.0.0.9, 10.0.0.8"], "10.0.0.9"),
        (["::ffff:203.0.113.9"], "203.0.113.9"),
        (["203.0.113.9, ::ffff:10.0.0.2"], "203.0.113.9"),
    ],
)
def test_a_proxy_is_believed(forwarded: list[str], address: str) -> None:
    assert found(PROXY, *forwarded) == address
    assert found(f"::ffff:{PROXY}", *forwarded) == address


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        " ",
        ",",
        "203.0.113.9,",
        "unknown",
        "203.0.113.9:4711",
        "203.0.113.0/24",
        "203.0.113.9 203.0.113.8",
        "203.0.113.9\x00",
        "2130706433",
        "0x7f.1",
        "\uff11.2.3.4".encode().decode("latin-1"),
        "203.0.113.9, nonsense, 10.0.0.2",
        "9" * 8000,
        "," * 8000,
    ],
)
def test_what_is_no_address_is_the_proxys(nonsense: str) -> None:
    assert found(PROXY, nonsense) == PROXY


def test_the_service_believes_those_of_its_settings() -> None:
    settings = Settings(database_url="postgresql://a@127.0.0.1:9/none", secret_key=SECRET)
    for proxies, address in ((f"::1,{PROXY}", "203.0.113.9"), (None, PROXY)):
        provided = build(replace(settings, trusted_proxies=proxies)).dependencies["origin"]
        assert isinstance(provided, Provide)
        made = provided.dependency(request(PROXY, "198.51.100.7, 203.0.113.9"))
        assert str(made.address) == address


def test_one_address_has_one_form() -> None:
    """The throttle takes 2^64 addresses of IPv6 for one: all of IPv4 would be."""
    assert found("::ffff:203.0.113.9") == "203.0.113.9"
    assert found("fe80::1%eth0") == "fe80::1"  # no inet holds a zone
    assert found("2001:DB8:BBBB:0::1") == "2001:db8:bbbb::1"


@pytest.mark.parametrize("peer", [None, "", "/run/catalogue.sock", "unix:"])
def test_a_socket_file_is_nowhere(peer: str | None) -> None:
    made = origins(TRUSTED)(request(peer, "203.0.113.9"))
    assert (made.address, made.request_id) == (None, "mine")


@pytest.mark.parametrize(
    ("agent", "kept"),
    [("curl/8", "curl/8"), ("", None), ("\0", None), ("a\0b", "ab"), ("é" * 600, "é" * 512)],
)
def test_the_name_that_a_client_gives_itself(agent: str, kept: str | None) -> None:
    made = origins(())(request("203.0.113.9", agent=agent))
    assert (made.agent, made.address) == (kept, ip_address("203.0.113.9"))
