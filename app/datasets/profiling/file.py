"""From a file to what there is to say of it: read, typed, and profiled."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from app.datasets import engine
from app.datasets.columns import Profile
from app.datasets.job import TABLE, TEXT, Stage, Task
from app.datasets.options import Options
from app.datasets.profiling.describing import Titled, described
from app.datasets.profiling.shortening import shortened
from app.datasets.profiling.table import Table
from app.datasets.profiling.whole import about_types, duplicates, with_oddities
from app.datasets.reading.table import opened
from app.datasets.typing.judging import Judge, Typed
from app.datasets.typing.kinds import Habits
from app.datasets.typing.normalised import Normalised, normalised
from app.datasets.typing.table import write_table
from app.datasets.typing.text_table import write_text_table

ROWS: Final = "rows"
#: For a stage that takes the whole from one fraction to another: hears how far in it is.
Telling = Callable[[Stage, float, float], Callable[[float], None]]


def profile_of(task: Task, telling: Telling) -> Profile:
    """Leaves the two tables in task.scratch; raises Unreadable."""
    scratch, options = Path(task.scratch), task.options
    tell = telling("reading", 0.0, 0.5)
    source = opened(Path(task.original), task.filename, options, scratch, task.limits, tell)
    found = normalised(source.rows, len(source.names), scratch / ROWS)
    findings = source.findings
    habits = Habits(options.absent, options.decimal or findings.decimal or ".")
    memory = engine.megabytes(found.columns, found.longest_row, found.mean_row, task.limits)
    with engine.opened(scratch, memory) as duck:
        typed = _typed(duck, scratch, found, source.names, options, habits, telling)
        table = Table(duck, scratch / TABLE, found.rows)
        columns = described(table, _titled(source.titles, typed), telling("profiling", 0.8, 0.95))
        twice = duplicates(Table(duck, scratch / TEXT, found.rows), source.names)
    warned = replace(findings, warnings=[*findings.warnings, *about_types(options.columns, typed)])
    return Profile(
        file_type=source.file_type,
        compression=source.compression,
        rows=found.rows,
        rejected=found.rejected,
        columns=shortened(columns),
        findings=with_oddities(warned, columns, found.rows, twice),
        rejects=found.rejects,
    )


def _typed(
    duck: engine.Engine,
    scratch: Path,
    found: Normalised,
    names: Sequence[str],
    options: Options,
    habits: Habits,
    telling: Telling,
) -> list[Typed]:
    telling("typing", 0.5, 0.6)(0.0)
    write_text_table(duck, found, names, scratch / TEXT)
    found.path.unlink()
    judge = Judge(duck, scratch / TEXT, found.rows, habits)
    typed = judge.typed(names, options.columns, telling("typing", 0.6, 0.75))
    write_table(duck, scratch / TEXT, typed, habits, scratch / TABLE)
    return typed


def _titled(titles: Sequence[str], typed: Sequence[Typed]) -> list[Titled]:
    return [
        Titled(title, position, column)
        for position, (title, column) in enumerate(zip(titles, typed, strict=True), 1)
    ]
