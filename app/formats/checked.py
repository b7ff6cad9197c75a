"""Records as the catalogue may keep them: completed by the mapping, and held against the columns."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any, Final

import msgspec
from msgspec import structs

from app.formats.files import Unreadable
from app.formats.kept import KEPT, Flaw, name_words, refuse_unwritable, tidied, tidy
from app.formats.mapping import Mapping
from app.formats.records import (
    FIRST_DAY,
    LAST_DAY,
    PERCENT,
    PROPORTION,
    Benchmark,
    Model,
    Price,
    Record,
    Result,
)
from app.formats.vocabulary.numbers import times
from app.free_json import flaw_of_json, stored_size

LONGEST_NAME: Final = 255
MOST_SETTINGS: Final = 8_192
MOST_METADATA: Final = 65_536
#: So many names and settings are remembered as sound: memory stays flat.
REMEMBERED: Final = 20_000
#: What a unit is after multiplying; nothing is known of others.
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
        self._complete: dict[type[Record], Callable[[Any], None]] = {
            Model: self._model,
            Benchmark: self._benchmark,
            Result: self._result,
            Price: self._price,
        }
        self._names: dict[str, str] = {}
        self._models: dict[str, str] = {}
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
        line.model = self._model_name("model", line.model)
        line.benchmark = self._name("benchmark", line.benchmark)
        if line.organization is not None:
            line.organization = self._name("organization", line.organization)
        if line.external_id is not None:
            line.external_id = line.external_id.strip() or None
        if line.date_tested is not None:
            _check_day("date_tested", line.date_tested)
        self._check_settings(line)
        if self._factor is not None and line.score_raw is None:
            line.score_raw = repr(line.score).removesuffix(".0")
        self._measure(line, ("score", "stderr", "ci_low", "ci_high"))
        if line.ci_low is not None or line.ci_high is not None:
            _check_interval(line)

    def _check_settings(self, line: Any) -> None:
        if self._settings:
            line.settings = {**self._settings, **line.settings}
        if not line.settings:
            return
        said = _written("settings", line.settings, self._encode)
        # NaN is written as null: what has one is looked at each time.
        if said not in self._sound or b"null" in said:
            _check_json("settings", line.settings, MOST_SETTINGS)
            if len(self._sound) < REMEMBERED:
                self._sound.add(said)

    def _measure(self, line: Any, fields: tuple[str, ...]) -> None:
        """Numbers, times the mapping's factor where it has one, and what they are then."""
        for name in fields:
            value = getattr(line, name)
            if value is None:
                continue
            if not isfinite(value):
                raise Flaw(name, value, "Expected a finite number.")
            if self._factor is not None:
                setattr(line, name, _multiplied(name, value, self._factor))
        if self._factor is None or self._factor == 1:
            line.unit = line.unit or self._unit
        else:
            line.unit = self._unit or TURNED.get((line.unit, self._factor))

    def _benchmark(self, line: Any) -> None:
        line.name = self._name("name", line.name)
        line.aliases = [self._name("aliases", alias) for alias in line.aliases]
        if line.category is not None:
            line.category = self._name("category", line.category)
        self._measure(line, ("min_score", "max_score"))
        if line.min_score is not None and line.max_score is not None and line.min_score >= line.max_score:
            raise Flaw("min_score", line.min_score, "Expected the lowest score to be below the highest.")

    def _model(self, line: Any) -> None:
        line.name = self._model_name("name", line.name)
        line.aliases = [self._name("aliases", alias) for alias in line.aliases]
        if line.organization is not None:
            line.organization = self._name("organization", line.organization)
        if line.release_date is not None:
            _check_day("release_date", line.release_date)
        if line.metadata is not None:
            _check_json("metadata", line.metadata, MOST_METADATA)

    def _price(self, line: Any) -> None:
        line.model = self._model_name("model", line.model)
        if line.organization is not None:
            line.organization = self._name("organization", line.organization)
        if line.valid_from is not None:
            _check_day("valid_from", line.valid_from)
        given = [(name, value) for name in AMOUNTS if (value := getattr(line, name)) is not None]
        if not given:
            raise Flaw("input", None, "Expected a price of input, output or the cache.")
        for name, value in given:
            if not isfinite(value) or round(value, 6) != value:
                raise Flaw(name, value, "Expected USD per million tokens, with at most 6 decimals.")

    def _name(self, field: str, text: str) -> str:
        """Without blanks around it. Names are compared by their letters and digits, so it needs some."""
        known = self._names.get(text)
        if known is not None:
            return known
        name = text.strip()
        if not 1 <= len(name_words(name)) <= LONGEST_NAME:
            raise Flaw(field, text, "Expected a name of 1 to 255 characters, with a letter or a digit.")
        if len(self._names) < REMEMBERED:
            self._names[text] = name
        return name

    def _model_name(self, field: str, text: str) -> str:
        """Of org/name the maker and the model are names of their own."""
        known = self._models.get(text)
        if known is not None:
            return known
        if "/" in text and not all(map(name_words, text.split("/", 1))):
            raise Flaw(field, text, "Expected a letter or a digit before and behind the slash.")
        name = self._name(field, text)
        if len(self._models) < REMEMBERED:
            self._models[text] = name
        return name


def _multiplied(field: str, value: float, factor: Decimal) -> float:
    try:
        return times(value, factor)
    except ValueError as fault:
        raise Flaw(field, value, str(fault)) from None


def _check_day(field: str, day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Flaw(field, day, "Expected a date between 1900 and 9999.")


def _check_interval(line: Any) -> None:
    if line.ci_low is None or line.ci_high is None:
        missing = "ci_low" if line.ci_low is None else "ci_high"
        raise Flaw(missing, None, "Expected both ends of the interval, or none.")
    if line.ci_low > line.ci_high:
        raise Flaw("ci_low", line.ci_low, "Expected the lower end of the interval not to be above the upper.")


def _check_json(field: str, document: dict[str, Any], most: int) -> None:
    plain = _written(field, document, msgspec.to_builtins)
    flaw = flaw_of_json(plain)
    if flaw is None and stored_size(plain) > most:
        flaw = f"Expected at most {most:,} bytes of JSON."
    if flaw is not None:
        raise Flaw(field, document, flaw)


def _written(field: str, document: dict[str, Any], write: Callable[[Any], Any]) -> Any:
    try:
        return write(document)
    except (TypeError, RecursionError):
        raise Flaw(field, None, "Expected JSON: objects, lists, texts and numbers, not too deep.") from None
