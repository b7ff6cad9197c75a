"""Evaluation tables of Papers with Code: a list of tasks with the tables of datasets, or one task a line."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any, Final, NamedTuple

from app.formats import Format
from app.formats.files import File, Unreadable, json_in
from app.formats.mapping import Mapping
from app.formats.parts import entries, part, shown, words
from app.formats.records import PERCENT, Benchmark, Reject, Result, Said
from app.formats.vocabulary.days import day
from app.formats.vocabulary.metrics import higher_is_better, is_percentage
from app.formats.vocabulary.numbers import is_plain, number

LINK: Final = re.compile(r"https?://\S+")
#: How large a model is, which some tables print between its scores.
SIZE: Final = re.compile(r"((number|num|no\.?) of |# ?)?param(eter)?s( \(\w+\))?", re.IGNORECASE)
#: Hyphens, dashes and the minus sign.
NOTHING: Final = re.compile("[-\u2013\u2014\u2212]*")
LONGEST_LINE: Final = 2**24
#: So many entries are looked at, for the first may be empty.
FIRST: Final = 100


class Table(NamedTuple):
    """One leaderboard; `title` is the name of the dataset, behind those of which it is a part."""

    task: str
    title: str
    dataset: Any

    @property
    def rows(self) -> list[Any]:
        return entries(part(self.dataset, "sota"), "rows")


def recognises(file: File) -> bool:
    found = file.json
    if found is None:
        return _is_task(_first_line(file))
    return any(_is_task(entry) for entry in (found[:FIRST] if isinstance(found, list) else [found]))


def _is_task(entry: Any) -> bool:
    if words(entry, "task") is None or "description" not in entry:
        return False
    below = entries(entry, "datasets") or entries(entry, "subtasks")
    return any(_line(one, "dataset") or _line(one, "task") for one in below[:FIRST])


def _first_line(file: File) -> Any:
    if not file.head.lstrip().startswith(b"{"):
        return None
    with file.open() as opened:
        return json_in(opened.readline(LONGEST_LINE))


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """A benchmark is a dataset and a metric, its category the task; rows are counted over the whole file.

    A dataset of several tasks of the file is a test for each of them. The paper of a row is who says so, on
    its day. Sizes of models and links to code are no scores; a column without any digit is a setting.
    """
    tables = list(_tables(_tasks(file)))
    tasks = defaultdict(set)
    for table in tables:
        tasks[table.title].add(table.task)
    described: set[str] = set()
    row = 0
    for table in tables:
        title = table.title if len(tasks[table.title]) == 1 else f"{table.title}: {table.task}"
        boards = _boards(table, title, row + 1)
        named = {board.name: board for board in boards.values()}
        for place, entry in enumerate(table.rows, row + 1):
            for said in _row(place, entry, boards, mapping):
                if isinstance(said, Result) and said.benchmark not in described:
                    described.add(said.benchmark)
                    yield named[said.benchmark]
                yield said
        row += len(table.rows)


def _tasks(file: File) -> Iterator[Any]:
    """Each before those below it, in the order of the file; without recursion, for a file may be deep."""
    found = _lines(file) if file.json is None else file.json
    waiting = found[::-1] if isinstance(found, list) else [found]
    while waiting:
        task = waiting.pop()
        yield task
        waiting.extend(reversed(entries(task, "subtasks")))


def _lines(file: File) -> list[Any]:
    found = []
    with file.open() as opened:
        for place, line in enumerate(opened, 1):
            if line.strip():
                found.append(json_in(line))
                if found[-1] is None:
                    raise Unreadable(f"Line {place} is no JSON; bring the whole file, as it was written.")
    return found


def _tables(tasks: Iterator[Any]) -> Iterator[Table]:
    for task in tasks:
        waiting = [("", dataset) for dataset in reversed(entries(task, "datasets"))]
        while waiting:
            above, dataset = waiting.pop()
            name = _line(dataset, "dataset") or _line(dataset, "subdataset") or "unnamed dataset"
            title = f"{above}: {name}" if above else name
            yield Table(_line(task, "task") or "", title, dataset)
            waiting.extend((title, one) for one in reversed(entries(dataset, "subdatasets")))


def _line(of: Any, key: str) -> str | None:
    """The text under the key as one line; None where there is none."""
    found = words(of, key)
    return " ".join(found.split()) if found else None


def _boards(table: Table, title: str, row: int) -> dict[str, Benchmark]:
    """The columns that hold scores."""
    columns = defaultdict(list)
    for entry in table.rows:
        for metric, printed in part(entry, "metrics").items():
            columns[metric].append(printed)
    links = [_link(words(one, "url")) for one in entries(table.dataset, "dataset_links")]
    return {
        metric: Benchmark(
            row=row,
            name=f"{title} ({' '.join(metric.split())})",
            category=table.task or None,
            description=words(table.dataset, "description"),
            url=next(filter(None, links), None),
            metric=" ".join(metric.split()) or None,
            unit=PERCENT if is_percentage(metric) else None,
            higher_is_better=higher_is_better(metric),
            task=title,
        )
        for metric, cells in columns.items()
        if not SIZE.fullmatch(metric.strip()) and any(map(_counts, cells))
    }


def _counts(printed: Any) -> bool:
    """Whether somebody meant a number."""
    return any(map(str.isdigit, printed)) if isinstance(printed, str) else printed is not None


def _row(row: int, entry: Any, boards: dict[str, Benchmark], mapping: Mapping) -> Iterator[Result | Reject]:
    metrics = entry.get("metrics") if isinstance(entry, dict) else None
    if not isinstance(metrics, dict):
        yield Reject(row=row, column="metrics", value=shown(metrics), reason="Expected scores by metric.")
        return
    model = _line(entry, "model_name")
    if model is None:
        given = shown(entry.get("model_name"))
        yield Reject(row=row, column="model_name", value=given, reason="Expected the name of a model.")
        return
    try:
        say = _said_by(row, entry, model, _settings(entry, boards, mapping))
    except ValueError as fault:
        yield Reject(row=row, column="paper_date", value=shown(entry["paper_date"]), reason=str(fault))
        return
    for metric, printed in metrics.items():
        if metric in boards and not _is_absent(printed, mapping):
            yield _score(row, boards[metric], printed, say, mapping)


def _said_by(row: int, entry: Any, model: str, settings: dict[str, Any]) -> partial[Result]:
    """What all scores of a row have; a title that holds an address is none. Raises ValueError for its day."""
    title = _line(entry, "paper_title")
    published = entry.get("paper_date")
    return partial(
        Result,
        row=row,
        model=model,
        date_tested=None if published in (None, "") else day(published),
        source=title if title and not LINK.search(title) else None,
        source_url=_link(words(entry, "paper_url")),
        settings=settings,
    )


def _link(text: str | None) -> str | None:
    """The first address of the text, where some tables left the marks of their pages."""
    found = LINK.search(text or "")
    if not found:
        return None
    return found[0] if found[0] == text else found[0].rstrip(")],.;")


def _settings(entry: Any, boards: dict[str, Benchmark], mapping: Mapping) -> dict[str, Any]:
    said: dict[str, Any] = {
        re.sub(r"\W+", "_", metric.lower()).strip("_"): printed
        for metric, printed in part(entry, "metrics").items()
        if metric not in boards and not SIZE.fullmatch(metric.strip()) and not _is_absent(printed, mapping)
    }
    return said | ({"additional_data": True} if entry.get("uses_additional_data") is True else {})


def _is_absent(printed: Any, mapping: Mapping) -> bool:
    if not isinstance(printed, str):
        return printed is None
    return printed.strip() in mapping.absent or NOTHING.fullmatch(printed.strip()) is not None


def _score(
    row: int, board: Benchmark, printed: Any, say: partial[Result], mapping: Mapping
) -> Result | Reject:
    try:
        found = number(printed, mapping.decimal)
    except ValueError as fault:
        return Reject(row=row, column=board.metric, value=shown(printed), reason=str(fault))
    return say(
        benchmark=board.name,
        score=found.value,
        score_raw=printed.strip() if isinstance(printed, str) and not is_plain(printed.strip()) else None,
        unit=found.unit or board.unit,
        **found.uncertainty(mapping.spread),
    )


FORMAT: Final = Format(
    name="papers-with-code",
    title="Papers with Code evaluation tables",
    described="https://github.com/paperswithcode/sota-extractor, its README (Apache-2.0)",
    recognises=recognises,
    read=read,
)
