"""Each write is seen at once: in lists, filters, search, CSV, NDJSON and on the pages."""

import csv
import io
import json
from typing import Final, NamedTuple

import pytest
from httpx import AsyncClient

from tests.handlers.subjects import BENCHMARKS, MODELS, OPINIONS, PRICES, USE_CASES, Json, Subject

API: Final = "/api/v1"


class Seen(NamedTuple):
    """Where a subject is seen while it has these values: lists, and filters that find nothing else."""

    subject: Subject
    values: Json
    filters: tuple[Json, ...]
    lists: tuple[str, ...]
    #: Other values, which none of the filters finds.
    others: Json


SEEN: Final = (
    Seen(
        MODELS,
        {
            "name": "Zanzibar 7",
            "organization": "Quux",
            "license": "bsd",
            "status": "retired",
            "release_date": "2031-01-01",
            "metadata": {"colour": "red", "size": 7},
            "aliases": ["Unguja"],
        },
        (
            {"q": "zanzi"},
            {"q": "unguja"},
            {"q": "quux 7"},
            {"organization": "QUUX"},
            {"license": "BSD"},
            {"status": "retired", "released_from": "2031-01-01"},
            {"metadata": '{"colour":"red"}'},
            {"metadata_path": "size", "metadata_op": "gt", "metadata_value": "6"},
            {"sort": "newest", "released_to": "2031-01-01", "released_from": "2030-01-01"},
        ),
        ("models",),
        {
            "name": "Pemba 8",
            "organization": "Corge",
            "license": None,
            "status": "active",
            "release_date": None,
            "metadata": None,
            "aliases": [],
        },
    ),
    Seen(
        BENCHMARKS,
        {"name": "Zanzibar", "category": "spices", "aliases": ["Unguja"]},
        ({"q": "zanz"}, {"q": "spices"}, {"q": "unguja"}, {"category": "SPICES"}),
        ("benchmarks",),
        {"name": "Pemba", "category": None, "aliases": []},
    ),
    Seen(
        OPINIONS,
        {
            "model": "gamma",
            "content": "Cloves everywhere.",
            "sentiment": "negative",
            "source": "A letter",
            "author": "Zoe",
            "date_published": "2031-01-01",
            "tags": ["cloves", "smell"],
        },
        (
            {"q": "clove"},
            {"model": "gamma"},
            {"author": "ZOE"},
            {"source": "a letter"},
            {"tags_any": "cloves,none"},
            {"tags_all": "smell,cloves"},
            {"published_from": "2031-01-01"},
            {"sentiment": "negative", "published_from": "2030-01-01"},
        ),
        ("opinions", "models/gamma/opinions"),
        {
            "model": "delta",
            "content": "Nutmeg.",
            "sentiment": None,
            "source": None,
            "author": None,
            "date_published": None,
            "tags": [],
        },
    ),
    Seen(
        USE_CASES,
        {"model": "gamma", "use_case": "Sailing", "description": "Round the island."},
        ({"q": "sails"}, {"q": "islands"}, {"model": "gamma"}),
        ("use-cases",),
        {"model": "delta", "use_case": "Flying", "description": None},
    ),
    Seen(
        PRICES,
        {"model": "gamma", "provider": "Bazaar", "tier": "wholesale", "valid_from": "2031-01-01"},
        (
            {"model": "gamma"},
            {"provider": "BAZAAR"},
            {"tier": "Wholesale"},
            {"model": "gamma", "at": "2031-01-01"},
        ),
        ("prices",),
        {"model": "delta", "provider": "Market", "tier": "retail", "valid_from": "2031-01-02"},
    ),
)


async def ids(client: AsyncClient, path: str, query: Json) -> list[int]:
    """Of the list, which must be the same in all three formats."""
    url = f"{API}/{path}"
    page = await client.get(url, params={**query, "limit": 100})
    assert page.status_code == 200, page.text
    table = await client.get(url, params={**query, "format": "csv"})
    lines = await client.get(url, params={**query, "format": "ndjson"})
    assert [json.loads(line) for line in lines.text.splitlines()] == page.json()["items"]
    found = [one["id"] for one in page.json()["items"]]
    assert [int(row["id"]) for row in csv.DictReader(io.StringIO(table.text))] == found
    return found


@pytest.mark.parametrize("seen", SEEN, ids=[seen.subject.path for seen in SEEN])
async def test_a_write_is_seen_at_once(writer: AsyncClient, seen: Seen) -> None:
    path = seen.subject.path
    new = await writer.post(f"{API}/{path}", json=seen.subject.needed | seen.values)
    assert new.status_code == 201, new.text
    one = new.json()["id"]

    async def found() -> list[bool]:
        return [await ids(writer, path, narrowed) == [one] for narrowed in seen.filters]

    async def listed() -> list[bool]:
        return [one in await ids(writer, at, {}) for at in seen.lists]

    assert all(await found()), await found()
    assert all(await listed())
    changed = await writer.patch(f"{API}/{path}/{one}", json=seen.others)
    assert changed.status_code == 200, changed.text
    assert not any(await found()), await found()
    assert await listed() == [at == path for at in seen.lists]
    back = await writer.patch(f"{API}/{path}/{one}", json=seen.values)
    assert back.status_code == 200, back.text
    assert all(await found()), await found()
    assert (await writer.delete(f"{API}/{path}/{one}")).is_success
    assert not any([*await found(), *await listed()])


async def page(client: AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_pages_and_boards_say_a_new_name_at_once(lone_writer: AsyncClient) -> None:
    assert "Alpha 2" in await page(lone_writer, "/benchmarks/quiz")
    assert (await lone_writer.patch(f"{API}/models/alpha-2", json={"name": "Zanzibar"})).is_success
    for path in ("/", "/benchmarks/quiz", f"{API}/benchmarks/quiz/leaderboard", f"{API}/results?model=2"):
        text = await page(lone_writer, path)
        assert ("Zanzibar" in text, "Alpha 2" in text) == (True, False), path
    for path in ("opinions/4", "use-cases/2", "prices/4"):
        assert (await lone_writer.get(f"{API}/{path}")).json()["model_name"] == "Zanzibar"


async def test_a_deleted_model_leaves_no_trace_but_its_history(lone_writer: AsyncClient) -> None:
    answer = await lone_writer.delete(f"{API}/models/alpha", params={"reason": "never was"})
    assert answer.json() == {"aliases": 2, "results": 4, "opinions": 3, "use_cases": 1, "prices": 3}
    for path in ("/", "/benchmarks/quiz", "/benchmarks/vibes", f"{API}/benchmarks/quiz/leaderboard"):
        assert '"alpha"' not in (text := await page(lone_writer, path))
        assert "acme.example/alpha<" not in text
    for path in ("models", "results", "opinions", "use-cases", "prices"):
        items = (await lone_writer.get(f"{API}/{path}", params={"limit": 100})).json()["items"]
        assert items
        assert "alpha" not in {one.get("model") or one["slug"] for one in items}
    feed = (await lone_writer.get(f"{API}/changes", params={"format": "ndjson"})).text.splitlines()
    gone = [change for change in map(json.loads, feed) if change["reason"] == "never was"]
    assert len(gone) == 1 + sum(answer.json().values())
    assert {change["action"] for change in gone} == {"delete"}
    assert (await lone_writer.get(f"{API}/models/1/changes")).json()["items"][-1]["action"] == "insert"
