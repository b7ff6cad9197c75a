"""Imports over HTTP: what is listed, what an import says of itself, and the formats."""

import csv
import io
from typing import Any, Final

import pytest
from httpx import AsyncClient

from app.formats import formats
from tests.handlers.test_lists import walked
from tests.test_problems import problem

IMPORTS: Final = "/api/v1/imports"
DONE, TRIED, FAILED, UNDONE, RUNNING = (f"00000000-0000-0000-0000-00000000000{n}" for n in "789ab")
NOBODY: Final = "00000000-0000-0000-0000-0000000000ff"
NEWEST: Final = [RUNNING, UNDONE, FAILED, DONE, TRIED]


async def ids(client: AsyncClient, **query: str) -> list[str]:
    answer = await client.get(IMPORTS, params=query)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_the_newest_first_and_those_of_one_moment_by_id(client: AsyncClient, limit: int) -> None:
    rows = await walked(client, f"{IMPORTS}?", limit)
    assert [row["id"] for row in rows] == NEWEST
    assert "report" not in rows[0]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"status": "failed"}, [FAILED]),
        ({"status": "undone"}, [UNDONE]),
        ({"file_format": "table"}, [UNDONE, DONE]),
        ({"file_format": "inspect"}, [TRIED]),
        ({"file_format": "several"}, []),
        ({"dry_run": "true"}, [TRIED]),
        ({"dry_run": "false"}, [RUNNING, UNDONE, FAILED, DONE]),
        ({"dry_run": "false", "status": "done"}, [DONE]),
    ],
)
async def test_filters(client: AsyncClient, query: dict[str, str], wanted: list[str]) -> None:
    assert await ids(client, **query) == wanted


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("status=lost", "status", "Expected one of running, done, failed, undone."),
        ("dry_run=perhaps", "dry_run", "Expected true or false."),
        ("file_format=", "file_format", "Empty"),
    ],
)
async def test_filters_that_are_refused(client: AsyncClient, query: str, field: str, says: str) -> None:
    (fault,) = problem(await client.get(f"{IMPORTS}?{query}"))["errors"]
    assert (fault["field"], says in fault["detail"]) == (field, True)


async def test_an_import_says_all_of_itself(client: AsyncClient) -> None:
    one = (await client.get(f"{IMPORTS}/{DONE}")).json()
    report = one.pop("report")
    assert one.pop("options")["filename"] == "scores.csv"
    assert len(one.pop("sha256")) == 64
    assert one == {
        "id": DONE,
        "dataset_id": DONE,  # of the file
        "status": "done",
        "dry_run": False,
        "format": "table",
        "formats": ["table"],
        "filename": "scores.csv",
        "read": 6,
        "created": 3,
        "updated": 0,
        "unchanged": 1,
        "rejected": 2,
        "left_out": 1,
        "conflicts": 0,
        "error": None,
        "actor": None,
        "created_at": "2025-03-01T12:00:00Z",
        "finished_at": "2025-03-01T12:00:02Z",
        "undone_at": None,
        "mapping": [{"source": "Lab"}],
    }
    assert list(report)[:3] == ["counts", "kinds", "files"], "as it is documented, not as it is stored"
    assert report["counts"] == {"read": 6, "created": 3, "updated": 0, "unchanged": 1, "rejected": 2}
    assert report["near_models"][0]["did_you_mean"] == "Alpha"


async def test_one_that_failed_says_why(client: AsyncClient) -> None:
    one = (await client.get(f"{IMPORTS}/{FAILED}")).json()
    assert (one["status"], one["error"], one["report"], one["mapping"]) == (
        "failed",
        "The file is empty.",
        None,
        None,
    )


async def test_it_has_a_version(client: AsyncClient) -> None:
    tag = (await client.get(f"{IMPORTS}/{DONE}")).headers["etag"]
    again = await client.get(f"{IMPORTS}/{DONE}", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("part", ["", "/rejects", "/conflicts"])
async def test_what_there_is_not(client: AsyncClient, part: str) -> None:
    answer = await client.get(f"{IMPORTS}/{NOBODY}{part}")
    assert (answer.status_code, problem(answer)["detail"]) == (404, "There is no such import.")
    for odd in ("1", "x", "urn:uuid:" + DONE, DONE[:-1]):
        answer = await client.get(f"{IMPORTS}/{odd}{part}")
        assert answer.status_code == 400
        assert problem(answer)["errors"][0]["detail"].startswith("Expected a UUID such as")


@pytest.mark.parametrize("limit", [1, 2])
async def test_what_was_refused_is_listed_in_its_order(client: AsyncClient, limit: int) -> None:
    rows = await walked(client, f"{IMPORTS}/{DONE}/rejects?", limit)
    assert rows == [
        {
            "position": 1,
            "file": "scores.csv",
            "row": 4,
            "column": "score",
            "value": "n.a.",
            "reason": "Expected a number.",
        },
        {
            "position": 2,
            "file": "scores.csv",
            "row": 6,
            "column": None,
            "value": None,
            "reason": "Expected a number.",
        },
    ]


async def test_what_was_refused_as_csv(client: AsyncClient) -> None:
    answer = await client.get(f"{IMPORTS}/{DONE}/rejects?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["file"], row["row"], row["column"]) for row in rows] == [
        ("scores.csv", "4", "score"),
        ("scores.csv", "6", ""),
    ]


async def test_an_import_without_any_is_an_empty_list(client: AsyncClient) -> None:
    for part in ("rejects", "conflicts"):
        assert (await client.get(f"{IMPORTS}/{FAILED}/{part}")).json() == {"items": []}


async def test_what_undoing_left(client: AsyncClient) -> None:
    (row,) = await walked(client, f"{IMPORTS}/{UNDONE}/conflicts?", 1)
    assert row == {
        "position": 1,
        "table": "benchmark_results",
        "row": 3,
        "model": "Alpha 2",
        "benchmark": "Quiz",
        "offering": None,
        "reason": "Somebody has changed it since.",
        "changed": [],
        "changed_at": None,
        "changed_by": None,
        "changed_by_import": None,
    }


async def test_results_of_an_import(client: AsyncClient) -> None:
    assert (await client.get("/api/v1/results", params={"import_id": NOBODY})).json() == {"items": []}
    answer = await client.get("/api/v1/results", params={"import_id": "7"})
    assert problem(answer)["errors"][0]["field"] == "import_id"


async def test_every_format_is_listed(client: AsyncClient) -> None:
    rows: list[dict[str, Any]] = await walked(client, "/api/v1/formats?", 3)
    assert [row["name"] for row in rows] == sorted(formats())
    assert all(row["title"] and row["described"] for row in rows)
    assert (await client.get("/api/v1/formats?format=csv")).text.startswith("name,title,described\r\n")
