"""The sample catalogue: true, publicly reported facts in CSV files, for a first look."""

import csv
from collections.abc import Awaitable, Callable
from importlib.resources import files
from io import StringIO
from typing import Final

import msgspec
from msgspec import Raw

from app.queries import sample
from app.queries.loader import Db

#: In the order of their foreign keys.
PARTS: Final[tuple[tuple[str, Callable[..., Awaitable[None]]], ...]] = (
    ("models", sample.add_models),
    ("models", sample.add_model_aliases),
    ("benchmarks", sample.add_benchmarks),
    ("benchmarks", sample.add_benchmark_aliases),
    ("results", sample.add_results),
    ("prices", sample.add_prices),
    ("opinions", sample.add_opinions),
    ("use_cases", sample.add_use_cases),
)

#: Columns that hold JSON.
NESTED: Final = frozenset({"metadata", "settings"})


def rows(name: str) -> list[dict[str, str | Raw | None]]:
    """One file as objects by column; nothing written is null, JSON stays JSON."""
    text = (files("app.sample") / f"{name}.csv").read_text(encoding="utf-8")
    return [
        {column: _value(column, value) for column, value in row.items()}
        for row in csv.DictReader(StringIO(text, newline=""))
    ]


def _value(column: str, text: str) -> str | Raw | None:
    if not text:
        return None
    return Raw(text.encode()) if column in NESTED else text


async def load(db: Db) -> bool:
    """Fill an untouched catalogue; False where somebody has written already. Ask inside one transaction."""
    if not (await sample.is_alone(db) and await sample.is_wanted(db)):
        return False
    for name, add in PARTS:
        await add(db, rows=Raw(msgspec.json.encode(rows(name))))
    return True
