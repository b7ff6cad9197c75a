"""Cursors: each is good for one list, and what is written by hand stays within what a column can hold."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

import pytest
from httpx import AsyncClient

from tests.handlers.test_lists import faulty

BOARD: Final = "benchmarks/quiz/leaderboard?"
SCORES: Final = "models/alpha/scores?"
AMONG: Final = f"{BOARD}evidence=independent&"

#: A list, and another one whose cursors hold values of the same kinds.
OTHERS: Final = [
    (BOARD, "benchmarks/word-error/leaderboard?"),
    (BOARD, f"{BOARD}pick=latest&"),
    (BOARD, AMONG),
    (AMONG, BOARD),
    (f"{BOARD}source=lab&pick=latest&", f"{BOARD}source=lab&"),
    (AMONG, "benchmarks/word-error/leaderboard?evidence=independent&"),
    (AMONG, f"{BOARD}evidence=self_reported&"),
    (AMONG, f"{AMONG}source=lab&"),
    (SCORES, "models/delta/scores?"),
    ("models/alpha/results?", "models/delta/results?"),
    ("models/alpha/results?", "results?"),
    ("results?", "results?status=any&"),
    ("results?model=alpha&", "results?model=delta&"),
    ("models/alpha/opinions?", "models/alpha-2/opinions?"),
    ("opinions?", "opinions?q=tickets&"),
    ("models?", "models?sort=newest&"),
    ("models?", "benchmarks?"),
    ("models?organization=acme&", "models?organization=borealis&"),
    ("models?organization=acme&", "models?license=acme&"),
    ("scores?", "scores?category=speech&"),
    ("prices?tier=standard&", "prices?"),
    ("use-cases?model=alpha-2&", "use-cases?"),
]


async def cursor_of(client: AsyncClient, path: str) -> str:
    answer = await client.get(f"/api/v1/{path}limit=1")
    assert answer.status_code == 200, answer.text
    cursor: str = answer.json()["next"]
    return cursor


@pytest.mark.parametrize(("one", "other"), OTHERS)
async def test_a_cursor_of_another_list_is_refused(client: AsyncClient, one: str, other: str) -> None:
    cursor = await cursor_of(client, one)
    assert (await client.get(f"/api/v1/{one}cursor={cursor}")).status_code == 200
    for form in ("", "&format=csv"):
        refused = await client.get(f"/api/v1/{other}cursor={cursor}{form}")
        assert faulty(refused) == (400, ["cursor"])
        assert refused.json()["detail"].startswith("Not a cursor of this list; take it from next")


@pytest.mark.parametrize("path", sorted({one for one, _ in OTHERS}))
async def test_limit_and_format_may_change_on_the_way(client: AsyncClient, path: str) -> None:
    everything = (await client.get(f"/api/v1/{path}")).json()["items"]
    place = f"/api/v1/{path}cursor={await cursor_of(client, path)}"
    for query in ("", "&limit=99", "&format=json", "&limit=99&format=json"):
        assert (await client.get(place + query)).json()["items"] == everything[1:]
    lines = (await client.get(f"{place}&format=ndjson")).text.splitlines()
    assert [json.loads(line) for line in lines] == everything[1:]


async def test_filters_may_come_in_any_order(client: AsyncClient) -> None:
    cursor = await cursor_of(client, "models?organization=acme&status=active&")
    answer = await client.get(f"/api/v1/models?cursor={cursor}&status=active&organization=acme")
    assert [row["slug"] for row in answer.json()["items"]] == ["alpha-2", "epsilon"]


async def test_a_cursor_is_good_in_every_process(client: AsyncClient) -> None:
    """Each process goes through the parameters of a request in another order."""
    filters = "organization=acme&status=active&released_from=2020-01-01&released_to=2030-01-01&metadata={}&"
    cursor = await cursor_of(client, f"models?{filters}")
    assert read(cursor)[0] == "7320cc56c8535add"


def read(cursor: str) -> list[Any]:
    """What a cursor holds; the first is its list."""
    values: list[Any] = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return values


def forged(cursor: str, place: int, value: object) -> str:
    """The same with another value at this place."""
    values = read(cursor)
    values[place] = value
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("path", "place", "value"),
    [
        (BOARD, 1, "90"),
        (BOARD, 2, 0),
        (BOARD, 2, 2**63),
        (BOARD, 3, 0),
        (BOARD, 3, -4),
        (BOARD, 3, 2**63),
        (BOARD, 3, 1.5),
        (BOARD, 4, -5),
        (BOARD, 4, None),
        (BOARD, 4, 2**63 - 1),
        (AMONG, 2, 2**64),
        (SCORES, 1, "a\0b"),
        (SCORES, 2, -1),
        ("results?", 1, "2024-02-30"),
        ("results?", 2, 2**63),
        ("models?", 2, 10**30),
        ("scores?", 1, 0),
        ("use-cases?", 1, 2**63),
        ("use-cases?", 0, "0" * 16),
        ("use-cases?", 0, None),
    ],
)
async def test_a_forged_cursor_is_refused(client: AsyncClient, path: str, place: int, value: object) -> None:
    cursor = await cursor_of(client, path)
    answer = await client.get(f"/api/v1/{path}cursor={forged(cursor, place, value)}")
    assert faulty(answer) == (400, ["cursor"])


@pytest.mark.parametrize(("place", "value"), [(2, 2**63 - 1), (3, 2**63 - 1), (4, 2**31 - 1), (4, 0)])
async def test_what_a_column_holds_is_only_a_place(client: AsyncClient, place: int, value: int) -> None:
    cursor = await cursor_of(client, BOARD)
    answer = await client.get(f"/api/v1/{BOARD}cursor={forged(cursor, place, value)}")
    assert all(row["rank"] >= 1 for row in answer.json()["items"])
