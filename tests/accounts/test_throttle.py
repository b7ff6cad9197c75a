"""How often something may be tried: exact over workers; a flood delays, and locks nobody out."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import Final

import asyncpg
import pytest
from httpx import AsyncClient, Response
from litestar.exceptions import TooManyRequestsException

from app.accounts import signing_in
from app.accounts.passwords import Passwords
from app.accounts.throttle import Attempt, Rate, demand, place
from app.database.address import parse
from app.queries import throttle
from tests.accounts.signing import API, Own, signed_in, try_to_sign_in
from tests.conftest import serving
from tests.people import PASSWORD

Both = tuple[AsyncClient, AsyncClient]
WRONG: Final = "not the password of anybody"
A, B = b"a" * 16, b"b" * 16
#: Seconds of a day.
SLOWLY: Final = 86_400.0


@pytest.fixture(autouse=True)
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day for a minute, or a slow machine would earn attempts while it counts."""
    monkeypatch.setattr(signing_in, "MINUTE", SLOWLY)


@pytest.fixture
async def behind(fresh: str) -> AsyncIterator[AsyncClient]:
    """The service behind a proxy that says from where requests come."""
    async with serving(fresh, trusted_proxies="127.0.0.1", sign_in_rate=3) as client:
        yield client


async def sign_in_from(client: AsyncClient, where: str, name: str, password: str = WRONG) -> Response:
    return await client.post(
        f"{API}/auth/login",
        json={"username": name, "password": password},
        headers={"X-Forwarded-For": where},
    )


async def statuses(client: AsyncClient, where: str, name: str, times: int) -> Counter[int]:
    answers = [await sign_in_from(client, where, name) for _ in range(times)]
    return Counter(answer.status_code for answer in answers)


async def test_forty_bad_ones_at_two_workers(both: Both) -> None:
    answers = await asyncio.gather(*(try_to_sign_in(both[n % 2], "mia", WRONG) for n in range(40)))
    assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 30}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused.headers["retry-after"]) <= SLOWLY / 10
    assert refused.json()["detail"].startswith("Too many attempts; try again in ")
    assert "server-timing" not in refused.headers


async def test_a_right_password_waits_too(alone: AsyncClient) -> None:
    for _ in range(10):
        await try_to_sign_in(alone, "mia", WRONG)
    assert (await try_to_sign_in(alone, "mia")).status_code == 429
    assert (await try_to_sign_in(alone, "MIA ")).status_code == 429
    assert (await try_to_sign_in(alone, "max")).status_code == 200


async def test_it_is_over_after_a_while(alone: AsyncClient, own: Own) -> None:
    for _ in range(11):
        await try_to_sign_in(alone, "mia", WRONG)
    await own.execute("update throttle set allowed_at = allowed_at - interval '144 minutes'")
    assert (await try_to_sign_in(alone, "mia")).status_code == 200
    assert (await try_to_sign_in(alone, "mia")).status_code == 429


async def test_an_unknown_name_is_counted_alike(alone: AsyncClient) -> None:
    answers = [await try_to_sign_in(alone, "nobody-here", WRONG) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2


async def test_nothing_is_hashed_for_who_has_to_wait(
    alone: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(10):
        await try_to_sign_in(alone, "mia", WRONG)
    monkeypatch.delattr(Passwords, "verify")
    assert (await try_to_sign_in(alone, "mia")).status_code == 429


async def test_a_flood_from_one_place_stops_nobody_elsewhere(behind: AsyncClient) -> None:
    """What it may no longer try does not count for the name."""
    assert await statuses(behind, "192.0.2.1", "mia", 25) == {401: 3, 429: 22}
    assert (await sign_in_from(behind, "198.51.100.1", "mia", PASSWORD)).status_code == 200


async def test_many_places_at_once_delay_only_strangers(behind: AsyncClient) -> None:
    home = "198.51.100.1"
    assert (await sign_in_from(behind, home, "mia", PASSWORD)).status_code == 200
    counted = Counter[int]()
    for number in range(20):
        counted += await statuses(behind, f"192.0.2.{number}", "mia", 2)
    assert counted == {401: 29, 429: 11}  # ten times the rate, less the first one from home
    assert (await sign_in_from(behind, "203.0.113.9", "max", PASSWORD)).status_code == 200
    for not_home in ("203.0.113.9", "198.51.100.2"):  # Max's, and next door
        assert (await sign_in_from(behind, not_home, "mia", PASSWORD)).status_code == 429
    assert (await sign_in_from(behind, home, "mia", PASSWORD)).status_code == 200


async def test_home_is_forgotten_after_a_month(behind: AsyncClient, own: Own) -> None:
    home = "198.51.100.1"
    assert (await sign_in_from(behind, home, "mia", PASSWORD)).status_code == 200
    for number in range(20):
        await statuses(behind, f"192.0.2.{number}", "mia", 2)
    await own.execute("update sessions set created_at = created_at - interval '31 days'")
    assert (await sign_in_from(behind, home, "mia", PASSWORD)).status_code == 429


async def test_one_place_that_tries_many_names(behind: AsyncClient) -> None:
    counted = Counter[int]()
    for number in range(35):
        counted += await statuses(behind, "192.0.2.1", f"somebody-{number}", 1)
    assert counted == {401: 30, 429: 5}
    assert (await sign_in_from(behind, "192.0.2.2", "mia", PASSWORD)).status_code == 200


async def test_64_bits_of_ipv6_are_one_place(behind: AsyncClient) -> None:
    answers = [await sign_in_from(behind, f"2001:db8::{n}:1", "mia") for n in range(1, 6)]
    assert [answer.status_code for answer in answers] == [401] * 3 + [429] * 2
    assert (await sign_in_from(behind, "2001:db8:0:1::1", "mia", PASSWORD)).status_code == 200


async def test_home_is_64_bits_of_ipv6(behind: AsyncClient) -> None:
    assert (await sign_in_from(behind, "2001:db8::1", "mia", PASSWORD)).status_code == 200
    for number in range(20):
        await statuses(behind, f"192.0.2.{number}", "mia", 2)
    assert (await sign_in_from(behind, "2001:db8:0:1::1", "mia", PASSWORD)).status_code == 429
    assert (await sign_in_from(behind, "2001:db8::abcd", "mia", PASSWORD)).status_code == 200


async def test_the_table_names_nobody(alone: AsyncClient, own: Own) -> None:
    await signed_in(alone, "mia")
    keys = [row["key"] for row in await own.fetch("select key from throttle")]
    assert len(keys) == 3
    assert all(len(key) == 16 and b"mia" not in key and b"127.0.0.1" not in key for key in keys)


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::", "2001:db8::/64"),
        ("2001:db8:0:1::", "2001:db8:0:1::/64"),
    ],
)
def test_what_one_place_is(address: str, where: str) -> None:
    assert place(ip_address(address)) == where


