"""Rows of a dataset as a file: CSV, NDJSON or Parquet."""

import asyncio
import csv
import re
import weakref
from collections.abc import AsyncIterator, Callable, Iterable
from io import StringIO
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Final, Literal

from app.datasets.exploring import statements
from app.datasets.exploring.explorer import Asking
from app.datasets.exploring.named import Named
from app.datasets.exploring.questions import TEXTS, Question
from app.datasets.exploring.statements import column, shown
from app.datasets.quoting import literal
from app.datasets.statements import rows_of_group

ExportFormat = Literal["csv", "ndjson", "parquet"]
MEDIA_TYPES: Final[dict[ExportFormat, str]] = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
#: What a spreadsheet takes for the beginning of a formula, also in wide letters; but signed numbers are none.
FORMULA: Final = "^[=+\\-@\t\r\n＝＋－＠]"  # noqa: RUF001  # these are meant
SIGNED: Final = "[+-][.,]?[0-9][0-9.,]*([eE][+-]?[0-9]+)?%?"
#: Bytes that are read at once, and sent.
PIECE: Final = 2**18


def written(
    asking: Asking, file: Path, question: Question, columns: tuple[Named, ...], kind: str
) -> BinaryIO:
    """The rows as a file that has no name any more, to be read from its beginning; `kind` is one of WRITING.

    To be run in a thread: it waits for DuckDB.
    """
    cell, options = WRITING[kind]
    place = asking.scratch / token_hex(8)
    to = (place, f"{options(len(columns))}, use_tmp_file false")
    try:
        asking.run(statements.copy(file, question, columns, cell, to))
        return place.open("rb")
    finally:
        place.unlink(missing_ok=True)


def pieces(head: bytes, file: BinaryIO) -> AsyncIterator[bytes]:
    """To be sent; the file is closed afterwards, also where the client goes away before its end."""
    found = _pieces(head, file)
    weakref.finalize(found, file.close)
    return found


async def _pieces(head: bytes, file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        if head:
            yield head
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def header(columns: Iterable[Named], is_raw: bool) -> bytes:
    """The first line of a CSV."""
    text = StringIO()
    names = [one.name if is_raw else harmless(one.name) for one in columns]
    csv.writer(text, lineterminator="\n").writerow(names)
    return text.getvalue().encode()


def harmless(text: str) -> str:
    """With an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if re.match(FORMULA, text) and not re.fullmatch(SIGNED, text) else text


def _harmless(named: Named) -> str:
    """As `harmless`, in SQL."""
    if named.type not in TEXTS:
        return shown(named)
    name = column(named)
    begins, signed = literal(FORMULA), literal(SIGNED)
    is_formula = f"regexp_matches({name}, {begins}) and not regexp_full_match({name}, {signed})"
    return f"case when {is_formula} then '''' || {name} else {name} end"


def _json(named: Named) -> str:
    """What JSON can say: it knows no NaN; and a text that is JSON is sent as such."""
    name = column(named)
    match named.type:
        case "number":
            return f"case when isfinite({name}) then {name} end"
        case "json":
            return f"coalesce(try_cast({name} as json), to_json({name}))"
        case _:
            return shown(named)


def _parquet(columns: int) -> str:
    return f"format parquet, compression zstd, row_group_size {rows_of_group(columns)}"


#: How each column is written, and the options of COPY for so many columns.
WRITING: Final[dict[str, tuple[Callable[[Named], str], Callable[[int], str]]]] = {
    "csv": (_harmless, lambda _: "format csv, header false"),
    "raw csv": (shown, lambda _: "format csv, header false"),
    "ndjson": (_json, lambda _: "format json"),
    "parquet": (column, _parquet),
}
