"""Use cases over HTTP: what narrows the list, and what a use case says."""

from urllib.parse import urlencode

import pytest
from httpx import AsyncClient


async def ids(client: AsyncClient, **query: str) -> list[int]:
    answer = await client.get(f"/api/v1/use-cases?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_what_a_use_case_says(client: AsyncClient) -> None:
    use_case = (await client.get("/api/v1/use-cases/1")).json()
    assert use_case.pop("created_at") == use_case.pop("updated_at")
    assert use_case == {
        "id": 1,
        "model": "alpha",
        "model_name": "Alpha",
        "use_case": "Sorting support tickets",
        "description": "By product and urgency.",
        "mentioned_by": "Ann",
        "created_by": None,
    }


async def test_what_nobody_knows_is_null(client: AsyncClient) -> None:
    assert (await client.get("/api/v1/use-cases/2")).json()["description"] is None
    assert (await client.get("/api/v1/use-cases/3")).json()["mentioned_by"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"model": "alpha-2"}, [3, 2]),
        ({"model": "2"}, [3, 2]),
        ({"model": "gamma"}, []),
        ({"model": "nobody"}, []),
        ({"model": "No Slug!"}, []),
        ({"model": "0"}, []),
        ({"q": "ticket"}, [3, 1]),
        ({"q": "tickets -german"}, [1]),
        ({"q": "urgency"}, [1]),
        ({"q": "sort urgency"}, [1]),
        ({"q": '"code review"'}, [2]),
        ({"q": "review or german"}, [3, 2]),
        ({"q": "of the"}, []),
        ({"model": "alpha-2", "q": "tickets"}, [3]),
        ({"model": "alpha", "q": "review"}, []),
    ],
)
async def test_filters(client: AsyncClient, query: dict[str, str], found: list[int]) -> None:
    assert await ids(client, **query) == found


async def test_filters_hold_on_every_page(client: AsyncClient) -> None:
    first = await client.get("/api/v1/use-cases?q=tickets&limit=1")
    second = await client.get(first.links["next"]["url"])
    assert [row["id"] for page in (first, second) for row in page.json()["items"]] == [3, 1]
    assert "next" not in second.links
