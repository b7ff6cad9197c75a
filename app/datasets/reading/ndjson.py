"""JSON lines: an object on each."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Raw

from app.datasets.options import Options
from app.datasets.reading.encodings import encoding_of
from app.datasets.reading.limits import LONGEST_LINE, MOST_TITLES, SILENT
from app.datasets.reading.notes import Notes, Row, Source, Tell
from app.datasets.reading.values import FAULTS, cells, objects, with_texts
from app.formats.files import Unreadable

EXPECTED: Final = "Expected a JSON object, whole on its line."


def ndjson(path: Path, options: Options, notes: Notes, scratch: Path, tell: Tell) -> Source:
    """The columns are all names that its objects have, in the order in which they are met."""
    encoding = encoding_of(path, options.encoding)
    notes.encoding = encoding.name.removesuffix("-sig")
    notes.warn(*encoding.warnings)
    path = encoding.as_utf_8(path, scratch)
    titles: dict[str, None] = {}
    for _, members in _objects(path, lambda part: tell(part / 2)):
        if members and not titles.keys() >= members.keys():
            titles |= dict.fromkeys(members)
            if len(titles) > MOST_TITLES:
                break
    if not titles:
        raise Unreadable(f"Its lines are no JSON objects. {EXPECTED}")
    return Source([*titles], _rows(path, [*titles], lambda part: tell(0.5 + part / 2)))


def _rows(path: Path, titles: list[str], tell: Tell) -> Iterator[Row]:
    for number, members in _objects(path, tell):
        yield number, EXPECTED if members is None else cells([members.get(title) for title in titles])


def _objects(path: Path, tell: Tell) -> Iterator[tuple[int, dict[str, Raw] | None]]:
    """Each with the number of its line; None where there is another thing."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file), 1):
            if not number % SILENT:
                tell(file.tell() / size)
            if line.strip():
                yield number, _members(line)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise Unreadable(f"Line {number:,} is longer than {LONGEST_LINE:,} bytes.")
        yield line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _members(line: bytes) -> dict[str, Raw] | None:
    try:
        return objects(line)
    except FAULTS:
        pass
    try:
        return objects(with_texts(line))
    except FAULTS:
        return None
