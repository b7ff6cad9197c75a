"""Records of Every Eval Ever, schema 0.2 and 0.3: one model, and what somebody measured of it.

A benchmark is named as the evaluation is, with its data set in front where the evaluation names only a part
of it ("Arabic"), and its metric behind where that is not said yet. The time of fetching is in no identity and
is no day of testing: the same board fetched again gives the same records.

Single samples (`*_samples.jsonl`) are no results: nothing is read from them.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeVar

from app.fields import Evidence
from app.formats import Format
from app.formats.every_eval_ever.names import UNKNOWN, Named, benchmark_of, model_of
from app.formats.every_eval_ever.runs import external_id, moment_of, samples_of, settings_of
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.parts import address, entries, part, shown, words
from app.formats.records import PERCENT, PROPORTION, Benchmark, Reject, Result, Said
from app.formats.vocabulary.days import day_of_moment
from app.formats.vocabulary.metrics import higher_is_better
from app.formats.vocabulary.numbers import Number, number

SAMPLE_KEYS: Final = (b'"evaluation_id"', b'"sample_id"', b'"schema_version"')
UNITS: Final = {"proportion": PROPORTION, "fraction": PROPORTION, "percent": PERCENT, "percentage": PERCENT}
#: Who works together with a model's maker is neither of these, and "other" may be anybody.
EVIDENCE: Final[dict[str | None, Evidence]] = {"first_party": "self_reported", "third_party": "independent"}
CONFIDENCE: Final = 0.95

Taken = TypeVar("Taken")


class Interval(NamedTuple):
    low: float
    high: float
    level: float | None


class Bounds(NamedTuple):
    low: float | None
    high: float | None


def recognises(file: File) -> bool:
    return _holds_samples(file) or (file.suffix != ".jsonl" and _is_record(file.json))


def _holds_samples(file: File) -> bool:
    return file.suffix == ".jsonl" and all(key in file.head for key in SAMPLE_KEYS)


def _is_record(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and {"schema_version", "evaluation_id", "model_info"} <= found.keys()
        and isinstance(found.get("evaluation_results"), list)
    )


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    if _holds_samples(file):
        return
    record = file.json
    if not _is_record(record):
        raise Unreadable("It is no record of Every Eval Ever: choose the format that it has.")
    model, maker = model_of(part(record, "model_info"))
    model = model or mapping.model
    if not model:
        raise Unreadable("Its model_info names no model; give `model` in the mapping.")
    described: set[str] = set()
    for row, entry in enumerate(record["evaluation_results"], start=1):
        named = benchmark_of(entry)
        if named is None:
            yield Reject(row=row, column="evaluation_name", value=shown(entry), reason="Expected a name.")
            continue
        for said in Entry(record, row, entry, named).said(model, maker):
            if not isinstance(said, Benchmark) or said.name not in described:
                yield said
        described.add(named.name)


class Entry:
    """One of a record's results; what cannot be taken of it is left out, and said."""

    def __init__(self, record: dict[str, Any], row: int, entry: dict[str, Any], named: Named) -> None:
        self.record = record
        self.row = row
        self.entry = entry
        self.named = named
        self.config = part(entry, "metric_config")
        self.details = part(entry, "score_details")
        self.rejects: list[Reject] = []

    def said(self, model: str, maker: str | None) -> Iterator[Said]:
        try:
            score = self._score()
        except ValueError as flaw:
            yield self._reject("score", self.details.get("score"), str(flaw))
            return
        said: list[Said] = [self._benchmark(), self._result(model, maker, score)]
        yield from self.rejects
        yield from said

    def _reject(self, column: str, given: Any, reason: str) -> Reject:
        return Reject(row=self.row, column=column, value=shown(given), reason=reason)

    def _taken(self, column: str, given: Any, read: Callable[[Any], Taken]) -> Taken | None:
        """None where it is not there, and where it cannot be read: the score is taken without it."""
        if given is None:
            return None
        try:
            return read(given)
        except ValueError as flaw:
            self.rejects.append(self._reject(column, given, f"{flaw} The score is taken without it."))
            return None

    def _score(self) -> Number:
        found = number(self.details.get("score"))
        if found.value == -1 and self.config.get("has_unknown_level") is True:
            raise ValueError("Expected a level; -1 says that it is unknown.")
        return found

    def _benchmark(self) -> Benchmark:
        bounds = self._taken("min_score, max_score", self._stated_bounds(), _bounds) or Bounds(None, None)
        return Benchmark(
            row=self.row,
            name=self.named.name,
            task=self.named.task,
            metric=self.named.metric,
            description=words(self.config, "evaluation_description"),
            url=_data_set(self.entry),
            unit=self._unit(),
            higher_is_better=self._direction(),
            min_score=bounds.low,
            max_score=bounds.high,
        )

    def _stated_bounds(self) -> tuple[Any, Any]:
        return self.config.get("min_score"), self.config.get("max_score")

    def _unit(self) -> str | None:
        """Numbers of a metric that lies between 0 and 1 are proportions, also where no unit says so."""
        stated = words(self.config, "metric_unit")
        if stated:
            return UNITS.get(stated.lower(), stated)
        return PROPORTION if self._stated_bounds() == (0, 1) else None

    def _direction(self) -> bool | None:
        lower = self.config.get("lower_is_better")
        if isinstance(lower, bool):
            return not lower
        return higher_is_better(self.named.metric) if self.named.metric else None

    def _result(self, model: str, maker: str | None, score: Number) -> Result:
        uncertainty = part(self.details, "uncertainty")
        error = part(uncertainty, "standard_error").get("value")
        # 0.2.0 had the interval beside the score.
        spread = part(uncertainty, "confidence_interval") or part(self.details, "confidence_interval")
        interval = self._taken("confidence_interval", spread or None, _interval)
        sure = interval if interval and interval.level == CONFIDENCE else None
        return Result(
            row=self.row,
            model=model,
            organization=maker,
            benchmark=self.named.name,
            score=score.value,
            score_raw=_as_written(self.details["score"], interval if not sure else None),
            unit=score.unit or self._unit(),
            date_tested=self._taken(
                "evaluation_timestamp", moment_of(self.record, self.entry), day_of_moment
            ),
            source=_source(part(self.record, "source_metadata")),
            evidence=EVIDENCE.get(words(part(self.record, "source_metadata"), "evaluator_relationship")),
            settings=settings_of(self.record, self.entry),
            stderr=self._taken("standard_error", error, _standard_error),
            ci_low=sure.low if sure else None,
            ci_high=sure.high if sure else None,
            samples=samples_of(self.entry),
            external_id=external_id(self.record, self.entry),
        )


