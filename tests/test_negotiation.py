"""What a request may ask of the answer: its format, and to be spared what it has already."""

from typing import Final

import pytest
from httpx import AsyncClient

ONE: Final = "/api/v1/models/alpha"
LIST: Final = "/api/v1/models"

JSON: Final = "application/json"
CSV: Final = "text/csv; charset=utf-8"
NDJSON: Final = "application/x-ndjson"


@pytest.mark.parametrize(
    ("accept", "got"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/json; charset=utf-8", JSON),
        ("APPLICATION/JSON", JSON),
        ("text/csv", CSV),
        ("text/*", CSV),
        ("Text/CSV;header=present", CSV),
        ("application/x-ndjson", NDJSON),
        ("application/json;q=0.1, text/csv", CSV),
        ("text/csv;q=0.1, application/json;q=0.5", JSON),
        ("text/csv;q=0.5,application/x-ndjson;q=0.501", NDJSON),
        ("text/csv, application/json", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("application/json;q=0, */*", CSV),
        ("text/csv;q=0, text/*;q=1, application/x-ndjson;q=0.1", NDJSON),
        ("*/*;q=0.1, application/x-ndjson", NDJSON),
        ("nonsense, text/csv", CSV),
    ],
)
async def test_the_format_that_is_liked_best(client: AsyncClient, accept: str | None, got: str) -> None:
    request = client.build_request("GET", LIST)
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    answer = await client.send(request)
    assert (answer.status_code, answer.headers["content-type"]) == (200, got)


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "text/html",
        "application/json;q=0",
        "*/*;q=0",
        "application/json;q=x",
        "application/json;q=nan",
        "application/json;q=2",
        "nonsense",
        ";q=1,,",
    ],
)
async def test_formats_that_there_are_not(client: AsyncClient, accept: str) -> None:
    answer = await client.get(LIST, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert (
        answer.json()["detail"] == "This list can be had as application/json, text/csv, application/x-ndjson."
    )


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (["{tag}"], 304),
        (["W/{tag}"], 304),
        (["*"], 304),
        (['"a", {tag}'], 304),
        (['"a",{tag},"b"'], 304),
        (['"a"', "{tag}"], 304),
        (["{tag}", '"a"'], 304),
        (['"a"', 'W/"b"'], 200),
        (['"*"'], 200),
        ([""], 200),
        (["{tag}x"], 200),
        (["tag"], 200),
        ([","], 200),
        (["\xff"], 200),
    ],
)
async def test_conditional_requests(client: AsyncClient, known: list[str], status: int) -> None:
    first = await client.get(ONE)
    tag = first.headers["etag"]
    headers = [(b"if-none-match", one.replace("{tag}", tag).encode("latin-1")) for one in known]
    answer = await client.get(ONE, headers=headers)
    assert (answer.status_code, answer.headers["etag"]) == (status, tag)
    assert answer.content == (b"" if status == 304 else first.content)
    assert ("content-type" in answer.headers) == ("content-length" in answer.headers) == (status == 200)


async def test_lists_and_problems_have_no_version(client: AsyncClient) -> None:
    for path, status in ((LIST, 200), ("/api/v1/models/nobody", 404)):
        assert (await client.get(path, headers={"if-none-match": "*"})).status_code == status
