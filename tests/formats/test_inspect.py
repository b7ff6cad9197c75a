"""Logs of Inspect: what is taken from a run, what tells runs apart, and which runs are refused."""

import copy
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.inspect import FORMAT
from app.formats.inspect.models import model_name
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Reject, Result, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

Json = dict[str, Any]
ACCURACY: Final = {"name": "accuracy", "value": 0.75, "params": {}}
STDERR: Final = {"name": "stderr", "value": 0.0625, "params": {}}
MATCH: Final[Json] = {
    "name": "match",
    "scorer": "match",
    "reducer": None,
    "scored_samples": 48,
    "params": {},
    "metrics": {"accuracy": ACCURACY, "stderr": STDERR},
}
LOG: Final[Json] = {
    "version": 2,
    "status": "success",
    "eval": {
        "eval_id": "Kq3evalid",
        "run_id": "Kq3run",
        "task_id": "Kq3task",
        "created": "2025-05-12T20:28:13-04:00",
        "task": "inspect_evals/rivers",
        "task_version": "3-D",
        "task_args": {"fewshot": 5, "subject": "Asia", "folder": "/home/somebody/data", "api_key": "sk-1"},
        "solver": "react",
        "dataset": {"name": "rivers", "samples": 48},
        "model": "openai/gpt-4o-mini",
        "model_generate_config": {"temperature": 0.5, "reasoning_effort": "high"},
        "model_args": {"api_key": "sk-2"},
        "config": {"epochs": 1, "epochs_reducer": ["mean"], "message_limit": 30},
        "revision": {"type": "git", "commit": "e9a9d7161", "dirty": True},
        "packages": {"inspect_ai": "0.3.95"},
    },
    "plan": {"steps": [], "config": {"max_tokens": 2048, "max_connections": 10}},
    "results": {"total_samples": 48, "completed_samples": 48, "scores": [MATCH]},
    "stats": {"started_at": "2025-05-12T20:28:13-04:00", "completed_at": "2025-05-13T00:10:00-04:00"},
    "samples": [{"id": 1, "messages": ["secret"]}],
}


def changed(**parts: Any) -> Json:
    """The log with other values at places such as `eval__config__limit`."""
    log = copy.deepcopy(LOG)
    for path, value in parts.items():
        *above, last = path.split("__")
        target = log
        for name in above:
            target = target[name]
        target[last] = value
    return log


def read(folder: Path, log: Json, mapping: Mapping = Mapping()) -> list[Said]:  # noqa: B008 frozen
    file = brought(folder, "run.json", log)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, mapping))


def results(folder: Path, log: Json, mapping: Mapping = Mapping()) -> list[Result]:  # noqa: B008 frozen
    return [said for said in read(folder, log, mapping) if isinstance(said, Result)]


def test_a_run_is_a_benchmark_and_a_result(tmp_path: Path) -> None:
    assert read(tmp_path, LOG) == [
        Benchmark(
            row=1, name="rivers", metric="accuracy", unit="proportion", higher_is_better=True, task="rivers"
        ),
        Result(
            row=1,
            model="openai/gpt-4o-mini",
            benchmark="rivers",
            score=0.75,
            unit="proportion",
            date_tested=date(2025, 5, 13),
            stderr=0.0625,
            samples=48,
            external_id="Kq3evalid",
            settings={
                "harness": "inspect_ai",
                "harness_version": "0.3.95",
                "benchmark_version": "3-D",
                "revision": "e9a9d7161-dirty",
                "solver": "react",
                "effort": "high",
                "shots": 5,
                "temperature": 0.5,
                "max_tokens": 2048,
                "message_limit": 30,
                "task_args": {"fewshot": 5, "subject": "Asia"},
            },
        ),
    ]


@pytest.mark.parametrize(
    ("limit", "samples", "total", "setting"),
    [
        (None, 48, 48, None),
        (20_000, 48, 48, None),
        (3, 48, 3, 3),
        ([10, 20], 48, 10, "11-20"),
        (None, 48, 12, 12),
        (3, None, 3, 3),
        (3, 48, None, 3),
        (True, 48, 48, None),
    ],
)
def test_a_limited_run_says_so(
    tmp_path: Path, limit: Any, samples: int | None, total: int | None, setting: Any
) -> None:
    log = changed(eval__config__limit=limit, eval__dataset__samples=samples, results__total_samples=total)
    assert results(tmp_path, log)[0].settings.get("limit") == setting


def test_samples_that_failed_are_counted(tmp_path: Path) -> None:
    assert results(tmp_path, changed(results__completed_samples=46))[0].settings["completed"] == "46 of 48"


@pytest.mark.parametrize("status", ["cancelled", "error", "started"])
def test_a_run_without_an_end_is_refused_or_marked(tmp_path: Path, status: str) -> None:
    with pytest.raises(Unreadable, match=r'"incomplete": "mark"'):
        read(tmp_path, changed(status=status))
    marked = results(tmp_path, changed(status=status), Mapping(incomplete="mark"))
    assert [one.settings["status"] for one in marked] == [status]


