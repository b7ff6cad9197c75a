"""What is inside a workbook, looked at before it is read: a small one may have a trillion cells.

Only what has been looked at is read: the parts that matter are written into an archive of our own.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

from app.datasets.job import Limits
from app.formats.files import Unreadable

PIECE: Final = 2**20
#: Bytes of an archive's directory, of all that is unpacked, and of the part that names its sheets.
LONGEST_DIRECTORY: Final = 2**22
LARGEST: Final = 400 * 10**6
LONGEST_INDEX: Final = 2**22
#: What has shrunk more than this, beyond so many bytes, was made to fill memory.
RATIO: Final = 100
FREE: Final = 50 * 2**20
#: What cells take when a sheet is read, in bytes: each from the first to the last, and each that is filled.
ROOM: Final = 32
FILLED: Final = 64
MOST_SHEETS: Final = 1000
LONGEST_TITLE: Final = 255
#: Of cells with an error these are kept as such; others are empty.
MOST_ERRORS: Final = 100_000
#: The end of a zip's directory, in which its length stands, and how far from the end of the file it may be.
END: Final = b"PK\x05\x06"
FARTHEST: Final = 2**16 + 22
FAULTS: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError)
DAMAGED: Final = "It is a workbook that is damaged or cut off: bring it anew."
FAR: Final = (
    "Its sheet {} has {:,} rows and {:,} columns, for which there is no memory: bring it as CSV, "
    "or without what stands far from the table."
)
#: Other parts are pictures, themes and programs.
PARTS: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/)?(?:workbook|sharedStrings|styles)\.xml(?:\.rels)?"
    r"|xl/worksheets/(?:_rels/)?[^/]+\.xml(?:\.rels)?",
    re.IGNORECASE,
)
#: A row, with its number; or the beginning of a cell, with what is said of it, unless nothing is in it.
PLACES: Final = re.compile(
    rb"""<(?:\w+:)?(?:(row)\b(?:[^>]*?\sr\s*=\s*["'](\d{1,7})["'])?"""
    rb"|c((?:\s[^>]*?)?)(?<!/)>)(?!</(?:\w+:)?c>)"
)
PLACE: Final = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
VALUE: Final = re.compile(rb"<(?:\w+:)?v>(#[^<]{1,30})<")
SHEET: Final = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
RELATION: Final = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
ATTRIBUTE: Final = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class Seen(NamedTuple):
    """Of a sheet: its filled cells, the numbers of its first and last row and column, and its errors."""

    cells: int
    rows: range
    columns: range
    errors: dict[tuple[int, int], str]


def looked_at(path: Path, scratch: Path, limits: Limits) -> tuple[Path, dict[str, Seen]]:
    """An archive with what can be read safely, and its sheets by their titles; raises Unreadable."""
    copy = scratch / "workbook.xlsx"
    try:
        _demand_short_directory(path)
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as out:
            parts = {}
            for entry in _entries(archive):
                with archive.open(entry) as part, out.open(entry.filename, "w", force_zip64=True) as target:
                    parts[entry.filename] = _copied(part, target, entry.filename)
        with zipfile.ZipFile(copy) as archive:
            sheets = {title: parts[part] for title, part in _sheets(archive) if part in parts}
    except FAULTS:
        raise Unreadable(DAMAGED) from None
    found = {title: seen for title, seen in sheets.items() if seen}
    if len(found) > MOST_SHEETS or max(map(len, found), default=0) > LONGEST_TITLE:
        raise Unreadable(
            "It has too many sheets, or such with long names: bring the one with the table as CSV."
        )
    for title, seen in found.items():
        _demand_room(title, seen, limits)
    return copy, found


def _demand_short_directory(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - FARTHEST))
        end = file.read().rpartition(END)
    if not end[1] or int.from_bytes(end[2][8:12], "little") > LONGEST_DIRECTORY:
        raise Unreadable(DAMAGED)


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Those that are read; their sizes are what they say, for no more than that is taken of them."""
    entries = {entry.filename: entry for entry in archive.infolist() if PARTS.fullmatch(entry.filename)}
    size = sum(entry.file_size for entry in entries.values())
    packed = sum(entry.compress_size for entry in entries.values())
    if size > LARGEST or (size > FREE and size > RATIO * packed):
        times = size // max(packed, 1)
        raise Unreadable(f"It unpacks to {size / 1e6:,.0f} MB, {times:,} times its size: bring it as CSV.")
    return [*entries.values()]


def _copied(part: IO[bytes], target: IO[bytes], name: str) -> Seen | None:
    """What is seen of it on the way, if it is a sheet."""
    pieces = _pieces(part, target)
    if not name.lower().startswith("xl/worksheets/") or name.lower().endswith(".rels"):
        for _ in pieces:
            pass
        return None
    return _seen(pieces)


def _pieces(part: IO[bytes], target: IO[bytes]) -> Iterator[bytes]:
    """Cut where rows begin; what has none for long is cut before any tag."""
    rest = b""
    while piece := part.read(PIECE):
        target.write(piece)
        rest += piece
        row = rest.rfind(b"row ")
        cut = rest.rfind(b"<", 0, row) if row > 0 or len(rest) < 8 * PIECE else rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _seen(pieces: Iterator[bytes]) -> Seen:
    """A cell without a place stands behind the one before it."""
    row = column = cells = 0
    top, bottom, left, right = 2**31, 0, 2**31, 0
    errors: dict[tuple[int, int], str] = {}
    for piece in pieces:
        for found in PLACES.finditer(piece):
            is_row, number, said = found.groups()
            if is_row:
                row, column = int(number or row + 1), 0
                continue
            if place := PLACE.search(said):
                row, column = int(place[2]), _number(place[1])
            else:
                column += 1
            cells += 1
            top, bottom = min(top, row), max(bottom, row)
            left, right = min(left, column), max(right, column)
            if b't="e"' in said and len(errors) < MOST_ERRORS:
                beyond = piece.find(b"<c", found.end())
                if value := VALUE.search(piece, found.end(), beyond if beyond > 0 else len(piece)):
                    errors[row, column] = value[1].decode("utf-8", "replace")
    return Seen(cells, range(top, bottom + 1), range(left, right + 1), errors)


def _number(letters: bytes) -> int:
    """AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _demand_room(title: str, seen: Seen, limits: Limits) -> None:
    room = len(seen.rows) * len(seen.columns)
    if room * ROOM + seen.cells * FILLED > limits.memory * 500_000:
        raise Unreadable(FAR.format(title, len(seen.rows), len(seen.columns)))


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Titles, and the parts in which they are."""
    relations = _index(archive, "xl/_rels/workbook.xml.rels", RELATION)
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for one in _index(archive, "xl/workbook.xml", SHEET):
        identity = next((value for name, value in one.items() if name.endswith(":id")), None)
        target = targets.get(identity, "")
        yield unescape(one.get("name", "")), str(PurePosixPath("/xl") / target).removeprefix("/")


def _index(archive: zipfile.ZipFile, name: str, tag: re.Pattern[str]) -> Iterator[dict[str, str]]:
    with archive.open(name) as part:
        text = part.read(LONGEST_INDEX).decode("utf-8", "replace")
    for found in tag.finditer(text):
        yield {one[1]: one[2] or one[3] or "" for one in ATTRIBUTE.finditer(found[1])}
