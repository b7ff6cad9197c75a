"""How a table of text is cut into cells, and which of its rows names the columns, by its first rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from io import StringIO
from itertools import islice
from typing import Final, NamedTuple

from app.datasets.options import Options
from app.datasets.reading.headings import Heading, heading_of
from app.formats.files import Unreadable
from app.formats.tables.lines import Lines
from app.formats.tables.rows import DELIMITERS, Records

#: So many rows show how a file is written.
SOME: Final = 2000
#: What cannot be a delimiter.
NONE: Final = '"\r\n\0'
#: A header with more of them is not even cut.
MOST_CELLS: Final = 1_000_000
#: What spreadsheets write above a table to say its delimiter.
SAID: Final = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n?", re.IGNORECASE)
NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
COMMA: Final = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
POINT: Final = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")

Sampled = list[tuple[int, list[str]]]


class Dialect(NamedTuple):
    """`heading` says where the table begins."""

    delimiter: str
    blanks_before_quotes: bool
    decimal: str | None
    heading: Heading


class Cut(NamedTuple):
    """A sample, cut by one delimiter; `fitting` is how well that goes, from 0 to 1."""

    delimiter: str
    blanks_before_quotes: bool
    rows: Sampled
    width: int
    fitting: float


def dialect_of(sample: str, options: Options) -> Dialect:
    """`sample` is what stands behind the lines that are to be skipped: whole lines, not all of them blank."""
    if options.delimiter and options.delimiter in NONE:
        raise Unreadable("What stands between columns is no quotation mark, and no end of a line.")
    signs = options.delimiter or _said(sample) or DELIMITERS
    line = sample.lstrip().partition("\n")[0]
    if max(map(line.count, signs)) > MOST_CELLS:
        raise Unreadable(f"Its first line has more than {MOST_CELLS:,} cells.")
    cuts = [_cut(sample, sign, blanks) for sign in signs for blanks in _blanks(sample, sign)]
    best = max(cuts, key=lambda cut: cut.fitting)
    if not best.rows:
        raise Unreadable("Of its first rows none can be cut into cells: look at its quotation marks.")
    decimal = options.decimal or decimal_of(cell for _, cells in best.rows for cell in cells)
    heading = heading_of(best.rows, best.width, options)
    return Dialect(best.delimiter, best.blanks_before_quotes, decimal, heading)


def decimal_of(cells: Iterable[str]) -> str | None:
    """The comma only where no number has a point, and not all of them may be thousands."""
    comma = False
    for cell in cells:
        found = cell.strip()
        if POINT.fullmatch(found):
            return "."
        comma = comma or bool(COMMA.fullmatch(found) and not THOUSANDS.fullmatch(found))
    return "," if comma else None


def _said(sample: str) -> str | None:
    found = SAID.match(sample)
    return found[1] if found else None


def _blanks(sample: str, sign: str) -> list[bool]:
    """Whether blanks before a quotation mark may be none of the cell's: only tried where there are such."""
    return [False, True] if sign != " " and f'{sign} "' in sample else [False]


def _cut(sample: str, sign: str, blanks: bool) -> Cut:
    lines = Lines(StringIO(sample, newline=""), len(sample) + 1, nuls=True)
    found = islice(Records(lines, sign, blanks_before_quotes=blanks), SOME)
    rows = [(line, cells) for line, cells in found if isinstance(cells, list) and any(map(str.strip, cells))]
    widths = Counter(len(cells) for _, cells in rows)
    width, many = widths.most_common(1)[0] if rows else (1, 0)
    if width == 1:
        return Cut(sign, blanks, rows, width, 0.0)
    others = _holding(DELIMITERS.replace(sign, ""))
    plain = sum(not others(cell) for _, cells in rows[:200] for cell in cells if len(cells) == width)
    cells = sum(width for _, cells in rows[:200] if len(cells) == width)
    return Cut(sign, blanks, rows, width, many / len(rows) * plain / max(cells, 1))


def _holding(signs: str) -> Callable[[str], bool]:
    """Whether a cell holds one of these signs, a number with a comma in it set aside."""
    found = re.compile(f"[{re.escape(signs)}]")
    return lambda cell: bool(found.search(cell)) and not NUMBER.fullmatch(cell.strip())
