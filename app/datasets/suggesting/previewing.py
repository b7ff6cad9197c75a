"""The first records of a file, as a mapping would have them imported."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from app.datasets.columns import Column
from app.datasets.exploring import statements
from app.datasets.exploring.explorer import Explorer
from app.datasets.exploring.named import Named
from app.datasets.exploring.questions import Question
from app.datasets.suggesting import Previewed
from app.formats.checked import Checked
from app.formats.files import Unreadable
from app.formats.kept import Flaw
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Reject, Said
from app.formats.tables.places import named, place
from app.formats.tables.records import records
from app.formats.tables.rows import Row

RECORDS: Final = 3
#: Rows among which there may be so many records: in wide tables rows without any score are none.
ROWS: Final = 50
ALL: Final = Question((), (), (), (), (), ())


async def previewed(
    explorer: Explorer, text: Path, filename: str, given: list[Column], mapping: Mapping
) -> list[Previewed]:
    """Only the columns that the mapping names are read."""
    header = [column.name for column in given]
    places = sorted({place(header, column) for column in named(mapping)})
    columns = [Named(header[at], "text") for at in places]
    statement = statements.page(text, ALL, columns, 0, ROWS)
    found = await explorer.ask(lambda asking: asking.run(statement).fetchall())
    return _previewed(records(filename, header, _rows(found, places, len(header)), mapping), mapping)


def _rows(found: list[tuple[Any, ...]], places: list[int], width: int) -> Iterator[Row]:
    """As a reading of the file has them, but for columns that nobody asks for."""
    for number, *said in found:
        cells = [""] * width
        for at, cell in zip(places, said, strict=True):
            cells[at] = cell or ""
        yield number, cells


def _previewed(said: Iterator[Said], mapping: Mapping) -> list[Previewed]:
    checked = Checked(mapping)
    try:
        return [_shown(checked, one) for one in islice(_no_benchmarks(said), RECORDS)]
    except Unreadable as error:
        return [Previewed(row=1, refused=str(error))]


def _no_benchmarks(said: Iterator[Said]) -> Iterator[Said]:
    return (one for one in said if not isinstance(one, Benchmark))


def _shown(checked: Checked, said: Said) -> Previewed:
    if isinstance(said, Reject):
        return Previewed(
            row=said.row, refused=f"{said.column}: {said.reason}" if said.column else said.reason
        )
    try:
        _, record = checked.json(said)
    except Flaw as flaw:
        return Previewed(row=said.row, refused=f"{flaw.column}: {flaw.reason}")
    return msgspec.convert({**msgspec.json.decode(record), "row": said.row}, Previewed)
