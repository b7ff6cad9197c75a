"""A mapping to paste: what a person has said of a table, and for what is missing a guess from its rows."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Final

import msgspec
from msgspec import structs

from app.formats.kept import name_words
from app.formats.mapping import Columns, Mapping, Score
from app.formats.tables.places import named, places, title
from app.formats.tables.rows import Row
from app.formats.vocabulary.numbers import number

#: So many rows show which columns hold numbers, and so long may the scores of a mapping be that is shown.
SOME: Final = 20
LONGEST: Final = 1000
LONGEST_NAME: Final = 255
#: Numbers that are no scores.
NO_SCORES: Final = frozenset({"", "#", "rank", "no", "no.", "nr", "id", "index", "year", "votes", "params"})
#: Of the columns that tables have in common, those that say something of scores in several columns too.
OF_ALL: Final = ("organization", "date", "source", "source_url", "evidence", "settings")


def proposed(mapping: Mapping, header: list[str], rows: Iterable[Row]) -> str:
    """As JSON. Where nobody names the benchmark, each of several columns of numbers is one by its name."""
    numbers = _numbers(mapping, header, rows)
    if not (mapping.columns.model or mapping.model):
        free = _free(mapping, header)
        words = [index for index in free if index not in numbers]
        mapping = _with(mapping, model=called(header, (words or free or [0])[0]))
    if not (mapping.scores or mapping.columns.score):
        mapping = _scored(mapping, header, numbers)
    if not (mapping.scores or mapping.benchmark or mapping.columns.benchmark):
        mapping = structs.replace(mapping, benchmark="MMLU")
    plain = msgspec.to_builtins(mapping)
    return json.dumps({"columns": plain.pop("columns"), **plain}, ensure_ascii=False)


def _scored(mapping: Mapping, header: list[str], numbers: set[int]) -> Mapping:
    free = _free(mapping, header)
    scores = [index for index in free if index in numbers and header[index].strip().lower() not in NO_SCORES]
    if len(scores) > 1 and not (mapping.benchmark or mapping.columns.benchmark or mapping.columns.metric):
        return _wide(mapping, header, scores)
    return _with(mapping, score=called(header, (scores or free or [len(header) - 1])[-1]))


def called(header: list[str], index: int) -> str:
    """How a mapping names the column: by its place where its name would not do."""
    name = header[index]
    return name if 1 <= len(name) <= LONGEST_NAME and header.count(name) == 1 else f"#{index + 1}"


def _free(mapping: Mapping, header: list[str]) -> list[int]:
    """The columns that the mapping does not name yet."""
    taken = {index for column in named(mapping) for index in places(header, column)}
    return [index for index in range(len(header)) if index not in taken]


def _with(mapping: Mapping, **columns: str) -> Mapping:
    return structs.replace(mapping, columns=structs.replace(mapping.columns, **columns))


def _wide(mapping: Mapping, header: list[str], found: list[int]) -> Mapping:
    """Names that are compared as one would be one benchmark: the second is left out."""
    scores: dict[str, Score] = {}
    length = 0
    for index in found:
        name = title(header, index)[:LONGEST_NAME].strip()
        score = Score(column=called(header, index), benchmark=name)
        length += len(msgspec.json.encode(score))
        if scores and length > LONGEST:
            break
        if words := name_words(name).lower():
            scores.setdefault(words, score)
    columns = {name: getattr(mapping.columns, name) for name in ("model", *OF_ALL)}
    return structs.replace(mapping, columns=Columns(**columns), scores=tuple(scores.values()))


def _numbers(mapping: Mapping, header: list[str], rows: Iterable[Row]) -> set[int]:
    """The columns of which half of the cells that say something, or more, are numbers."""
    first = [cells for _, cells in islice(rows, SOME) if not isinstance(cells, str)]
    whole = [cells for cells in first if len(cells) == len(header)]
    found = set()
    for index in range(len(header)):
        said = [cell for row in whole if (cell := row[index].strip()) not in mapping.absent]
        if said and 2 * sum(_is_number(cell, mapping.decimal) for cell in said) >= len(said):
            found.add(index)
    return found


def _is_number(cell: str, decimal: str) -> bool:
    try:
        number(cell, decimal)
    except ValueError:
        return False
    return True