def test_a_run_that_was_declared_invalid_is_refused_or_marked(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="declared invalid"):
        read(tmp_path, changed(invalidated=True))
    marked = results(tmp_path, changed(invalidated=True), Mapping(incomplete="mark"))
    assert marked[0].settings["status"] == "invalidated"


@pytest.mark.parametrize("found", [None, {}, {"scores": []}, {"scores": [MATCH | {"metrics": {}}]}])
def test_a_run_without_scores_is_refused_whatever_the_mapping_says(tmp_path: Path, found: Any) -> None:
    for status in ("success", "error"):
        with pytest.raises(Unreadable, match="the log has no scores"):
            read(tmp_path, changed(status=status, results=found), Mapping(incomplete="mark"))


def test_each_metric_is_a_benchmark_and_deviations_are_none(tmp_path: Path) -> None:
    metrics = MATCH["metrics"] | {"mean": {"value": 0.75}, "std": {"value": 0.4}, "depth": {"value": 12}}
    said = read(tmp_path, changed(results__scores=[MATCH | {"metrics": metrics}]))
    benchmarks = [one for one in said if isinstance(one, Benchmark)]
    assert [(one.name, one.metric, one.task, one.unit, one.higher_is_better) for one in benchmarks] == [
        ("rivers (accuracy)", "accuracy", "rivers", "proportion", True),
        ("rivers (mean)", "mean", "rivers", None, None),
        ("rivers (depth)", "depth", "rivers", None, None),
    ]
    assert [one.stderr for one in said if isinstance(one, Result)] == [0.0625, 0.0625, None]


@pytest.mark.parametrize(("value", "taken"), [(0.5, 0.5), (-0.5, None), (float("nan"), None), ("much", None)])
def test_a_standard_error_belongs_to_the_only_metric(tmp_path: Path, value: Any, taken: float | None) -> None:
    metrics = {"inspect_ai/depth": {"value": 12}, "stderr": {"value": value}}
    (found,) = results(tmp_path, changed(results__scores=[MATCH | {"metrics": metrics}]))
    assert (found.benchmark, found.stderr) == ("rivers", taken)


def test_metrics_of_the_harness_are_named_without_it(tmp_path: Path) -> None:
    metrics = {"inspect_ai/depth": {"value": 12}, "maps/width": {"value": 3}}
    found = results(tmp_path, changed(results__scores=[MATCH | {"metrics": metrics}]))
    assert [one.benchmark for one in found] == ["rivers (depth)", "rivers (maps/width)"]


def test_settings_that_are_not_plain_are_left_out(tmp_path: Path) -> None:
    log = changed(eval__model_generate_config={"temperature": float("nan"), "top_p": float("inf"), "seed": 0})
    log["eval"] |= {"solver": "s" * 300, "task_args": {"many": [1], "long": "l" * 101, "deep": {"a": 1}}}
    settings = results(tmp_path, log)[0].settings
    assert settings["seed"] == 0
    assert not {"temperature", "top_p", "solver", "task_args", "shots"} & settings.keys()


def test_scorers_tell_metrics_of_one_name_apart(tmp_path: Path) -> None:
    scores = [MATCH, MATCH | {"name": "judge"}]
    found = results(tmp_path, changed(results__scores=scores))
    assert [(one.row, one.benchmark) for one in found] == [
        (1, "rivers (match accuracy)"),
        (2, "rivers (judge accuracy)"),
    ]


def test_groups_are_known_by_the_parameters_of_their_metric(tmp_path: Path) -> None:
    of = {name: {"params": {"metric": {"name": f"inspect_ai/{name}"}}} for name in ("accuracy", "stderr")}
    metrics = {
        "long": of["accuracy"] | {"name": "long", "value": 0.5},
        "long2": of["stderr"] | {"name": "long2", "value": 0.1},
        "short_accuracy": {"value": 0.25},
        "short_stderr": {"value": 0.2},
    }
    said = read(tmp_path, changed(results__scores=[MATCH | {"metrics": metrics}]))
    assert [(one.name, one.higher_is_better) for one in said if isinstance(one, Benchmark)] == [
        ("rivers (long)", True),
        ("rivers (short_accuracy)", None),
    ]
    assert [one.stderr for one in said if isinstance(one, Result)] == [None, 0.2]


def test_reducers_of_epochs_are_results_of_their_own(tmp_path: Path) -> None:
    scores = [MATCH | {"reducer": "mean"}, MATCH | {"reducer": "pass_at_2"}]
    log = changed(eval__config__epochs=4, eval__config__epochs_reducer=["mean", "pass_at_2"])
    log["results"] = {"total_samples": 192, "completed_samples": 192, "scores": scores}
    found = results(tmp_path, log)
    assert [(one.benchmark, one.settings["reducer"], one.external_id) for one in found] == [
        ("rivers", "mean", "Kq3evalid/mean"),
        ("rivers", "pass_at_2", "Kq3evalid/pass_at_2"),
    ]
    assert [(one.settings["epochs"], one.settings.get("limit"), one.samples) for one in found] == [
        (4, None, 48),
        (4, None, 48),
    ]


