"""Tables: CSV, TSV and their kin, with one header line."""

from collections.abc import Iterator
from io import TextIOWrapper
from typing import Final

from app.formats import Format
from app.formats.files import HEAD, File, Unreadable
from app.formats.foreign import foreign
from app.formats.mapping import Mapping
from app.formats.records import Said
from app.formats.tables.records import records
from app.formats.tables.rows import beginning, delimiter_of, encoding_of, first_rows, table

NAMED: Final = frozenset({".csv", ".tsv", ".tab"})
#: What a table may be called, where only its content says that it is one.
UNNAMED: Final = frozenset({"", ".txt", ".dat"})
#: What documents, logs and markup begin with.
NO_HEADER: Final = tuple("{[<#-%")


def recognises(file: File) -> bool:
    """A file named as a table; else a text whose first rows have as many cells as its header: two or more.

    Whatever it is called, what another program wrote is none, such as a page that came in its place.
    """
    if foreign(file.head):
        return False
    if file.suffix in NAMED:
        return b"\0" not in file.head or encoding_of(file) == "utf-16"
    try:
        text = beginning(file, encoding_of(file)).lstrip()
    except Unreadable:
        return False
    if file.suffix not in UNNAMED or text.startswith(NO_HEADER):
        return False
    whole = text[: text.rfind("\n")] if len(file.head) == HEAD else text
    header, *rows = first_rows(whole, delimiter_of(whole)) or [[]]
    titled = len(header) > 1 and all(
        name.strip() for name in header[1:]
    )  # of an index there is often no name
    return titled and bool(rows) and all(len(row) == len(header) for row in rows)


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """Results, one a row or one a column of scores; or models, where the mapping has no scores.

    Columns that the mapping does not name are left out, and so are blank scores of a wide table: a model was
    not tried there. `row` is the line on which a row begins.
    """
    encoding = encoding_of(file, mapping.encoding)
    delimiter = mapping.delimiter or delimiter_of(beginning(file, encoding))
    with file.open() as opened, TextIOWrapper(opened, encoding, newline="") as text:
        header, rows = table(text, delimiter)
        yield from records(file.name, header, rows, mapping)


FORMAT: Final = Format(
    name="csv",
    title="Table (CSV, TSV)",
    described="RFC 4180 (IETF Trust, free to implement); what the columns mean, a mapping says.",
    recognises=recognises,
    read=read,
    precedence=-20,
)
