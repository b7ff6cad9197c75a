"""Models over HTTP: what narrows the list, and what a model says."""

import json
from urllib.parse import urlencode

import pytest
from httpx import AsyncClient


async def ids(client: AsyncClient, **query: str) -> list[int]:
    answer = await client.get(f"/api/v1/models?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return [model["id"] for model in answer.json()["items"]]


async def test_a_model_by_id_and_by_slug(client: AsyncClient) -> None:
    by_id, by_slug = await client.get("/api/v1/models/1"), await client.get("/api/v1/models/alpha")
    assert by_id.json() == by_slug.json()
    assert by_id.json()["aliases"] == ["ACME Alpha One", "alpha-2024-01-10"]


async def test_what_a_model_says(client: AsyncClient) -> None:
    model = (await client.get("/api/v1/models/alpha")).json()
    assert model.pop("created_at") == model.pop("updated_at")
    assert model == {
        "id": 1,
        "slug": "alpha",
        "name": "Alpha",
        "organization": "Acme",
        "release_date": "2024-01-10",
        "license": "apache-2.0",
        "status": "active",
        "description": "A small open model.",
        "metadata": {
            "context_window": 8192,
            "open_weights": True,
            "family": "alpha",
            "limits": {"output": 1024},
        },
        "aliases": ["ACME Alpha One", "alpha-2024-01-10"],
    }


async def test_what_nobody_knows_is_null(client: AsyncClient) -> None:
    model = (await client.get("/api/v1/models/gamma")).json()
    assert [model[field] for field in ("release_date", "license", "description", "metadata")] == [None] * 4
    assert model["aliases"] == []


async def test_no_metadata_is_not_empty_metadata(client: AsyncClient) -> None:
    assert (await client.get("/api/v1/models/delta")).json()["metadata"] == {}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"organization": "ACME"}, [1, 2, 6]),
        ({"organization": "acm"}, []),
        ({"license": "Apache-2.0"}, [1, 2]),
        ({"license": "MIT"}, [6]),
        ({"status": "retired"}, [5]),
        ({"status": "active"}, [1, 2, 6, 4, 7]),
        ({"released_from": "2025-02-01"}, [2, 6, 7]),
        ({"released_to": "2024-01-10"}, [1, 5]),
        ({"released_from": "2024-01-10", "released_to": "2024-07-23"}, [1, 3]),
        ({"released_from": "2025-01-01", "released_to": "2024-01-01"}, []),
        ({"organization": "acme", "released_from": "2025-01-01"}, [2, 6]),
        ({"organization": "acme", "license": "mit", "status": "active", "q": "eps"}, [6]),
        ({"organization": "acme", "status": "retired"}, []),
    ],
)
async def test_filters(client: AsyncClient, query: dict[str, str], found: list[int]) -> None:
    assert await ids(client, **query) == found


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ({"open_weights": True}, [1, 2]),
        ({"family": "alpha", "context_window": 8192}, [1]),
        ({"context_window": 8192.0}, [1]),
        ({"limits": {"output": 1024}}, [1]),
        ({"limits": {}}, [1]),
        ({"open_weights": "true"}, []),
        ({"family": 'it\'s \\ "quoted"'}, []),
        ({}, [1, 2, 3, 5, 6]),
    ],
)
async def test_metadata_that_contains(
    client: AsyncClient, metadata: dict[str, object], found: list[int]
) -> None:
    assert await ids(client, metadata=json.dumps(metadata)) == found


@pytest.mark.parametrize(
    ("path", "op", "value", "found"),
    [
        ("context_window", "eq", "8192", [1]),
        ("context_window", "eq", "8192.0", [1]),
        ("context_window", "ne", "8192", [2]),
        ("context_window", "lt", "8193", [1]),
        ("context_window", "le", "8192", [1]),
        ("context_window", "gt", "8192", [2]),
        ("context_window", "ge", "8192", [1, 2]),
        ("context_window", "ge", "1e3", [1, 2]),
        ("context_window", "eq", "128k", [3]),
        ("context_window", "ge", "0k", [3]),
        ("limits.output", "ge", "1000", [1]),
        ("limits", "ge", "1000", []),
        ("open_weights", "eq", "true", [1, 2]),
        ("open_weights", "ne", "true", [3]),
        ("open_weights", "eq", "True", []),
        ("knowledge_cutoff", "ge", "2024-06", [6]),
        ("knowledge_cutoff", "ge", "2025-01", []),
        ("family.name", "eq", "alpha", []),
        ("nothing.here.at.all", "ne", "1", []),
        ("0", "eq", "1", []),
    ],
)
async def test_metadata_that_compares(
    client: AsyncClient, path: str, op: str, value: str, found: list[int]
) -> None:
    assert await ids(client, metadata_path=path, metadata_op=op, metadata_value=value) == found


async def test_comparison_is_equality_where_nothing_is_said(client: AsyncClient) -> None:
    assert await ids(client, metadata_path="family", metadata_value="alpha") == [1, 2]


async def test_both_questions_about_metadata_together(client: AsyncClient) -> None:
    query = {
        "metadata": '{"open_weights": true}',
        "metadata_path": "context_window",
        "metadata_value": "9000",
    }
    assert await ids(client, **query, metadata_op="gt") == [2]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("beta 8b", [3]),
        ("8B beta", [3]),
        ("BETA-3.1", [3]),
        ("beta instruct", [3]),
        ("beta_instruct", [3]),
        ("acme one", [1]),
        ("alpha 2024", [1]),
        ("alpha", [1, 2]),
        ("alph", [1, 2]),
        ("lpha", []),
        ("acme", [1, 2, 6]),
        ("borealis gam", [4]),
        ("delta labs", [5]),
        ("(no results)", [7]),
        ("zeta & !results | x", []),
        ("'; --", []),
        ("\\", []),
        ("\uff21lpha", [1, 2]),
    ],
)
async def test_words(client: AsyncClient, q: str, found: list[int]) -> None:
    assert await ids(client, q=q) == found


async def test_a_model_is_found_once_however_many_of_its_names_fit(client: AsyncClient) -> None:
    assert await ids(client, q="alpha", license="apache-2.0", sort="newest") == [2, 1]


async def test_newest_first_and_undated_last(client: AsyncClient) -> None:
    assert await ids(client, sort="newest") == [7, 6, 2, 3, 1, 5, 4]
    assert await ids(client, sort="newest", organization="borealis") == [3, 4]


async def test_filters_hold_on_every_page(client: AsyncClient) -> None:
    first = await client.get("/api/v1/models?organization=acme&sort=newest&limit=2")
    second = await client.get(first.links["next"]["url"])
    assert [model["id"] for page in (first, second) for model in page.json()["items"]] == [6, 2, 1]
    assert "next" not in second.links


@pytest.mark.parametrize("value", [r'"\u0000"', r'"\ud800"', "1e999", "9" * 400, "NaN"])
async def test_json_that_the_database_cannot_hold(client: AsyncClient, value: str) -> None:
    for query in ({"metadata": f'{{"a":{value}}}'}, {"metadata_path": "a", "metadata_value": value}):
        answer = await client.get(f"/api/v1/models?{urlencode(query)}")
        assert answer.status_code == 400 or answer.json()["items"] == []