async def test_whose_address_is_not_known_is_one_place() -> None:
    assert place(None) == "None"


async def taken(own: Own, *attempts: Attempt) -> int:
    """Zero, or the seconds to wait."""
    try:
        await demand(own, *attempts)
    except TooManyRequestsException as error:
        return int((error.headers or {})["Retry-After"])
    return 0


async def test_a_burst_and_then_one_at_a_time(own: Own) -> None:
    attempt = Attempt("test", "x", Rate(4, SLOWLY))
    waits = [await taken(own, attempt) for _ in range(6)]
    assert waits[:4] == [0] * 4
    assert all(21_590 < wait <= 21_600 for wait in waits[4:])
    await own.execute("update throttle set allowed_at = allowed_at - interval '6 hours'")
    assert [await taken(own, attempt) > 0 for _ in range(2)] == [False, True]
    await own.execute("update throttle set allowed_at = allowed_at - interval '30 days'")
    assert [await taken(own, attempt) > 0 for _ in range(5)] == [False] * 4 + [True], "no more is saved"


async def test_purposes_do_not_share(own: Own) -> None:
    for purpose in ("one", "other"):
        assert await taken(own, Attempt(purpose, "x", Rate(1, SLOWLY))) == 0
    assert await taken(own, Attempt("one", "y", Rate(1, SLOWLY))) == 0
    assert await taken(own, Attempt("one", "x", Rate(1, SLOWLY))) > 0


async def test_the_longest_wait_is_told(own: Own) -> None:
    short, long = Attempt("test", "short", Rate(1, 60)), Attempt("test", "long", Rate(1, SLOWLY))
    assert await taken(own, short, long) == 0
    assert await taken(own, short, long) > 60
    assert 0 < await taken(own, short) <= 60


async def until_blocked(own: Own, other: Own) -> None:
    for _ in range(500):
        if await own.fetchval("select pg_blocking_pids($1) <> '{}'", other.get_server_pid()):
            return
        await asyncio.sleep(0.01)
    pytest.fail("It does not wait.")


async def test_attempts_that_count_the_same_keys_never_wait_for_each_other(fresh: str, own: Own) -> None:
    """Each would hold the key that the other one wants next, and the server would end one of them."""
    await own.execute(
        "insert into throttle (key, allowed_at) select key, now() from unnest($1::bytea []) as key", [A, B]
    )
    others = [await asyncpg.connect(**parse(fresh).asyncpg()) for _ in range(2)]
    try:
        async with own.transaction():
            await own.execute("select from throttle where key = $1 for update", B)
            attempts = []
            for other, keys in zip(others, ([B, A], [A, B]), strict=True):
                taking = throttle.take(other, keys=keys, seconds=[1, 1], bursts=[5, 5])
                attempts.append(asyncio.ensure_future(taking))
                await until_blocked(own, other)
        assert await asyncio.gather(*attempts) == [None, None]
    finally:
        for other in others:
            await other.close()
