"""Rows of text made into the two tables of a dataset, as the child does, and what is in them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from app.datasets import engine
from app.datasets.columns import Column
from app.datasets.job import TABLE, TEXT, Limits
from app.datasets.options import Options
from app.datasets.profiling.describing import Titled, described
from app.datasets.profiling.shortening import shortened
from app.datasets.profiling.table import Table
from app.datasets.quoting import literal
from app.datasets.reading.notes import Row
from app.datasets.typing.judging import Judge, Typed
from app.datasets.typing.kinds import Habits
from app.datasets.typing.normalised import Normalised, normalised
from app.datasets.typing.table import write_table
from app.datasets.typing.text_table import write_text_table

LIMITS: Final = Limits(memory=1024, seconds=60, inflated=2**30)


class Made(NamedTuple):
    """The tables' rows, each with its number; what was found on the way."""

    found: Normalised
    typed: list[Typed]
    text: list[tuple[Any, ...]]
    rows: list[tuple[Any, ...]]
    columns: list[Column]

    def values(self, column: int = 0) -> list[Any]:
        return [row[column + 1] for row in self.rows]


def made(
    scratch: Path,
    rows: Iterable[Row],
    names: Sequence[str],
    options: Options | None = None,
    decimal: str = ".",
) -> Made:
    options = options or Options()
    habits = Habits(options.absent, options.decimal or decimal)
    found = normalised(rows, len(names), scratch / "rows")
    text, table = scratch / TEXT, scratch / TABLE
    memory = engine.megabytes(len(names), found.longest_row, found.mean_row, LIMITS)
    with engine.opened(scratch, memory) as duck:
        write_text_table(duck, found, names, text)
        typed = Judge(duck, text, found.rows, habits).typed(names, options.columns, lambda _: None)
        write_table(duck, text, typed, habits, table)
        titled = [Titled(one.name, position, one) for position, one in enumerate(typed, 1)]
        columns = shortened(described(Table(duck, table, found.rows), titled, lambda _: None))
    return Made(found, typed, _rows_of(text), _rows_of(table), columns)


def column(scratch: Path, values: Sequence[str | None], options: Options | None = None) -> Made:
    """A table of one column, `c`."""
    return made(scratch, ((number, [value]) for number, value in enumerate(values, 1)), ["c"], options)


def _rows_of(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"select * from {literal(str(path))}").fetchall()
