"""One entry of models.dev: what it says of a model, of its scores and of its price."""

import math
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from app.formats.parts import told, typed
from app.formats.records import PERCENT, Benchmark, Reject, Result
from app.formats.vocabulary.days import day
from app.formats.vocabulary.metrics import higher_is_better, is_percentage

EFFORTS: Final = frozenset(["none", "minimal", "low", "medium", "high", "xhigh", "max"])
HUB: Final = re.compile(r"https://huggingface\.co/([^/?#]+/[^/?#]+)/?")
MONTH: Final = re.compile(r"\d{4}-\d{2}")
#: What the list calls metrics beside their usual names.
METRICS: Final = {"success rate": "pass_rate", "resolve rate": "resolved", "average pass@1": "pass@1"}


class Limit(Struct, frozen=True):
    context: int = 0
    input: int = 0
    output: int = 0


class Modalities(Struct, frozen=True):
    input: list[str] = []
    output: list[str] = []


class Mode(Struct):
    cost: dict[str, Any] = {}


class Experimental(Struct):
    modes: dict[str, Mode] = {}


class Weights(Struct):
    url: str | None = None
    quantization: str | None = None


class Size(Struct):
    size: int
    type: str = "context"


class Tier(Struct):
    """Its amounts stand beside `tier`."""

    tier: Size


class Entry(Struct):
    name: str | None = None
    base_model: str | None = None
    release_date: Any = None
    knowledge: Any = None
    reasoning: bool | None = None
    tool_call: bool | None = None
    open_weights: bool | None = None
    license: str | None = None
    status: str | None = None
    limit: Limit = Limit()
    modalities: Modalities = Modalities()
    cost: dict[str, Any] = {}
    experimental: bool | Experimental = False
    weights: list[Weights] = []
    benchmarks: list[Any] = []


class Score(Struct):
    name: str
    score: float
    metric: str | None = None
    source: str | None = None
    date: Any = None
    dataset: str | None = None
    version: str | float | None = None
    harness: str | None = None
    variant: str | None = None


def dated(row: int, entry: Entry) -> Iterator[Reject]:
    """Makes a day of its release date, where it is one; the list has months too."""
    try:
        entry.release_date = None if entry.release_date is None else day(entry.release_date)
    except ValueError as fault:
        if not (isinstance(entry.release_date, str) and MONTH.fullmatch(entry.release_date)):
            yield Reject(row=row, column="release_date", value=str(entry.release_date), reason=str(fault))
            entry.release_date = None


def facts(entry: Entry) -> dict[str, Any]:
    """What it says of the model, most of it metadata; a limit of 0 is an unknown one."""
    month = isinstance(entry.release_date, str)
    return told(
        {
            "release_date": None if month else entry.release_date,
            "release_month": entry.release_date if month else None,
            "license": entry.license,
            "context_window": entry.limit.context or None,
            "max_input_tokens": entry.limit.input or None,
            "max_output_tokens": entry.limit.output or None,
            "modalities": told({"input": entry.modalities.input, "output": entry.modalities.output}),
            "open_weights": entry.open_weights,
            "reasoning": entry.reasoning,
            "tool_call": entry.tool_call,
            "knowledge_cutoff": None if entry.knowledge is None else str(entry.knowledge),
            "deprecated": entry.status == "deprecated",
        }
    )


def weights(entry: Entry) -> tuple[str, ...]:
    """Where the weights lie on Hugging Face is what the model is called there; quantized ones are others."""
    found = (HUB.fullmatch(one.url or "") for one in entry.weights if one.quantization is None)
    return tuple(match[1] for match in found if match)


def results(model: str, organization: str | None, entry: Entry) -> Iterator[Benchmark | Result | Reject]:
    """The list has one score a test; its metric, which it words in many ways, is kept as a setting."""
    for row, given in enumerate(entry.benchmarks, 1):
        score = typed(row, given, Score)
        if isinstance(score, Reject):
            yield score
        elif not math.isfinite(score.score):
            yield Reject(row=row, column="score", value=str(score.score), reason="Expected a finite number.")
        else:
            yield from _scored(row, model, organization, score)


def _scored(
    row: int, model: str, organization: str | None, score: Score
) -> Iterator[Benchmark | Result | Reject]:
    try:
        tested = None if score.date is None else day(score.date)
    except ValueError as fault:
        yield Reject(row=row, column="date", value=str(score.date), reason=str(fault))
        return
    metric = score.metric or ""
    unit = PERCENT if is_percentage(metric) else None
    counted = metric.removeprefix("percent ")
    better = higher_is_better(METRICS.get(counted, counted))
    yield Benchmark(row=row, name=score.name, task=score.name, unit=unit, higher_is_better=better)
    yield Result(
        row=row,
        model=model,
        organization=organization,
        benchmark=score.name,
        score=score.score,
        unit=unit,
        date_tested=tested,
        source=_host(score.source),
        source_url=score.source,
        settings=_settings(score),
    )


def _host(address: str | None) -> str | None:
    """Who says so."""
    try:
        return urlsplit(address or "").hostname
    except ValueError:
        return None


def _settings(score: Score) -> dict[str, Any]:
    effort = score.variant in EFFORTS
    return told(
        {
            "metric": score.metric,
            "subset": score.dataset,
            "benchmark_version": None if score.version is None else str(score.version),
            "harness": score.harness,
            "effort": score.variant if effort else None,
            "variant": None if effort else score.variant,
        }
    )
