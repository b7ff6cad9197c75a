"""Where the columns that a mapping names stand in a table: by name, or by place, as #1 for the first."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import astuple

from app.formats.files import Unreadable
from app.formats.mapping import Mapping

PLACE: Final = re.compile(r"#([1-9][0-9]{0,4})")
#: So much of a header is shown to a person.
SHOWN: Final = 40
SHOWN_NAME: Final = 60


def named(mapping: Mapping) -> Iterator[str]:
    """All columns that a mapping names."""
    for said in astuple(mapping.columns):
        match said:
            case str():
                yield said
            case tuple():
                yield from said
            case dict():
                yield from said.values()
    for score in mapping.scores:
        found = (score.column, score.stderr, score.ci_low, score.ci_high, score.samples)
        yield from (column for column in found if column)
    yield from mapping.skip


def places(header: list[str], column: str) -> list[int]:
    """From 0; more than one where several columns have the name."""
    found = [index for index, name in enumerate(header) if name == column]
    if not found and (number := PLACE.fullmatch(column)) and int(number[1]) <= len(header):
        return [int(number[1]) - 1]
    return found


def place(header: list[str], column: str) -> int:
    """From 0; raises Unreadable where it is not there, or more than once."""
    found = places(header, column)
    if not found:
        raise Unreadable(f"There is no column {column!r}; the columns are {shown(header)}.")
    if len(found) > 1:
        several = " or ".join(f"#{index + 1}" for index in found)
        raise Unreadable(f"Several columns are named {column!r}; say which by its place: {several}.")
    return found[0]


def shown(header: list[str]) -> str:
    """The names of a header for a person; one without a name is named by its place."""
    names = [title(header, index)[:SHOWN_NAME] for index in range(len(header[:SHOWN]))]
    return ", ".join(names) + (f", and {len(header) - SHOWN:,} more" if len(header) > SHOWN else "")


def title(header: list[str], index: int) -> str:
    return header[index] or f"#{index + 1}"
