"""Fields of records that stand in columns of a table."""

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, TypeVar

from app.formats.mapping import Mapping
from app.formats.tables.cells import Cells, Named, Read
from app.formats.tables.places import place

#: What so many rows say is remembered, where their texts are not longer: memory stays flat.
REMEMBERED: Final = 32_768
LONGEST: Final = 1000
Told = TypeVar("Told")


class Field(NamedTuple):
    """What a column says of a field; `read` raises ValueError with what was expected instead."""

    name: str
    at: int
    read: Read


class Wrong(ValueError):
    """The cell that keeps a record out, and what was expected there."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


def fields(header: list[str], columns: dict[str, str | None], cells: Cells) -> list[Field]:
    """Of those fields that have a column; raises Unreadable where it is not there."""
    return [
        Field(name, place(header, column), cells.field(name)) for name, column in columns.items() if column
    ]


def said(fields: Iterable[Field], cells: list[str]) -> dict[str, Any]:
    """None each where the cells say nothing; raises Wrong."""
    found = {}
    at = 0
    try:
        for name, at, read in fields:
            found[name] = read(cells[at])
    except ValueError as wrong:
        raise Wrong(at, str(wrong)) from None
    return found


def one(field: Field, cells: list[str]) -> Any:
    """None where the cell says nothing; raises Wrong."""
    try:
        return field.read(cells[field.at])
    except ValueError as wrong:
        raise Wrong(field.at, str(wrong)) from None


def remembered(places: Iterable[int], tell: Callable[[list[str]], Told]) -> Callable[[list[str]], Told]:
    """The same, told once of rows that have the same texts in these columns."""
    ats = sorted(set(places))
    known: dict[tuple[str, ...], Told] = {}

    def told(cells: list[str]) -> Told:
        texts = tuple([cells[at] for at in ats])
        if (found := known.get(texts)) is None:
            found = tell(cells)
            if len(known) >= REMEMBERED:
                known.clear()
            if sum(map(len, texts)) <= LONGEST:
                known[texts] = found
        return found

    return told


class ModelColumns:
    """The columns that name models, asked in turn; else the model of the mapping."""

    def __init__(self, header: list[str], mapping: Mapping, cells: Cells) -> None:
        columns = mapping.columns.model or ()
        read = cells.model(mapping.settings)
        self.fields = [
            Field("model", place(header, column), read)
            for column in ([columns] if isinstance(columns, str) else columns)
        ]
        self._fixed = Named(mapping.model, mapping.settings) if mapping.model else None

    def named(self, cells: list[str]) -> Named | None:
        for field in self.fields:
            found: Named | None = one(field, cells)
            if found is not None:
                return found
        return self._fixed

    def nameless(self) -> Wrong:
        return Wrong(self.fields[0].at, "Expected the name of a model.")
