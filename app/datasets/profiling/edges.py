"""Where the bins of a histogram begin and end."""

from datetime import date, datetime
from math import isinf
from typing import Final

from app.datasets.profiling.printing import SAFE, Value

BINS: Final = 20

Edges = list[int] | list[float] | list[date]


def edges_between(least: Value, greatest: Value) -> Edges:
    """At most 21 of them, ascending; no value lies outside. Whole numbers and days are not cut."""
    if isinstance(least, date) and isinstance(greatest, date):
        first, last = _day(least).toordinal(), _day(greatest).toordinal()
        return [date.fromordinal(min(day, date.max.toordinal())) for day in _whole(first, last)]
    if isinstance(least, int) and isinstance(greatest, int) and max(-least, greatest) < SAFE:
        return _whole(least, greatest)
    return _cut(float(str(least)), float(str(greatest)))


def _whole(least: int, greatest: int) -> list[int]:
    size = greatest - least + 1
    bins = min(BINS, size)
    return [least + size * edge // bins for edge in range(bins + 1)]


def _cut(least: float, greatest: float) -> list[float]:
    width = greatest - least
    if isinf(width):
        inner = [least * (1 - edge / BINS) + greatest * (edge / BINS) for edge in range(1, BINS)]
    else:
        inner = [least + width * edge / BINS for edge in range(1, BINS)]
    edges = sorted({least, greatest, *(edge for edge in inner if least < edge < greatest)})
    return edges if len(edges) > 1 else edges * 2


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
