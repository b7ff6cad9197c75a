"""Workbooks: one sheet of them, with its texts as a person sees them there, but for formats of numbers."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from app.datasets.job import Limits
from app.datasets.options import Options
from app.datasets.reading.archives import DAMAGED, Seen, looked_at
from app.datasets.reading.headings import MOST_ABOVE, judge
from app.datasets.reading.limits import SILENT
from app.datasets.reading.notes import Notes, Row, Source, Tell, numbered
from app.datasets.reading.values import NUL
from app.formats.files import Unreadable

Value = int | float | str | bool | date | datetime | time | timedelta
#: The first that has as much of its width filled is the header, or the first row; of so many rows.
FULL: Final = 0.6
SOME: Final = 2000
#: So many other sheets are named.
SHOWN: Final = 10
#: Beyond it numbers are not whole ones, whatever they look like.
EXACT: Final = 10**15


class Area(NamedTuple):
    """Cells that are one: their first and last row, and columns, from 0 where the sheet's cells begin."""

    top: int
    bottom: int
    columns: range


def workbook(path: Path, options: Options, notes: Notes, scratch: Path, limits: Limits, tell: Tell) -> Source:
    copy, seen = looked_at(path, scratch, limits)
    try:
        with CalamineWorkbook.from_path(copy) as book:
            hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
            notes.sheets = [title for title in book.sheet_names if title in seen]
            title = _chosen(notes.sheets, seen, hidden, options.sheet)
            sheet = book.get_sheet_by_name(title)
    except (CalamineError, OSError):
        raise Unreadable(DAMAGED) from None
    notes.sheet = title
    others = [name for name in notes.sheets if name != title and seen[name].cells]
    if others and options.sheet is None:
        notes.warn(
            f"It is the sheet {title} that is read; say `sheet` for another: {', '.join(others[:SHOWN])}."
        )
    return _table(sheet, seen[title], options, notes, tell)


def _chosen(titles: list[str], seen: dict[str, Seen], hidden: set[str], wanted: str | None) -> str:
    """The first with a table, rather than with remarks; one that is hidden only where there is no other."""
    if wanted is not None:
        if wanted not in titles:
            raise Unreadable(f"There is no sheet {wanted}; there are {', '.join(titles[:SHOWN])}.")
        return wanted
    filled = [title for title in titles if seen[title].cells]
    tables = [title for title in filled if len(seen[title].rows) > 1 and len(seen[title].columns) > 1]
    visible = [title for title in tables or filled if title not in hidden]
    found = next(iter(visible or tables or filled), None)
    if found is None:
        raise Unreadable("There is nothing in any sheet of it.")
    return found


def _table(sheet: CalamineSheet, seen: Seen, options: Options, notes: Notes, tell: Tell) -> Source:
    rows = _rows(sheet, seen)
    skip = options.skip_lines or 0
    sample = [row for row in islice(rows, skip + SOME) if row[0] > skip and any(row[1])]
    if not sample:
        raise Unreadable(f"There is nothing in the sheet {sheet.name} that could be a table.")
    at = 0 if options.skip_lines is not None else _begin([cells for _, cells in sample])
    number, first = sample[at]
    judged = judge(first, [cells for _, cells in sample[at + 1 :]], options)
    notes.header, notes.skipped_lines = judged.has_header, number - 1
    notes.warn(*judged.warnings)
    above = sum(1 for row, _ in sample[:at] if row > skip)
    if above:
        notes.warn(f"{numbered(above, 'row')} above the table: left out.")
    titles = first if judged.has_header else [""] * len(first)
    begin = number + 1 if judged.has_header else number
    return Source(titles, _body(sheet, seen, begin, notes, tell))


def _begin(rows: list[list[str]]) -> int:
    filled = [sum(map(bool, cells)) for cells in rows]
    at = next(at for at, many in enumerate(filled) if many >= FULL * max(filled))
    return at if at <= MOST_ABOVE else 0


def _body(sheet: CalamineSheet, seen: Seen, begin: int, notes: Notes, tell: Tell) -> Iterator[Row]:
    areas = _areas(sheet, begin)
    if areas:
        notes.warn(f"{numbered(len(areas), 'merged area')} of cells: each cell has what the area says.")
    if seen.errors:
        (row, _), error = next(iter(seen.errors.items()))
        notes.warn(f"{numbered(len(seen.errors), 'cell')} with an error, such as {error} in row {row:,}.")
    for number, cells in _filled(_rows(sheet, seen), areas):
        if not number % SILENT:
            tell(number / seen.rows.stop)
        if number >= begin and any(cells):
            yield number, NUL if "\0" in "".join(cells) else [cell or None for cell in cells]


def _areas(sheet: CalamineSheet, begin: int) -> list[Area]:
    """Those below the header, the last first."""
    left = sheet.start[1] if sheet.start else 0
    found = [
        Area(top + 1, bottom + 1, range(max(first - left, 0), min(last - left + 1, sheet.width)))
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        if top + 1 >= begin
    ]
    return sorted(found, reverse=True)


def _filled(rows: Iterator[tuple[int, list[str]]], areas: list[Area]) -> Iterator[tuple[int, list[str]]]:
    waiting = [*areas]
    open_: list[tuple[Area, str]] = []
    for number, cells in rows:
        while waiting and waiting[-1].top <= number:
            area = waiting.pop()
            if area.columns:
                open_.append((area, cells[area.columns[0]]))
        if open_:
            open_ = [one for one in open_ if one[0].bottom >= number]
            for area, said in open_:
                for column in area.columns:
                    cells[column] = cells[column] or said
        yield number, cells


def _rows(sheet: CalamineSheet, seen: Seen) -> Iterator[tuple[int, list[str]]]:
    """All of them, from the sheet's first; an error's text is not in what the library gives."""
    left = sheet.start[1] if sheet.start else 0
    errors: dict[int, list[tuple[int, str]]] = {}
    for (row, column), error in seen.errors.items():
        errors.setdefault(row, []).append((column - 1 - left, error))
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [value if isinstance(value, str) else _text(value) for value in values]
        for column, error in errors.get(number, ()):
            cells[column] = error
        yield number, cells


def _text(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            minutes, seconds = divmod(int(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            return str(value)