def test_samples_of_several_epochs_count_once(tmp_path: Path) -> None:
    score = {name: value for name, value in MATCH.items() if name != "scored_samples"}
    log = changed(eval__config__epochs=4, results__scores=[score])
    log["results"] |= {"total_samples": 192, "completed_samples": 192}
    assert results(tmp_path, log)[0].samples == 48
    log["results"]["completed_samples"] = 190
    assert results(tmp_path, log)[0].samples is None


def test_one_sample_has_no_standard_error(tmp_path: Path) -> None:
    zero = {"accuracy": ACCURACY, "stderr": {"value": 0.0}}
    log = changed(results__scores=[MATCH | {"scored_samples": 1, "metrics": zero}])
    assert results(tmp_path, log)[0].stderr is None
    log = changed(results__scores=[MATCH | {"scored_samples": 2, "metrics": zero}])
    assert results(tmp_path, log)[0].stderr == 0.0


@pytest.mark.parametrize(
    "old",
    [
        {"scorers": [{"name": "match", "metrics": {"accuracy": ACCURACY, "bootstrap_std": {"value": 0.05}}}]},
        {"scorer": {"name": "match"}, "metrics": {"accuracy": ACCURACY, "bootstrap_std": {"value": 0.05}}},
    ],
    ids=["scorers", "scorer"],
)
def test_older_logs_are_read(tmp_path: Path, old: Json) -> None:
    log = changed(results=old, eval__eval_id=None, stats__completed_at="")
    (found,) = results(tmp_path, log)
    assert (found.benchmark, found.score, found.stderr, found.samples) == ("rivers", 0.75, 0.05, None)
    assert (found.external_id, found.date_tested) == ("Kq3run/Kq3task", date(2025, 5, 12))


@pytest.mark.parametrize(
    ("value", "shown"), [(float("nan"), "nan"), (None, "nothing"), ("often", "often"), ({}, "an object")]
)
def test_a_score_that_is_no_number_is_rejected_alone(tmp_path: Path, value: Any, shown: str) -> None:
    metrics = {"accuracy": {"value": value}, "mean": {"value": 0.5}}
    rejected, _, taken = read(tmp_path, changed(results__scores=[MATCH | {"metrics": metrics}]))
    assert isinstance(rejected, Reject)
    assert (rejected.row, rejected.column, rejected.value) == (1, "accuracy", shown)
    assert rejected.reason.startswith("Expected a ")
    assert isinstance(taken, Result)
    assert taken.benchmark == "rivers (mean)"


def test_grades_beyond_one_are_no_proportion(tmp_path: Path) -> None:
    log = changed(results__scores=[MATCH | {"metrics": {"accuracy": {"value": 7.5}}}])
    assert [one.unit for one in read(tmp_path, log) if isinstance(one, Benchmark | Result)] == [None, None]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("openai/gpt-4o", "openai/gpt-4o"),
        ("openai/azure/gpt-4o", "openai/gpt-4o"),
        ("anthropic/vertex/claude-x@20250219", "anthropic/claude-x@20250219"),
        ("grok/grok-3", "xai/grok-3"),
        ("together/meta-llama/Llama-3", "meta-llama/Llama-3"),
        ("openrouter/google/gemini-x", "google/gemini-x"),
        ("fireworks/accounts/fireworks/models/deepseek-r1", "deepseek-r1"),
        ("ollama/llama3.1", "llama3.1"),
        ("openai-api/somewhere/org/model", "org/model"),
        ("somebody/model", "somebody/model"),
        ("bare", "bare"),
    ],
)
def test_who_hosts_a_model_is_no_part_of_its_name(written: str, name: str) -> None:
    assert model_name(written, named="unused") == name


@pytest.mark.parametrize(
    "written", [None, "none/none", "mockllm/model", "hf/local", "vllm//data/llama", "hf/./run"]
)
def test_a_model_that_the_log_does_not_name_must_be_named(written: str | None) -> None:
    assert model_name(written, named="org/named") == "org/named"
    with pytest.raises(Unreadable, match="--model"):
        model_name(written, named=None)


def test_a_log_without_a_task_or_with_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="names no task"):
        read(tmp_path, changed(eval__task=" "))
    with pytest.raises(Unreadable, match="not a date"):
        read(tmp_path, changed(stats__completed_at="yesterday"))


@pytest.mark.parametrize(
    "other",
    [[], {}, {"status": "success"}, {"status": ["success"], "eval": LOG["eval"]}, {"eval": LOG["eval"]}],
)
def test_other_json_is_none(tmp_path: Path, other: Any) -> None:
    assert not FORMAT.recognises(brought(tmp_path, "other.json", other))


def test_whatever_stands_in_a_log_nothing_breaks(tmp_path: Path) -> None:
    mapping = Mapping(model="org/named", incomplete="mark")
    said = [endured(FORMAT, brought(tmp_path, "run.json", log), mapping) for log in spoiled(LOG)]
    assert len(said) > 500
    assert sum(said) > len(said)
