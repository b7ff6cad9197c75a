"""How many pages of the database the heavy questions touch, against their budgets."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.database.address import Address
from app.queries.explain import explain
from bench.database import Heaviest


@dataclass(frozen=True, slots=True)
class Question:
    """A query file with its values, and the pages of 8 kB that it may touch."""

    name: str
    query: str
    values: Mapping[str, str]
    budget: int


@dataclass(frozen=True, slots=True)
class Touched:
    question: Question
    buffers: int
    milliseconds: float


def questions(heaviest: Heaviest) -> list[Question]:
    """First pages as the endpoints ask: one row more than the 50 shown, and 100 for scores with ranks."""
    board = {"benchmark_slug": heaviest.benchmark, "limit": "51"}
    model = {"model_id": str(heaviest.model_id)}
    filtered = {
        "by evidence": {"evidence": "independent"},
        "by source": {"source": heaviest.source},
        "by organization": {"organization": heaviest.organization},
        "by settings": {"settings": '{"shots":5}'},
        "as of a day": {"as_of": "2024-06-30"},
    }
    return [
        Question("leaderboard, best", "leaderboards.best", board, 1_000),
        Question("leaderboard, latest", "leaderboards.latest", board, 2_000),
        *(
            Question(f"leaderboard, {pick}, {how}", f"leaderboards.{pick}_among", board | values, 20_000)
            for pick in ("best", "latest")
            for how, values in filtered.items()
        ),
        Question(
            "a model's scores with ranks", "leaderboards.scores_of_model", model | {"limit": "101"}, 5_000
        ),
        Question("a model's results", "results.of_model", model | {"limit": "51"}, 500),
    ]


def touched(address: Address, question: Question) -> Touched:
    """By the second of two runs: the first may set hint bits and load the catalogue's own pages."""
    asyncio.run(explain(address, question.query, question.values))
    plan = asyncio.run(explain(address, question.query, question.values))
    execution, _, _ = plan.partition("\nPlanning:")
    pages = re.search(r"Buffers: shared (?:hit=(\d+))? ?(?:read=(\d+))?", execution)
    took = re.search(r"Execution Time: ([\d.]+) ms", plan)
    if pages is None or took is None:
        raise SystemExit(f"{question.query}: no buffers in its plan:\n{plan}")
    return Touched(question, sum(int(part or 0) for part in pages.groups()), float(took[1]))
