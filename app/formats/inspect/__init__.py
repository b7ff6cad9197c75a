"""Logs of Inspect: one run of one task with one model.

One result a scorer and metric. A standard error belongs to the score that it is of; deviations and variances
of samples are no scores. Samples, messages and usage are not read. A limited run is another result, by its
settings; one that did not come to its end is refused, or taken with its status, as the mapping says. Who ran
it, and so whether independently, a log does not say.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.inspect.archive import header, is_archive
from app.formats.inspect.models import model_name
from app.formats.inspect.settings import reducer, run_settings, samples
from app.formats.mapping import Mapping
from app.formats.parts import entries, part, shown, told, words
from app.formats.records import PROPORTION, Benchmark, Reject, Result, Said
from app.formats.vocabulary.days import day
from app.formats.vocabulary.metrics import higher_is_better
from app.formats.vocabulary.numbers import number

STATES: Final = ("started", "success", "cancelled", "error")
REFUSED: Final = {
    "started": "The run never finished",
    "cancelled": "The run was cancelled",
    "error": "The run ended with an error",
    "invalidated": "Samples of the run were declared invalid",
}
STDERR: Final = ("stderr", "bootstrap_stderr", "bootstrap_std")
SPREAD: Final = re.compile(r"(?:^|_)(?:bootstrap_)?(?:stderr|std|var)[0-9]*(?:_|$)")
#: What Inspect's standard error is defined for.
MEANS: Final = ("accuracy", "mean")
#: The public collection: its tasks are known by their own names.
COLLECTION: Final = "inspect_evals/"


class Measure(NamedTuple):
    """`row` is the scorer's place in the log; `key` is what the metric is called there, `kind` what it is."""

    row: int
    scorer: str
    key: str
    kind: str
    value: Any
    score: dict[str, Any]


class Run(NamedTuple):
    """What holds for every score of a log."""

    log: dict[str, Any]
    task: str
    model: str
    tested: date | None
    settings: dict[str, Any]
    external_id: str | None


def recognises(file: File) -> bool:
    """By status, task and model; an archive by its first entry."""
    if is_archive(file):
        return True
    log = file.json
    return (
        isinstance(log, dict)
        and log.get("status") in STATES
        and {"task", "model"} <= part(log, "eval").keys()
    )


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    found = header(file) if is_archive(file) else file.json
    log: dict[str, Any] = found if isinstance(found, dict) else {}
    run = _run(log, mapping)
    measures = list(_measures(log))
    places = Counter((one.scorer, one.key) for one in measures)
    scorers = {one.scorer for one in measures}
    described: set[str] = set()
    for one in measures:
        metric = one.key if len(scorers) == 1 else f"{one.scorer} {one.key}"
        name = run.task if len(places) == 1 else f"{run.task} ({metric})"
        said = _result(one, name, run, several=places[one.scorer, one.key] > 1)
        if isinstance(said, Result) and name not in described:
            described.add(name)
            yield _benchmark(one, name, run.task, metric)
        yield said


def _run(log: dict[str, Any], mapping: Mapping) -> Run:
    spec = part(log, "eval")
    task = words(spec, "task")
    if task is None:
        raise Unreadable("The log names no task; leave the file out.")
    settings = run_settings(log) | _status(log, mapping)
    model = model_name(words(spec, "model"), mapping.model)
    return Run(log, task.removeprefix(COLLECTION), model, _tested(log), settings, _external_id(spec))


def _status(log: dict[str, Any], mapping: Mapping) -> dict[str, Any]:
    """As a setting, for a run that is not whole; raises Unreadable where it is unwanted or unscored."""
    status = words(log, "status") or "started"
    if status == "success" and log.get("invalidated") is True:
        status = "invalidated"
    scored = next(_measures(log), None) is not None
    if status == "success" and scored:
        return {}
    if not scored:
        raise Unreadable(f"{REFUSED.get(status, 'The run was not scored')}: the log has no scores.")
    if mapping.incomplete == "mark":
        return {"status": status[:100]}
    why = REFUSED.get(status, "The run did not succeed")
    raise Unreadable(f'{why}; "incomplete": "mark" in the mapping takes its scores, marked so.')


