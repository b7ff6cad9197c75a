"""Geometry of charts: plain numbers in, plain numbers out; templates/_charts.html draws them as SVG."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct

from app.pages.labels import Box, Label, place
from app.pages.wording import MONTHS, number

#: Beyond it a difference of two scores may overflow; nothing is drawn truer out there.
FAR: Final = 1e300
#: A scale from 0.01 to 1 shows on a plain axis, one from 1 to 1000 does not.
LOG_RATIO: Final = 25
#: Between ticks of time; a year takes less room than a month of a year.
MONTH_STEPS: Final = (1, 3, 6, 12, 24, 60, 120, 300, 1200, 6000)


class Point(Struct, frozen=True):
    """One model on a chart of scores over time; hollow where at most its maker vouches for the score."""

    key: str
    name: str
    day: date
    value: float
    group: int
    hollow: bool = False


class Tick(NamedTuple):
    at: float
    text: str


class Mark(Struct, frozen=True):
    """A point where it is drawn."""

    x: float
    y: float
    point: Point
    record: bool


class Chart(Struct, frozen=True):
    """A chart of scores over time, in pixels from the upper left corner."""

    width: int
    height: int
    plot: Box
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    marks: list[Mark]
    labels: list[Label]
    line: str
    logarithmic: bool


class Axis(Struct, frozen=True):
    """Where a number lies between two others: 0 at low, 1 at high."""

    low: float
    high: float
    logarithmic: bool = False

    def share(self, value: float) -> float:
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (_near(value) - self.low) / (self.high - self.low)

    def ticks(self, count: int) -> list[float]:
        return _log_ticks(self.low, self.high) if self.logarithmic else _ticks(self.low, self.high, count)


def records(points: Iterable[Point], higher_is_better: bool | None) -> list[Point]:
    """Those better than all that came out before; of one day the best, of equals the first by key.

    Empty where nobody knows which way is better.
    """
    if higher_is_better is None:
        return []
    sign = 1 if higher_is_better else -1
    held: list[Point] = []
    for point in sorted(points, key=lambda point: (point.day, -sign * point.value, point.key)):
        if not held or sign * point.value > sign * held[-1].value:
            held.append(point)
    return held


def score_axis(values: Sequence[float], low: float | None, high: float | None) -> Axis:
    """An axis that the values decide.

    It never goes past a bound of the benchmark that they keep, and is logarithmic where they span orders of
    magnitude and nothing bounds them above.
    """
    least, most = _near(min(values)), _near(max(values))
    if high is None and least > 0 and most / least >= LOG_RATIO:
        return Axis(least / 1.25, most * 1.25, logarithmic=True)
    margin = (most - least) * 0.08 or abs(most) * 0.1 or 1.0
    bottom = least - margin if low is None or least < low else max(low, least - margin)
    top = most + margin if high is None or most > high else min(high, most + margin)
    return Axis(bottom, top) if bottom < top else Axis(bottom - margin, top + margin)


def bar_axis(
    scores: Sequence[float], ends: Sequence[float], low: float | None, high: float | None
) -> Axis | None:
    """From the benchmark's least score to its highest, or to the end of the longest whisker.

    None where the least is unknown: a bar without a foot would lie about proportions.
    """
    if low is None or not scores or min(scores) < low:
        return None
    top = _near(high if high is not None and max(scores) <= high else max(ends))
    return Axis(low, top) if top > low else None


def over_time(
    points: Sequence[Point],
    *,
    size: tuple[int, int],
    higher_is_better: bool | None,
    bounds: tuple[float | None, float | None],
    unit: str | None,
    font: float = 12.5,
) -> Chart:
    """Scores by release date, with a step line through the records; there must be a point."""
    scores = score_axis([point.value for point in points], *bounds)
    days = _day_axis([point.day for point in points])
    y_texts = [(value, _tick_text(value, unit)) for value in scores.ticks(5)]
    plot = Box(14 + max(len(text) for _, text in y_texts) * font * 0.6, 18, size[0] - 14, size[1] - 32)
    held = records(points, higher_is_better)
    record_keys = {point.key for point in held}

    def mark(point: Point) -> Mark:
        x = plot.left + plot.width * days.share(point.day.toordinal())
        y = plot.bottom - plot.height * scores.share(point.value)
        return Mark(round(x, 1), round(y, 1), point, point.key in record_keys)

    marks = [mark(point) for point in sorted(points, key=lambda point: (point.day, point.key))]
    line = [(mark.x, mark.y) for mark in map(mark, held)]
    named = [(mark.x, mark.y, mark.point.name) for mark in map(mark, reversed(held))]
    return Chart(
        *size,
        plot,
        [
            Tick(round(plot.left + plot.width * days.share(day.toordinal()), 1), text)
            for day, text in _day_ticks(days, plot.width)
        ],
        [Tick(round(plot.bottom - plot.height * scores.share(value), 1), text) for value, text in y_texts],
        marks,
        place(named, [(mark.x, mark.y) for mark in marks], _corners(line, plot.right), plot, font),
        steps(line, plot.right),
        scores.logarithmic,
    )


def sparkline(days: Sequence[date], values: Sequence[float], width: float = 120, height: float = 28) -> str:
    """The path of a record that moved to these values on these days; empty where there is none."""
    if not values:
        return ""
    scores, time = score_axis(values, None, None), _day_axis(days)
    places = [
        (round(width * time.share(day.toordinal()), 1), round(height * (1 - scores.share(value)), 1))
        for day, value in zip(days, values, strict=True)
    ]
    return steps(places, width)


def steps(places: Sequence[tuple[float, float]], end: float) -> str:
    """A record stands until it is beaten: an SVG path, sideways and then up, to x = end."""
    if not places:
        return ""
    (x, y), *rest = places
    return f"M{x:g} {y:g}" + "".join(f"H{x:g}V{y:g}" for x, y in rest) + f"H{end:g}"


def _corners(places: Sequence[tuple[float, float]], end: float) -> list[Box]:
    """The strips that a step line covers."""
    following = [*places[1:], (end, places[-1][1])] if places else []
    strips = []
    for (x, y), (next_x, next_y) in zip(places, following, strict=True):
        strips.append(Box(x, y - 2, next_x, y + 2))
        strips.append(Box(next_x - 2, min(y, next_y), next_x + 2, max(y, next_y)))
    return strips


def _near(value: float) -> float:
    return max(-FAR, min(FAR, value))


def _ticks(low: float, high: float, count: int) -> list[float]:
    """Round numbers from low to high, about so many."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [float(f"{index * step:.12g}") for index in range(first, min(last, first + 20) + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10 …, or powers of ten alone where those are many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    factors = (1, 2, 5) if len(powers) <= 4 else (1,)
    every = math.ceil(len(powers) / 8)
    return [
        value
        for power in powers[::every]
        for factor in factors
        if low <= (value := factor * 10.0**power) <= high
    ]


def _tick_text(value: float, unit: str | None) -> str:
    return number(value) + ("%" if unit == "%" else "")


def _day_axis(days: Sequence[date]) -> Axis:
    first, last = min(days).toordinal(), max(days).toordinal()
    margin = max(20, (last - first) * 0.03)
    return Axis(first - margin, last + margin)


def _day_ticks(axis: Axis, width: float) -> list[tuple[date, str]]:
    """Firsts of January, half-years or quarters, as many as have room."""
    first, last = (
        date.fromordinal(max(1, min(int(end), date.max.toordinal()))) for end in (axis.low, axis.high)
    )
    months = (last.year - first.year) * 12 + last.month - first.month
    every = next((step for step in MONTH_STEPS if months / step <= width / (90 if step < 12 else 55)), 12_000)
    ticks = [_tick(first.year * 12 + first.month - 1 + ahead, every) for ahead in range(1, months + 1)]
    return [tick for tick in ticks if tick]


def _tick(month: int, every: int) -> tuple[date, str] | None:
    """The month of this number since the year 0, if it is one of every so many."""
    if month % every:
        return None
    year, index = divmod(month, 12)
    return date(year, index + 1, 1), str(year) if every >= 12 else f"{MONTHS[index]} {year}"
