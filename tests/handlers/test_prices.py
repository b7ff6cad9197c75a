"""Prices over HTTP: what narrows the list, what is in force on a day, and what a price says."""

from urllib.parse import urlencode

import pytest
from httpx import AsyncClient


async def ids(client: AsyncClient, **query: str) -> list[int]:
    answer = await client.get(f"/api/v1/prices?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_what_a_price_says(client: AsyncClient) -> None:
    price = (await client.get("/api/v1/prices/2")).json()
    assert price.pop("created_at") == price.pop("updated_at")
    assert price == {
        "id": 2,
        "model": "alpha",
        "model_name": "Alpha",
        "provider": "acme",
        "offering": "alpha",
        "tier": "standard",
        "valid_from": "2024-09-01",
        "input": 2.5,
        "output": 10.0,
        "cache_read": 1.25,
        "cache_write": None,
        "source_url": "https://acme.example/prices",
    }


async def test_amounts_are_json_numbers(client: AsyncClient) -> None:
    assert (
        '"input":3.0,"output":15.0,"cache_read":0.3,"cache_write":3.75,'
        in (await client.get("/api/v1/prices/4")).text
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"model": "alpha"}, [2, 3, 1]),
        ({"model": "1"}, [2, 3, 1]),
        ({"model": "gamma"}, []),
        ({"model": "nobody"}, []),
        ({"model": "No Slug!"}, []),
        ({"model": "0"}, []),
        ({"provider": "ACME"}, [5, 4, 2, 1]),
        ({"provider": "cloud"}, [3]),
        ({"provider": "clo"}, []),
        ({"tier": "Batch"}, [5]),
        ({"tier": "standard"}, [4, 2, 3, 1]),
        ({"model": "alpha", "provider": "acme"}, [2, 1]),
        ({"model": "alpha-2", "provider": "acme", "tier": "batch"}, [5]),
        ({"model": "alpha", "tier": "batch"}, []),
    ],
)
async def test_filters(client: AsyncClient, query: dict[str, str], found: list[int]) -> None:
    assert await ids(client, **query) == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2024-01-09", []),
        ("2024-01-10", [1]),
        ("2024-04-30", [1]),
        ("2024-05-01", [3, 1]),
        ("2024-08-31", [3, 1]),
        ("2024-09-01", [2, 3]),
        ("2025-01-31", [2, 3]),
        ("2025-02-01", [5, 4, 2, 3]),
        ("9999-12-31", [5, 4, 2, 3]),
    ],
)
async def test_what_is_in_force_on_a_day(client: AsyncClient, day: str, found: list[int]) -> None:
    assert await ids(client, at=day) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"model": "alpha", "at": "2024-08-31"}, [3, 1]),
        ({"model": "alpha", "provider": "acme", "at": "2024-09-01"}, [2]),
        ({"tier": "batch", "at": "2025-02-01"}, [5]),
        ({"tier": "batch", "at": "2025-01-31"}, []),
    ],
)
async def test_what_is_in_force_can_be_narrowed(
    client: AsyncClient, query: dict[str, str], found: list[int]
) -> None:
    assert await ids(client, **query) == found


async def test_filters_hold_on_every_page(client: AsyncClient) -> None:
    first = await client.get("/api/v1/prices?at=2025-02-01&limit=3")
    second = await client.get(first.links["next"]["url"])
    assert [row["id"] for page in (first, second) for row in page.json()["items"]] == [5, 4, 2, 3]
