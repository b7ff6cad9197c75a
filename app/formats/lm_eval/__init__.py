"""Results of lm-evaluation-harness: the dialect of 0.4 and later, and the one before, which says less.

A benchmark is a task and a metric. Every row of `results` is taken once: that of a group (`mmlu`) is a
benchmark of its own beside those of its members, whose average it is, and its copy in `groups` is not read
again.

Neither the harness's version and git hash nor the model's commit are settings: with them no two runs were the
same. Where a task's results stop being comparable, the harness counts the task's version up, and that is one.

Single samples (`samples_*.jsonl`) are no results: nothing is read from them.
"""

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.lm_eval.runs import model_of, settings_of, shots_of
from app.formats.mapping import Mapping
from app.formats.parts import count, entries, part, shown, told
from app.formats.records import Benchmark, Reject, Result, Said
from app.formats.vocabulary.days import day, day_of_moment
from app.formats.vocabulary.metrics import Definition, definition
from app.formats.vocabulary.numbers import number

#: What stands in a row beside the metrics; `bypass` stands for a run that only collects samples.
NO_METRICS: Final = frozenset(["", "alias", "name", "samples", "sample_len", "sample_count", "bypass"])
SAMPLE_KEYS: Final = (b'"doc_id"', b'"resps"', b'"filtered_resps"')
NAMED: Final = re.compile(r"results_([0-9]{4}-[0-9]{2}-[0-9]{2})T")


class Run(NamedTuple):
    """What holds for every result of the file."""

    document: dict[str, Any]
    model: str
    tested: date | None
    settings: dict[str, Any]


class Score(NamedTuple):
    metric: str
    filter: str
    value: float
    stderr: float | None


def recognises(file: File) -> bool:
    return _holds_samples(file) or (file.suffix != ".jsonl" and _is_document(file.json))


def _holds_samples(file: File) -> bool:
    return file.suffix == ".jsonl" and all(key in file.head for key in SAMPLE_KEYS)


def _is_document(found: Any) -> bool:
    """lighteval's files have results and versions too, and say `config_general`."""
    if not isinstance(found, dict) or "config_general" in found:
        return False
    results, versions = found.get("results"), found.get("versions")
    if not isinstance(results, dict) or not isinstance(versions, dict):
        return False
    known = "lm_eval_version" in found or "model_args" in part(found, "config")
    return known or not results.keys().isdisjoint(versions)


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    if _holds_samples(file):
        return
    document = file.json
    rows = {**part(document, "results"), **_left_out(document)}
    if not rows:
        raise Unreadable("It has no results; bring the file of a run that went to its end.")
    try:
        tested = _tested(document, file)
    except ValueError as flaw:
        yield Reject(row=1, column="date", value=shown(document.get("date")), reason=str(flaw))
        tested = None
    run = Run(document, model_of(document, mapping), tested, settings_of(document))
    for row, (task, scores) in enumerate(rows.items(), start=1):
        yield from _task(run, row, task, scores)


def _left_out(document: dict[str, Any]) -> dict[str, Any]:
    """Groups that are not among the results, as versions between had them."""
    results = part(document, "results")
    return {name: row for name, row in part(document, "groups").items() if name not in results}


def _tested(document: dict[str, Any], file: File) -> date | None:
    """In UTC where the file says when; that of its name is the harness's own clock."""
    if document.get("date") is not None:
        return day_of_moment(document["date"])
    named = NAMED.match(file.path.name)
    return day(named[1]) if named else None


def _task(run: Run, row: int, task: str, scores: Any) -> Iterator[Said]:
    if not isinstance(scores, dict):
        yield Reject(row=row, column=task, value=shown(scores), reason="Expected an object of metrics.")
        return
    by_metric: dict[str, list[Score]] = {}
    for said in _scores(row, task, scores):
        if isinstance(said, Reject):
            yield said
        else:
            by_metric.setdefault(said.metric, []).append(said)
    for metric, found in by_metric.items():
        meant = definition(metric)
        # A task may call a percentage "acc": then the definition is not of it.
        fits = meant if meant and all(meant.holds(score.value) for score in found) else None
        yield _benchmark(run, row, task, metric, fits)
        for score in found:
            yield _result(run, row, task, score, fits)


