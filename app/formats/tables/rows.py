"""Rows of a table: text decoded, cut into cells, each with the line of the file on which it begins."""

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO, StringIO, TextIOWrapper
from itertools import chain
from typing import Final, NamedTuple, TextIO

from app.formats.files import File, Unreadable

#: Of those that cut the header into the most cells, the first.
DELIMITERS: Final = ",;\t|"
#: So many rows show what a file is.
SOME: Final = 20
LONGEST_LINE: Final = 1_000_000

#: Line and cells; a text instead of cells says what is wrong with them.
Row = tuple[int, list[str] | str]


class Table(NamedTuple):
    """The header's names without blanks around them, and what stands below it."""

    header: list[str]
    rows: Iterator[Row]


def encoding_of(file: File, named: str | None = None) -> str:
    """The one that the mapping names; else UTF-16 where a byte-order mark says so, or UTF-8."""
    if named is None:
        return "utf-16" if file.head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    try:
        found = codecs.lookup(named).name
        TextIOWrapper(BytesIO(), found).close()  # refuses codecs of no text, such as base64
    except (LookupError, ValueError):
        raise Unreadable(f"There is no encoding {named}; one is utf-8, another cp1252.") from None
    return "utf-8-sig" if found == "utf-8" else found


def beginning(file: File, encoding: str) -> str:
    """The text of the file's head, without a character that the head cuts in two."""
    if not file.head:
        raise Unreadable("The file is empty.")
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(file.head)
    except UnicodeError:
        raise _foreign(encoding) from None
    if "\0" in text:
        raise Unreadable("It is no text: it has NUL characters.")
    return text


def delimiter_of(text: str) -> str:
    """By the header alone: the sign that cuts it into the most cells."""
    return max(DELIMITERS, key=lambda sign: len(next(iter(first_rows(text, sign)), [])))


def first_rows(text: str, delimiter: str) -> list[list[str]]:
    """Those of a file's beginning, blank lines left out; none where they cannot be cut into cells."""
    try:
        rows = [cells for cells in csv.reader(StringIO(text, newline=""), delimiter=delimiter) if cells]
    except csv.Error:
        return []
    return rows[:SOME]


def table(text: TextIO, delimiter: str) -> Table:
    """Raises Unreadable where there is no row; so do its rows, where the text ends to be text."""
    rows = _rows(text, delimiter)
    line, header = next(rows, (1, "The file is empty."))
    if isinstance(header, str):
        raise Unreadable(header if line == 1 else f"Line {line}: {header}")
    names = [name.removeprefix("\ufeff").strip() for name in header]
    first = next(rows, None)
    if first is None:
        raise Unreadable("There is a header, and no row below it.")
    return Table(names, chain([first], rows))


def _rows(text: TextIO, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines(text), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield line, _in_words(str(fault))
        else:
            if cells:
                yield line, cells


def _in_words(fault: str) -> str:
    if "limit" in fault:
        return "A cell is longer than 131,072 characters; perhaps a quotation mark is never closed."
    if "end of data" in fault:
        return "A quotation mark that is opened here is never closed."
    return "Expected the end of the cell after a closing quotation mark; one inside a cell is doubled."


def lines(text: TextIO) -> Iterator[str]:
    """One by one, with their ends; raises Unreadable where they are no lines of text."""
    number = 1
    try:
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Unreadable(f"Line {number} is longer than {LONGEST_LINE:,} characters.")
            if "\0" in line:
                raise Unreadable(f"It is no text: line {number} has a NUL character.")
            yield line
            number += 1
    except UnicodeError:
        raise _foreign(text.encoding) from None


def _foreign(encoding: str) -> Unreadable:
    name = encoding.removesuffix("-sig").upper()
    return Unreadable(f'It is not text in {name}; name its encoding in the mapping: "encoding": "cp1252".')
