"""What is odd about a table as a whole."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from app.datasets.columns import Column, Findings
from app.datasets.options import ColumnType
from app.datasets.profiling.table import Table
from app.datasets.quoting import identifier
from app.datasets.typing.judging import Typed

#: To find out which rows are there twice, each is remembered by 8 bytes.
MOST_ROWS: Final = 5_000_000
MOST_NAMED: Final = 5


def duplicates(text: Table, columns: Sequence[str]) -> int | None:
    """Rows that say what one before them says, as they are written; None where there are too many to tell."""
    if text.rows > MOST_ROWS:
        return None
    (different,) = text.one([f"count(distinct hash({', '.join(map(identifier, columns))}))"])
    return text.rows - int(different)


def about_types(asked: Mapping[str, ColumnType], typed: Sequence[Typed]) -> list[str]:
    """What became of the types that the owner asked for."""
    unknown = sorted(asked.keys() - {column.name for column in typed})
    missed = [
        f"{column.name} ({column.near_miss.count:,})" for column in typed if column.asked and column.near_miss
    ]
    return [
        *([f"The options name columns that are not there: {_named(unknown)}."] if unknown else []),
        *(
            [f"Values that do not fit the type that was asked for are empty: {_named(missed)}."]
            if missed
            else []
        ),
    ]


def with_oddities(
    findings: Findings, columns: Sequence[Column], rows: int, duplicate_rows: int | None
) -> Findings:
    """What was found while reading, and what the columns show."""
    cells = rows * len(columns)
    return replace(
        findings,
        duplicate_rows=duplicate_rows,
        empty_cells=sum(column.nulls for column in columns) / cells if cells else None,
        warnings=[*findings.warnings, *(_oddities(columns, rows) if rows > 1 else [])],
    )


def _oddities(columns: Sequence[Column], rows: int) -> list[str]:
    empty = [column.name for column in columns if column.nulls == rows]
    constant = [column.name for column in columns if column.distinct == 1 and not column.nulls]
    return [
        *([f"Columns without any value: {_named(empty)}."] if empty else []),
        *([f"Columns with one and the same value in every row: {_named(constant)}."] if constant else []),
    ]


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
