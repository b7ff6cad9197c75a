"""Mappings over HTTP: put, read, replaced, forgotten; what does not fit is named."""

import asyncio
from typing import Any, Final

import pytest
from httpx import AsyncClient

from tests.handlers.test_lists import walked
from tests.test_problems import problem

MAPPINGS: Final = "/api/v1/mappings"
SENT: Final[dict[str, Any]] = {
    "description": "Each month's sheet.",
    "mapping": {"source": "Lab", "columns": {"model": ["Model", "#2"], "score": "Score"}, "decimal": ","},
}


@pytest.mark.parametrize("limit", [1, 2])
async def test_mappings_by_name(client: AsyncClient, limit: int) -> None:
    rows = await walked(client, f"{MAPPINGS}?", limit)
    assert [row["name"] for row in rows] == ["our-spreadsheet", "two-boards"]
    assert rows[0]["mapping"] == {"source": "Lab", "columns": {"model": "Model", "score": "Score"}}
    assert [one["source"] for one in rows[1]["mapping"]] == ["A", "B"]
    csv = (await client.get(f"{MAPPINGS}?format=csv")).text
    assert csv.count("\r\n") == 3


async def test_one_mapping(client: AsyncClient) -> None:
    one = await client.get(f"{MAPPINGS}/our-spreadsheet")
    assert one.json()["description"] == "What the lab sends each month."
    assert (await client.get(f"{MAPPINGS}/nobody")).status_code == 404
    (fault,) = problem(await client.get(f"{MAPPINGS}/No"))["errors"]
    assert fault["detail"].startswith("Expected 1 to 100 characters of a-z, 0-9")


async def test_made_then_replaced_then_gone(lone_writer: AsyncClient) -> None:
    made = await lone_writer.put(f"{MAPPINGS}/mine", json=SENT)
    assert (made.status_code, made.headers["location"]) == (201, f"{MAPPINGS}/mine")
    assert {name: made.json()[name] for name in SENT} == SENT
    read = await lone_writer.get(f"{MAPPINGS}/mine")
    assert (read.content, read.headers["etag"]) == (made.content, made.headers["etag"])

    again = await lone_writer.put(f"{MAPPINGS}/mine", json=SENT)
    assert (again.status_code, again.content) == (200, made.content), "what changes nothing changes no stamp"
    several = [{"files": "a*.csv", "unit": "%"}, {"source": "B"}]
    other = await lone_writer.put(f"{MAPPINGS}/mine", json={"mapping": several})
    assert (other.status_code, other.json()["description"], other.json()["mapping"]) == (200, None, several)

    gone = await lone_writer.delete(f"{MAPPINGS}/mine")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await lone_writer.get(f"{MAPPINGS}/mine")).status_code == 404
    assert (await lone_writer.delete(f"{MAPPINGS}/mine")).status_code == 404


async def test_only_the_version_that_was_seen(lone_writer: AsyncClient) -> None:
    address = f"{MAPPINGS}/our-spreadsheet"
    seen = (await lone_writer.get(address)).headers["etag"]
    stale = {"if-match": '"stale"'}
    for answer in (
        await lone_writer.put(address, json=SENT, headers=stale),
        await lone_writer.delete(address, headers=stale),
        await lone_writer.put(f"{MAPPINGS}/new", json=SENT, headers={"if-match": seen}),
    ):
        assert answer.status_code == 412
    assert (await lone_writer.get(f"{MAPPINGS}/new")).status_code == 404
    assert (await lone_writer.put(address, json=SENT, headers={"if-match": seen})).status_code == 200
    assert (await lone_writer.delete(address, headers={"if-match": "*"})).status_code == 204


async def test_two_at_once_make_one(lone_writer: AsyncClient) -> None:
    both = await asyncio.gather(
        *(lone_writer.put(f"{MAPPINGS}/mine", json=SENT | {"description": text}) for text in ("a", "b"))
    )
    assert sorted(answer.status_code for answer in both) == [200, 201]


@pytest.mark.parametrize(
    ("mapping", "field", "says"),
    [
        (5, "mapping", "Expected an object or a list"),
        ([], "mapping", "Expected an object or a list"),
        ({"sorce": "Lab"}, "mapping.sorce", "There is no such field; there are files, model,"),
        ({"columns": {"scor": "a"}}, "mapping.columns.scor", "There is no such field"),
        ({"columns": {"model": ["a", ""]}}, "mapping.columns.model[1]", "1 to 255 characters"),
        ({"columns": {"settings": {"shots": 5}}}, "mapping.columns.settings.shots", "1 to 255 characters"),
        ([{}, {"decimal": "'"}], "mapping[1].decimal", "Expected one of"),
        ({"scores": [{"column": "a"}]}, "mapping.scores[0].benchmark", "required"),
        ({"multiply_by": 0}, "mapping.multiply_by", "Expected a number over 0 or null."),
        ({"multiply_by": "100"}, "mapping.multiply_by", "Expected a number over 0 or null."),
        ({"date": "31/1/2025"}, "mapping.date", "Expected a date such as 2025-01-31"),
        ({"split": ["("]}, "mapping", "is no regular expression"),
        ({"split": ["high"]}, "mapping", "has no named group"),
        ({"date_formats": ["%H"]}, "mapping", "%H"),
        ({"source": "a\0"}, "mapping.source", "NUL"),
        ({"settings": {"a": [[[[[]]]]] * 30_000}}, "mapping.settings", "Expected at most"),
        ({"absent": ["x" * 70_000]}, "mapping", "at most 65,536 bytes"),
    ],
)
async def test_what_does_not_fit(writer: AsyncClient, mapping: Any, field: str, says: str) -> None:
    answer = await writer.put(f"{MAPPINGS}/bad", json={"mapping": mapping})
    assert answer.status_code == 422, answer.text
    (fault,) = problem(answer)["errors"]
    assert fault["field"] == field
    assert says in fault["detail"]
    assert (await writer.get(f"{MAPPINGS}/bad")).status_code == 404


async def test_the_body_itself(writer: AsyncClient) -> None:
    for body, field in (
        ({}, "mapping"),
        ({**SENT, "name": "x"}, "name"),
        ({**SENT, "description": ""}, "description"),
    ):
        answer = await writer.put(f"{MAPPINGS}/bad", json=body)
        assert (answer.status_code, problem(answer)["errors"][0]["field"]) == (422, field)
    assert (await writer.put(f"{MAPPINGS}/No", json=SENT)).status_code == 400
    assert (await writer.put(f"{MAPPINGS}/bad", content=b"{")).status_code == 415
