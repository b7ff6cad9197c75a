"""Tables of JSON lines: one object a row, read through the same mapping as other tables."""

import json
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any, Final, TextIO

from app.formats import Format
from app.formats.files import HEAD, File, Unreadable, json_in
from app.formats.mapping import Mapping
from app.formats.records import Said
from app.formats.tables.records import records
from app.formats.tables.rows import Row, beginning, encoding_of, lines

SUFFIXES: Final = frozenset({".ndjson", ".jsonl"})
#: The one object that a row may hold.
NESTED: Final = "settings"
#: So many lines show what a file is, and which columns it has.
SOME: Final = 100


def recognises(file: File) -> bool:
    """Lines of flat objects, but for some that are broken; a single one where the file is named as such."""
    try:
        found = _head(file, beginning(file, encoding_of(file)))
    except Unreadable:
        return False
    objects = [one for one in found if isinstance(one, dict)]
    fewest = max(1 if file.suffix in SUFFIXES else 2, len(found) - len(objects))
    return len(objects) >= fewest and all(map(_flat, objects))


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """As a table whose columns are the names in its first hundred lines; `row` is the line."""
    encoding = encoding_of(file, mapping.encoding)
    found = _head(file, beginning(file, encoding))
    header = list(dict.fromkeys(name for one in found if isinstance(one, dict) for name in one))
    if not header:
        raise Unreadable("Its lines are no JSON objects: expected one for each row, whole on its line.")
    with file.open() as opened, TextIOWrapper(opened, encoding, newline="") as text:
        yield from records(file.name, header, _rows(text, header), mapping)


def _head(file: File, text: str) -> list[Any]:
    """The objects of the first lines; None for what is none."""
    lines = text.split("\n")
    whole = lines[:-1] if len(file.head) == HEAD else lines
    return [json_in(line) for line in whole[:SOME] if line.strip()]


def _flat(one: dict[str, Any]) -> bool:
    return not any(isinstance(value, list | dict) for name, value in one.items() if name != NESTED)


def _rows(text: TextIO, header: list[str]) -> Iterator[Row]:
    for number, line in enumerate(lines(text), 1):
        if line.strip():
            one = json_in(line)
            if isinstance(one, dict):
                yield number, [_cell(one.get(name)) for name in header]
            else:
                yield number, "Expected a JSON object, whole on its line."


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


FORMAT: Final = Format(
    name="ndjson",
    title="Table of JSON lines (NDJSON)",
    described="ndjson.org specification 1.0 (free to implement); what the names mean, a mapping says.",
    recognises=recognises,
    read=read,
    precedence=-10,
)
