"""Rows of a dataset as they are answered: a page of them, how many there are, which values are frequent."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Raw, Struct

from app.datasets.exploring import statements
from app.datasets.exploring.explorer import Asking
from app.datasets.exploring.named import NUMBER_OF_ROW, Named
from app.datasets.exploring.questions import Question
from app.datasets.options import ColumnType
from app.fields import INT8_MAX
from app.http.problems import BadParameter

Count = Annotated[int, Meta(ge=0, le=INT8_MAX)]

#: Characters of one page, about: it ends early where its rows are long, but has one at least.
LARGEST_PAGE: Final = 2**22
#: What a cell costs beside its characters.
CELL: Final = 8


class RowColumn(Struct, frozen=True):
    """A column of an answer."""

    name: Annotated[str, Meta(description="As the profile calls it.")]
    type: Annotated[ColumnType, Meta(description="What it holds.")]


class FacetValue(Struct, frozen=True):
    """A value, and how many of the rows have it."""

    value: Annotated[Any, Meta(description="As it is in the rows; null where they say nothing.")]
    count: Annotated[Count, Meta(description="How many rows have it.")]
    selected: Annotated[bool, Meta(description="Whether a filter asks for it by name.")]


class Facet(Struct, frozen=True):
    """The most frequent values of a column among the rows that fit."""

    column: Annotated[str, Meta(description="Its name.")]
    values: Annotated[list[FacetValue], Meta(description="At most 20, the most frequent first.")]
    others: Annotated[Count, Meta(description="Rows that have none of these values.")]


class Rows(Struct, frozen=True, omit_defaults=True):
    """Some of a dataset's rows."""

    columns: Annotated[list[RowColumn], Meta(description="What stands in each row, in this order.")]
    rows: Annotated[
        list[list[Any]],
        Meta(
            description="Values in the order of `columns`: numbers as such, whole ones exact up to 64 bits; "
            "days and moments as ISO 8601 writes them, moments in UTC; null where the file says nothing."
        ),
    ]
    total: Annotated[Count, Meta(description="How many rows fit, on all pages together.")]
    next: Annotated[str, Meta(description="The next page, as its `cursor`; absent on the last.")] | None = (
        None
    )
    facets: Annotated[list[Facet], Meta(description="Of the columns that `facet` names.")] = []


class Place(Struct, frozen=True, array_like=True):
    """Where a page begins; `of` is the list that it is a page of, and `total` how long that is."""

    of: str
    after: Count
    total: Count


class Asked(Struct, frozen=True):
    """A question to one version of a file, and which page of the answer is wanted.

    `whole` is how many rows the file has, `own` its columns.
    """

    file: Path
    question: Question
    version: int
    whole: int
    own: tuple[Named, ...]
    limit: int
    cursor: str | None


def identity(version: int, question: Question) -> str:
    """Of a list: which rows are in it, and in which order."""
    what = (version, question.filters, question.words, question.order)
    return blake2b(msgspec.json.encode(what), digest_size=8).hexdigest()


def answer(asking: Asking, asked: Asked) -> Rows:
    """To be run in a thread: it waits for DuckDB."""
    question, of = asked.question, identity(asked.version, asked.question)
    place = _place(asked.cursor, of)
    total = _total(asking, asked) if place is None else place.total
    after = place.after if place else 0
    columns = question.shown or (NUMBER_OF_ROW, *asked.own)
    found, is_last = _page(asking, asked, columns, after)
    following = None
    if not is_last:
        reached = after + len(found) if question.order else found[-1][0]
        following = _cursor(Place(of, reached, total))
    return Rows(
        [RowColumn(column.name, column.type) for column in columns],
        [row[1:] for row in found],
        total,
        following,
        [_facet(asking, asked, column, total) for column in question.facets],
    )


def _total(asking: Asking, asked: Asked) -> int:
    if not asked.question.is_narrow:
        return asked.whole
    found = asking.run(statements.count(asked.file, asked.question)).fetchall()
    return int(found[0][0])


def _page(
    asking: Asking, asked: Asked, columns: tuple[Named, ...], after: int
) -> tuple[list[list[Any]], bool]:
    """Rows, each with its number before it; and whether there are no more."""
    wanted = statements.page(asked.file, asked.question, columns, after, asked.limit + 1)
    found, size = asking.run(wanted), 0
    types = ["integer", *(column.type for column in columns)]
    rows: list[list[Any]] = []
    while (row := found.fetchone()) is not None:
        size += sum(len(cell) if isinstance(cell, str) else CELL for cell in row)
        if rows and (size > LARGEST_PAGE or len(rows) == asked.limit):
            return rows, False
        rows.append([_cell(cell, kind) for cell, kind in zip(row, types, strict=True)])
    return rows, True


def _cell(value: Any, kind: str) -> Any:
    """What is JSON already is passed on as such."""
    if kind != "json" or value is None:
        return value
    try:
        msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return value
    return Raw(value.encode())


def _facet(asking: Asking, asked: Asked, column: Named, total: int) -> Facet:
    is_chosen = any(
        one.column == column and one.operator in {"exact", "in"} and one.holds
        for one in asked.question.filters
    )
    found = asking.run(statements.facet(asked.file, asked.question, column)).fetchall()
    values = [FacetValue(_cell(value, column.type), count, is_chosen) for value, count in found]
    return Facet(column.name, values, total - sum(value.count for value in values))


def _cursor(place: Place) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def _place(cursor: str | None, of: str) -> Place | None:
    """None at the beginning; raises BadParameter for the cursor of another list."""
    if cursor is None:
        return None
    try:
        found = msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=Place)
    except (Base64Error, ValueError, RecursionError):
        found = None
    if found is None or found.of != of:
        raise BadParameter(
            "cursor",
            "Not a cursor of these rows; take it from next, with the same filters and sort, or leave it out.",
        )
    return found
