"""How a run of Inspect was made, in the catalogue's words."""

import re
from typing import Any, Final

from app.formats.parts import count, entries, part, told, words

GENERATION: Final = ("temperature", "top_p", "max_tokens", "reasoning_tokens", "seed")
ALLOWANCE: Final = ("message_limit", "token_limit", "time_limit", "working_limit", "cost_limit")
SHOTS: Final = ("shots", "num_shots", "fewshot", "num_fewshot", "few_shot")
#: A place on somebody's disk, which says nothing to others.
PLACE: Final = re.compile(r"[/~.]|[A-Za-z]:\\")
SECRET: Final = re.compile(r"key|token|secret|password|credential|auth", re.IGNORECASE)


def run_settings(log: dict[str, Any]) -> dict[str, Any]:
    """Only what is plain and short: places on disks and whatever may be a secret are left out."""
    spec = part(log, "eval")
    config, results = part(spec, "config"), part(log, "results")
    generation = part(spec, "model_generate_config") | part(part(log, "plan"), "config")
    plain = {
        "harness": "inspect_ai",
        "harness_version": words(part(spec, "packages"), "inspect_ai"),
        "benchmark_version": spec.get("task_version") or None,  # 0 is what a task without a version has
        "revision": _revision(part(spec, "revision")),
        "solver": words(spec, "solver"),
        "effort": words(generation, "reasoning_effort"),
        "shots": _shots(part(spec, "task_args")),
        "epochs": _epochs(config) if _epochs(config) > 1 else None,
        "limit": _limit(spec, results),
        "completed": _completed(results),
        "task_args": _arguments(spec),
    }
    plain |= {name: generation.get(name) for name in GENERATION}
    plain |= {name: config.get(name) for name in ALLOWANCE}
    return told({name: value for name, value in plain.items() if name == "task_args" or _is_plain(value)})


def reducer(score: dict[str, Any], log: dict[str, Any]) -> str | None:
    """How several epochs became one score; of one epoch nothing is left to say."""
    config = part(part(log, "eval"), "config")
    configured = entries(config, "epochs_reducer")
    only = configured[0] if len(configured) == 1 and isinstance(configured[0], str) else None
    return (words(score, "reducer") or only) if _epochs(config) > 1 else None


def samples(score: dict[str, Any], log: dict[str, Any]) -> int | None:
    """What was scored: each sample once, however often it was run."""
    scored = count(score, "scored_samples")
    if scored is not None:
        return scored if scored >= 1 else None
    completed = count(part(log, "results"), "completed_samples") or 0
    each, left = divmod(completed, _epochs(part(part(log, "eval"), "config")))
    return each if each >= 1 and not left else None


def _epochs(config: dict[str, Any]) -> int:
    return max(count(config, "epochs") or 1, 1)


def _revision(revision: dict[str, Any]) -> str | None:
    commit = words(revision, "commit")
    return f"{commit}-dirty" if commit and revision.get("dirty") is True else commit


def _shots(arguments: dict[str, Any]) -> int | None:
    return next((found for name in SHOTS if (found := count(arguments, name)) is not None), None)


def _limit(spec: dict[str, Any], results: dict[str, Any]) -> int | str | None:
    """None for a run of the whole dataset, even where a limit was set that is beyond its end."""
    config = part(spec, "config")
    whole, total = count(part(spec, "dataset"), "samples"), count(results, "total_samples")
    planned = total // _epochs(config) if total else None
    written = _written_limit(config.get("limit"))
    if whole is None:
        return written
    if planned is None:
        return None if isinstance(written, int) and written >= whole else written
    return None if planned >= whole else written or planned


def _written_limit(limit: Any) -> int | str | None:
    match limit:
        case bool():
            return None
        case int():
            return limit
        case [int(first), int(last)]:
            return f"{first + 1}-{last}"  # as it is given on Inspect's command line
        case _:
            return None


def _completed(results: dict[str, Any]) -> str | None:
    total, completed = count(results, "total_samples"), count(results, "completed_samples")
    if total is None or completed is None or completed >= total:
        return None
    return f"{completed} of {total}"


def _arguments(spec: dict[str, Any]) -> dict[str, Any]:
    given = part(spec, "task_args_passed") or part(spec, "task_args")
    return told({name[:100]: value for name, value in list(given.items())[:20] if _is_public(name, value)})


def _is_public(name: str, value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= 100 and not PLACE.match(value) and not SECRET.search(name)
    return _is_plain(value)


def _is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return abs(value) < 1e300  # neither infinite nor NaN
    return isinstance(value, int | bool) or (isinstance(value, str) and len(value) <= 255)
