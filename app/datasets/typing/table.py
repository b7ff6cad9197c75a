"""`table.parquet`: the same rows, each column of its type."""

from collections.abc import Sequence
from pathlib import Path

from app.datasets.engine import Engine
from app.datasets.job import ROW
from app.datasets.quoting import identifier, literal
from app.datasets.statements import copied
from app.datasets.typing.judging import Typed
from app.datasets.typing.kinds import Habits


def write_table(engine: Engine, text: Path, columns: Sequence[Typed], habits: Habits, path: Path) -> None:
    cells = (f"{_cell(column, habits)} as {identifier(column.name)}" for column in columns)
    engine.execute(copied([identifier(ROW), *cells], literal(str(text)), path))


def _cell(column: Typed, habits: Habits) -> str:
    written = identifier(column.name)
    if column.type == "text":
        return f"if({habits.says_nothing_for_sure(written)}, null, {written})"
    text = f"trim({written})"
    says = f"not {habits.says_nothing(text)}"
    if column.asked:
        says += f" and {habits.fits(text, column.type)}"
    return f"if({says}, {habits.cast(text, column.type)}, null)"
