"""Which type a column is of, by how many of its values are what; and what keeps it from one."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from app.datasets.columns import NearMiss
from app.datasets.options import ColumnType
from app.datasets.typing.kinds import Kind

Counts = Mapping[Kind, int]

#: The narrower type first: of those that as many values are of, it is the one.
KINDS_OF: Final[Mapping[ColumnType, frozenset[Kind]]] = {
    "integer": frozenset({Kind.WHOLE, Kind.LARGE}),
    "number": frozenset({Kind.WHOLE, Kind.DECIMAL}),
    "boolean": frozenset({Kind.BOOLEAN}),
    "date": frozenset({Kind.DATE}),
    "datetime": frozenset({Kind.DATE, Kind.MOMENT}),
    "json": frozenset({Kind.JSON}),
}
NEARLY: Final = 0.9
MOST_EXAMPLES: Final = 3
LONGEST_EXAMPLE: Final = 120
SAID: Final[Mapping[ColumnType, tuple[str, str]]] = {
    "integer": ("a whole number", "whole numbers"),
    "number": ("a number", "numbers"),
    "boolean": ("true or false", "true or false"),
    "date": ("a date (YYYY-MM-DD)", "dates (YYYY-MM-DD)"),
    "datetime": ("a date with a time (YYYY-MM-DD HH:MM)", "dates with a time (YYYY-MM-DD HH:MM)"),
    "json": ("an object or a list of JSON", "objects or lists of JSON"),
    "text": ("a text", "texts"),
}


class Decided(Struct, frozen=True):
    """A column's type; `near` is one that nearly all of its `values` are of, but for `misses`."""

    type: ColumnType
    values: int
    near: ColumnType | None = None
    misses: int = 0


def decided(counts: Counts) -> Decided:
    values = sum(count for kind, count in counts.items() if kind != Kind.NOTHING)
    if not values:
        return Decided("text", 0)
    fitting = {type: sum(counts.get(kind, 0) for kind in kinds) for type, kinds in KINDS_OF.items()}
    best = max(fitting, key=fitting.__getitem__)
    if fitting[best] == values:
        return Decided(best, values)
    if fitting[best] >= NEARLY * values:
        return Decided("text", values, best, values - fitting[best])
    return Decided("text", values)


def near_miss(type: ColumnType, misses: int, values: int, found: Sequence[str]) -> NearMiss:
    """`found` are some of those that miss it."""
    examples = [printable(text) for text in dict.fromkeys(found)][:MOST_EXAMPLES]
    one, several = SAID[type]
    are = (
        f"1 value of {values:,} is not {one}"
        if misses == 1
        else f"{misses:,} of {values:,} values are not {several}"
    )
    return NearMiss(type, misses, examples, f"{are}: {', '.join(map(quoted, examples))}.")


def quoted(text: str) -> str:
    return f"'{text}'"


def printable(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else text[: LONGEST_EXAMPLE - 1] + "…"
