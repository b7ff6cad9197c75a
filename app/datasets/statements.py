"""Statements over the tables of one reading, whose columns nobody knows beforehand.

Names come from the file, by app.datasets.quoting alone; values are never part of one, but for those that a
file writes where it has nothing, as literals by the same.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.datasets.quoting import literal

#: Rows that are in memory and compressed together; the engine's own steps are of 2,048.
FEWEST_ROWS: Final = 2048
MOST_ROWS: Final = 30_000
MOST_CELLS: Final = 1_500_000
MOST_BYTES: Final = 16 * 2**20


def every(columns: str, source: str, further: str = "") -> str:
    """Of a table, or of a statement in parentheses."""
    return f"select {columns} from {source} {further}"


def rows_of_group(columns: int) -> int:
    """Of a file of Parquet: small enough to be skipped, and not too wide to be held."""
    return max(FEWEST_ROWS, min(MOST_ROWS, MOST_CELLS // columns))


def copied(columns: Iterable[str], source: str, path: Path) -> str:
    """Writes a file of Parquet."""
    cells = list(columns)
    groups = f"row_group_size {rows_of_group(len(cells))}, row_group_size_bytes {MOST_BYTES}"
    chosen = every(", ".join(cells), source)
    return f"copy ({chosen}) to {literal(str(path))} (format parquet, compression zstd, {groups})"
