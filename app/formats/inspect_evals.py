"""The registry of Inspect's evaluations: an `eval.yaml` describes benchmarks and has no results.

Each task is a benchmark under its own name, which is what logs call it; those that only maintain others
(`kind: maintenance`) are none. What people scored is no model's result, so it stays in the description. The
registry says neither unit nor direction, and its version is one of today, which results are not.
"""

from collections.abc import Iterator
from typing import Any, Final

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.parts import address, count, entries, part, words
from app.formats.records import Benchmark, Reject, Said
from app.formats.vocabulary.numbers import number


def recognises(file: File) -> bool:
    """By title, group and tasks with names: other files of this name have none of them."""
    found = file.yaml if file.suffix in (".yaml", ".yml") else None
    if words(found, "title") is None or words(found, "group") is None:
        return False
    return any(words(task, "name") is not None for task in entries(found, "tasks"))


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    listing = file.yaml
    if not entries(listing, "tasks"):
        raise Unreadable("It is no YAML with a list under tasks; mend it (anchors are refused).")
    for row, task in enumerate(entries(listing, "tasks"), 1):
        name = words(task, "name")
        if name is None:
            yield Reject(row=row, reason="Expected the name of a task.", column="tasks.name")
        elif words(task, "kind") != "maintenance":
            yield _benchmark(row, name, task, listing)


def _benchmark(row: int, name: str, task: dict[str, Any], listing: Any) -> Benchmark:
    said = [words(listing, "title"), words(listing, "description"), _size(task), _people(task)]
    return Benchmark(
        row=row,
        name=name,
        category=words(listing, "group"),
        description="\n\n".join(text for text in said if text),
        url=_paper(listing),
        aliases=(f"inspect_evals/{name}",),
    )


def _size(task: dict[str, Any]) -> str | None:
    size = count(task, "dataset_samples")
    return None if size is None else f"Samples: {size:,}."


def _people(task: dict[str, Any]) -> str | None:
    baseline = part(task, "human_baseline")
    metric, source = words(baseline, "metric"), words(baseline, "source")
    try:
        score = number(baseline.get("score")).value
    except ValueError:
        return None
    return f"Human baseline: {f'{metric} ' if metric else ''}{score:g}{f' ({source})' if source else ''}."


def _paper(listing: Any) -> str | None:
    """The first of several, which stand with commas between them."""
    return address((words(listing, "arxiv") or "").partition(",")[0].strip())


FORMAT: Final = Format(
    name="inspect-evals",
    title="Benchmarks of Inspect Evals (eval.yaml)",
    described="UKGovernmentBEIS/inspect_evals: its eval.yaml files (MIT)",
    recognises=recognises,
    read=read,
)
