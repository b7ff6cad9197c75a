"""What is asked of a dataset's rows: parameters of an address, read against its columns."""

from typing import Final

import msgspec
from msgspec import Struct

from app.datasets.exploring.named import Columns, Named
from app.datasets.exploring.values import Value, truth, value
from app.datasets.options import ColumnType
from app.http.problems import BadParameter

#: Never taken for columns of these names, which are asked for as `limit__exact`.
RESERVED: Final = frozenset({"limit", "cursor", "sort", "columns", "facet", "q", "format", "raw"})
MOST_FILTERS: Final = 50
MOST_WORDS: Final = 10
MOST_VALUES: Final = 1000

ALL: Final[frozenset[ColumnType]] = frozenset(
    {"integer", "number", "boolean", "date", "datetime", "text", "json"}
)
ORDERED: Final = ALL - {"boolean", "json"}
TEXTS: Final[frozenset[ColumnType]] = frozenset({"text", "json"})
#: Which types an operator takes. What it is compared with is one value, but of `in` and `is…`.
OPERATORS: Final[dict[str, frozenset[ColumnType]]] = {
    **dict.fromkeys(("exact", "not", "in", "notin", "isnull", "notnull"), ALL),
    **dict.fromkeys(("gt", "gte", "lt", "lte"), ORDERED),
    **dict.fromkeys(("contains", "notcontains", "startswith", "endswith"), TEXTS),
    **dict.fromkeys(("isblank", "notblank"), TEXTS),
}
#: Each holds where the other does not, so of a column that says nothing these do.
OPPOSITES: Final = {
    "not": "exact",
    "notin": "in",
    "notcontains": "contains",
    "notnull": "isnull",
    "notblank": "isblank",
}
LISTS: Final = frozenset({"in"})
TRUTHS: Final = frozenset({"isnull", "isblank"})


class Filter(Struct, frozen=True):
    """`holds` is false where the opposite is asked for."""

    column: Named
    operator: str
    values: tuple[Value, ...]
    holds: bool


class Key(Struct, frozen=True):
    """What rows are sorted by; those that say nothing come last."""

    column: Named
    descending: bool


class Wishes(Struct, frozen=True):
    """As they came: `filters` are the parameters that the operation does not name itself."""

    columns: list[str]
    sort: list[str]
    facets: list[str]
    q: str | None
    filters: list[tuple[str, str]]


class Question(Struct, frozen=True):
    """`texts` are the columns in which words are looked for; `shown` is empty where all are wanted."""

    filters: tuple[Filter, ...]
    words: tuple[str, ...]
    texts: tuple[Named, ...]
    order: tuple[Key, ...]
    shown: tuple[Named, ...]
    facets: tuple[Named, ...]

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for some of the rows only."""
        return bool(self.filters or self.words)

    @property
    def is_whole(self) -> bool:
        """Whether it asks for all rows and columns, as they stand in the file."""
        return not (self.is_narrow or self.order or self.shown)


def question(wishes: Wishes, columns: Columns) -> Question:
    """Raises BadParameter at the first wish that the columns do not fit."""
    words = tuple((wishes.q or "").split())
    if len(words) > MOST_WORDS:
        raise BadParameter("q", f"At most {MOST_WORDS} words.")
    if len(wishes.filters) > MOST_FILTERS:
        raise BadParameter(wishes.filters[MOST_FILTERS][0], f"At most {MOST_FILTERS} filters.")
    return Question(
        filters=tuple(_filter(columns, name, text) for name, text in wishes.filters),
        words=words,
        texts=tuple(column for column in columns.own if column.type in TEXTS),
        order=tuple(_key(columns, text) for text in wishes.sort),
        shown=_once("columns", columns, wishes.columns),
        facets=_once("facet", columns, wishes.facets),
    )


def _once(parameter: str, columns: Columns, names: list[str]) -> tuple[Named, ...]:
    found = tuple(columns.find(parameter, name) for name in names)
    if len(set(found)) < len(found):
        raise BadParameter(parameter, "Each column can be named once.")
    return found


def _key(columns: Columns, text: str) -> Key:
    """A minus stands before the name of a column that goes down; a name may begin with one."""
    if text.startswith("-") and (column := columns.get(text[1:])):
        return Key(column, descending=True)
    return Key(columns.find("sort", text), descending=False)


def _filter(columns: Columns, parameter: str, text: str) -> Filter:
    column, operator = _split(columns, parameter)
    if column.type not in OPERATORS[operator]:
        fit = ", ".join(name for name, types in OPERATORS.items() if column.type in types)
        raise BadParameter(
            parameter, f"“{column.name}” is of type {column.type}, which {operator} is not for; but {fit}."
        )
    positive = OPPOSITES.get(operator, operator)
    holds = positive == operator
    if positive in TRUTHS:
        return Filter(column, positive, (), truth(parameter, text) == holds)
    texts = _listed(parameter, text) if positive in LISTS else [text]
    return Filter(column, positive, tuple(value(parameter, column, one) for one in texts), holds)


def _split(columns: Columns, parameter: str) -> tuple[Named, str]:
    """`score__gte` as the column and the operator; a name alone is to be met exactly.

    What is both, a column of that name and another with an operator, is taken for the second.
    """
    name, _, operator = parameter.rpartition("__")
    if operator in OPERATORS and (column := columns.get(name)):
        return column, operator
    if column := columns.get(parameter):
        return column, "exact"
    if columns.get(name):
        raise BadParameter(
            parameter, f"There is no operator “{operator}”; there are {', '.join(sorted(OPERATORS))}."
        )
    return columns.find(parameter, name if operator in OPERATORS and name else parameter), "exact"


def _listed(parameter: str, text: str) -> list[str]:
    """Values with commas between them; as a JSON list where one of them holds a comma."""
    if not text.startswith("["):
        return _bounded(parameter, text.split(","))
    try:
        found = msgspec.json.decode(text, type=list[str | int | float | bool])
    except (msgspec.DecodeError, RecursionError):
        raise BadParameter(
            parameter, 'Expected values with commas between them, or a JSON list such as ["a,b","c"].'
        ) from None
    return _bounded(parameter, [one if isinstance(one, str) else _written(one) for one in found])


def _written(given: float | bool) -> str:
    return msgspec.json.encode(given).decode()


def _bounded(parameter: str, texts: list[str]) -> list[str]:
    if not 1 <= len(texts) <= MOST_VALUES or any("\0" in text for text in texts):
        raise BadParameter(parameter, f"Expected 1 to {MOST_VALUES:,} values, without NUL characters.")
    return texts
