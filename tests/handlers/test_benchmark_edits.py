"""Benchmarks made, changed and deleted over HTTP: direction, bounds, aliases, and what goes with one."""

from typing import Any, Final

import pytest
from httpx import AsyncClient

from tests.handlers.test_lists import faulty

API: Final = "/api/v1"
QUIZ: Final = f"{API}/benchmarks/quiz"


async def board(client: AsyncClient) -> list[tuple[int | None, str]]:
    items = (await client.get(f"{QUIZ}/leaderboard")).json()["items"]
    return [(line["rank"], line["model"]) for line in items]


async def test_turning_the_direction_turns_the_boards(lone_writer: AsyncClient) -> None:
    best_last = [(1, "gamma"), (2, "delta"), (3, "alpha"), (4, "beta-3.1-8b-instruct")]
    before = await board(lone_writer)
    assert (await lone_writer.patch(QUIZ, json={"higher_is_better": False})).is_success
    turned = await board(lone_writer)
    # Alpha has two results: now the lower one counts, and it is still third.
    assert turned == [*best_last, (5, "alpha-2"), (5, "epsilon")]
    scores = (await lone_writer.get(f"{API}/models/alpha/scores")).json()["items"]
    assert [line["score"] for line in scores if line["benchmark"] == "quiz"] == [75.5]
    page = (await lone_writer.get("/benchmarks/quiz")).text
    assert "lower is better" in page
    assert (await lone_writer.patch(QUIZ, json={"higher_is_better": None})).is_success
    assert {rank for rank, _ in await board(lone_writer)} == {None}
    assert "not ranked" in (await lone_writer.get("/benchmarks/quiz")).text
    assert (await lone_writer.patch(QUIZ, json={"higher_is_better": True})).is_success
    assert await board(lone_writer) == before


async def test_bounds_go_up_to_the_active_results(lone_writer: AsyncClient) -> None:
    """From 60.25 to 90 they are; Delta's 99 is retracted and does not count."""
    for sent in (
        {"max_score": 90},
        {"min_score": 60.25},
        {"min_score": None, "max_score": None},
        {"min_score": 60.25, "max_score": 90},
        {"min_score": -5, "max_score": 1000},
    ):
        answer = await lone_writer.patch(QUIZ, json=sent)
        assert answer.status_code == 200, answer.text
        assert answer.json() | sent == answer.json()


@pytest.mark.parametrize(
    "sent",
    [
        {"max_score": 89.9},
        {"min_score": 60.5},
        {"min_score": 100},
        {"min_score": 100, "max_score": 0},
        {"min_score": 91, "max_score": None},
        {"max_score": 89.9, "higher_is_better": False, "description": "x"},
    ],
)
async def test_bounds_leave_no_active_result_outside(writer: AsyncClient, sent: dict[str, Any]) -> None:
    before = (await writer.get(QUIZ)).json()
    answer = await writer.patch(QUIZ, json=sent)
    assert faulty(answer) == (422, ["min_score" if "min_score" in sent else "max_score"])
    assert answer.json()["detail"].startswith("Expected ")
    assert (await writer.get(QUIZ)).json() == before


async def test_bounds_of_nothing_at_all(writer: AsyncClient) -> None:
    new = {"name": "Boundless", "min_score": 5, "max_score": 5}
    assert faulty(await writer.post(f"{API}/benchmarks", json=new)) == (422, ["min_score"])


async def test_aliases_are_sent_whole(lone_writer: AsyncClient) -> None:
    answer = await lone_writer.patch(QUIZ, json={"aliases": ["QUIZ", "four", "Four!", "quiz 4"]})
    assert answer.json()["aliases"] == ["four", "quiz 4"]
    answer = await lone_writer.patch(QUIZ, json={"name": "Four", "aliases": ["Quiz"]})
    assert (answer.json()["name"], answer.json()["slug"]) == ("Four", "quiz")
    assert answer.json()["aliases"] == ["Quiz"]
    assert faulty(await lone_writer.patch(QUIZ, json={"aliases": ["wer"]})) == (409, ["aliases"])
    new = {"name": "New", "aliases": ["WER"]}
    assert faulty(await lone_writer.post(f"{API}/benchmarks", json=new)) == (409, ["aliases"])
    assert (await lone_writer.get(f"{API}/benchmarks/new")).status_code == 404


async def test_a_deleted_benchmark_takes_its_results_along(lone_writer: AsyncClient) -> None:
    answer = await lone_writer.delete(f"{API}/benchmarks/QUIZ", params={"reason": "leaked"})
    nothing = dict.fromkeys(("opinions", "use_cases", "prices"), 0)
    assert answer.json() == {"aliases": 1, "results": 8, **nothing}
    assert (await lone_writer.get(f"{QUIZ}/leaderboard")).status_code == 404
    assert (await lone_writer.get("/benchmarks/quiz")).status_code == 404
    assert "/benchmarks/quiz" not in (await lone_writer.get("/")).text
    for path in ("results?status=any", "models/alpha/results", "models/alpha/scores"):
        items = (await lone_writer.get(f"{API}/{path}")).json()["items"]
        assert items
        assert "quiz" not in {line["benchmark"] for line in items}, path
    gone = (await lone_writer.get(f"{API}/results/1/changes")).json()["items"][0]
    assert (gone["action"], gone["reason"]) == ("delete", "leaked")
