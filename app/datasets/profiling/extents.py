"""How much columns say, and from where to where."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from app.datasets.columns import Lengths
from app.datasets.options import ColumnType
from app.datasets.profiling.printing import Value
from app.datasets.profiling.table import TEXTS, Table
from app.datasets.quoting import identifier


class Extent(Struct, frozen=True):
    """How many values a column has, about how many different ones, the least and the greatest; of texts and
    JSON how long they are instead.
    """

    name: str
    type: ColumnType
    values: int
    about_distinct: int
    least: Value | None = None
    greatest: Value | None = None
    lengths: Lengths | None = None


def extents(table: Table, columns: Sequence[tuple[str, ColumnType]]) -> list[Extent]:
    found = iter(table.one([expression for name, type in columns for expression in _asked(name, type)]))
    return [_extent(name, type, [next(found) for _ in _asked(name, type)]) for name, type in columns]


def _asked(name: str, type: ColumnType) -> tuple[str, ...]:
    column = identifier(name)
    counts = f"count({column})", f"least(count({column}), approx_count_distinct({column}))"
    if type in TEXTS:
        return *counts, f"min(len({column}))", f"max(len({column}))", f"avg(len({column}))"
    return *counts, f"min({column})", f"max({column})"


def _extent(name: str, type: ColumnType, found: Sequence[Any]) -> Extent:
    values, distinct, *ends = found
    if type in TEXTS:
        return Extent(name, type, values, distinct, lengths=Lengths(*ends) if values else None)
    return Extent(name, type, values, distinct, *ends)
