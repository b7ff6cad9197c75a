"""Results beside a model on the Hugging Face Hub: `.eval_results/*.yaml`, a list of entries.

The model is the repository that holds the file, and the file's numbers have neither metric, direction nor
scale: a person says both. A benchmark is the id of its dataset, and behind a slash the task, unless that is
`default` or the dataset's own name. A `verifyToken` proves nothing to who cannot check it, so evidence stays
open; whose result it is, is the source's organization, user or else name.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.parts import part, shown, told, words
from app.formats.records import Benchmark, Reject, Result, Said
from app.formats.vocabulary.days import day
from app.formats.vocabulary.numbers import is_plain, number

DATASET: Final = re.compile(r"[\w.-]+(?:/[\w.-]+)?", re.ASCII)


def recognises(file: File) -> bool:
    """A list of which an entry has a dataset's id and a value."""
    found = file.yaml if file.suffix in (".yaml", ".yml") else None
    return isinstance(found, list) and any(_is_entry(entry) for entry in found)


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and "value" in entry and words(part(entry, "dataset"), "id") is not None


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    if not mapping.model:
        raise Unreadable("The model is the repository that the file is from: name it with --model.")
    if mapping.unit is None and mapping.multiply_by is None:
        raise Unreadable('The file does not say what its numbers are: say unit "%" or "proportion".')
    if not isinstance(file.yaml, list):
        raise Unreadable("It is no YAML with a list of results; mend it (anchors are refused).")
    described: set[str] = set()
    for row, entry in enumerate(file.yaml, 1):
        said = _result(row, entry, mapping.model)
        if isinstance(said, Result) and said.benchmark not in described:
            described.add(said.benchmark)
            yield Benchmark(row=row, name=said.benchmark, url=_address(words(part(entry, "dataset"), "id")))
        yield said


def _result(row: int, entry: Any, model: str) -> Result | Reject:
    dataset, source = part(entry, "dataset"), part(entry, "source")
    identity = words(dataset, "id")
    if identity is None:
        return Reject(row=row, reason="Expected the id of a dataset.", column="dataset.id")
    value, tested = entry.get("value"), entry.get("date")
    try:
        score = number(value)
    except ValueError as wrong:
        return Reject(row=row, reason=str(wrong), column="value", value=shown(value))
    try:
        date_tested = None if tested is None else day(tested)
    except ValueError as wrong:
        return Reject(row=row, reason=str(wrong), column="date", value=shown(tested))
    return Result(
        row=row,
        model=model,
        benchmark=_benchmark_name(identity, words(dataset, "task_id")),
        score=score.value,
        score_raw=None if is_plain(str(value)) else str(value),
        unit=score.unit,
        date_tested=date_tested,
        source=words(source, "org") or words(source, "user") or words(source, "name"),
        source_url=words(source, "url"),
        settings=told({"revision": words(dataset, "revision"), "notes": words(entry, "notes")}),
    )


def _benchmark_name(dataset: str, task: str | None) -> str:
    return dataset if task in (None, "default", dataset) else f"{dataset}/{task}"


def _address(dataset: str | None) -> str | None:
    """By the format's definition the id is one of the Hub's."""
    known = dataset is not None and DATASET.fullmatch(dataset)
    return f"https://huggingface.co/datasets/{dataset}" if known else None


FORMAT: Final = Format(
    name="hf-eval-results",
    title="Hugging Face evaluation results (.eval_results/*.yaml)",
    described="huggingface/hub-docs: eval_results.yaml, and docs/hub/eval-results.md (Apache-2.0)",
    recognises=recognises,
    read=read,
)
