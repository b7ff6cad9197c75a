"""Questions as statements of DuckDB: names from the profile, quoted by one function, and bound values."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from app.datasets.exploring.named import NUMBER_OF_ROW, Named
from app.datasets.exploring.questions import Filter, Key, Question
from app.datasets.exploring.values import Value
from app.datasets.options import ColumnType
from app.datasets.quoting import identifier, literal

#: As DuckDB calls what a column holds.
KINDS: Final[dict[ColumnType, str]] = {
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp",
    "text": "varchar",
    "json": "varchar",
}
COMPARED: Final = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
#: Both sides in small letters.
FOUND: Final = {"contains": "contains", "startswith": "starts_with", "endswith": "ends_with"}
#: Values of a facet.
MOST_VALUES: Final = 20


class Statement(Struct, frozen=True):
    """`$1` is the file, the others are what was asked for."""

    text: str
    values: list[str | Value]


class Composing:
    """One statement on the rows of a file, and the values that it will be given."""

    def __init__(self, file: Path) -> None:
        self.values: list[str | Value] = [str(file)]

    def bind(self, value: Value, kind: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{kind}"

    def rows(self, question: Question, *more: str) -> str:
        """From where the rows come, and which of them."""
        conditions = [self._condition(one) for one in question.filters]
        conditions += [self._word(word, question.texts) for word in question.words]
        where = " and ".join(f"({one})" for one in (*conditions, *more))
        return f"from read_parquet($1, hive_partitioning = false) as r{' where ' if where else ''}{where}"

    def _condition(self, given: Filter) -> str:
        positive = self._positive(column(given.column), given)
        return positive if given.holds else f"({positive}) is not true"

    def _positive(self, name: str, given: Filter) -> str:
        kind = KINDS[given.column.type]
        match given.operator:
            case "isnull":
                return f"{name} is null"
            case "isblank":
                return rf"{name} is null or regexp_full_match({name}, '[\s\pZ]*')"
            case "in":
                return f"{name} in ({', '.join(self.bind(one, kind) for one in given.values)})"
            case operator if operator in FOUND:
                return f"{FOUND[operator]}(lower({name}), lower({self.bind(given.values[0], kind)}))"
            case operator:
                return f"{name} {COMPARED[operator]} {self.bind(given.values[0], kind)}"

    def _word(self, word: str, texts: tuple[Named, ...]) -> str:
        """In any of the columns; nowhere, where a file has no texts."""
        if not texts:
            return "false"
        bound = self.bind(word, "varchar")
        return " or ".join(f"contains(lower({column(one)}), lower({bound}))" for one in texts)


def column(named: Named) -> str:
    """Qualified: a name alone may be that of an expression beside it."""
    return f"r.{identifier(named.name)}"


def shown(named: Named) -> str:
    """As it is answered: days and moments as ISO 8601 writes them."""
    match named.type:
        case "date":
            return f"{column(named)}::varchar"
        case "datetime":
            return f"replace({column(named)}::varchar, ' ', 'T') || 'Z'"
        case _:
            return column(named)


def order(keys: Iterable[Key]) -> str:
    """Rows that are alike stay in the order of the file."""
    named = [f"{column(key.column)} {'desc' if key.descending else 'asc'} nulls last" for key in keys]
    return ", ".join([*named, column(NUMBER_OF_ROW)])


def page(file: Path, question: Question, columns: Iterable[Named], after: int, limit: int) -> Statement:
    """The number of each row, then these columns.

    `after` is a number of a row where rows come in the order of the file, which finds them at once; else how
    many rows come before.
    """
    composing = Composing(file)
    chosen = ", ".join([column(NUMBER_OF_ROW), *map(shown, columns)])
    skipped, more = "", []
    if question.order:
        skipped = f" offset {composing.bind(after, 'bigint')}"
    elif after:
        more = [f"{column(NUMBER_OF_ROW)} > {composing.bind(after, 'bigint')}"]
    rows = composing.rows(question, *more)
    text = f"select {chosen} {rows} order by {order(question.order)} limit {composing.bind(limit, 'bigint')}"
    return Statement(text + skipped, composing.values)


def count(file: Path, question: Question) -> Statement:
    composing = Composing(file)
    return Statement(f"select count(*) {composing.rows(question)}", composing.values)


def facet(file: Path, question: Question, named: Named) -> Statement:
    """The most frequent values, and how often each is there."""
    composing = Composing(file)
    text = (
        f"select {shown(named)}, count(*) {composing.rows(question)} group by 1 order by 2 desc, 1 nulls last"
    )
    return Statement(f"{text} limit {MOST_VALUES}", composing.values)


def copy(
    file: Path,
    question: Question,
    columns: Iterable[Named],
    written: Callable[[Named], str],
    to: tuple[Path, str],
) -> Statement:
    """Writes these columns of all the rows, each as `written` says, to a path by the options of COPY.

    Where nothing is said of their order DuckDB keeps that of the file, without sorting.
    """
    composing = Composing(file)
    chosen = ", ".join(f"{written(one)} as {identifier(one.name)}" for one in columns)
    sorted_by = f" order by {order(question.order)}" if question.order else ""
    rows = f"select {chosen} {composing.rows(question)}{sorted_by}"
    return Statement(f"copy ({rows}) to {literal(str(to[0]))} ({to[1]})", composing.values)
