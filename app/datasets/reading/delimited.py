"""Tables of text: CSV, TSV and their kin."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Final, cast

from app.datasets.options import Options
from app.datasets.reading.dialect import Dialect, dialect_of
from app.datasets.reading.encodings import Encoding, encoding_of
from app.datasets.reading.limits import LONGEST_CELL, LONGEST_LINE, SILENT
from app.datasets.reading.notes import Notes, Row, Source, Tell, numbered
from app.datasets.reading.values import NUL
from app.formats.files import Unreadable
from app.formats.tables.lines import BLOCK, Lines
from app.formats.tables.rows import Records, ragged
from app.formats.unrecognised import BLANK

#: A row of more lines than these is told: perhaps a quotation mark has swallowed others.
TALL: Final = 100
REPEATED: Final = "It repeats the header."
BLANKS: Final = "\ufeff \t\r\n\0"
STRAY: Final = "It has bytes that are not UTF-8."


def delimited(path: Path, options: Options, notes: Notes, tell: Tell) -> Source:
    encoding = encoding_of(path, options.encoding)
    skip = options.skip_lines or 0
    with _long_cells():
        dialect = dialect_of(_sample(path, encoding, skip), options)
    heading = dialect.heading
    notes.encoding = encoding.name.removesuffix("-sig")
    notes.delimiter, notes.decimal = dialect.delimiter, dialect.decimal
    notes.header, notes.skipped_lines = heading.has_header, skip + heading.row - 1
    notes.warn(*encoding.warnings, *heading.warnings)
    if notes.skipped_lines and options.skip_lines is None:
        notes.warn(f"{numbered(notes.skipped_lines, 'line')} above the table: left out.")
    return Source(heading.titles, _rows(path, encoding, dialect, notes, tell))


def _sample(path: Path, encoding: Encoding, skip: int) -> str:
    """Its first whole lines, from the first that is to be read on; raises Unreadable where all are blank."""
    pieces: list[str] = []
    begun = is_row = False
    with encoding.open(path) as text:
        _skip(text, skip)
        while not is_row and (piece := text.read(BLOCK)):
            pieces.append(piece)
            rest = piece if begun else piece.lstrip(BLANKS)
            begun = begun or bool(rest)
            is_row = "\n" in rest or "\r" in rest
            if len(pieces) * BLOCK > LONGEST_LINE and not is_row:
                raise Unreadable(f"Line {skip + 1:,} is longer than {LONGEST_LINE:,} characters.")
        is_cut = bool(text.read(1))
    if not begun:
        raise Unreadable(f"There is nothing behind the first {skip:,} lines." if skip else BLANK)
    sample = "".join(pieces)
    return sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] if is_cut else sample


def _skip(text: TextIOWrapper, lines: int) -> None:
    for _ in range(lines):
        while (read := text.readline(BLOCK)) and read[-1] not in "\r\n":
            pass


def _rows(path: Path, encoding: Encoding, dialect: Dialect, notes: Notes, tell: Tell) -> Iterator[Row]:
    size = path.stat().st_size
    width, above = len(dialect.heading.titles), notes.skipped_lines
    with encoding.open(path) as text, _long_cells():
        _skip(text, above)
        bytes_read = cast(BinaryIO, text.buffer).tell
        lines = Lines(text, LONGEST_LINE, number=above + 1, nuls=True)
        records = Records(lines, dialect.delimiter, blanks_before_quotes=dialect.blanks_before_quotes)
        records.width = width
        rows = iter(records)
        header = next(rows, (0, BLANK))[1] if dialect.heading.has_header else None
        is_strict = encoding.errors == "strict"
        for count, (line, cells) in enumerate(rows):
            if not count % SILENT:
                tell(bytes_read() / size)
            if isinstance(cells, str):
                yield line, cells
            elif len(cells) != width:
                if told := _other_width(cells, width, notes):
                    yield line, told
            elif cells == header:
                yield line, REPEATED
            elif (lines.has_nuls or not is_strict) and (told := _no_text(cells)):
                yield line, told
            else:
                yield line, cells
    tallest, begun = records.tallest
    if tallest > TALL:
        notes.warn(f"The row of line {begun:,} goes over {tallest:,} lines: look at its quotation marks.")


def _other_width(cells: list[str], width: int, notes: Notes) -> str | None:
    """What is wrong with it; None where it is blank, or a remark."""
    if len(cells) == 1 and not cells[0].strip("\ufeff \t\x1a"):
        return None
    if len(cells) == 1 and cells[0].startswith("#"):
        notes.remarks += 1
        return None
    return ragged(width, len(cells))


def _no_text(cells: list[str]) -> str | None:
    whole = "".join(cells)
    if "\0" in whole:
        return NUL
    try:
        whole.encode()
    except UnicodeEncodeError:
        return STRAY
    return None


@contextmanager
def _long_cells() -> Iterator[None]:
    """The module keeps one limit for all that it reads."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
