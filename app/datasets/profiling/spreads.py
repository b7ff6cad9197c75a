"""How numbers and dates are spread between the least and the greatest."""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct

from app.datasets.columns import Histogram, Quantiles
from app.datasets.options import ColumnType
from app.datasets.profiling.edges import Edges, edges_between
from app.datasets.profiling.extents import Extent
from app.datasets.profiling.table import NUMBERS, Table
from app.datasets.quoting import identifier

SHARES: Final = "[0.05, 0.25, 0.5, 0.75, 0.95]"
#: Rows, beyond which quantiles are estimated (by t-digest): to order them takes 8 bytes each.
EXACT: Final = 2_000_000
#: What no value is greater than, so that the last bin ends there.
GREATEST: Final = {
    "integer": f"{2**63 - 1}::bigint",
    "date": "date '9999-12-31'",
    "datetime": "timestamp '9999-12-31 23:59:59.999999'",
}
#: Squares of larger numbers are none that a DOUBLE holds.
LARGE: Final = 1e150


class Spread(Struct, frozen=True):
    """Of dates only the histogram. `std` is that of a sample: a single value has none. A quantile is the
    value that so much of all values, put in order, reaches: the one at rank ⌈share · count⌉.
    """

    mean: float | None = None
    std: float | None = None
    quantiles: Quantiles | None = None
    histogram: Histogram | None = None


def spreads(table: Table, columns: Sequence[Extent]) -> list[Spread]:
    """Of columns that have values, of numbers or dates."""
    edges = [_edges(column) for column in columns]
    asked = [_asked(column, some, table.rows) for column, some in zip(columns, edges, strict=True)]
    found = iter(table.one([expression for expressions in asked for expression in expressions]))
    return [
        _spread(column, some, [next(found) for _ in expressions])
        for column, some, expressions in zip(columns, edges, asked, strict=True)
    ]


def _edges(column: Extent) -> Edges:
    if column.least is None or column.greatest is None:
        raise ValueError(f"{column.name} has no value.")
    return edges_between(column.least, column.greatest)


def _asked(column: Extent, edges: Edges, rows: int) -> list[str]:
    name = identifier(column.name)
    counts = f"map_values(histogram({_measure(name, edges)}, [{', '.join(_ends(column.type, edges))}]))"
    if column.type not in NUMBERS:
        return [counts]
    scaled = f"{name} / {_scale(column)!r}" if _scale(column) > 1 else name
    quantiles = "quantile_disc" if rows <= EXACT else "approx_quantile"
    return [counts, f"avg({scaled})", f"stddev_samp({scaled})", f"{quantiles}({name}, {SHARES})"]


def _measure(name: str, edges: Edges) -> str:
    return f"{name}::double" if isinstance(edges[0], float) else name


def _ends(type: ColumnType, edges: Edges) -> Iterator[str]:
    """The greatest value of each bin: the engine counts those that are no greater."""
    for edge in edges[1:-1]:
        if isinstance(edge, float):
            yield f"'{math.nextafter(edge, -math.inf)!r}'::double"
        elif isinstance(edge, int):
            yield f"{edge - 1}::bigint"
        else:
            yield (
                f"{_day(type, edge)} - interval '1 microsecond'"
                if type == "datetime"
                else f"{_day(type, edge)} - 1"
            )
    yield "'Infinity'::double" if isinstance(edges[0], float) else GREATEST[type]


def _day(type: ColumnType, day: date) -> str:
    return f"{'timestamp' if type == 'datetime' else 'date'} '{day.isoformat()}'"


def _scale(column: Extent) -> float:
    """What numbers are divided by so that their squares are numbers too."""
    most = max(abs(float(str(column.least))), abs(float(str(column.greatest))))
    return most if most > LARGE else 1.0


def _spread(column: Extent, edges: Edges, found: Sequence[Any]) -> Spread:
    histogram = _histogram(edges, found[0])
    if column.type not in NUMBERS:
        return Spread(histogram=histogram)
    _, mean, std, quantiles = found
    scale = _scale(column)
    return Spread(
        mean=_finite(mean, scale),
        std=_finite(std, scale),
        quantiles=Quantiles(*map(float, quantiles)),
        histogram=histogram,
    )


def _histogram(edges: Edges, counts: list[int]) -> Histogram:
    if isinstance(edges[0], date):
        return Histogram([str(edge) for edge in edges], counts)
    return Histogram([float(str(edge)) for edge in edges], counts)


def _finite(found: float | None, scale: float) -> float | None:
    return None if found is None or not math.isfinite(found * scale) else found * scale
