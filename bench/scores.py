"""A file of scores: the same for everybody, as a board or a spreadsheet would have it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from app.formats.mapping import Mapping

BENCHMARKS: Final = 100
SOURCES: Final = 40
HEADER: Final = (
    "model",
    "organization",
    "benchmark",
    "score",
    "stderr",
    "samples",
    "date",
    "source",
    "source_url",
    "evidence",
    "shots",
    "harness",
)
MAPPING: Final = msgspec.convert(
    {
        "columns": {
            "model": "model",
            "organization": "organization",
            "benchmark": "benchmark",
            "score": "score",
            "stderr": "stderr",
            "samples": "samples",
            "date": "date",
            "source": "source",
            "source_url": "source_url",
            "evidence": "evidence",
            "settings": {"shots": "shots", "harness": "harness"},
        },
        "unit": "%",
        "facts": {"higher_is_better": True, "min_score": 0, "max_score": 100},
    },
    Mapping,
)


def write_scores(path: Path, results: int) -> None:
    """Models follow from the results: each has run all benchmarks."""
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADER)
        writer.writerows(_rows(results))


def _rows(results: int) -> Iterator[tuple[object, ...]]:
    for number in range(results):
        model, benchmark = divmod(number, BENCHMARKS)
        draw = number * 7919 % 100_003
        source = draw % SOURCES
        yield (
            f"Model {model:05}",
            f"Maker {model % 100}",
            f"Benchmark {benchmark:03}",
            draw % 10_000 / 100,
            1 + draw % 97 / 100,
            100 + draw % 5000,
            f"2025-{1 + draw % 12:02}-{1 + draw % 28:02}",
            f"Lab {source}",
            f"https://lab-{source}.example/runs/{number}",
            "independent",
            draw % 6,
            "lm-eval",
        )
