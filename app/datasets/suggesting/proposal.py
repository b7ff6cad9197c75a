"""A mapping for a file, with reasons, from what is known of its columns."""

from collections.abc import Iterator
from typing import Any, Final

from app.datasets.columns import Findings
from app.datasets.suggesting import Role, Shape, Suggestion
from app.datasets.suggesting.looks import Look
from app.datasets.suggesting.open_questions import asked, unused
from app.datasets.suggesting.roles import Cast, Known, parts, settings, spares
from app.datasets.suggesting.scores import CONFIDENCE, REASON, Scored, beside, columns, companions, together
from app.datasets.suggesting.words import AGGREGATES, parts_of_name
from app.formats.mapping import Columns, Facts, Mapping, Score
from app.formats.tables.places import named

#: Parts of models' names that are settings, as Epoch and others write them behind the name.
SPLITS: Final[dict[str, tuple[str, ...]]] = {
    r"(?P<effort>_(minimal|low|medium|high))$": ("_minimal", "_low", "_medium", "_high"),
    r"(?P<mode>_thinking)$": ("_thinking",),
}
MISSING: Final = {
    "model": "Which column names the model: say it as `columns.model`, or as `model` where all are of one.",
    "score": "Which column holds the scores: say it as `columns.score`, or each of several in `scores`.",
    "benchmark": (
        "Which benchmark the scores of {} are of: say it as `benchmark`, or as `columns.benchmark` where"
        " its rows say it."
    ),
}
DESCRIBING: Final = ("organization", "release_date", "license", "description")
#: What a table of models does not say, and one of scores does not.
NOT_OF_SCORES: Final = frozenset({"release_date", "license", "description"})
ALONE: Final = "It is the only column of numbers that could be scores."
OF_A_ROW: Final = ("score", "stderr", "ci_low", "ci_high", "samples", "unit", "metric")


