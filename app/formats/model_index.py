"""The `model-index` of a model card on the Hugging Face Hub: in the front matter of a README.md, or as YAML.

A benchmark is a dataset and a metric; the dataset's config, a task of its own, is part of its name unless it
is `default` or the name has it already. Whether numbers are percent or proportions a card does not say, nor
what follows a ±. `verified` and `verifyToken` prove nothing to who cannot check them, so evidence stays open.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from app.formats import Format
from app.formats.files import File, Unreadable, decoded
from app.formats.mapping import Mapping
from app.formats.parts import count, entries, part, shown, told, words
from app.formats.records import Benchmark, Reject, Result, Said
from app.formats.vocabulary.metrics import higher_is_better
from app.formats.vocabulary.numbers import is_plain, number

FRONT: Final = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
NAMED: Final = re.compile(rb"^model-index[ \t]*:", re.MULTILINE)
#: Metrics that are no share of anything.
OF_ITS_OWN: Final = re.compile(
    r"loss|perplexity|ppl|bits|reward|elo\b|rating|latency|seconds|fid\b|mae|mse", re.IGNORECASE
)
UNSAID: Final = 'The card does not say what its numbers are: say unit "%" or "proportion".'
BOM: Final = b"\xef\xbb\xbf"


class Card(File):
    """Its text is the front matter alone."""

    @cached_property
    def text(self) -> str:
        front = FRONT.match(decoded(self.data))
        return front[1] if front else ""


def recognises(file: File) -> bool:
    if file.head.removeprefix(BOM).startswith(b"---") and file.suffix in (".md", ".markdown"):
        return NAMED.search(file.data) is not None
    found = file.yaml if file.suffix in (".yaml", ".yml") else None
    return isinstance(found, dict) and isinstance(found.get("model-index"), list)


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    card = (file if file.suffix in (".yaml", ".yml") else Card(file.name, file.place)).yaml
    models = entries(card, "model-index")
    if not models:
        raise Unreadable("Its front matter is no YAML with a list under model-index; mend it (no anchors).")
    described: set[str] = set()
    row = 0
    for entry in models:
        model = (mapping.model if len(models) == 1 else None) or words(entry, "name") or mapping.model
        for result in entries(entry, "results"):
            row += 1
            yield from _results(row, result, model, mapping, described)


def _results(
    row: int, entry: Any, model: str | None, mapping: Mapping, described: set[str]
) -> Iterator[Said]:
    """`row` is the entry's place among all results of the card."""
    dataset = _dataset_name(part(entry, "dataset"))
    if model is None or dataset is None:
        missing = "model-index.name" if model is None else "dataset.name"
        yield Reject(row=row, reason="Expected a name.", column=missing)
        return
    metrics = entries(entry, "metrics")
    types = Counter(words(metric, "type") for metric in metrics)
    for metric in metrics:
        kind = words(metric, "type")
        named = (words(metric, "name") or kind) if kind is None or types[kind] > 1 else kind
        if named is None:
            yield Reject(row=row, reason="Expected the type of a metric.", column="metrics.type")
            continue
        name = f"{dataset} ({named})"
        said = _result(row, entry, metric, model, name, mapping)
        if isinstance(said, Result) and name not in described:
            described.add(name)
            yield _benchmark(row, entry, name, dataset, named, kind or named)
        yield said


def _result(
    row: int, entry: Any, metric: Any, model: str, benchmark: str, mapping: Mapping
) -> Result | Reject:
    value, source = metric.get("value"), part(entry, "source")
    try:
        score = number(value)
    except ValueError as wrong:
        column = words(metric, "name") or words(metric, "type")
        return Reject(row=row, reason=str(wrong), column=column, value=shown(value))
    if (
        score.unit is None
        and _could_be_either(metric)
        and mapping.unit is None
        and mapping.multiply_by is None
    ):
        return Reject(row=row, reason=UNSAID, column=words(metric, "type"), value=shown(value))
    return Result(
        row=row,
        model=model,
        benchmark=benchmark,
        score=score.value,
        score_raw=None if is_plain(str(value)) else str(value),
        unit=score.unit,
        source=words(source, "name"),
        source_url=words(source, "url"),
        settings=_settings(part(entry, "dataset"), metric),
        **score.uncertainty(mapping.spread),
    )


def _could_be_either(metric: Any) -> bool:
    """Cards print accuracies as 0.44 and as 44; a perplexity is what it is."""
    return not OF_ITS_OWN.search(words(metric, "type") or words(metric, "name") or "")


def _settings(dataset: dict[str, Any], metric: Any) -> dict[str, Any]:
    args = dict(part(dataset, "args"))
    shots = args.pop("num_few_shot") if count(args, "num_few_shot") is not None else None
    return told(
        {
            "subset": _config(dataset),
            "split": words(dataset, "split"),
            "revision": words(dataset, "revision"),
            "shots": shots,
            "dataset_args": args,
            "metric_config": words(metric, "config"),
            "metric_args": part(metric, "args"),
        }
    )


def _config(dataset: dict[str, Any]) -> str | None:
    """Older cards have it as the only argument."""
    return words(dataset, "config") or words(dataset, "args")


def _dataset_name(dataset: dict[str, Any]) -> str | None:
    name, config = words(dataset, "name") or words(dataset, "type"), _config(dataset)
    if name is None or config in (None, "default"):
        return name
    has_it = re.search(rf"(?<!\w){re.escape(config)}(?!\w)", name, re.IGNORECASE)
    return name if has_it else f"{name} {config}"


def _benchmark(row: int, entry: Any, name: str, dataset: str, metric: str, kind: str) -> Benchmark:
    task = part(entry, "task")
    return Benchmark(
        row=row,
        name=name,
        category=words(task, "name") or words(task, "type"),
        metric=metric,
        higher_is_better=higher_is_better(kind),
        task=dataset,
    )


FORMAT: Final = Format(
    name="model-index",
    title="Model card of the Hugging Face Hub (README.md with model-index)",
    described="huggingface/hub-docs: modelcard.md (Apache-2.0)",
    recognises=recognises,
    read=read,
)
