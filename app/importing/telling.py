"""What a person at a terminal is told of an import."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from app.imports.job import Progress
from app.imports.report import Counts, FileReport, Made, Near, Report
from app.imports.shown import WholeImport
from app.queries.imports import Conflict

#: So many files are told one by one; of more, only those with something to tell.
MOST_FILES: Final = 30
MOST_NAMES: Final = 10
WIDTH: Final = 200


@contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """Files and records so far, on a terminal; nothing anywhere else."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(so_far: Progress) -> None:
            told = f"{so_far.records:,} records, {plain(so_far.name)}"
            bar.update(task, total=so_far.of, completed=so_far.file - 1, description=Text(told).markup)

        yield tell


def plain(text: str) -> str:
    """Without what would move the cursor of a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def tell(done: WholeImport, *, as_json: bool) -> None:
    if as_json:
        _json(done)
        return
    console = _console()
    report = done.report or Report(counts=Counts(), kinds={}, files=[])
    tables = [_counts("records", report.kinds), _files(report.files), _reasons(report)]
    for table in tables:
        if table.row_count:
            console.print(table)
            console.print()
    for line in [*_remarks(report), *_next(done)]:
        console.print(Text(plain(line)), soft_wrap=True)


def tell_undone(done: WholeImport, conflicts: list[Conflict], *, as_json: bool) -> None:
    if as_json:
        _json(done)
        return
    console = _console()
    console.print(f"Import {done.id} is undone.")
    for one in conflicts:
        console.print(Text(plain(_left(one))), soft_wrap=True)
    if done.conflicts > len(conflicts):
        console.print(f"… {done.conflicts:,} in all: /api/v1/imports/{done.id}/conflicts")


def _left(one: Conflict) -> str:
    whose = ", ".join(name for name in (one.model, one.benchmark, one.offering) if name)
    row = f"{one.table} {one.row}" + (f" ({whose})" if whose else "")
    who = one.changed_by or (one.changed_by_import and f"import {one.changed_by_import}")
    since = [
        ", ".join(one.changed),
        who and f"by {who}",
        one.changed_at and f"{one.changed_at:%Y-%m-%d %H:%M}",
    ]
    said = "; ".join(part for part in since if part)
    return f"{row} stays as it is: {one.reason}" + (f" ({said})" if said else "")


def _json(done: WholeImport) -> None:
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(done), indent=2).decode() + "\n")


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def _table(*left: str, numbers: tuple[str, ...] = (), right: tuple[str, ...] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in left:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    for name in right:
        table.add_column(name, overflow="fold")
    return table


COUNTED: Final = ("read", "created", "updated", "unchanged", "rejected")


def _cells(counts: Counts) -> list[str]:
    return [f"{getattr(counts, name):,}" for name in COUNTED]


def _counts(title: str, kinds: dict[str, Counts]) -> Table:
    table = _table(title, numbers=COUNTED)
    for kind, counts in kinds.items():
        table.add_row("not readable" if kind == "reject" else f"{kind}s", *_cells(counts))
    return table


def _files(files: list[FileReport]) -> Table:
    """All of them where they are few, else those that somebody should look at."""
    odd = [file for file in files if file.error or file.counts.rejected]
    told = files if len(files) <= MOST_FILES else odd[:MOST_FILES]
    table = _table("file", "format", numbers=COUNTED[1:], right=("",))
    for file in told:
        note = file.error or ("" if file.format else "left out: no format knows it")
        table.add_row(Text(plain(file.name)), file.format or "", *_cells(file.counts)[1:], Text(plain(note)))
    if len(told) < len(files):
        table.add_row(f"… {len(files):,} in all")
    return table


def _reasons(report: Report) -> Table:
    table = _table(numbers=("refused",), right=("because", "first"))
    for one in report.reasons:
        value = "" if one.value is None else f" is {one.value!r}"
        place = f"{one.file}, row {one.row}" + (f": {one.column}{value}" if one.column else "")
        table.add_row(f"{one.records:,}", Text(plain(one.reason)), Text(plain(place)))
    return table


def _remarks(report: Report) -> Iterator[str]:
    left = [file.name for file in report.files if not file.format and not file.error]
    if left and len(report.files) > MOST_FILES:
        of = f"{len(left):,} of {len(report.files):,} files"
        yield f"Left out, for no format knows them, {of}: {_names(Made(count=len(left), names=left))}."
    yield from _made("Models", report.models_made)
    yield from _made("Benchmarks", report.benchmarks_made)
    if report.unknown_organizations:
        yield f"Of unknown makers: {report.unknown_organizations:,} of the models; --organization names one."
    if report.unranked.count:
        yield f"Not ranked, for nobody says which way is better: {_names(report.unranked)}."
    for name in report.doubtful_scales:
        yield f"{name} is in per cent, and its scores look like proportions: --multiply-by 100, if they are."
    for one in report.other_bounds:
        yield one.in_words()
    yield from _near("models", report.near_models)
    yield from _near("benchmarks", report.near_benchmarks)


def _made(what: str, made: Made) -> Iterator[str]:
    if made.count:
        yield f"{what} that were not there: {_names(made)}."


def _names(made: Made) -> str:
    shown = ", ".join(made.names[:MOST_NAMES])
    return shown if made.count <= MOST_NAMES else f"{shown} and {made.count - MOST_NAMES:,} more"


def _near(what: str, near: list[Near]) -> Iterator[str]:
    for one in near[:MOST_NAMES]:
        yield f"Of unknown {what}, {one.name}: did you mean {one.did_you_mean}?"
    if len(near) > MOST_NAMES:
        yield f"… and {len(near) - MOST_NAMES:,} more {what} with names like known ones."


def _next(done: WholeImport) -> Iterator[str]:
    if done.rejected:
        yield f"All that was refused: /api/v1/imports/{done.id}/rejects, and on the page /imports/{done.id}."
    if done.dry_run:
        yield "It was a dry run: nothing was written."
    elif done.created + done.updated:
        yield f"To take it back: catalogue import --undo {done.id}"
