"""Profiles stay below what the database takes: the more columns, the less is said of each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from app.datasets.columns import Column, Top
from app.datasets.profiling.printing import printed

#: The database takes 4 MiB of its own way of writing JSON: with blanks, and with every digit of 1e300.
MOST_BYTES: Final = 3_500_000
#: Of more columns than these each is described briefly.
MANY: Final = 200
FEW: Final = 3
BRIEF: Final = 40


def shortened(columns: Sequence[Column]) -> list[Column]:
    """As much of the columns as there is room for."""
    found = list(columns) if len(columns) <= MANY else [brief(column) for column in columns]
    for shorter in (brief, bare, nameless):
        if weight(found) <= MOST_BYTES:
            break
        found = [shorter(column) for column in found]
    return found


def brief(column: Column) -> Column:
    return replace(
        column,
        top=[Top(printed(top.value, BRIEF), top.count) for top in column.top[:FEW]],
        examples=[printed(text, BRIEF) for text in column.examples],
    )


def bare(column: Column) -> Column:
    return Column(
        name=column.name, title=column.title, position=column.position, type=column.type, nulls=column.nulls
    )


def nameless(column: Column) -> Column:
    return replace(column, title=printed(column.title, BRIEF))


def weight(columns: Sequence[Column]) -> int:
    """Bytes in the database's own way of writing them."""
    return sum(map(_weight, msgspec.to_builtins(columns)))


def _weight(value: Any) -> int:
    match value:
        case dict():
            return 2 + sum(len(key) + 6 + _weight(inner) for key, inner in value.items())
        case list():
            return 2 + sum(2 + _weight(inner) for inner in value)
        case str():
            return len(msgspec.json.encode(value))
        case float():
            return len(format(Decimal(repr(value)), "f"))
        case _:
            return len(repr(value))
