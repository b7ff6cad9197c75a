"""Parquet: its values as texts, what is nested as JSON."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

import duckdb
from duckdb import ColumnExpression, DuckDBPyConnection, DuckDBPyRelation, Expression, FunctionExpression

from app.datasets import engine
from app.datasets.job import MOST_COLUMNS, Limits
from app.datasets.reading.limits import MOST_ROWS
from app.datasets.reading.notes import Row, Source, Tell
from app.datasets.reading.values import NUL
from app.formats.files import Unreadable

NESTED: Final = frozenset({"struct", "list", "array", "map", "union", "variant"})
#: So many cells are fetched at once.
BATCH: Final = 32_768
DAMAGED: Final = (
    "It is a Parquet file that is damaged, or of a kind that is not read: write it anew, or as CSV."
)
LARGE: Final = "There is no memory for its groups of rows: write it anew with smaller ones, or as CSV."


def parquet(path: Path, scratch: Path, limits: Limits, tell: Tell) -> Source:
    """Nothing but the file itself is read."""
    place = scratch / "original.parquet"
    try:
        place.hardlink_to(path)
    except OSError:  # it lies in another file system
        shutil.copyfile(path, place)
    connection = engine.opened(scratch, limits.memory // 2)
    try:
        rows = int(
            connection.table_function("parquet_file_metadata", [str(place)])
            .project("num_rows")
            .fetchall()[0][0]
        )
        if rows > MOST_ROWS:
            raise Unreadable(f"It has {rows:,} rows; at most {MOST_ROWS:,} are taken: bring it in parts.")
        relation = connection.read_parquet(str(place), hive_partitioning=False)
        titles = [*relation.columns]
        if len(titles) > MOST_COLUMNS:
            connection.close()
    except duckdb.Error as fault:
        raise _unreadable(fault) from None
    return Source(titles, _rows(connection, relation, rows, tell))


def _rows(connection: DuckDBPyConnection, relation: DuckDBPyRelation, many: int, tell: Tell) -> Iterator[Row]:
    kinds = [kind.id for kind in relation.types]
    texts = [_text(name, kind) for name, kind in zip(relation.columns, kinds, strict=True)]
    numbers = count(1)
    try:
        with connection, connection.cursor() as cursor:
            result = cursor.execute(relation.select(*texts).sql_query())
            while batch := result.fetchmany(1 + BATCH // len(texts)):
                for row in batch:
                    number = next(numbers)
                    yield number, NUL if "\0" in "".join(filter(None, row)) else [*row]
                tell(number / many)
    except duckdb.Error as fault:
        raise _unreadable(fault) from None


def _text(name: str, kind: str) -> Expression:
    column = ColumnExpression(name)
    return (FunctionExpression("to_json", column) if kind in NESTED else column).cast("VARCHAR")


def _unreadable(fault: duckdb.Error) -> Unreadable:
    return Unreadable(LARGE if isinstance(fault, duckdb.OutOfMemoryException) else DAMAGED)