class Proposal:
    """One file's columns, given out step by step."""

    def __init__(self, filename: str, found: list[Look], findings: Findings, rows: int, known: Known) -> None:
        self._filename = filename
        self._looks = found
        self._findings = findings
        self._known = known
        self._rows = rows
        scored = columns(found, known)
        sure = {one.look.name for one in scored if one.kind != "other"}
        plain = settings(found, sure)
        self._columns = [
            one for one in scored if one.look.name not in {fit.look.name for fit in plain.values()}
        ]
        self._parts = parts([look for look in found if look.name not in sure], known, rows)
        self._companions = companions(found)
        self._scores: list[Scored] = []
        self._settings: dict[str, Cast] = {}
        self._spares: list[Cast] = []
        self._benchmark: tuple[str, float, str] | None = None

    def suggestion(self) -> Suggestion:
        shape = self._shape()
        if shape != "models":
            self._drop(NOT_OF_SCORES)
        if shape == "wide":
            self._drop({*OF_A_ROW, "benchmark"})
        self._leave_doubtful_dates()
        mapping = self._mapping(shape)
        used = set(named(mapping))
        missing = [
            text.format(self._filename) for part, text in MISSING.items() if not self._is_there(part, shape)
        ]
        return answer(
            shape,
            self._confidence(shape),
            mapping,
            list(self._roles()),
            missing,
            asked(mapping, {look.name: look for look in self._looks}, set(self._known.benchmarks.values())),
            unused(self._looks, used),
        )

    def _drop(self, names: set[str] | frozenset[str]) -> None:
        for part in names:
            self._parts.pop(part, None)

    def _leave_doubtful_dates(self) -> None:
        for part in ("date", "release_date"):
            if part in self._parts and len(self._parts[part].look.date_formats) > 1:
                del self._parts[part]

    def _shape(self) -> Shape | None:
        sure = [one for one in self._columns if one.kind != "other"]
        score = self._parts.get("score")
        if "benchmark" in self._parts and (score or len(sure) < 2):
            self._find_score()
            return "long" if "score" in self._parts else None
        if len(sure) >= 2 or (self._columns and score is None):
            taken = {fit.look.name for fit in self._parts.values()}
            self._name_benchmark()
            self._scores = list(
                map(self._within, together([one for one in self._columns if one.look.name not in taken]))
            )
            self._benchmark = None
            return "wide" if self._scores else None
        if score is not None or self._find_average():
            self._name_benchmark()
            return "long"
        if "model" in self._parts and any(part in self._parts for part in NOT_OF_SCORES):
            return "models"
        return None

    def _find_score(self) -> None:
        """Where no name says it: the only column of numbers that could be."""
        taken = {fit.look.name for fit in self._parts.values()}
        rest = [one.look for one in self._columns if one.look.name not in taken]
        if "score" not in self._parts and len(rest) == 1:
            self._parts["score"] = Cast(rest[0], 0.5, ALONE)

    def _find_average(self) -> bool:
        """Where a table has nothing but an average, that is the score."""
        for look in self._looks:
            if look.is_number and look.words and set(look.words.split()) <= AGGREGATES:
                self._parts["score"] = Cast(look, 0.5, ALONE)
                return True
        return False

    def _name_benchmark(self) -> None:
        """Of the name of the file, where the catalogue has a benchmark called so."""
        for words in parts_of_name(self._filename):
            if words in self._known.benchmarks:
                name = self._known.benchmarks[words]
                self._benchmark = (name, 0.7, f"The name of the file says {words}.")
                return

    def _within(self, one: Scored) -> Scored:
        """A part of the benchmark that the file is named after, where the column names none itself."""
        if one.kind != "other" or self._benchmark is None:
            return one
        return one._replace(benchmark=f"{self._benchmark[0]} ({one.benchmark})")

    def _is_there(self, part: str, shape: Shape | None) -> bool:
        if part == "benchmark" and self._benchmark is not None:
            return True
        return part in self._parts or (part != "model" and shape in {"wide", "models"})

    def _confidence(self, shape: Shape | None) -> float:
        sure = [
            self._parts[part].confidence for part in ("model", "benchmark", "score") if part in self._parts
        ]
        if self._benchmark:
            sure.append(self._benchmark[1])
        if self._scores:
            each = [CONFIDENCE[one.kind] for one in self._scores]
            sure.append(sum(each) / len(each))
        return min(sure, default=0.0) if shape else 0.0

    def _mapping(self, shape: Shape | None) -> Mapping:
        columns: dict[str, Any] = {part: fit.look.name for part, fit in self._parts.items()}
        if shape == "models":
            columns = {part: column for part, column in columns.items() if part in {"model", *DESCRIBING}}
        else:
            taken = {*columns.values(), *(one.look.name for one in self._scores)}
            self._settings = settings(self._looks, taken)
            columns["settings"] = {name: fit.look.name for name, fit in self._settings.items()}
        if model := self._parts.get("model"):
            taken = {fit.look.name for part, fit in self._parts.items() if part != "model"}
            self._spares = spares(
                [look for look in self._looks if look.name not in taken], self._known, model
            )
            several = (model.look.name, *(one.look.name for one in self._spares))
            columns["model"] = several if self._spares else model.look.name
        return Mapping(
            columns=Columns(**columns),
            decimal="," if self._findings.decimal == "," else ".",
            date_formats=self._date_formats(),
            split=_splits(model.look) if model else (),
            **self._of_scores(shape),
        )

    def _of_scores(self, shape: Shape | None) -> dict[str, Any]:
        if shape == "wide":
            return {"scores": tuple(map(self._score, self._scores))}
        said: dict[str, Any] = {}
        score = self._parts.get("score")
        if score and "unit" not in self._parts:
            said["unit"] = score.look.unit
        if score and "metric" not in self._parts:
            said["facts"] = Facts(metric=score.look.metric)
        if self._benchmark:
            said["benchmark"] = self._benchmark[0]
        return said

    def _score(self, one: Scored) -> Score:
        more: dict[str, Any] = {"unit": one.look.unit, **beside(one, self._companions)}
        return Score(column=one.look.name, benchmark=one.benchmark[:255], **more)

    def _date_formats(self) -> tuple[str, ...]:
        """Only where all dates fit one way of writing them; where more do, the column stays out."""
        forms: list[str] = []
        for part in ("date", "release_date"):
            if part in self._parts:
                forms += [form for form in self._parts[part].look.date_formats[:1] if form]
        return tuple(dict.fromkeys(forms))

    def _roles(self) -> Iterator[Role]:
        for part, fit in (*self._parts.items(), *(("model", spare) for spare in self._spares)):
            yield Role(part, fit.look.name, fit.confidence, fit.reason)
        for name, fit in self._settings.items():
            yield Role(f"settings.{name}", fit.look.name, fit.confidence, fit.reason)
        for one in self._scores:
            yield Role("scores", one.look.name, CONFIDENCE[one.kind], REASON[one.kind])
        if self._benchmark:
            name, confidence, reason = self._benchmark
            yield Role("benchmark", name, confidence, reason)


def _splits(look: Look) -> tuple[str, ...]:
    return tuple(
        pattern
        for pattern, ends in SPLITS.items()
        if any(value.lower().endswith(ends) for value in look.samples)
    )


def answer(
    shape: Shape | None,
    confidence: float,
    mapping: Mapping,
    roles: list[Role],
    missing: list[str],
    questions: list[str],
    warnings: list[str],
) -> Suggestion:
    return Suggestion(
        shape=shape,
        confidence=round(0.0 if missing else confidence, 2),
        mapping=mapping,
        roles=roles,
        missing=missing,
        questions=questions,
        did_you_mean=[],
        preview=[],
        warnings=warnings,
    )
