"""`text.parquet`: every row as it was written, and its number."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.datasets.engine import Engine
from app.datasets.job import ROW
from app.datasets.quoting import identifier, literal
from app.datasets.statements import copied, every
from app.datasets.typing.normalised import ESCAPED, SEPARATOR, Normalised

#: Bytes; the engine wants its buffer to be larger than any line.
LEAST_BUFFER: Final = 4 * 2**20


def write_text_table(engine: Engine, found: Normalised, names: Sequence[str], path: Path) -> None:
    """Raises RuntimeError where it does not have every row: the engine has read them wrong."""
    cells = (f"{_as_written(found, column)} as {identifier(name)}" for column, name in enumerate(names))
    engine.execute(copied([f"c as {identifier(ROW)}", *cells], _lines(found), path))
    written = engine.execute(every("count(*)", literal(str(path)))).fetchone()
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
