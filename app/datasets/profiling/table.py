"""The table that is profiled: many columns are asked about in one statement."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from app.datasets import statements
from app.datasets.engine import Engine
from app.datasets.options import ColumnType
from app.datasets.quoting import literal

#: Cells that one statement may have to keep, to order them; and columns that it asks about.
CELLS: Final = 2_000_000
MOST_AT_ONCE: Final = 20

TEXTS: Final = frozenset[ColumnType]({"text", "json"})
NUMBERS: Final = frozenset[ColumnType]({"integer", "number"})
DATES: Final = frozenset[ColumnType]({"date", "datetime"})

Anything = TypeVar("Anything")


class Table:
    """Of so many rows, in a file of Parquet."""

    def __init__(self, engine: Engine, path: Path, rows: int) -> None:
        self._engine = engine
        self._place = literal(str(path))
        self.rows = rows

    def one(self, expressions: Sequence[str]) -> tuple[Any, ...]:
        """What an aggregate says for each expression."""
        return self.every(", ".join(expressions))[0] if expressions else ()

    def every(self, columns: str, further: str = "") -> list[tuple[Any, ...]]:
        return self._engine.execute(statements.every(columns, self._place, further)).fetchall()

    def batches(self, columns: Sequence[Anything]) -> Iterator[Sequence[Anything]]:
        at_once = max(1, min(MOST_AT_ONCE, CELLS // max(1, self.rows)))
        for first in range(0, len(columns), at_once):
            yield columns[first : first + at_once]
