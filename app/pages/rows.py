"""The rows of a leaderboard as they are shown: texts, bars, and what stands out."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from app.pages.charts import Axis, Point, bar_axis, records, score_axis
from app.pages.wording import NOTHING, difference, least_decimals, link, month, number, settings, unit
from app.queries.benchmarks import Benchmark
from app.queries.leaderboards import Standing

#: As many colours and shapes as there are; the last is for all others where organizations are more.
GROUPS: Final = 6
#: Half the width of a 95 % interval, in standard errors.
Z95: Final = 1.96


class Bar(Struct, frozen=True):
    """A score and its 95 % interval in percent of the cell's width; a dot where no bar would be honest."""

    at: float
    low: float | None
    high: float | None
    dot: bool


class Row(Struct, frozen=True):
    """One model on the board."""

    standing: Standing
    open_weights: bool | None
    group: int
    score: str
    interval: str
    bar: Bar
    settings: str
    source_link: str | None

    @property
    def hollow(self) -> bool:
        """Nobody but its maker vouches for the score, or nobody says who does."""
        return self.standing.evidence in (None, "self_reported")

    @property
    def point(self) -> Point | None:
        one = self.standing
        if one.release_date is None:
            return None
        return Point(one.model, one.model_name, one.release_date, one.score, self.group, self.hollow)


class Fact(Struct, frozen=True):
    """A number above the table."""

    name: str
    value: str
    note: str
    unit: str = ""
    group: int | None = None


def legend(standings: Sequence[Standing]) -> list[str]:
    """The organizations with a colour of their own, most models first; others share the last."""
    spelled = {one.organization.lower(): one.organization for one in reversed(standings)}
    counts = Counter(one.organization.lower() for one in standings)
    names = sorted(counts, key=lambda name: (-counts[name], name))
    shown = names if len(names) <= GROUPS else names[: GROUPS - 1]
    return [spelled[name] for name in shown]


def rows(benchmark: Benchmark, standings: Sequence[Standing], weights: dict[int, bool]) -> list[Row]:
    """In the order of the standings."""
    groups = {name.lower(): index for index, name in enumerate(legend(standings))}
    least = least_decimals(one.score for one in standings)
    ends = [end for one in standings for end in (one.score, *(interval(one) or ()))]
    foot = bar_axis([one.score for one in standings], ends, benchmark.min_score, benchmark.max_score)
    axis = foot or (score_axis(ends, benchmark.min_score, benchmark.max_score) if ends else Axis(0, 1))
    axis = Axis(axis.low, axis.high)
    return [
        Row(
            one,
            weights.get(one.model_id),
            groups.get(one.organization.lower(), GROUPS - 1),
            number(one.score, least),
            _interval_text(one),
            _bar(one, axis, dot=foot is None),
            settings(one.settings),
            link(one.source_url),
        )
        for one in standings
    ]


def interval(one: Standing) -> tuple[float, float] | None:
    """Where the true score lies, with 95 % confidence; as reported, or from the standard error."""
    if one.ci_low is not None and one.ci_high is not None:
        return one.ci_low, one.ci_high
    return (one.score - Z95 * one.stderr, one.score + Z95 * one.stderr) if one.stderr else None


def _interval_text(one: Standing) -> str:
    if one.ci_low is not None and one.ci_high is not None:
        return f"{number(one.ci_low)} to {number(one.ci_high)}"
    return f"±{number(round(Z95 * one.stderr, 1 if one.stderr > 0.1 else 4))}" if one.stderr else ""


def _bar(one: Standing, axis: Axis, *, dot: bool) -> Bar:
    def percent(value: float) -> float:
        return round(100 * min(1.0, max(0.0, axis.share(value))), 2)

    ends = interval(one)
    return Bar(
        percent(one.score), percent(ends[0]) if ends else None, percent(ends[1]) if ends else None, dot
    )


def facts(benchmark: Benchmark, board: Sequence[Row]) -> list[Fact]:
    """From the board alone; nothing that it does not say."""
    if not board:
        return []
    found = [_tested(board)]
    if benchmark.higher_is_better is not None:
        leaders = [row for row in board if row.standing.rank == 1]
        found = [
            _best("Best score", leaders, benchmark),
            _best_open(board, benchmark),
            *_record(board, benchmark),
            *found,
        ]
    return found


def _best(name: str, equals: Sequence[Row], benchmark: Benchmark) -> Fact:
    first = equals[0]
    others = f" and {len(equals) - 1} more" if len(equals) > 1 else ""
    return Fact(name, first.score, first.standing.model_name + others, unit(benchmark.unit), first.group)


def _best_open(board: Sequence[Row], benchmark: Benchmark) -> Fact:
    first = next((row for row in board if row.open_weights), None)
    if first is None:
        return Fact("Best with open weights", NOTHING, "none known here")
    equals = [row for row in board if row.open_weights and row.standing.rank == first.standing.rank]
    return _best("Best with open weights", equals, benchmark)


def _record(board: Sequence[Row], benchmark: Benchmark) -> list[Fact]:
    held = records([point for row in board if (point := row.point)], benchmark.higher_is_better)
    if not held:
        return []
    last = held[-1]
    note = f"{last.name}, the first on record"
    if len(held) > 1:
        gain = difference(last.value - held[-2].value, benchmark.unit)
        note = f"{last.name}: {gain} over {held[-2].name}"
    return [Fact("Latest record", month(last.day), note)]


def _tested(board: Sequence[Row]) -> Fact:
    claimed = sum(row.standing.evidence == "self_reported" for row in board)
    unsaid = sum(row.standing.evidence is None for row in board)
    parts = [f"{claimed} self-reported" if claimed else "", f"{unsaid} not stated" if unsaid else ""]
    note = ", ".join(part for part in parts if part) or "none self-reported"
    return Fact("Tested by others", f"{len(board) - claimed - unsaid} of {len(board)}", note)
