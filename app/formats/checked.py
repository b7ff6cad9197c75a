"""Records as the catalogue may keep them: completed by the mapping, and held against the columns.

What a file leaves open, the mapping's constants and facts say, whichever format the file is of.

The mapping's `multiply_by` is for every score of its files, with its errors and its benchmark's bounds, but
not where the file says a unit that does not become the mapping's: with `"unit": "%"` proportions and bare
numbers are multiplied, while percentages and seconds stay. Without a `unit` in the mapping all are.
"""

from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from typing import Any, Final

import msgspec
from msgspec import structs

from app.formats.demands import (
    check_day,
    check_interval,
    check_json,
    checked_model_name,
    checked_name,
    written,
)
from app.formats.files import Unreadable
from app.formats.kept import KEPT, Flaw, refuse_unwritable, tidied, tidy
from app.formats.mapping import Facts, Mapping
from app.formats.records import PERCENT, PROPORTION, Benchmark, Model, Price, Record, Result
from app.formats.vocabulary.numbers import times

MOST_SETTINGS: Final = 8_192
MOST_METADATA: Final = 65_536
#: So many settings are remembered as sound: memory stays flat.
REMEMBERED: Final = 20_000
#: The only unit from which numbers of this one are made by multiplying.
MADE_OF: Final = {PERCENT: PROPORTION, PROPORTION: PERCENT}
#: What a unit is after multiplying, where the mapping does not say; nothing is known of others.
TURNED: Final[dict[tuple[str | None, Decimal], str]] = {
    (PROPORTION, Decimal(100)): PERCENT,
    (PERCENT, Decimal("0.01")): PROPORTION,
}
AMOUNTS: Final = ("input", "output", "cache_read", "cache_write")


