"""Which row of a table names its columns, and what stands above it."""

import re
from typing import Final, NamedTuple

from app.datasets.options import Options

#: So many rows above a table are a title or remarks; where there are more, it begins at the top.
MOST_ABOVE: Final = 20
NUMBER: Final = re.compile(
    r"[$€£~<>≤≥]?\s*[+-]?\s*[$€£]?(\d[\d.,'_ ]*|[.,]\d+)([eE][+-]?\d+)?\s*(%|±.*|\(.*\))?"
)
DATE: Final = re.compile(r"\d{4}-\d\d?-\d\d?([T ].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
BOOLEAN: Final = frozenset({"true", "false", "yes", "no"})
ABSENT: Final = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "?"})
#: Where a first row says one of these, it names columns.
NAMES: Final = frozenset({
    "benchmark", "category", "comment", "created_at", "dataset", "date", "description", "eval", "id", "key",
    "label", "llm", "metric", "model", "model name", "model_name", "name", "notes", "organization", "rank",
    "provider", "result", "score", "source", "task", "team", "title", "type", "url", "value", "version",
})  # fmt: skip
ASSUMED: Final = (
    "All columns are of texts: the first row is taken for their names; if it is a row, say `header` false."
)
NAMELESS: Final = (
    "No row names the columns: they are called column_1 and so on; if the first does, say `header` true."
)


class Heading(NamedTuple):
    """`row` is the number of the row that names the columns, or else of the first; titles are empty there."""

    row: int
    titles: list[str]
    has_header: bool
    warnings: tuple[str, ...] = ()


class Judged(NamedTuple):
    has_header: bool
    warnings: tuple[str, ...] = ()


def heading_of(rows: list[tuple[int, list[str]]], width: int, options: Options) -> Heading:
    """`rows` are the first that are not blank, each with its number; most of them have `width` cells."""
    if options.skip_lines is not None:
        at, titles = 0, rows[0][1] if options.header is not False else [""] * width
    else:
        at, titles = _begin(rows, width)
    judged = judge(titles, [cells for _, cells in rows[at + 1 :] if len(cells) == len(titles)], options)
    return Heading(rows[at][0], titles if judged.has_header else [""] * len(titles), *judged)


def judge(first: list[str], body: list[list[str]], options: Options) -> Judged:
    """Whether a first row names the columns of those below: it is of other types than they are."""
    if options.header is not None:
        return Judged(options.header)
    kinds = [_kind_of(column) for column in zip(*body, strict=True)] if body else [None] * len(first)
    seen = [_kind(cell) for cell in first]
    if any(kind and one == "text" for kind, one in zip(kinds, seen, strict=True)):
        return Judged(True)
    if NAMES & {cell.strip().lower() for cell in first}:
        return Judged(True)
    if any(one not in {None, "text"} for one in seen) or _recurs(first, body):
        return Judged(False, (NAMELESS,))
    return Judged(True, (ASSUMED,) if body else ())


def _begin(rows: list[tuple[int, list[str]]], width: int) -> tuple[int, list[str]]:
    """Which row the table begins with, and its cells: as many as a row has, where it is a little off."""
    at = next((at for at, (_, cells) in enumerate(rows) if len(cells) == width), 0)
    top = rows[0][1]
    if at > MOST_ABOVE or (at > 1 and len(top) > 1 and all(len(cells) == len(top) for _, cells in rows[:at])):
        return 0, top
    body = [cells for _, cells in rows[at + 1 :] if len(cells) == width]
    if rows[at][1][0].startswith("# ") and body and judge(body[0], body[1:], Options()) == Judged(True):
        return next(index for index, row in enumerate(rows) if row[1] is body[0]), body[0]
    if at and (titles := _off(rows[at - 1][1], [rows[at][1], *body])):
        return at - 1, titles
    return at, rows[at][1]


def _off(above: list[str], body: list[list[str]]) -> list[str] | None:
    """The titles where the row above is a header that has more cells than rows have, or one less."""
    width = len(body[0])
    if len(above) > width:
        beyond = any(map(str.strip, above[width:]))
        return above if beyond and all(map(str.strip, above)) else None if beyond else above[:width]
    if len(above) != width - 1 or judge(body[0], body[1:], Options()) == Judged(True):
        return None
    if not any(cells[-1].strip() for cells in body):
        return [*above, ""]
    return ["", *above] if judge(["", *above], body, Options()) == Judged(True) else None


def _recurs(first: list[str], body: list[list[str]]) -> bool:
    """A value of the first row stands in the same column of other rows: it is one of them."""
    others = [cells for cells in body if cells != first]
    return any(
        cell.strip() and sum(cells[at] == cell for cells in others) > 1 for at, cell in enumerate(first)
    )


def _kind_of(column: tuple[str, ...]) -> str | None:
    """None where it is of texts, or says nothing."""
    kinds = {_kind(cell) for cell in column} - {None}
    return kinds.pop() if len(kinds) == 1 and kinds != {"text"} else None


def _kind(cell: str) -> str | None:
    """None where it says nothing."""
    text = cell.strip()
    if text.lower() in ABSENT:
        return None
    if DATE.fullmatch(text):
        return "date"
    if NUMBER.fullmatch(text):
        return "number"
    return "boolean" if text.lower() in BOOLEAN else "text"
