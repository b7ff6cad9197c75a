"""Each write of a result is seen at once: in lists, filters, boards and pages, as CSV and NDJSON."""

import csv
import io
import json
from typing import Final

from httpx import AsyncClient

from tests.handlers.results_sent import API, Json

MODEL: Final = "zeta-no-results"
NAME: Final = "Zeta (no results)"
#: Nobody else is that good: it leads wherever it counts.
SENT: Final[Json] = {
    "model": MODEL,
    "benchmark": "quiz",
    "score": 97.25,
    "date_tested": "2031-05-06",
    "source": "The Observatory",
    "evidence": "independent",
    "settings": {"shots": 17},
}
NARROWED: Final = ("evidence=independent", "source=the observatory")
LISTS: Final = (
    *("results", f"models/{MODEL}/results", f"models/{MODEL}/scores", "scores"),
    *(f"results?model={MODEL}&{narrow}" for narrow in NARROWED),
    *("results?benchmark=quiz", "results?tested_from=2031-05-06", "results?tested_to=2031-05-07"),
    *("results?tested_from=2031-05-01&tested_to=2031-05-31",),
    *(f"benchmarks/quiz/leaderboard?pick={pick}" for pick in ("best", "latest")),
    *(
        f"benchmarks/quiz/leaderboard?pick={pick}&{narrow}"
        for pick in ("best", "latest")
        for narrow in (*NARROWED, 'settings={"shots":17}', "organization=zeta", "as_of=2031-05-06")
    ),
)


async def rows(client: AsyncClient, path: str) -> list[Json]:
    """Of a list, which must be the same in all three formats."""
    address = f"{API}/{path}{'&' if '?' in path else '?'}"
    page = await client.get(f"{address}limit=100")
    assert page.status_code == 200, page.text
    items: list[Json] = page.json()["items"]
    lines = await client.get(f"{address}format=ndjson")
    assert [json.loads(line) for line in lines.text.splitlines()] == items
    table = await client.get(f"{address}format=csv")
    read = list(csv.DictReader(io.StringIO(table.text)))
    assert [float(row["score"]) for row in read] == [item["score"] for item in items]
    return items


async def seen(client: AsyncClient) -> dict[str, list[tuple[int, float]]]:
    """Which results of the model there are, and with which score, in each list."""
    found = {}
    for path in LISTS:
        items = await rows(client, path)
        found[path] = [
            (one.get("result") or one["id"], one["score"])
            for one in items
            if one.get("model", MODEL) == MODEL
        ]
    return found


async def shown(client: AsyncClient) -> tuple[bool, bool, bool]:
    """Whether the board's page, its data, and the first page, whose leader it would be, have the model."""
    texts = [
        (await client.get(path)).text for path in ("/benchmarks/quiz", "/benchmarks/quiz?format=csv", "/")
    ]
    return NAME in texts[0], NAME in texts[1], NAME in texts[2]


async def everywhere(client: AsyncClient, id: int, score: float) -> None:
    assert await seen(client) == {path: [(id, score)] for path in LISTS}
    assert await shown(client) == (True, True, True)
    page = await client.get("/benchmarks/quiz")
    assert f'<span class="v">{score}' in page.text


async def nowhere(client: AsyncClient) -> None:
    assert await seen(client) == {path: [] for path in LISTS}
    assert await shown(client) == (False, False, False)


async def act(client: AsyncClient, method: str, path: str, body: Json | None = None) -> Json:
    answer = await client.request(method, f"{API}/results{path}", json=body)
    assert answer.is_success, answer.text
    found: Json = answer.json() if answer.content else {}
    return found


async def test_every_kind_of_write_is_seen_at_once(lone_writer: AsyncClient) -> None:
    await nowhere(lone_writer)
    id = (await act(lone_writer, "POST", "", SENT))["id"]
    await everywhere(lone_writer, id, 97.25)
    await act(lone_writer, "PATCH", f"/{id}", {"score": 96.5})
    await everywhere(lone_writer, id, 96.5)
    await act(lone_writer, "POST", f"/{id}/retract", {"reason": "Wrong."})
    await nowhere(lone_writer)
    await act(lone_writer, "POST", f"/{id}/restore")
    await everywhere(lone_writer, id, 96.5)
    better = (
        await act(lone_writer, "POST", f"/{id}/supersede", SENT | {"score": 95.5, "reason": "Run again."})
    )["id"]
    await everywhere(lone_writer, better, 95.5)
    await act(lone_writer, "DELETE", f"/{better}")
    await nowhere(lone_writer)


async def test_what_is_put_and_what_comes_in_bulk_is_seen_at_once(lone_writer: AsyncClient) -> None:
    body = {name: value for name, value in SENT.items() if name != "source"}
    query = "?source=The Observatory&external_id=run-9"
    id = (await act(lone_writer, "PUT", query, body))["id"]
    await everywhere(lone_writer, id, 97.25)
    await act(lone_writer, "PUT", query, body | {"score": 98.5})
    await everywhere(lone_writer, id, 98.5)
    await act(lone_writer, "PATCH", f"/{id}", {"model": "gamma"})
    await nowhere(lone_writer)
    await act(lone_writer, "DELETE", f"/{id}")
    (id,) = (await act(lone_writer, "POST", "/bulk", {"results": [SENT]}))["ids"]
    await everywhere(lone_writer, id, 97.25)


async def test_what_no_longer_holds_is_found_by_its_status(lone_writer: AsyncClient) -> None:
    id = (await act(lone_writer, "POST", "", SENT))["id"]
    better = (await act(lone_writer, "POST", f"/{id}/supersede", SENT | {"reason": "Again."}))["id"]
    await act(lone_writer, "POST", f"/{better}/retract", {"reason": "Wrong."})
    for status, wanted in (
        ("superseded", [id]),
        ("retracted", [better]),
        ("any", [better, id]),
        ("active", []),
    ):
        items = await rows(lone_writer, f"results?model={MODEL}&status={status}")
        assert [one["id"] for one in items] == wanted


async def test_where_it_stands_follows_from_what_is_left(lone_writer: AsyncClient) -> None:
    """The best is not the latest: taking either back leaves the other."""
    best = (await act(lone_writer, "POST", "", SENT))["id"]
    latest = (await act(lone_writer, "POST", "", SENT | {"score": 40, "date_tested": "2032-01-01"}))["id"]
    undated = (await act(lone_writer, "POST", "", SENT | {"score": 60, "date_tested": None}))["id"]

    async def standings() -> tuple[int, int]:
        boards = [
            await rows(lone_writer, f"benchmarks/quiz/leaderboard?pick={pick}") for pick in ("best", "latest")
        ]
        first, second = [next(row["result"] for row in board if row["model"] == MODEL) for board in boards]
        (score,) = await rows(lone_writer, f"models/{MODEL}/scores")
        assert score["result"] == first
        assert score["rank"] == next(row["rank"] for row in boards[0] if row["model"] == MODEL)
        return first, second

    assert await standings() == (best, latest)
    await act(lone_writer, "POST", f"/{best}/retract", {"reason": "Wrong."})
    assert await standings() == (undated, latest)
    await act(lone_writer, "PATCH", f"/{latest}", {"date_tested": None, "settings": {"shots": 1}})
    assert await standings() == (undated, undated)
    await act(lone_writer, "DELETE", f"/{undated}")
    assert await standings() == (latest, latest)
    await act(lone_writer, "POST", f"/{best}/restore")
    assert await standings() == (best, best)
