"""A file of any kind that is taken, read as one table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.datasets.columns import Findings
from app.datasets.job import MOST_COLUMNS, Limits
from app.datasets.options import Options
from app.datasets.reading.delimited import delimited
from app.datasets.reading.json_tables import json_table
from app.datasets.reading.kinds import HEAD, TAIL, FileType, Kind, Unreadable, kind_of
from app.datasets.reading.limits import MOST_ROWS
from app.datasets.reading.naming import cleaned, names_of
from app.datasets.reading.ndjson import ndjson
from app.datasets.reading.notes import Notes, Row, Source, Tell
from app.datasets.reading.parquet import parquet
from app.datasets.reading.unpacking import unpacked
from app.datasets.reading.workbook import workbook

#: So many columns are named in a warning, and so much of each name.
SHOWN: Final = 5
LONGEST: Final = 60


class Opened:
    """`rows` raises Unreadable, too. Titles are as the file has them, names are unique."""

    def __init__(self, kind: Kind, source: Source, notes: Notes) -> None:
        self.compression = kind.compression
        self.file_type: FileType = kind.file_type
        if kind.file_type in {"csv", "tsv"}:
            self.file_type = "tsv" if notes.delimiter == "\t" else "csv"
        self.titles = [cleaned(title) for title in source.titles]
        self.names = names_of(self.titles)
        self.rows = _counted(source.rows, notes)
        self._notes = notes
        if notes.header is not False:
            notes.warn(*_renamed(self.titles, self.names))

    @property
    def findings(self) -> Findings:
        """Complete when all rows have been read."""
        return self._notes.findings()


def opened(path: Path, filename: str, options: Options, scratch: Path, limits: Limits, tell: Tell) -> Opened:
    """`tell` hears how far in the file it is, from 0 to 1; what is unpacked lies in `scratch`."""
    kind = _kind(path, filename)
    notes = Notes()
    if kind.mismatch:
        notes.warn(kind.mismatch)
    if kind.compression:
        path = unpacked(path, kind.compression, scratch, limits)
        notes.uncompressed_size = path.stat().st_size
        kind = kind._replace(file_type=_kind(path, "").file_type)
    match kind.file_type:
        case "json":
            source = json_table(path, options, notes, scratch, limits, tell)
        case "ndjson":
            source = ndjson(path, options, notes, scratch, tell)
        case "xlsx":
            source = workbook(path, options, notes, scratch, limits, tell)
        case "parquet":
            source = parquet(path, scratch, limits, tell)
        case _:
            source = delimited(path, options, notes, tell)
    if len(source.titles) > MOST_COLUMNS:
        raise Unreadable(
            f"It has {len(source.titles):,} columns; at most {MOST_COLUMNS:,} are taken: bring it with fewer."
        )
    return Opened(kind, source, notes)


def _kind(path: Path, filename: str) -> Kind:
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        return kind_of(head, file.read(), filename)


def _counted(rows: Iterator[Row], notes: Notes) -> Iterator[Row]:
    taken = rejected = empty = 0
    for row in rows:
        if isinstance(row[1], str):
            rejected += 1
        else:
            taken += 1
            empty += not any(row[1])
            if taken > MOST_ROWS:
                raise Unreadable(f"It has more than {MOST_ROWS:,} rows: bring it in parts.")
        yield row
    notes.rows, notes.rejected, notes.empty_rows = taken, rejected, empty


def _renamed(titles: list[str], names: list[str]) -> Iterator[str]:
    nameless = [name for title, name in zip(titles, names, strict=True) if not title]
    if nameless:
        many = "1 column has" if len(nameless) == 1 else f"{len(nameless):,} columns have"
        yield f"{many} no name: {_some(nameless)}."
    again = [name for title, name in zip(titles, names, strict=True) if title and title != name]
    if again:
        yield f"Names that stand there twice, are ours or are long, are changed: {_some(again)}."


def _some(names: list[str]) -> str:
    return ", ".join(name[:LONGEST] for name in names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
