"""Rows as DuckDB reads them without a doubt: one a line, nothing quoted.

Its CSV reader takes quoted cells for what they are not when they hold several kinds of line ends, or when its
buffer ends inside one; without quotation marks there is nothing to be mistaken about.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from secrets import token_urlsafe
from typing import Final, cast

from msgspec import Struct

from app.datasets.columns import Reject
from app.datasets.job import MOST_REJECTS
from app.datasets.reading.notes import Row

SEPARATOR: Final = "\x1f"
#: What may not stand in a line, and the letter that stands for it behind the file's mark.
ESCAPED: Final = {"\n": "n", "\r": "r", SEPARATOR: "s"}
BUFFER: Final = 2**20
LONGEST_REASON: Final = 1000


class Normalised(Struct, frozen=True, kw_only=True):
    """`mark` stands for no cell at all; nobody can have known it. `escaped` are columns, from 0, that have
    cells with marks in them; `size` and `longest_row` are bytes.
    """

    path: Path
    columns: int
    mark: str
    escaped: frozenset[int]
    rows: int
    size: int
    longest_row: int
    rejected: int
    rejects: list[Reject]

    @property
    def mean_row(self) -> float:
        return self.size / max(1, self.rows)


def normalised(rows: Iterable[Row], columns: int, path: Path) -> Normalised:
    """Writes the rows; those that are wrong are counted, and the first of them kept."""
    mark = "\x1e" + token_urlsafe(4)
    escaped: set[int] = set()
    rejects: list[Reject] = []
    taken = rejected = longest = 0
    with path.open("wb", buffering=BUFFER) as file:
        write = file.write
        for number, cells in rows:
            if isinstance(cells, str):
                rejected += 1
                if rejected <= MOST_REJECTS:
                    rejects.append(Reject(row=number, reason=cells[:LONGEST_REASON]))
                continue
            line = None if None in cells else SEPARATOR.join(cast(list[str], cells))
            if line is None or "\n" in line or "\r" in line or line.count(SEPARATOR) >= columns:
                line = SEPARATOR.join(_escaped(cells, mark, escaped))
            size = write(f"{number}{SEPARATOR}{line}\n".encode("utf-8", "replace"))
            taken += 1
            longest = max(longest, size)
    return Normalised(
        path=path,
        columns=columns,
        mark=mark,
        escaped=frozenset(escaped),
        rows=taken,
        size=path.stat().st_size,
        longest_row=longest,
        rejected=rejected,
        rejects=rejects,
    )


def _escaped(cells: Sequence[str | None], mark: str, escaped: set[int]) -> Iterator[str]:
    for column, cell in enumerate(cells):
        if cell is None:
            yield mark
            continue
        text = cell
        for sign, letter in ESCAPED.items():
            if sign in text:
                escaped.add(column)
                text = text.replace(sign, mark + letter)
        yield text