def _scores(row: int, task: str, scores: dict[str, Any]) -> Iterator[Score | Reject]:
    for key, value in scores.items():
        metric, comma, filter = key.partition(",")
        if metric.strip() in NO_METRICS:
            continue
        if metric.endswith("_stderr") and f"{metric.removesuffix('_stderr')}{comma}{filter}" in scores:
            continue  # it belongs to that metric
        try:
            score = number(value).value
        except ValueError as flaw:
            yield Reject(row=row, column=f"{task}: {key}", value=shown(value), reason=str(flaw))
            continue
        beside = f"{metric}_stderr{comma}{filter}"
        try:
            stderr = _stderr(scores.get(beside))
        except ValueError as flaw:
            reason = f"{flaw} The score is taken without its error."
            yield Reject(row=row, column=f"{task}: {beside}", value=shown(scores[beside]), reason=reason)
            stderr = None
        yield Score(metric, filter, score, stderr)


def _stderr(value: Any) -> float | None:
    """None for "N/A" and NaN, which the harness writes where it cannot tell."""
    if value in (None, "N/A") or (isinstance(value, float) and math.isnan(value)):
        return None
    found = number(value).value
    if found < 0:
        raise ValueError("Expected a standard error of 0 or more.")
    return found


def _benchmark(run: Run, row: int, task: str, metric: str, meant: Definition | None) -> Benchmark:
    members = [name for name in entries(part(run.document, "group_subtasks"), task) if isinstance(name, str)]
    return Benchmark(
        row=row,
        name=f"{task} ({metric})",
        task=task,
        metric=metric,
        description=f"A group: the average of {', '.join(members)}."[:20_000] if members else None,
        higher_is_better=_direction(run, task, metric),
        unit=meant.unit if meant else None,
        min_score=meant.min_score if meant else None,
        max_score=meant.max_score if meant else None,
    )


def _direction(run: Run, task: str, metric: str) -> bool | None:
    """A null in the file is an answer: the members of the group point different ways."""
    stated = part(part(run.document, "higher_is_better"), task)
    if metric in stated:
        return stated[metric] if isinstance(stated[metric], bool) else None
    known = definition(metric)
    return known.higher_is_better if known else None


def _result(run: Run, row: int, task: str, score: Score, meant: Definition | None) -> Result:
    asked, all_of_them = _samples(run.document, task)
    return Result(
        row=row,
        model=run.model,
        benchmark=f"{task} ({score.metric})",
        score=score.value,
        unit=meant.unit if meant else None,
        date_tested=run.tested,
        settings=told(
            {
                "limit": None if all_of_them else asked,
                **run.settings,
                "shots": shots_of(run.document, task),
                "benchmark_version": _version(run.document, task),
                "filter": score.filter if score.filter != "none" else None,
            }
        ),
        stderr=score.stderr,
        samples=asked,
    )


def _samples(document: dict[str, Any], task: str) -> tuple[int | None, bool]:
    """How many were asked, where it says so; and whether these are all that there are."""
    counts = part(part(document, "n-samples"), task)
    row = part(part(document, "results"), task) or part(part(document, "groups"), task)
    asked = count(counts, "effective") or count(row, "samples") or count(row, "sample_len")
    if asked is None or asked < 1:
        return None, True
    return asked, asked >= (count(counts, "original") or 0)


def _version(document: dict[str, Any], task: str) -> float | str | None:
    """Groups have "N/A", and the first tasks of 0.4 the word "Yaml"."""
    version = part(document, "versions").get(task)
    if isinstance(version, bool) or not isinstance(version, int | float | str):
        return None
    return version if version not in ("N/A", "Yaml") else None


FORMAT: Final = Format(
    name="lm-eval",
    title="lm-evaluation-harness results",
    described="https://github.com/EleutherAI/lm-evaluation-harness: its result schema and evaluator (MIT)",
    recognises=recognises,
    read=read,
)
