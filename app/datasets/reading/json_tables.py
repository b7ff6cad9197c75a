"""A document of JSON: a list of objects or of lists, or columns; or an object in which one of these lies."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from msgspec import Raw

from app.datasets.job import Limits
from app.datasets.options import Options
from app.datasets.reading.encodings import encoding_of
from app.datasets.reading.headings import judge
from app.datasets.reading.limits import MOST_TITLES, SILENT
from app.datasets.reading.naming import cleaned
from app.datasets.reading.notes import Notes, Row, Source, Tell
from app.datasets.reading.values import BLANKS, FAULTS, cells, entries, kind, objects, with_texts
from app.formats.files import BEYOND_JSON, Unreadable
from app.formats.tables.rows import ragged
from app.formats.unrecognised import BYTE, CUT, DEEP

#: Its part of the memory that a document may take, which is read as a whole.
SHARE: Final = 4
#: What an entry of a list takes besides, in bytes.
ENTRY: Final = 64
#: So deep a list of rows is looked for.
DEEPEST: Final = 4
#: So many rows show whether the first of them names the columns.
SOME: Final = 2000
#: The one column of a list of plain values.
VALUE: Final = "value"
LINES: Final = "write it as NDJSON, one object a line."


class Found(NamedTuple):
    """A list of entries, and where it lies: names with dots between them."""

    where: str
    entries: list[Raw]


def json_table(
    path: Path, options: Options, notes: Notes, scratch: Path, limits: Limits, tell: Tell
) -> Source:
    encoding = encoding_of(path, options.encoding)
    notes.encoding = encoding.name.removesuffix("-sig")
    notes.warn(*encoding.warnings)
    data = _read(encoding.as_utf_8(path, scratch), limits)
    raw: Raw | bytes = data
    if options.records is not None:
        raw = _at(data, options.records)
        notes.records = options.records
    if kind(raw) == "a list":
        return _rows_of(entries(raw), options, notes, tell)
    return _of_object(objects(raw), options, notes, tell)


def _read(path: Path, limits: Limits) -> bytes:
    """Without blanks before it; raises Unreadable where it is no JSON, or more than can be held."""
    size, most = path.stat().st_size, limits.memory * 1_000_000 // SHARE
    if size > most:
        raise Unreadable(
            f"It is JSON of {size / 1e6:,.0f} MB, of which {most / 1e6:,.0f} can be read as a whole: {LINES}"
        )
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf").lstrip(BLANKS)
    if data.count(b",") * ENTRY > limits.memory * 500_000 and _may_be_wide(data, limits):
        raise Unreadable(f"It has too many values for one document of JSON: {LINES}")
    return _checked(data)


def _may_be_wide(data: bytes, limits: Limits) -> bool:
    """Whether it is no list of objects or lists, or one of too many: each comma may then be one of its."""
    many = data.count(b"{") + data.count(b"[")
    return many * ENTRY > limits.memory * 500_000 or data[1:100].lstrip(BLANKS)[:1] not in {b"{", b"["}


def _checked(data: bytes) -> bytes:
    decoder = msgspec.json.Decoder(Raw)
    try:
        decoder.decode(data)
    except RecursionError:
        raise Unreadable(DEEP) from None
    except msgspec.DecodeError as fault:
        if BEYOND_JSON.search(data) and (mended := with_texts(data)) != data:
            return _checked(mended)
        raise Unreadable(_in_words(data, str(fault))) from None
    return data


def _in_words(data: bytes, fault: str) -> str:
    place = BYTE.search(fault)
    if not place or int(place[1]) >= len(data.rstrip()):
        return CUT
    line = data.count(b"\n", 0, int(place[1])) + 1
    if "trailing characters" in fault:
        return f"Behind the end of its JSON stands something else, on line {line:,}: for a table {LINES}"
    return f"It is no well-formed JSON: line {line:,} breaks its rules. Mend it there."


def _at(data: bytes, where: str) -> Raw:
    """What lies there; a name may have dots itself."""
    found = _below(data, where)
    if found is None or kind(found) not in {"a list", "an object"}:
        lists = [*_lists(data, "")]
        known = f"its lists are {_named(lists)}" if lists else "it has no list"
        raise Unreadable(f"There is no list of rows at {where}: {known}.")
    return found


def _below(raw: Raw | bytes, where: str) -> Raw | None:
    if kind(raw) != "an object":
        return None
    members = objects(raw)
    if where in members:
        return members[where]
    return next(
        (
            found
            for name, member in members.items()
            if where.startswith(f"{name}.") and (found := _below(member, where[len(name) + 1 :])) is not None
        ),
        None,
    )


def _lists(raw: Raw | bytes, where: str, depth: int = 0) -> Iterator[Found]:
    """Those that are not empty, in objects and in objects within these."""
    if kind(raw) == "a list" and (found := entries(raw)):
        yield Found(where, found)
    elif kind(raw) == "an object" and depth < DEEPEST:
        for name, member in objects(raw).items():
            yield from _lists(member, f"{where}.{name}" if where else name, depth + 1)


def _of_object(members: dict[str, Raw], options: Options, notes: Notes, tell: Tell) -> Source:
    if titles := _split(members):
        return _rows_below(titles, entries(members["data"]), tell)
    if columns := _columns(members):
        rows = (list(row) for row in zip(*columns, strict=True))
        return Source([*members], _numbered(rows, len(columns[0]), tell))
    found = [one for name, member in members.items() for one in _lists(member, name, 1)]
    tables = [one for one in found if kind(one.entries[0]) in {"an object", "a list"}]
    if len(tables) != 1:
        raise Unreadable(_undecided(tables, found if len(found) == len(members) else []))
    notes.records = cleaned(tables[0].where)[:1000]
    return _rows_of(tables[0].entries, options, notes, tell)


def _undecided(tables: list[Found], columns: list[Found]) -> str:
    """`columns` are plain lists, where the object is made of nothing else."""
    named = _named(tables or columns)
    if tables:
        return f"It has several lists: {named}. Say with the option `records` which of them has the rows."
    if len(columns) > 1:
        return f"Its lists are no columns of one table, for their lengths differ: {named}."
    return "It is one JSON object, and no list of rows is in it: expected a list of objects."


def _named(found: list[Found]) -> str:
    return ", ".join(f"{cleaned(one.where)[:60]} ({len(one.entries):,})" for one in found[:10])


def _columns(members: dict[str, Raw]) -> list[list[Raw]] | None:
    """Lists of equal length, of plain values at least some; or objects whose names are 0, 1, 2 …"""
    kinds = {kind(member) for member in members.values()}
    if kinds == {"a list"}:
        lists = [entries(member) for member in members.values()]
        lengths = {len(one) for one in lists}
        plain = any(kind(one[0]) not in {"an object", "a list"} for one in lists if one)
        return lists if len(lengths) == 1 and lengths != {0} and plain else None
    if kinds == {"an object"}:
        frames = [objects(member) for member in members.values()]
        counted = [str(number) for number in range(len(frames[0]))]
        if counted and all([*frame] == counted for frame in frames):
            return [[*frame.values()] for frame in frames]
    return None


def _split(members: dict[str, Raw]) -> list[str] | None:
    """The titles where it is `columns` and `data`, as programs for tables write it."""
    try:
        titles = msgspec.json.decode(members["columns"], type=list[str])
        data = entries(members["data"])
    except (KeyError, *FAULTS):
        return None
    return titles if data and kind(data[0]) == "a list" else None


def _rows_of(found: list[Raw], options: Options, notes: Notes, tell: Tell) -> Source:
    if not found:
        raise Unreadable("Its list is empty: there is no row.")
    kinds = Counter(kind(one) for one in found if kind(one) != "null").most_common(1) or [("null", 0)]
    if kinds[0][0] == "an object":
        return _of_objects(found, tell)
    if kinds[0][0] == "a list":
        return _of_lists(found, options, notes, tell)
    return Source([VALUE], _numbered(([one] for one in found), len(found), tell))


def _of_objects(found: list[Raw], tell: Tell) -> Source:
    titles: dict[str, None] = {}
    for one in found:
        if kind(one) == "an object" and not titles.keys() >= (members := objects(one)).keys():
            titles |= dict.fromkeys(members)
            if len(titles) > MOST_TITLES:
                break
    names = [*titles]

    def row(one: Raw) -> list[Raw | None] | str:
        if kind(one) != "an object":
            return f"Expected an object, as other rows are; found {kind(one)}."
        members = objects(one)
        return [members.get(name) for name in names]

    return Source(names, _numbered(map(row, found), len(found), tell))


def _of_lists(found: list[Raw], options: Options, notes: Notes, tell: Tell) -> Source:
    sample = [cells([*entries(one)]) for one in found[:SOME] if kind(one) == "a list"]
    texts = [[cell or "" for cell in one] for one in sample if not isinstance(one, str)]
    width = Counter(map(len, texts)).most_common(1)[0][0] if texts else 0
    first, *body = texts or [[]]
    judged = judge(first, [one for one in body if len(one) == len(first)], options)
    notes.header = judged.has_header
    notes.warn(*judged.warnings)
    if judged.has_header:
        return _rows_below(first, found[1:], tell, begin=2)
    return _rows_below([""] * width, found, tell)


def _rows_below(titles: list[str], found: list[Raw], tell: Tell, begin: int = 1) -> Source:
    def row(one: Raw) -> list[Raw | None] | str:
        if kind(one) != "a list":
            return f"Expected a list, as other rows are; found {kind(one)}."
        values = entries(one)
        return [*values] if len(values) == len(titles) else ragged(len(titles), len(values))

    return Source(titles, _numbered(map(row, found), len(found), tell, begin))


def _numbered(rows: Iterator[list[Raw | None] | str], many: int, tell: Tell, begin: int = 1) -> Iterator[Row]:
    for number, row in enumerate(rows, begin):
        if not number % SILENT:
            tell(number / (many + begin))
        yield number, row if isinstance(row, str) else cells(row)
