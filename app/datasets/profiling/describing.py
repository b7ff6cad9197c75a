"""The profile of a table: each of its columns, and what is odd about the whole."""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from app.datasets.columns import Column, NearMiss, Top
from app.datasets.profiling.extents import Extent, extents
from app.datasets.profiling.frequencies import Frequencies, frequencies
from app.datasets.profiling.hints import hint
from app.datasets.profiling.meaning import meaning
from app.datasets.profiling.printing import bound, printed
from app.datasets.profiling.spreads import Spread, spreads
from app.datasets.profiling.table import DATES, NUMBERS, Table
from app.datasets.typing.judging import Typed

#: Columns beyond are not looked at.
DESCRIBED: Final = 1000
MOST_TOP: Final = 10
MOST_EXAMPLES: Final = 3
LONGEST_TEXT: Final = 120
NO_SPREAD: Final = Spread()


class Titled(Struct, frozen=True):
    """A column of the table, and what its file calls it."""

    title: str
    position: int
    typed: Typed


def described(table: Table, columns: Sequence[Titled], tell: Callable[[float], None]) -> list[Column]:
    """In their order. Of those beyond the thousandth only types and empty cells are told."""
    found: list[Column] = []
    for batch in table.batches(columns):
        measured = extents(table, [(column.typed.name, column.typed.type) for column in batch])
        whole = [
            extent for column, extent in zip(batch, measured, strict=True) if column.position <= DESCRIBED
        ]
        spread, counted = _spreads(table, whole), _frequencies(table, whole)
        for column, extent in zip(batch, measured, strict=True):
            bare = _bare(column, extent, table.rows)
            if values := counted.get(extent.name):
                ranged = _ranged(bare, extent, spread.get(extent.name, NO_SPREAD))
                found.append(_counted(ranged, column, extent, values, table.rows))
            else:
                found.append(bare)
        tell(len(found) / len(columns))
    return found


def _spreads(table: Table, measured: Sequence[Extent]) -> dict[str, Spread]:
    some = [extent for extent in measured if extent.values and extent.type in NUMBERS | DATES]
    return dict(zip((extent.name for extent in some), spreads(table, some), strict=True))


def _frequencies(table: Table, measured: Sequence[Extent]) -> dict[str, Frequencies]:
    return dict(zip((extent.name for extent in measured), frequencies(table, measured), strict=True))


def _bare(column: Titled, extent: Extent, rows: int) -> Column:
    return Column(
        name=extent.name,
        title=column.title,
        position=column.position,
        type=extent.type,
        nulls=rows - extent.values,
    )


def _counted(column: Column, titled: Titled, extent: Extent, found: Frequencies, rows: int) -> Column:
    samples = [printed(value, LONGEST_TEXT) for value in found.samples]
    unique = found.exact and found.distinct == rows
    return replace(
        column,
        meaning=meaning(column.title or column.name, column.type, samples, unique=unique),
        distinct=found.distinct,
        distinct_exact=found.exact,
        top=_top(found),
        examples=samples[:MOST_EXAMPLES],
        near_miss=titled.typed.near_miss or _hint(extent, samples),
    )


def _ranged(column: Column, extent: Extent, spread: Spread) -> Column:
    if extent.lengths:
        return replace(column, length=extent.lengths)
    if extent.least is None or extent.greatest is None:
        return column
    return replace(
        column,
        min=bound(extent.least),
        max=bound(extent.greatest),
        mean=spread.mean,
        std=spread.std,
        quantiles=spread.quantiles,
        histogram=spread.histogram,
    )


def _top(found: Frequencies) -> list[Top]:
    """None where no value stands there twice, and there are many."""
    some = found.counted[:MOST_TOP]
    if found.distinct > MOST_TOP and some and some[0][1] == 1:
        return []
    return [Top(printed(value, LONGEST_TEXT), count) for value, count in some]


def _hint(extent: Extent, samples: Sequence[str]) -> NearMiss | None:
    return hint(samples, extent.values) if extent.type == "text" else None
