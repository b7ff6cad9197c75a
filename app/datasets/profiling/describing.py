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
        spread = _spreads(table, measured)
        for column, extent in zip(batch, measured, strict=True):
            found.append(_column(table, column, extent, spread.get(extent.name, NO_SPREAD)))
        tell(len(found) / len(columns))
    return found


def _spreads(table: Table, measured: Sequence[Extent]) -> dict[str, Spread]:
    some = [extent for extent in measured if extent.values and extent.type in NUMBERS | DATES]
    return (
        {extent.name: spread for extent, spread in zip(some, spreads(table, some), strict=True)}
        if some
        else {}
    )


def _column(table: Table, column: Titled, extent: Extent, spread: Spread) -> Column:
    bare = Column(
        name=extent.name,
        title=column.title,
        position=column.position,
        type=extent.type,
        nulls=table.rows - extent.values,
    )
    if column.position > DESCRIBED:
        return bare
    found = frequencies(table, extent)
    samples = [printed(value, LONGEST_TEXT) for value in found.samples]
    unique = found.exact and found.distinct == table.rows
    return replace(
        _ranged(bare, extent, spread),
        meaning=meaning(column.title or extent.name, extent.type, samples, unique=unique),
        distinct=found.distinct,
        distinct_exact=found.exact,
        top=_top(found),
        examples=samples[:MOST_EXAMPLES],
        near_miss=column.typed.near_miss or _hint(extent, samples),
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
