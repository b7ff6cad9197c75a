"""Which values a column has, and how often."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from app.datasets.profiling.extents import Extent
from app.datasets.profiling.printing import Value
from app.datasets.profiling.table import TEXTS, Table
from app.datasets.quoting import identifier

#: So many different values are counted each; the estimate of them is off by up to four in a hundred.
MOST_COUNTED: Final = 20_000
#: Bytes, about, that may be held to tell values apart.
MOST_HELD: Final = 64 * 2**20
A_VALUE: Final = 16
MOST_SAMPLES: Final = 500
FIRST_ROWS: Final = 2000
LONGEST_SAMPLE: Final = 500


#: Rows of a table that is counted here.
FEW_ROWS: Final = 10_000


class Frequencies(Struct, frozen=True):
    """`counted` are the most frequent values, with how often they stand there, where all were counted;
    `samples` are different ones.
    """

    distinct: int
    exact: bool
    counted: list[tuple[Value, int]]
    samples: list[Value]


NONE: Final = Frequencies(0, True, [], [])


def frequencies(table: Table, columns: Sequence[Extent]) -> list[Frequencies]:
    if (
        columns
        and table.rows <= FEW_ROWS
        and sum(_held(column, longest=True) for column in columns) <= MOST_HELD
    ):
        cells = table.every(", ".join(identifier(column.name) for column in columns))
        return [_counted_here(values) for values in zip(*cells, strict=True)] or [NONE] * len(columns)
    return [_frequencies(table, column) for column in columns]


def _counted_here(values: Sequence[Value | None]) -> Frequencies:
    """Of few values: a statement of its own for each column takes longer."""
    counts = Counter(value for value in values if value is not None)
    most = sorted(counts.items(), key=_by_count)[:MOST_SAMPLES]
    return Frequencies(len(counts), True, most, [value for value, _ in most])


def _by_count(counted: tuple[Any, int]) -> tuple[int, Any]:
    """The most frequent first, and of those that are as frequent the least."""
    value, count = counted
    return -count, value


def _frequencies(table: Table, column: Extent) -> Frequencies:
    name = identifier(column.name)
    shown = f"left({name}, {LONGEST_SAMPLE})" if column.type in TEXTS else name
    if column.about_distinct <= MOST_COUNTED and _held(column, longest=True) <= MOST_HELD:
        rows = _counted(table, name, shown)
        return Frequencies(
            distinct=rows[0][2] if rows else 0,
            exact=True,
            counted=[(value, count) for value, count, _ in rows],
            samples=[value for value, _, _ in rows],
        )
    exact = _held(column, longest=False) <= MOST_HELD
    return Frequencies(
        distinct=_distinct(table, name) if exact else column.about_distinct,
        exact=exact,
        counted=[],
        samples=_some(table, name, shown),
    )


def _held(column: Extent, *, longest: bool) -> float:
    if column.lengths is None:
        return column.about_distinct * A_VALUE
    return column.about_distinct * (A_VALUE + (column.lengths.max if longest else column.lengths.mean))


def _counted(table: Table, name: str, shown: str) -> list[tuple[Any, ...]]:
    return table.every(
        f"{shown}, count(*), count(*) over ()",
        f"where {name} is not null group by {name} order by count(*) desc, {name} limit {MOST_SAMPLES}",
    )


def _distinct(table: Table, name: str) -> int:
    (count,) = table.one([f"count(distinct {name})"])
    return int(count)


def _some(table: Table, name: str, shown: str) -> list[Value]:
    rows = table.every(shown, f"where {name} is not null limit {FIRST_ROWS}")
    return list(dict.fromkeys(value for (value,) in rows))[:MOST_SAMPLES]
