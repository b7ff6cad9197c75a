"""Rows of a table: text decoded, cut into cells, each with the line of the file on which it begins."""

import codecs
import csv
from collections.abc import Generator, Iterator
from functools import partial
from io import BytesIO, StringIO, TextIOWrapper
from itertools import chain
from typing import Final, NamedTuple, TextIO

from app.formats.files import File, Unreadable
from app.formats.tables.lines import ENDLESS, Lines, no_text

#: Of those that cut the header into the most cells, the first.
DELIMITERS: Final = ",;\t|"
#: So many rows show what a file is.
SOME: Final = 20
#: So many characters are read again where quotation marks are never closed.
MOST_AGAIN: Final = 2**29

UNCLOSED: Final = "A quotation mark that is opened here is never closed."

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
        raise no_text(encoding) from None
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
    records = Records(Lines(text), delimiter)
    rows = iter(records)
    line, header = next(rows, (1, "The file is empty."))
    if isinstance(header, str):
        raise Unreadable(header if line == 1 else f"Line {line}: {header}")
    names = [name.removeprefix("\ufeff").strip() for name in header]
    records.width = len(names)
    first = next(rows, None)
    if first is None:
        raise Unreadable("There is a header, and no row below it.")
    return Table(names, chain([first], rows))


class Records:
    """Rows of cells, each with the line on which it begins; blank lines are none.

    A quotation mark that is never closed costs the line on which it is opened: those that it would swallow
    are read again. `width` is the number of cells in a record, where it is known; `tallest` is how many lines
    the longest record has, and where it begins.
    """

    def __init__(self, lines: Lines, delimiter: str, *, blanks_before_quotes: bool = False) -> None:
        self.width: int | None = None
        self.tallest = (1, 1)
        self._lines = lines
        self._cut = partial(csv.reader, delimiter=delimiter, skipinitialspace=blanks_before_quotes)
        self._read_again = 0

    def __iter__(self) -> Iterator[Row]:
        begun: int | None = self._lines.kept_from
        while begun is not None:
            begun = yield from self._until_fault(begun)

    def _until_fault(self, begun: int) -> Generator[Row, None, int | None]:
        """Returns the line from which on they are to be read again; None at the end."""
        before = begun - 1
        reader = self._cut(self._lines.again(begun), strict=True)
        while True:
            try:
                for cells in reader:
                    beyond = before + reader.line_num + 1
                    if beyond - begun > 1:
                        wrong = self._wrong(begun, beyond, cells)
                        yield begun, wrong or cells
                        if wrong == UNCLOSED:
                            return self._back(begun + 1, beyond)
                    elif cells:
                        yield begun, cells
                    begun = self._lines.kept_from = beyond
            except csv.Error as fault:
                beyond = before + reader.line_num + 1
                is_tall = beyond - begun > 1
                yield begun, _in_words(str(fault), is_tall)
                if is_tall or str(fault) == ENDLESS:
                    return self._back(begun + 1, beyond)
                begun = self._lines.kept_from = beyond
            else:
                return None

    def _wrong(self, begun: int, beyond: int, cells: list[str]) -> str | None:
        """Of a record of several lines: with another width it has swallowed others, where most lines inside
        it are rows by themselves. Its last line tells nothing: a mark in it lacks its beginning either way.
        """
        self.tallest = max(self.tallest, (beyond - begun, begun))
        if self.width is None or len(cells) == self.width:
            return None
        widths = [len(row) for row in self._cut(self._lines.between(begun + 1, beyond - 1)) if row]
        if widths.count(self.width) * 2 > len(widths):
            return UNCLOSED
        return f"{ragged(self.width, len(cells))} The row goes on to line {beyond - 1}."

    def _back(self, number: int, beyond: int) -> int:
        self._lines.kept_from = number
        self._read_again += sum(map(len, self._lines.between(number, beyond)))
        if self._read_again > MOST_AGAIN:
            raise Unreadable(f"Too many quotation marks up to line {number} are never closed: save it anew.")
        return number


def ragged(width: int, found: int) -> str:
    return f"Expected {_cells(width)}, as the header has; found {_cells(found)}."


def _cells(many: int) -> str:
    return "1 cell" if many == 1 else f"{many} cells"


def _in_words(fault: str, is_tall: bool) -> str:
    if fault == ENDLESS:
        return ENDLESS
    if "limit" in fault:
        most = csv.field_size_limit()
        return f"A cell is longer than {most:,} characters; perhaps a quotation mark is never closed."
    if is_tall or "end of data" in fault:
        return UNCLOSED
    return "Expected the end of the cell after a closing quotation mark; one inside a cell is doubled."


def lines(text: TextIO) -> Iterator[str]:
    """One by one, with their ends; raises Unreadable where they are no lines of text."""
    return Lines(text).again(1)
