"""Records of a table's rows, as its mapping reads them."""

from collections.abc import Iterable, Iterator
from typing import Final

from app.formats.mapping import Mapping
from app.formats.records import Reject, Said
from app.formats.tables.fields import Wrong
from app.formats.tables.layout import complete, describes_models
from app.formats.tables.models import Models
from app.formats.tables.places import place, title
from app.formats.tables.results import Results
from app.formats.tables.rows import Row

#: So much of a cell is shown to a person.
SHOWN: Final = 1000


def records(name: str, header: list[str], rows: Iterable[Row], mapping: Mapping) -> Iterator[Said]:
    """Raises Unreadable where nobody says what the columns mean, or names one that is not there."""
    mapping = complete(mapping, name, header, rows)
    reading = Models(header, mapping) if describes_models(mapping) else Results(header, mapping)
    skip = [(place(header, column), frozenset(values)) for column, values in mapping.skip.items()]
    width = len(header)
    wrong: list[Wrong] = []
    for line, cells in rows:
        if isinstance(cells, str):
            yield Reject(row=line, reason=cells)
        elif len(cells) != width:
            yield from _ragged(line, cells, width)
        elif not skip or all(cells[index].strip() not in values for index, values in skip):
            try:
                yield from reading.said(line, cells, wrong)
            except Wrong as one:
                wrong.append(one)
            if wrong:
                yield from [_refused(line, header, cells, one) for one in wrong]
                wrong.clear()


def _ragged(line: int, cells: list[str], width: int) -> Iterator[Reject]:
    """A row of nothing but blanks is none."""
    if any(cell.strip() for cell in cells):
        found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        yield Reject(row=line, reason=f"Expected {width} cells, as the header has; found {found}.")


def _refused(line: int, header: list[str], cells: list[str], wrong: Wrong) -> Reject:
    value = cells[wrong.at].strip()[:SHOWN] or None
    return Reject(row=line, column=title(header, wrong.at), value=value, reason=wrong.reason)
