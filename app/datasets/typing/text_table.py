"""`text.parquet`: every row as it was written, and its number."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duckdb import DuckDBPyConnection

from app.datasets.job import ROW
from app.datasets.quoting import identifier, literal
from app.datasets.typing.normalised import ESCAPED, SEPARATOR, Normalised

#: Bytes; the engine wants its buffer to be larger than any line.
LEAST_BUFFER: Final = 4 * 2**20
#: Rows that are in memory and compressed together; the engine's own steps are of 2,048.
FEWEST_ROWS: Final = 2048
MOST_ROWS: Final = 30_000
MOST_CELLS: Final = 1_500_000
MOST_BYTES: Final = 16 * 2**20


def as_parquet(columns: int) -> str:
    """How a table of so many columns is written."""
    rows = max(FEWEST_ROWS, min(MOST_ROWS, MOST_CELLS // max(1, columns)))
    return f"(format parquet, compression zstd, row_group_size {rows}, row_group_size_bytes {MOST_BYTES})"


def write_text_table(engine: DuckDBPyConnection, found: Normalised, names: Sequence[str], path: Path) -> None:
    """Raises RuntimeError where it does not have every row: the engine has read them wrong."""
    cells = (_as_written(found, column) + f" as {identifier(name)}" for column, name in enumerate(names))
    engine.execute(
        f"copy (select c as {identifier(ROW)}, {', '.join(cells)} from {_lines(found)}) "
        f"to {literal(str(path))} {as_parquet(found.columns)}"
    )
    written = engine.execute(f"select count(*) from {literal(str(path))}").fetchone()
    if written != (found.rows,):
        raise RuntimeError(f"{found.rows} rows were given to the engine, which has taken {written}.")


def _lines(found: Normalised) -> str:
    columns = ", ".join(f"'c{column}': 'VARCHAR'" for column in range(found.columns))
    longest = max(LEAST_BUFFER // 2, found.longest_row + 1)
    return (
        f"read_csv({literal(str(found.path))}, auto_detect = false, header = false, strict_mode = true, "
        f"delim = {literal(SEPARATOR)}, quote = '', escape = '', nullstr = {literal(found.mark)}, "
        f"parallel = false, max_line_size = {longest}, buffer_size = {2 * longest}, "
        f"columns = {{'c': 'BIGINT', {columns}}})"
    )


def _as_written(found: Normalised, column: int) -> str:
    expression = f"c{column}"
    if column in found.escaped:
        for sign, letter in ESCAPED.items():
            expression = f"replace({expression}, {literal(found.mark + letter)}, chr({ord(sign)}))"
    return expression