def _tested(log: dict[str, Any]) -> date | None:
    """The day as the log writes it, in its own zone."""
    written = words(part(log, "stats"), "completed_at") or words(part(log, "eval"), "created")
    try:
        return day(written) if written else None
    except ValueError:
        raise Unreadable("The log's completed_at or created is not a date; mend it.") from None


def _external_id(spec: dict[str, Any]) -> str | None:
    """Older logs have no id of their own: a task is run once in a run."""
    run, task = words(spec, "run_id"), words(spec, "task_id")
    return words(spec, "eval_id") or (f"{run}/{task}" if run and task else None)


def _measures(log: dict[str, Any]) -> Iterator[Measure]:
    for row, score in enumerate(_scores(part(log, "results")), 1):
        scorer = words(score, "name") or words(score, "scorer") or "score"
        for key, metric in part(score, "metrics").items():
            kind = _kind(key, metric)
            if not SPREAD.search(kind) and not SPREAD.search(key):
                value = metric.get("value") if isinstance(metric, dict) else metric
                yield Measure(row, scorer, key.removeprefix("inspect_ai/"), kind, value, score)


def _scores(results: dict[str, Any]) -> list[Any]:
    """`scores`; before them `scorers`; before them one `scorer` with its metrics beside it."""
    if scorer := part(results, "scorer"):
        return [scorer | {"metrics": results.get("metrics")}]
    return entries(results, "scores") or entries(results, "scorers")


def _kind(key: str, metric: Any) -> str:
    """`algebra` can be an accuracy of the group algebra: then its parameters say so."""
    grouped = words(part(part(metric, "params"), "metric"), "name")
    return (grouped or words(metric, "name") or key).rpartition("/")[2]


def _benchmark(one: Measure, name: str, task: str, metric: str) -> Benchmark:
    return Benchmark(
        row=one.row,
        name=name,
        task=task,
        metric=metric,
        unit=_unit(one),
        higher_is_better=higher_is_better(one.kind),
    )


def _unit(one: Measure) -> str | None:
    """Accuracy is the mean of the grades: a proportion, unless a scorer gives others than 0 to 1."""
    graded = one.kind == "accuracy" and isinstance(one.value, int | float) and 0 <= one.value <= 1
    return PROPORTION if graded else None


def _result(one: Measure, name: str, run: Run, several: bool) -> Result | Reject:
    """Where several scores are of one scorer and metric, their reducers tell them apart."""
    try:
        score = number(one.value).value
    except ValueError as wrong:
        return Reject(row=one.row, reason=str(wrong), column=one.key, value=shown(one.value))
    scored = samples(one.score, run.log)
    by = reducer(one.score, run.log) or (words(one.score, "reducer") if several else None)
    return Result(
        row=one.row,
        model=run.model,
        benchmark=name,
        score=score,
        unit=_unit(one),
        date_tested=run.tested,
        settings=told(run.settings | {"reducer": by}),
        stderr=_stderr(one, scored),
        samples=scored,
        external_id=f"{run.external_id}/{by or one.row}" if several and run.external_id else run.external_id,
    )


def _stderr(one: Measure, scored: int | None) -> float | None:
    """Of one sample Inspect writes 0 where nothing can be known."""
    metrics = part(one.score, "metrics")
    group, _, kind = one.key.rpartition("_")
    names = [f"{group}_stderr"] if group and kind in MEANS else [f"{one.key}_stderr"]
    if one.key in MEANS or sum(not SPREAD.search(key) for key in metrics) == 1:
        names += STDERR
    found = next((part(metrics, name) for name in names if name in metrics), {})
    try:
        stderr = number(found.get("value")).value
    except ValueError:
        return None
    return stderr if stderr >= 0 and (scored or 2) > 1 else None


FORMAT: Final = Format(
    name="inspect",
    title="Inspect log (.eval, .json)",
    described="UKGovernmentBEIS/inspect_ai: src/inspect_ai/log/_log.py, and docs/eval-logs.qmd (MIT)",
    recognises=recognises,
    read=read,
)
