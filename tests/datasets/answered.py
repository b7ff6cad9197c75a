"""What questions to rows should be answered with, worked out in plain Python."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import msgspec

from tests.datasets.ready import Table

#: A column of each type, two of texts; names that would be trouble in a statement that is put together.
COLUMNS: Final = {
    "model": "text",
    "score": "number",
    "shots": "integer",
    "tools": "boolean",
    "day": "date",
    "at": "datetime",
    'no"te': "text",
    "settings": "json",
}
TYPES: Final = {**COLUMNS, "__row": "integer"}
POSITIONS: Final = {name: n for n, name in enumerate(TYPES)}
MODELS: Final = ("Alpha", "alpha 2", "Beta", "ALPHA", "Gämma", "a,b", "", " ", "100%", "a_b", "null", "'x'")
FIRST_DAY: Final = date(2024, 1, 30)
#: Files say no zone here: all is UTC.
NOON: Final = datetime.fromisoformat("2024-01-01T12:00:00.25")

Row = list[Any]


def table(random: Random, rows: int) -> Table:
    """Each cell says nothing in a tenth of the rows; values come often, so that there are ties."""
    made: list[Callable[[], Any]] = [
        lambda: random.choice(MODELS),
        lambda: random.choice([0.0, -1.5, 99.25, 1e-9, 1e20, float(random.randrange(5))]),
        lambda: random.choice([0, -3, 5, 2**63 - 1, -(2**63), random.randrange(4)]),
        lambda: random.random() < 0.5,
        lambda: FIRST_DAY + timedelta(days=random.randrange(4)),
        lambda: NOON + timedelta(seconds=random.randrange(4)),
        lambda: " ".join(random.choices(["fast", "Slow", "cheap"], k=random.randrange(3))),
        lambda: random.choice(['{"shots": 5}', "[1, 2]", '{"effort": "high"}']),
    ]
    return Table(
        dict(COLUMNS),  # type: ignore[arg-type]  # the words are those of column types
        [[None if random.random() < 0.1 else make() for make in made] for _ in range(rows)],
    )


def numbered(given: Table) -> list[Row]:
    """Rows with their number, which stands last."""
    return [[*row, number] for number, row in enumerate(given.rows, 2)]


def shown(value: Any, kind: str) -> Any:
    """As JSON has it."""
    match value:
        case datetime():
            return value.isoformat().replace(".250000", ".25") + "Z"
        case date():
            return value.isoformat()
        case str() if kind == "json":
            return msgspec.json.decode(value)
        case _:
            return value


def written(value: Any) -> str:
    """As an address has it."""
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return value.isoformat() + "Z"
        case _:
            return str(value)


POSITIVE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "exact": lambda cell, given: cell is not None and cell == given,
    "gt": lambda cell, given: cell is not None and cell > given,
    "gte": lambda cell, given: cell is not None and cell >= given,
    "lt": lambda cell, given: cell is not None and cell < given,
    "lte": lambda cell, given: cell is not None and cell <= given,
    "in": lambda cell, given: cell is not None and cell in given,
    "contains": lambda cell, given: cell is not None and given.lower() in cell.lower(),
    "startswith": lambda cell, given: cell is not None and cell.lower().startswith(given.lower()),
    "endswith": lambda cell, given: cell is not None and cell.lower().endswith(given.lower()),
    "isnull": lambda cell, given: (cell is None) == given,
    "isblank": lambda cell, given: (cell is None or not cell.strip()) == given,
}
NEGATIVE: Final = {
    "not": "exact",
    "notin": "in",
    "notcontains": "contains",
    "notnull": "isnull",
    "notblank": "isblank",
}


def holds(row: Row, name: str, operator: str, given: Any) -> bool:
    cell = row[POSITIONS[name]]
    if operator in NEGATIVE:
        return not POSITIVE[NEGATIVE[operator]](cell, given)
    return POSITIVE[operator](cell, given)


def in_order(rows: Iterable[Row], *keys: str) -> list[Row]:
    """By several columns, the last first, since sorting keeps what is alike as it was."""
    found = sorted(rows, key=lambda row: row[POSITIONS["__row"]])
    for key in reversed(keys):
        position = POSITIONS[key.removeprefix("-")]
        said = [row for row in found if row[position] is not None]
        said.sort(key=lambda row: row[position], reverse=key.startswith("-"))
        found = said + [row for row in found if row[position] is None]
    return found


def frequent(rows: Iterable[Row], name: str) -> Counter[Any]:
    return Counter(row[POSITIONS[name]] for row in rows)
