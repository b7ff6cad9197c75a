"""What records of Every Eval Ever call models and benchmarks."""

import re
from typing import Any, Final, NamedTuple

from app.formats.parts import part, words
from app.formats.vocabulary.hosts import HOSTS

UNKNOWN: Final = "unknown"
#: They run models, and stand in front of a model's name as its maker does.
RUNNERS: Final = HOSTS | {"azure", "together_ai", "togetherai", "fireworks_ai", "transformers", UNKNOWN}


class Named(NamedTuple):
    """A benchmark: its name, what is done, and what is counted."""

    name: str
    task: str
    metric: str | None


def model_of(info: dict[str, Any]) -> tuple[str | None, str | None]:
    """Its name and its maker; the names of those who only run it are left out of the id.

    The name for people is taken where it spells the end of the id: "Yi-1.5-34B-Chat" for "yi-1.5-34b-chat".
    """
    developer, platform = words(info, "developer"), words(info, "inference_platform")
    maker = developer if developer and developer.lower() not in RUNNERS else None
    shown, identified = words(info, "name"), words(info, "id")
    *before, last = (identified or shown or "").split("/")
    runs_it = platform is not None and maker is not None and _folded(platform) != _folded(maker)
    runners = RUNNERS | ({platform.lower()} if platform and runs_it else set())
    before = [part for part in before if part and part.lower() not in runners]
    if shown and _folded(shown) == _folded(last):
        last = shown
    return "/".join([*before, last]) if last else None, maker


def _folded(name: str | None) -> str:
    return re.sub(r"[\W_]+", "", name.lower()) if name else ""


def benchmark_of(entry: Any) -> Named | None:
    """None where the evaluation has no name."""
    evaluation = words(entry, "evaluation_name")
    if not evaluation:
        return None
    config = part(entry, "metric_config")
    dataset = words(part(entry, "source_data"), "dataset_name")
    apart = dataset is not None and not _parts(dataset) & _parts(evaluation)
    task = f"{dataset}: {evaluation}" if apart else evaluation
    counted = words(config, "metric_name") or words(config, "metric_kind")
    metric = ", ".join([counted, *_parameters(config, counted)]) if counted else None
    said = metric is None or _parts(metric) <= _parts(evaluation)
    kind = words(config, "metric_kind") if metric == evaluation else None
    return Named(task if said else f"{task} ({metric})", task, kind or metric)


def _parts(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", name.lower()))


def _parameters(config: dict[str, Any], counted: str) -> list[str]:
    """`k=8` of "pass@k" makes another metric of it; what its name says already is not said twice."""
    plain = {
        name: value
        for name, value in part(config, "metric_parameters").items()
        if isinstance(value, str | int | float) and value != ""
    }
    return [
        f"{name}={value}"
        for name, value in sorted(plain.items())
        if not _parts(str(value)) <= _parts(counted)
    ]
