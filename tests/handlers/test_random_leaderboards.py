"""Boards of random results, each compared with a recomputation, page by page."""

import random

import pytest

from tests.handlers.conftest import RandomCatalogue
from tests.handlers.recomputed import ORGANIZATIONS, board
from tests.handlers.test_leaderboards import url
from tests.handlers.test_lists import walked


def random_filters() -> list[dict[str, str]]:
    """Each filter alone, and some together."""
    dice = random.Random(11)
    choices = {
        "evidence": ["self_reported", "independent", "community"],
        "source": ["lab", "LAB", "Other", "none"],
        "organization": [*ORGANIZATIONS, "aCmE"],
        "settings": [
            '{"shots":5}',
            '{"tools":["search"]}',
            '{"effort":{"level":"high"}}',
            "{}",
            '{"shots":"5"}',
        ],
        "as_of": [f"2024-01-0{day}" for day in range(1, 7)],
    }
    alone = [{name: text} for name, texts in choices.items() for text in texts]
    together = [
        {name: dice.choice(choices[name]) for name in dice.sample(sorted(choices), dice.randint(2, 4))}
        for _ in range(15)
    ]
    return [{}, *alone, *together]


@pytest.mark.parametrize("limit", [1, 3, 100])
@pytest.mark.parametrize("pick", ["best", "latest"])
@pytest.mark.parametrize("benchmark", [1, 2, 3])
async def test_boards_are_what_a_recomputation_says(
    random_catalogue: RandomCatalogue, benchmark: int, pick: str, limit: int
) -> None:
    client, rows = random_catalogue
    here = [row for row in rows if row.benchmark_id == benchmark]
    lengths = set()
    for query in random_filters() if limit > 1 else random_filters()[::6]:
        right = board(here, pick, query)
        lengths.add(len(right))
        found = await walked(client, f"{url(str(benchmark), pick=pick, **query)}&", limit) if right else []
        assert [(row["rank"], row["model_id"], row["result"]) for row in found] == right, query
    assert len(lengths) > 3  # the filters do divide


async def test_random_boards_hold_ties_and_gaps(random_catalogue: RandomCatalogue) -> None:
    """Else the comparison above would prove little."""
    ranks = [
        rank for rank, _, _ in board([r for r in random_catalogue.rows if r.benchmark_id == 1], "best", {})
    ]
    assert len(ranks) > 12
    assert 3 < len(set(ranks)) < len(ranks)
