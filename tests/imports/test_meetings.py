"""Imports that meet each other, people who write the same, and people who read."""

import asyncio
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import serving
from tests.imports.started import HOLD_QUIZ, RESULTS, TAKE_TURN, bringing, connected, ended

#: As the file has it, where the score is 0.
THE_SAME: Final = {"model": "alpha", "benchmark": "quiz", "date_tested": "2025-01-02", "source": "A board"}
INSERT_THE_SAME: Final = """
insert into benchmark_results (model_id, benchmark_id, score, date_tested, source)
values (1, 1, $1, '2025-01-02', 'A board')
"""
OURS: Final = "select count(*) from benchmark_results where source = 'A board'"

WAITING: Final = """
select count(*) from pg_stat_activity where datname = current_database() and pg_blocking_pids(pid) <> '{}'
"""


def counts(report: dict[str, int]) -> tuple[int, int, int]:
    return report["created"], report["unchanged"], report["rejected"]


async def test_two_imports_of_one_file_at_once(fresh: str, tmp_path: Path) -> None:
    async with bringing(tmp_path, fresh) as somebody:
        async with somebody.holding(TAKE_TURN) as holder:
            processes = [somebody.start(), somebody.start()]
            await somebody.blocked(holder, 2)
        reports = [await ended(process) for process in processes]
        assert sorted(map(counts, reports)) == [(0, RESULTS, 0), (RESULTS, 0, 0)]
        assert await somebody.watcher.fetchval(OURS) == RESULTS


async def test_a_person_writes_what_is_just_being_written(fresh: str, tmp_path: Path) -> None:
    """The import was first: the person waits for its end, and hears that it is there already."""
    async with bringing(tmp_path, fresh) as somebody, serving(fresh) as client:
        async with somebody.holding(HOLD_QUIZ) as holder:
            process = somebody.start()
            await somebody.blocked(holder)
            posting = asyncio.create_task(client.post("/api/v1/results", json={**THE_SAME, "score": 0}))
            await somebody.until(WAITING, gives=2)
        assert counts(await ended(process)) == (RESULTS, 0, 0)
        assert (await posting).status_code == 409


@pytest.mark.parametrize(
    ("score", "expected"), [(0.0, (RESULTS - 1, 1, 0)), (50.0, (RESULTS - 1, 0, 1))], ids=["same", "other"]
)
async def test_a_person_has_just_written_it(
    fresh: str, tmp_path: Path, score: float, expected: tuple[int, int, int]
) -> None:
    """The import cannot see it when it judges, and meets it when it writes: it begins again."""
    async with bringing(tmp_path, fresh) as somebody:
        async with connected(fresh) as person, person.transaction():
            await person.execute(INSERT_THE_SAME, score)
            process = somebody.start()
            await somebody.blocked(person)
        assert counts(await ended(process)) == expected
        kept = (
            "select score from benchmark_results where (model_id, benchmark_id, source) = (1, 1, 'A board')"
        )
        assert await somebody.watcher.fetchval(kept) == score


async def test_readers_do_not_wait(fresh: str, tmp_path: Path) -> None:
    """Twenty ask for a leaderboard in the middle of the writing: all see what was before, none waits."""
    board = "/api/v1/benchmarks/quiz/leaderboard?limit=100"
    async with bringing(tmp_path, fresh) as somebody, serving(fresh) as client:
        before = (await client.get(board)).json()
        async with somebody.holding(HOLD_QUIZ) as holder:
            process = somebody.start()
            await somebody.blocked(holder)
            for _ in range(5):
                answers = await asyncio.gather(*(client.get(board) for _ in range(20)))
                assert [answer.status_code for answer in answers] == [200] * 20
                assert all(answer.json() == before for answer in answers)
            await somebody.blocked(holder)  # it was there the whole time
        await ended(process)
        assert len(before["items"]) < len((await client.get(board)).json()["items"]) == 100
