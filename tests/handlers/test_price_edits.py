"""Prices made, changed and deleted over HTTP: amounts to the last digit, and what is in force."""

from typing import Any, Final

import pytest
from httpx import AsyncClient

from tests.handlers.subjects import PRICES
from tests.handlers.test_lists import faulty

API: Final = "/api/v1"
AMOUNTS: Final = ("input", "output", "cache_read", "cache_write")
ALPHA: Final = {"model": "alpha", "provider": "acme", "offering": "alpha", "tier": "standard"}


def new(**fields: Any) -> dict[str, Any]:
    return {**PRICES.needed, **fields}


async def test_an_amount_comes_back_to_the_last_digit(lone_writer: AsyncClient) -> None:
    for n, amount in enumerate((0, 1e-6, 0.1, 0.3, 1.123456, 2.5, 30, 12_345_678.123456, 99_999_999.999999)):
        sent = dict.fromkeys(AMOUNTS, amount)
        made = await lone_writer.post(f"{API}/prices", json=new(**sent, offering=f"delta-{n}"))
        assert made.status_code == 201, made.text
        assert made.json() | sent == made.json()
        changed = await lone_writer.patch(f"{API}/prices/1", json=sent)
        assert changed.json() | sent == changed.json()


@pytest.mark.parametrize("field", AMOUNTS)
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0.1234567, "6 decimals"),
        (1e-7, "6 decimals"),
        (99_999_999.1234567, "6 decimals"),
        (-0.01, "99,999,999.999999"),
        (100_000_000, "99,999,999.999999"),
        (99_999_999.9999995, "99,999,999.999999"),
        (1e300, "99,999,999.999999"),
    ],
)
async def test_an_amount_is_never_rounded(writer: AsyncClient, field: str, amount: float, words: str) -> None:
    made = await writer.post(f"{API}/prices", json=new(**{field: amount}))
    changed = await writer.patch(f"{API}/prices/2", json={field: amount})
    assert faulty(made) == faulty(changed) == (422, [field])
    assert words in made.json()["errors"][0]["detail"]


async def test_every_amount_at_fault_is_named(writer: AsyncClient) -> None:
    answer = await writer.patch(f"{API}/prices/2", json=dict.fromkeys(AMOUNTS, 1e-9))
    assert faulty(answer) == (422, list(AMOUNTS))


async def test_a_price_has_an_amount(lone_writer: AsyncClient) -> None:
    none = dict.fromkeys(AMOUNTS)
    assert faulty(await lone_writer.post(f"{API}/prices", json=new(**none))) == (422, ["input"])
    assert faulty(await lone_writer.patch(f"{API}/prices/3", json=none)) == (422, ["input"])
    moved = await lone_writer.patch(f"{API}/prices/3", json=none | {"cache_read": 0})
    assert moved.json() | none | {"cache_read": 0} == moved.json()


async def in_force(client: AsyncClient, day: str) -> list[tuple[int, float | None]]:
    answer = await client.get(f"{API}/prices", params={"model": "alpha", "provider": "acme", "at": day})
    return [(price["id"], price["input"]) for price in answer.json()["items"]]


async def test_a_new_price_is_in_force_from_its_day_on(lone_writer: AsyncClient) -> None:
    later = {**ALPHA, "valid_from": "2025-01-01", "input": 1}
    made = (await lone_writer.post(f"{API}/prices", json=later)).json()
    assert await in_force(lone_writer, "2024-12-31") == [(2, 2.5)]
    assert await in_force(lone_writer, "2025-01-01") == [(made["id"], 1)]
    assert (
        await lone_writer.patch(f"{API}/prices/{made['id']}", json={"valid_from": "2025-02-01"})
    ).is_success
    assert await in_force(lone_writer, "2025-01-31") == [(2, 2.5)]
    assert (await lone_writer.delete(f"{API}/prices/{made['id']}")).status_code == 204
    assert await in_force(lone_writer, "2026-01-01") == [(2, 2.5)]


async def test_a_price_that_is_in_force_already_is_taken_as_it_is(lone_writer: AsyncClient) -> None:
    again = {**ALPHA, "valid_from": "2025-01-01", "input": 2.5, "output": 10, "cache_read": 1.25}
    made = await lone_writer.post(f"{API}/prices", json=again)
    assert made.status_code == 201, made.text
    assert await in_force(lone_writer, "2025-01-01") == [(made.json()["id"], 2.5)]


async def test_another_offering_on_the_same_day(lone_writer: AsyncClient) -> None:
    same = {**ALPHA, "valid_from": "2024-09-01", "input": 1}
    assert faulty(await lone_writer.post(f"{API}/prices", json=same)) == (409, ["valid_from"])
    for other in (
        {"tier": "batch"},
        {"provider": "cloud"},
        {"offering": "alpha-eu"},
        {"valid_from": "2024-09-02"},
        {"model": "delta"},
    ):
        assert (await lone_writer.post(f"{API}/prices", json=same | other)).status_code == 201, other
        assert faulty(await lone_writer.post(f"{API}/prices", json=same | other)) == (409, ["valid_from"])
