"""The columns of scores, and what stands beside each."""

from decimal import Decimal
from typing import Any, Final, NamedTuple

from msgspec import structs

from app.formats.mapping import Columns, Facts, Mapping, Score
from app.formats.tables.cells import Cells
from app.formats.tables.fields import Field, Wrong, fields, one, said
from app.formats.tables.places import place
from app.formats.vocabulary.numbers import Number, times

#: What columns say of one score, in long tables and in wide ones.
LONG: Final = (
    "stderr",
    "ci_low",
    "ci_high",
    "samples",
    "external_id",
    "unit",
    "score_raw",
    "benchmark",
    "metric",
)
WIDE: Final = ("stderr", "ci_low", "ci_high", "samples")


class Measure(NamedTuple):
    """One column of scores; without a benchmark of its own each row names one.

    `facts` are of each benchmark in it, `unit` is that of its numbers where a cell does not say. A row
    without a score is at fault where it is `demanded`.
    """

    score: Field
    beside: list[Field]
    benchmark: str | None
    unit: str | None
    factor: Decimal | None
    spread: str | None
    facts: Facts
    demanded: bool

    def scored(self, cells: list[str]) -> dict[str, Any] | None:
        """The fields of a result that are of this score, with `benchmark` and `metric`; raises Wrong."""
        cell: tuple[Number, str | None] | None = one(self.score, cells)
        if cell is None:
            if self.demanded:
                raise Wrong(self.score.at, "Expected a score.")
            return None
        printed, text = cell
        # 77% in a column that is multiplied to be % is 77 already.
        factor = None if printed.unit and printed.unit == self.unit else self.factor
        found = said(self.beside, cells)
        found["score"] = printed.value
        found["unit"] = found.get("unit") or (None if factor else printed.unit) or self.unit
        if text is not None or factor:
            found["score_raw"] = found.get("score_raw") or text or cells[self.score.at].strip()
        if (behind := found.get("stderr")) is not None:
            found["stderr"] = self._stderr(behind, printed.value)
        uncertainty = printed.uncertainty(self.spread)
        if all(found.get(name) is None for name in uncertainty):  # columns of their own go before
            found.update(uncertainty)
        return self._multiplied(found, factor) if factor else found

    def _stderr(self, behind: Any, score: float) -> float:
        try:
            return float(behind(score))
        except ValueError as wrong:
            at = next(field.at for field in self.beside if field.name == "stderr")
            raise Wrong(at, str(wrong)) from None

    def _multiplied(self, found: dict[str, Any], factor: Decimal) -> dict[str, Any]:
        numbers = ("score", "stderr", "ci_low", "ci_high")
        try:
            scaled = {name: times(found[name], factor) for name in numbers if found.get(name) is not None}
        except ValueError as wrong:
            raise Wrong(self.score.at, str(wrong)) from None
        return {**found, **scaled}


def measures(header: list[str], mapping: Mapping, cells: Cells) -> list[Measure]:
    """Of a long table one; raises Unreadable where a column is not there."""
    if mapping.columns.score is not None:
        return [_long(header, mapping, cells, mapping.columns.score)]
    return [_wide(header, mapping, cells, score) for score in mapping.scores]


def _long(header: list[str], mapping: Mapping, cells: Cells, column: str) -> Measure:
    return Measure(
        score=Field("score", place(header, column), cells.field("score")),
        beside=fields(header, _named(mapping.columns, LONG), cells),
        benchmark=mapping.benchmark,
        unit=mapping.unit,
        factor=None,
        spread=mapping.spread,
        facts=mapping.facts,
        demanded=True,
    )


def _wide(header: list[str], mapping: Mapping, cells: Cells, score: Score) -> Measure:
    return Measure(
        score=Field("score", place(header, score.column), cells.field("score")),
        beside=fields(header, {**_named(score, WIDE), "external_id": mapping.columns.external_id}, cells),
        benchmark=score.benchmark,
        unit=score.unit or mapping.unit,
        factor=None if score.multiply_by is None else Decimal(repr(score.multiply_by)),
        spread=mapping.spread,
        facts=_over(mapping.facts, score.facts),
        demanded=False,
    )


def _named(of: Columns | Score, names: tuple[str, ...]) -> dict[str, str | None]:
    return {name: getattr(of, name) for name in names}


def _over(shared: Facts, own: Facts) -> Facts:
    told = {name: value for name, value in structs.asdict(own).items() if value is not None}
    return structs.replace(shared, **told)
