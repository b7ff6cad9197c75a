"""Models over HTTP."""

from httpx import AsyncClient


async def names(client: AsyncClient, query: str) -> list[str]:
    answer = await client.get(f"/api/v1/models?{query}")
    assert answer.status_code == 200, answer.text
    return [model["name"] for model in answer.json()["items"]]


async def test_a_model_by_id_and_by_slug(client: AsyncClient) -> None:
    by_id, by_slug = await client.get("/api/v1/models/1"), await client.get("/api/v1/models/alpha")
    assert by_id.json() == by_slug.json()
    assert by_id.json()["aliases"] == ["ACME Alpha One", "alpha-2024-01-10"]
