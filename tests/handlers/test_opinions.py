"""Opinions over HTTP: what narrows the list, the opinions of one model, and what an opinion says."""

from urllib.parse import urlencode

import pytest
from httpx import AsyncClient


async def ids(client: AsyncClient, path: str = "opinions", **query: str) -> list[int]:
    answer = await client.get(f"/api/v1/{path}?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return [opinion["id"] for opinion in answer.json()["items"]]


async def test_what_an_opinion_says(client: AsyncClient) -> None:
    opinion = (await client.get("/api/v1/opinions/1")).json()
    assert opinion.pop("created_at") == opinion.pop("updated_at")
    assert opinion == {
        "id": 1,
        "model": "alpha",
        "model_name": "Alpha",
        "content": "Fast and cheap, good enough for most of our tickets.",
        "sentiment": "positive",
        "source": "blog",
        "author": "Ann",
        "url": "https://blog.example/1",
        "date_published": "2024-02-01",
        "tags": ["speed", "price"],
        "created_by": None,
    }


async def test_what_nobody_knows_is_null(client: AsyncClient) -> None:
    opinion = (await client.get("/api/v1/opinions/3")).json()
    fields = ("sentiment", "source", "author", "url", "date_published")
    assert [opinion[field] for field in fields] == [None] * 5
    assert opinion["tags"] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"model": "alpha"}, [2, 1, 3]),
        ({"model": "1"}, [2, 1, 3]),
        ({"model": "ALPHA"}, [2, 1, 3]),
        ({"model": "epsilon"}, [5]),
        ({"model": "gamma"}, []),
        ({"sentiment": "mixed"}, [4]),
        ({"source": "Blog"}, [4, 1]),
        ({"author": "ann"}, [4, 1]),
        ({"author": "an"}, []),
        ({"tags_any": "speed"}, [4, 1]),
        ({"tags_any": "coding,price"}, [5, 4, 1]),
        ({"tags_any": " coding , context,"}, [4, 2]),
        ({"tags_any": "Speed"}, []),
        ({"tags_any": "{speed}"}, []),
        ({"tags_all": "speed"}, [4, 1]),
        ({"tags_all": "price,speed"}, [1]),
        ({"tags_all": "price,coding"}, []),
        ({"tags_all": ",speed,"}, [4, 1]),
        ({"tags_any": "coding,price", "tags_all": "speed"}, [4, 1]),
        ({"published_from": "2024-03-01"}, [5, 4, 2]),
        ({"published_to": "2024-02-01"}, [1]),
        ({"published_from": "2024-02-02", "published_to": "2025-02-09"}, [2]),
        ({"published_from": "2025-01-01", "published_to": "2024-01-01"}, []),
        ({"published_from": "0001-01-01"}, [5, 4, 2, 1]),
        ({"published_to": "9999-12-31"}, [5, 4, 2, 1]),
        ({"q": "tickets"}, [4, 1]),
        ({"q": "ticket better"}, [4]),
        ({"q": '"long document"'}, [2]),
        ({"q": '"document long"'}, []),
        ({"q": "tickets -coding"}, [1]),
        ({"q": "fine or cheap"}, [1, 3]),
        ({"q": "the"}, []),
        ({"q": "' & !"}, []),
        ({"model": "alpha", "sentiment": "positive", "source": "blog", "author": "ann", "q": "cheap"}, [1]),
        ({"model": "alpha", "author": "ann", "tags_any": "context"}, []),
    ],
)
async def test_filters(client: AsyncClient, query: dict[str, str], found: list[int]) -> None:
    assert await ids(client, **query) == found


@pytest.mark.parametrize("model", ["nobody", "No Slug!", "0", "01", "99", str(2**70)])
async def test_a_filter_by_a_model_that_there_is_not_finds_nothing(client: AsyncClient, model: str) -> None:
    assert await ids(client, model=model) == []


async def test_filters_hold_on_every_page(client: AsyncClient) -> None:
    first = await client.get("/api/v1/opinions?tags_any=price,coding&limit=2")
    second = await client.get(first.links["next"]["url"])
    assert [row["id"] for page in (first, second) for row in page.json()["items"]] == [5, 4, 1]


@pytest.mark.parametrize("limit", [1, 2])
async def test_a_search_pages_like_the_list(client: AsyncClient, limit: int) -> None:
    page, found = await client.get(f"/api/v1/opinions?q=fast or tickets or fine&limit={limit}"), []
    while following := page.links.get("next"):
        found += page.json()["items"]
        page = await client.get(following["url"])
    assert [row["id"] for row in found + page.json()["items"]] == [4, 1, 3]


@pytest.mark.parametrize("model", ["alpha", "1"])
async def test_the_opinions_of_a_model(client: AsyncClient, model: str) -> None:
    assert await ids(client, f"models/{model}/opinions") == [2, 1, 3]


async def test_a_model_without_opinions(client: AsyncClient) -> None:
    assert await ids(client, "models/gamma/opinions") == []
    export = await client.get("/api/v1/models/gamma/opinions?format=csv")
    assert export.status_code == 200
    assert export.text.startswith("id,model,")


@pytest.mark.parametrize("query", ["", "?format=csv", "?limit=1"])
@pytest.mark.parametrize("model", ["nobody", "99", "0", "%00", "No%20Slug"])
async def test_the_opinions_of_a_model_that_there_is_not(client: AsyncClient, model: str, query: str) -> None:
    answer = await client.get(f"/api/v1/models/{model}/opinions{query}")
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such model.")
