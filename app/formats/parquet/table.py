"""The rows of a Parquet file, by DuckDB."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import duckdb
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection, Expression, FunctionExpression

from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.records import Said
from app.formats.tables.layout import complete
from app.formats.tables.places import named, place
from app.formats.tables.records import records
from app.formats.tables.rows import Row

#: In the tables that the service makes of files: where a row stood in its file.
ROW: Final = "__row"
NESTED: Final = frozenset({"struct", "list", "array", "map", "union", "variant"})
#: Enough for two thousand columns of text, and with all else less than the child's 1,024 MB.
CONFIG: Final[dict[str, Any]] = {
    "threads": 1,
    "memory_limit": "384MB",
    "temp_directory": "",
    "enable_external_file_cache": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
#: So many cells are fetched at once.
BATCH: Final = 32_768
DAMAGED: Final = "It is damaged, cut off, or no Parquet of a kind that is read: write it anew, or as CSV."


def said(file: File, mapping: Mapping) -> Iterator[Said]:
    """Only columns that the mapping names are read; raises Unreadable, and MemoryError."""
    try:
        # By its number: a name may be a pattern, or make columns of directories.
        with file.open() as opened, duckdb.connect(":memory:", config=CONFIG) as connection:
            table = Table(connection, f"/dev/fd/{opened.fileno()}")
            whole = complete(mapping, file.name, table.header, table.rows(range(len(table.header))))
            wanted = {place(table.header, column) for column in named(whole)}
            yield from records(file.name, table.header, table.rows(wanted), whole)
    except duckdb.OutOfMemoryException as error:
        raise MemoryError(str(error)) from None
    except duckdb.Error:
        raise Unreadable(DAMAGED) from None


class Table:
    """A Parquet file at a place that nothing but the file itself is read from."""

    def __init__(self, connection: DuckDBPyConnection, place: str) -> None:
        connection.execute("set allowed_paths = [?]", [place])
        connection.execute("set enable_external_access = false")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set lock_configuration = true")
        self._connection = connection
        self._relation = connection.read_parquet(place, hive_partitioning=False)
        types = dict(zip(self._relation.columns, [kind.id for kind in self._relation.types], strict=True))
        is_numbered = types.get(ROW) == "bigint"
        self._number = ColumnExpression(ROW) if is_numbered else ConstantExpression(None)
        self._types = {name: kind for name, kind in types.items() if not (is_numbered and name == ROW)}
        self.header = [name.strip() for name in self._types]

    def rows(self, wanted: Iterable[int]) -> Iterator[Row]:
        """With the cells of these places, from 0; the others are empty."""
        cells = [ConstantExpression("")] * len(self._types)
        names = list(self._types)
        for at in wanted:
            cells[at] = _text(names[at], self._types[names[at]])
        result = self._connection.cursor().execute(self._relation.select(self._number, *cells).sql_query())
        counted = 0
        while batch := result.fetchmany(1 + BATCH // (1 + len(cells))):
            for said, *row in batch:
                counted += 1
                yield max(said or counted, 1), ["" if cell is None else cell for cell in row]


def _text(name: str, kind: str) -> Expression:
    column = ColumnExpression(name)
    return (FunctionExpression("to_json", column) if kind in NESTED else column).cast("VARCHAR")