class Checked:
    """For the records of all files that one mapping is for."""

    def __init__(self, mapping: Mapping) -> None:
        self._unit = mapping.unit
        self._settings = mapping.settings
        self._factor = None if mapping.multiply_by is None else Decimal(repr(mapping.multiply_by))
        said = {
            "organization": mapping.organization,
            "source": mapping.source,
            "source_url": mapping.source_url,
            "evidence": mapping.evidence,
            "date_tested": mapping.date,
            "valid_from": mapping.date,
        }
        self._constants = {
            kind: [(name, value) for name in kept.fields if (value := tidy(said.get(name))) is not None]
            for kind, kept in KEPT.items()
        }
        self._facts = _told(mapping.facts)
        self._facts_of = {one.benchmark.strip(): self._facts | _told(one.facts) for one in mapping.scores}
        self._complete: dict[type[Record], Callable[[Any], None]] = {
            Model: self._model,
            Benchmark: self._benchmark,
            Result: self._result,
            Price: self._price,
        }
        self._sound: set[bytes] = set()
        self._encode = msgspec.json.Encoder().encode
        self._check_mapping()

    def _check_mapping(self) -> None:
        """Once, with a result that says nothing else; what is wrong is wrong with every row."""
        if self._factor is not None and not (self._factor.is_finite() and self._factor > 0):
            raise Unreadable("The mapping's multiply_by must be a number over 0.")
        constants: dict[str, Any] = dict(self._constants[Result])
        try:
            self.json(Result(row=1, model="a", benchmark="a", score=1.0, unit=self._unit, **constants))
        except Flaw as flaw:
            field = "date" if flaw.column == "date_tested" else flaw.column
            raise Unreadable(f"The mapping's {field} does not fit: {flaw.reason}") from None
        for facts in (self._facts, *self._facts_of.values()):
            try:
                self.json(Benchmark(row=1, name="a", **facts))
            except Flaw as flaw:
                raise Unreadable(f"The mapping's facts.{flaw.column} does not fit: {flaw.reason}") from None

    def json(self, record: Record) -> tuple[bytes, bytes]:
        """What it speaks of, and all that it says but where it stands; raises Flaw."""
        kind = type(record)
        kept = KEPT[kind]
        try:
            line = msgspec.convert(record, kept.struct, from_attributes=True)
        except (msgspec.ValidationError, UnicodeEncodeError):
            line = tidied(record, kept)
        for name, value in self._constants[kind]:
            if getattr(line, name) is None:
                setattr(line, name, value)
        try:
            self._complete[kind](line)
            said = self._encode(line)
        except UnicodeEncodeError:
            refuse_unwritable(structs.asdict(line))
            raise
        if b"\\u0000" in said:
            refuse_unwritable(structs.asdict(line))
        return kept.kind, said

    def _result(self, line: Any) -> None:
        line.model = checked_model_name("model", line.model)
        line.benchmark = checked_name("benchmark", line.benchmark)
        if line.organization is not None:
            line.organization = checked_name("organization", line.organization)
        if line.external_id is not None:
            line.external_id = line.external_id.strip() or None
        if line.date_tested is not None:
            check_day("date_tested", line.date_tested)
        self._check_settings(line)
        if line.score_raw is None and self._is_multiplied(line.unit):
            line.score_raw = repr(line.score).removesuffix(".0")
        self._measure(line, ("score", "stderr", "ci_low", "ci_high"), self._unit)
        if line.ci_low is not None or line.ci_high is not None:
            check_interval(line)

    def _check_settings(self, line: Any) -> None:
        if self._settings:
            line.settings = {**self._settings, **line.settings}
        if not line.settings:
            return
        said = written("settings", line.settings, self._encode)
        # NaN is written as null: what has one is looked at each time.
        if said not in self._sound or b"null" in said:
            check_json("settings", line.settings, MOST_SETTINGS)
            if len(self._sound) < REMEMBERED:
                self._sound.add(said)

    def _is_multiplied(self, unit: str | None) -> bool:
        """Whether numbers are that are in this unit, as their file says."""
        if self._factor is None:
            return False
        if unit is None or self._unit is None:
            return True
        return unit != self._unit and unit == MADE_OF.get(self._unit, unit)

    def _measure(self, line: Any, fields: tuple[str, ...], unit: str | None) -> None:
        """Numbers, times the mapping's factor where they are meant, and what they are then."""
        factor = self._factor if self._is_multiplied(line.unit) else None
        for name in fields:
            value = getattr(line, name)
            if value is None:
                continue
            if not isfinite(value):
                raise Flaw(name, value, "Expected a finite number.")
            if factor is not None:
                setattr(line, name, _multiplied(name, value, factor))
        if factor is None or factor == 1:
            line.unit = line.unit or unit
        else:
            line.unit = unit or TURNED.get((line.unit, factor))

    def _benchmark(self, line: Any) -> None:
        line.name = checked_name("name", line.name)
        line.aliases = [checked_name("aliases", alias) for alias in line.aliases]
        if line.category is not None:
            line.category = checked_name("category", line.category)
        facts = self._facts_of.get(line.name, self._facts)
        self._measure(line, ("min_score", "max_score"), facts.get("unit") or self._unit)
        for name, value in facts.items():
            if getattr(line, name) is None:
                setattr(line, name, value)
        if line.min_score is not None and line.max_score is not None and line.min_score >= line.max_score:
            raise Flaw("min_score", line.min_score, "Expected the lowest score to be below the highest.")

    def _model(self, line: Any) -> None:
        line.name = checked_model_name("name", line.name)
        line.aliases = [checked_name("aliases", alias) for alias in line.aliases]
        if line.organization is not None:
            line.organization = checked_name("organization", line.organization)
        if line.release_date is not None:
            check_day("release_date", line.release_date)
        if line.metadata is not None:
            check_json("metadata", line.metadata, MOST_METADATA)

    def _price(self, line: Any) -> None:
        line.model = checked_model_name("model", line.model)
        if line.organization is not None:
            line.organization = checked_name("organization", line.organization)
        if line.valid_from is not None:
            check_day("valid_from", line.valid_from)
        given = [(name, value) for name in AMOUNTS if (value := getattr(line, name)) is not None]
        if not given:
            raise Flaw("input", None, "Expected a price of input, output or the cache.")
        for name, value in given:
            if not isfinite(value) or round(value, 6) != value:
                raise Flaw(name, value, "Expected USD per million tokens, with at most 6 decimals.")


def _told(facts: Facts) -> dict[str, Any]:
    said = ((name, tidy(value)) for name, value in structs.asdict(facts).items())
    return {name: value for name, value in said if value is not None}


def _multiplied(field: str, value: float, factor: Decimal) -> float:
    try:
        return times(value, factor)
    except ValueError as fault:
        raise Flaw(field, value, str(fault)) from None
