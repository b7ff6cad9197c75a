"""A file of any kind that is taken, read as one table."""

from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path

from app.datasets.columns import Findings
from app.datasets.job import Limits
from app.datasets.options import Options
from app.datasets.reading.kinds import HEAD, TAIL, Kind, Unreadable, kind_of
from app.datasets.reading.naming import names_of
from app.formats.tables.rows import table

Tell = Callable[[float], None]
#: Its number, and its cells; None where the file has no such cell. Or what is wrong with it.
Row = tuple[int, list[str | None] | str]


class Opened:
    """`rows` raises Unreadable too; `findings` are complete when they are exhausted."""

    def __init__(self, kind: Kind, titles: list[str], rows: Iterator[Row]) -> None:
        self.file_type = kind.file_type
        self.compression = kind.compression
        self.titles = titles
        self.names = names_of(titles)
        self.rows = rows
        self.findings = Findings(encoding="utf-8", delimiter=",", header=True)


def opened(path: Path, filename: str, options: Options, scratch: Path, limits: Limits, tell: Tell) -> Opened:
    """`tell` hears how far in the file it is, from 0 to 1; what is unpacked lies in `scratch`."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        kind = kind_of(head, file.read(), filename)
    if kind.file_type not in {"csv", "tsv"} or kind.compression:
        raise Unreadable("Only plain tables are read for now.")
    text = TextIOWrapper(path.open("rb"), "utf-8-sig", newline="")
    header, rows = table(text, options.delimiter or ",")
    return Opened(kind, header, ((line, _fitting(cells, len(header))) for line, cells in rows))


def _fitting(cells: list[str] | str, width: int) -> list[str | None] | str:
    if isinstance(cells, str) or len(cells) == width:
        return list(cells) if isinstance(cells, list) else cells
    return f"Expected {width} cells; found {len(cells)}."