def _as_written(score: Any, other: Interval | None) -> str | None:
    """An interval that is none of 95 % is kept as a remark, for it cannot be compared."""
    if other is None:
        return score.strip() if isinstance(score, str) else None
    level = "of an unstated level" if other.level is None else f"of {other.level:.6g}"
    return f"{score} (interval {level}: {other.low:.6g} to {other.high:.6g})"


def _bounds(given: tuple[Any, Any]) -> Bounds:
    low, high = (_bound(one) for one in given)
    if low is not None and high is not None and low >= high:
        raise ValueError("Expected a lowest score below the highest.")
    return Bounds(low, high)


def _bound(given: Any) -> float | None:
    """None for a scale that has no end, which is written as infinity."""
    if given is None or given in ("Infinity", "-Infinity"):
        return None
    return None if isinstance(given, float) and math.isinf(given) else number(given).value


def _interval(given: dict[str, Any]) -> Interval:
    low, high = number(given.get("lower")).value, number(given.get("upper")).value
    if low > high:
        raise ValueError("Expected a lower end below the upper one.")
    level = given.get("confidence_level")
    return Interval(low, high, None if level is None else number(level).value)


def _standard_error(given: Any) -> float:
    found = number(given).value
    if found < 0:
        raise ValueError("Expected 0 or more.")
    return found


def _data_set(entry: Any) -> str | None:
    """Where the data of the test are."""
    return next(filter(None, map(address, entries(part(entry, "source_data"), "url"))), None)


def _source(metadata: dict[str, Any]) -> str | None:
    """Who says so. The name of a run's source is that of the harness: nobody said anything there."""
    organization, name = words(metadata, "source_organization_name"), words(metadata, "source_name")
    if organization and organization.lower() != UNKNOWN:
        return organization
    return name if words(metadata, "source_type") == "documentation" else None


FORMAT: Final = Format(
    name="every-eval-ever",
    title="Every Eval Ever records",
    described="https://github.com/evaleval/every_eval_ever: its JSON schema (MIT)",
    recognises=recognises,
    read=read,
)
