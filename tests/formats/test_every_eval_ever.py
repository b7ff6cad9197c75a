"""Records of Every Eval Ever: names, what is measured, who says so, and what tells two runs apart."""

import copy
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.every_eval_ever import FORMAT
from app.formats.every_eval_ever.names import benchmark_of, model_of
from app.formats.files import Unreadable
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Reject, Result, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

Json = dict[str, Any]
ACCURACY: Final[Json] = {
    "evaluation_result_id": "rivers/accuracy",
    "evaluation_name": "Rivers",
    "source_data": {"dataset_name": "Rivers", "source_type": "url", "url": ["https://example.org/rivers"]},
    "metric_config": {
        "evaluation_description": "Whether each river is named.",
        "metric_name": "Accuracy",
        "metric_kind": "accuracy",
        "metric_unit": "proportion",
        "lower_is_better": False,
        "score_type": "continuous",
        "min_score": 0.0,
        "max_score": 1.0,
    },
    "score_details": {
        "score": 0.75,
        "uncertainty": {
            "standard_error": {"value": 0.02, "method": "bootstrap"},
            "confidence_interval": {"lower": 0.71, "upper": 0.79, "confidence_level": 0.95},
            "num_samples": 480,
        },
    },
    "generation_config": {
        "generation_args": {
            "temperature": 0.0,
            "max_tokens": 2048,
            "reasoning": True,
            "prompt_template": "Name this river: {{river}}",
            "agentic_eval_config": {
                "available_tools": [{"name": "python"}, {"name": "bash"}, {"description": "no name"}],
                "additional_details": {"agent_name": "Otter"},
            },
            "eval_limits": {"message_limit": 100},
        },
        "additional_details": {
            "num_fewshot": "5",
            "reasoning_effort": "high",
            "page": "https://example.org/board",
            "stop": "x" * 101,
        },
    },
}
RECORD: Final[Json] = {
    "schema_version": "0.3.0",
    "evaluation_id": "river-board/acme_brook-1b/1750000001.25",
    "retrieved_timestamp": "1750000001.25",
    "source_metadata": {
        "source_name": "River Board",
        "source_type": "documentation",
        "source_organization_name": "River Institute",
        "evaluator_relationship": "third_party",
    },
    "eval_library": {"name": "riverbench", "version": "unknown"},
    "model_info": {
        "name": "Brook-1B",
        "id": "acme/brook-1b",
        "developer": "Acme",
        "additional_details": {"deployment_type": "unknown", "model_availability": "open_weights"},
    },
    "evaluation_results": [ACCURACY],
}


def changed(**parts: Any) -> Json:
    """The record with other values at places such as `model_info__id`; `entry__…` is its one result."""
    record = copy.deepcopy(RECORD)
    for path, value in parts.items():
        *above, last = path.split("__")
        place = record
        for name in above:
            place = place["evaluation_results"][0] if name == "entry" else place[name]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return record


def said(folder: Path, record: Json, **mapping: Any) -> list[Said]:
    file = brought(folder, "record.json", record)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, Mapping(**mapping)))


def result(folder: Path, **parts: Any) -> Result:
    (found,) = [one for one in said(folder, changed(**parts)) if isinstance(one, Result)]
    return found


def benchmark(folder: Path, **parts: Any) -> Benchmark:
    (found,) = [one for one in said(folder, changed(**parts)) if isinstance(one, Benchmark)]
    return found


def rejects(said: list[Said]) -> list[tuple[str | None, str | None]]:
    return [(one.column, one.value) for one in said if isinstance(one, Reject)]


def test_a_record(tmp_path: Path) -> None:
    assert said(tmp_path, RECORD) == [
        Benchmark(
            row=1,
            name="Rivers (Accuracy)",
            task="Rivers",
            metric="Accuracy",
            description="Whether each river is named.",
            url="https://example.org/rivers",
            unit="proportion",
            higher_is_better=True,
            min_score=0,
            max_score=1,
        ),
        Result(
            row=1,
            model="acme/Brook-1B",
            organization="Acme",
            benchmark="Rivers (Accuracy)",
            score=0.75,
            unit="proportion",
            source="River Institute",
            evidence="independent",
            settings={
                "shots": 5,
                "effort": "high",
                "agent": "Otter",
                "message_limit": 100,
                "temperature": 0.0,
                "max_tokens": 2048,
                "reasoning": True,
                "tools": "bash, python",
                "harness": "riverbench",
            },
            stderr=0.02,
            ci_low=0.71,
            ci_high=0.79,
            samples=480,
            external_id="river-board/acme_brook-1b#rivers/accuracy",
        ),
    ]


def test_a_record_of_0_2_without_a_library(tmp_path: Path) -> None:
    bare = {
        "evaluation_name": "Rivers",
        "source_data": {"dataset_name": "Rivers", "source_type": "hf_dataset", "hf_split": "test"},
        "metric_config": {"lower_is_better": False, "min_score": 0.0, "max_score": 1.0},
        "score_details": {"score": 0.5},
    }
    record = changed(schema_version="0.2.0", eval_library=..., evaluation_results=[bare])
    found = said(tmp_path, record)
    assert [type(one) for one in found] == [Benchmark, Result]
    assert found[0] == Benchmark(
        row=1,
        name="Rivers",
        task="Rivers",
        unit="proportion",
        higher_is_better=True,
        min_score=0,
        max_score=1,
    )
    assert isinstance(found[1], Result)
    assert (found[1].settings, found[1].unit) == ({"split": "test"}, "proportion")


def test_the_same_board_fetched_again_gives_the_same_records(tmp_path: Path) -> None:
    later = changed(
        evaluation_id="river-board/acme_brook-1b/1760000009.5",
        retrieved_timestamp="1760000009.5",
        entry__evaluation_timestamp="1760000009.5",
    )
    assert said(tmp_path, later) == said(tmp_path, RECORD)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, "river-board/acme_brook-1b#rivers/accuracy"),
        ({"evaluation_id": "river-board/brook/1750000002"}, "river-board/brook#rivers/accuracy"),
        ({"evaluation_id": "board/otter__brook/1750000001.25"}, "board/otter__brook#rivers/accuracy"),
        ({"entry__evaluation_result_id": ...}, "river-board/acme_brook-1b"),
        (
            {"entry__evaluation_result_id": "river-board/acme_brook-1b/1750000001.25#rivers#k_1"},
            "river-board/acme_brook-1b#rivers#k_1",
        ),
        (
            {"evaluation_timestamp": "1749000000"},
            "river-board/acme_brook-1b#rivers/accuracy#1749000000",
        ),
        (
            {"evaluation_id": "board/brook/1749000000", "evaluation_timestamp": "1749000000"},
            "board/brook/1749000000#rivers/accuracy",
        ),
        (
            {"evaluation_id": "2025-06-15T15:06:41Z", "retrieved_timestamp": "2025-06-15T15:06:41Z"},
            "rivers/accuracy",
        ),
        ({"evaluation_id": "1750000001.25", "entry__evaluation_result_id": ...}, None),
        ({"evaluation_id": 7, "entry__evaluation_result_id": ...}, None),
    ],
)
def test_what_tells_two_runs_apart(tmp_path: Path, parts: Json, expected: str | None) -> None:
    assert result(tmp_path, **parts).external_id == expected


def test_a_long_identity_is_kept_short_and_stays_itself(tmp_path: Path) -> None:
    one, other = (result(tmp_path, evaluation_id=f"board/{'x' * 300}/{end}").external_id for end in "ab")
    assert one != other
    assert one == result(tmp_path, evaluation_id=f"board/{'x' * 300}/a").external_id
    assert len(one or "") == 64


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, None),
        ({"evaluation_timestamp": "1747000000"}, date(2025, 5, 11)),
        ({"evaluation_timestamp": "1747000000.0"}, date(2025, 5, 11)),
        ({"evaluation_timestamp": "2025-05-11T23:59:00Z"}, date(2025, 5, 11)),
        (
            {"evaluation_timestamp": "1747000000", "entry__evaluation_timestamp": "2025-05-09"},
            date(2025, 5, 9),
        ),
        ({"evaluation_timestamp": "1750000001.25"}, None),
        ({"evaluation_timestamp": "1750000001"}, None),
        ({"evaluation_timestamp": "unknown"}, None),
    ],
)
def test_the_day_of_the_test_is_never_that_of_fetching(
    tmp_path: Path, parts: Json, expected: date | None
) -> None:
    assert result(tmp_path, **parts).date_tested == expected


@pytest.mark.parametrize("moment", ["May 2025", "2025", 1747000000000, [], {"at": 1}])
def test_what_is_no_day_is_said_and_left_out(tmp_path: Path, moment: Any) -> None:
    found = said(tmp_path, changed(entry__evaluation_timestamp=moment))
    assert [column for column, _ in rejects(found)] == ["evaluation_timestamp"]
    assert [one.date_tested for one in found if isinstance(one, Result)] == [None]


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"id": "acme/brook-1b", "developer": "Acme"}, ("acme/brook-1b", "Acme")),
        ({"id": "acme/brook-15", "name": "Brook 1.5"}, ("acme/Brook 1.5", None)),
        ({"id": "acme/brook-1b", "name": "Brook (high)"}, ("acme/brook-1b", None)),
        (
            {"id": "openai/azure/gpt-4o", "developer": "openai", "inference_platform": "azure"},
            ("openai/gpt-4o", "openai"),
        ),
        ({"id": "together_ai/acme/brook", "developer": "acme"}, ("acme/brook", "acme")),
        (
            {"id": "rapids/acme/brook", "developer": "acme", "inference_platform": "Rapids"},
            ("acme/brook", "acme"),
        ),
        ({"id": "acme/brook", "developer": "Acme", "inference_platform": "acme"}, ("acme/brook", "Acme")),
        ({"id": "openai/gpt-4o", "inference_platform": "openai"}, ("openai/gpt-4o", None)),
        ({"id": "ollama/qwen2.5-0.5b", "developer": "ollama"}, ("qwen2.5-0.5b", None)),
        ({"id": "unknown/brook", "developer": "unknown"}, ("brook", None)),
        ({"name": "Brook"}, ("Brook", None)),
        ({"id": "///"}, (None, None)),
        ({"id": 7, "name": [], "developer": {}}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_the_model_and_its_maker(info: Json, expected: tuple[str | None, str | None]) -> None:
    assert model_of(info) == expected


def test_a_model_without_a_name_is_asked_for(tmp_path: Path) -> None:
    record = changed(model_info={"name": " "})
    with pytest.raises(Unreadable, match="give `model` in the mapping"):
        said(tmp_path, record)
    assert isinstance(said(tmp_path, record, model="acme/brook")[1], Result)


@pytest.mark.parametrize(
    ("evaluation", "dataset", "config", "expected"),
    [
        ("Rivers", "Rivers", {}, "Rivers"),
        ("Rivers", "Rivers", {"metric_name": "Accuracy"}, "Rivers (Accuracy)"),
        ("Rivers", "Rivers", {"metric_kind": "accuracy"}, "Rivers (accuracy)"),
        ("Rivers (overall)", "Rivers of the world", {"metric_name": "Rivers (overall)"}, "Rivers (overall)"),
        ("rivers.overall.accuracy", "Rivers", {"metric_name": "Overall accuracy"}, "rivers.overall.accuracy"),
        ("Arabic", "River Names", {}, "River Names: Arabic"),
        ("choice", "rivers", {"metric_name": "accuracy"}, "rivers: choice (accuracy)"),
        (
            "Overall",
            "Rivers",
            {"metric_name": "pass_at_k", "metric_parameters": {"k": 8}},
            "Rivers: Overall (pass_at_k, k=8)",
        ),
        ("Rivers", "Rivers", {"metric_name": "pass@8", "metric_parameters": {"k": 8}}, "Rivers (pass@8)"),
        (
            "Rivers",
            "Rivers",
            {"metric_name": "pass@8", "metric_parameters": {"k": [8], "n": None}},
            "Rivers (pass@8)",
        ),
        ("Rivers", None, {"metric_name": 7}, "Rivers"),
    ],
)
def test_the_benchmark_s_name(evaluation: str, dataset: str | None, config: Json, expected: str) -> None:
    named = benchmark_of(
        {"evaluation_name": evaluation, "source_data": {"dataset_name": dataset}, "metric_config": config}
    )
    assert named is not None
    assert named.name == expected


@pytest.mark.parametrize("entry", [None, [], {}, {"evaluation_name": ""}, {"evaluation_name": 3}])
def test_an_evaluation_without_a_name_is_rejected_alone(tmp_path: Path, entry: Any) -> None:
    found = said(tmp_path, changed(evaluation_results=[entry, ACCURACY]))
    assert [column for column, _ in rejects(found)] == ["evaluation_name"]
    assert [one.row for one in found] == [1, 2, 2]


def test_a_benchmark_is_described_once(tmp_path: Path) -> None:
    found = said(tmp_path, changed(evaluation_results=[ACCURACY, ACCURACY]))
    assert [type(one) for one in found] == [Benchmark, Result, Result]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"metric_name": "accuracy", "lower_is_better": True}, False),  # the file goes before the table
        ({"metric_name": "perplexity", "lower_is_better": False}, True),
        ({"metric_name": "perplexity"}, False),
        ({"metric_name": "wetness", "lower_is_better": "no"}, None),
        ({}, None),
    ],
)
def test_the_direction(tmp_path: Path, config: Json, expected: bool | None) -> None:
    assert benchmark(tmp_path, entry__metric_config=config).higher_is_better is expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("percent", "%"),
        ("Percentage", "%"),
        ("fraction", "proportion"),
        ("points", "points"),
        (None, "proportion"),
        (1, "proportion"),
    ],
)
def test_the_unit(tmp_path: Path, unit: Any, expected: str | None) -> None:
    assert result(tmp_path, entry__metric_config__metric_unit=unit).unit == expected
    assert benchmark(tmp_path, entry__metric_config__metric_unit=unit).unit == expected


def test_bounds_of_another_scale_say_no_unit(tmp_path: Path) -> None:
    config = {"entry__metric_config__metric_unit": None, "entry__metric_config__max_score": 100}
    assert result(tmp_path, **config).unit is None


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, (0, 100)),
        (None, None, (None, None)),
        ("-Infinity", "Infinity", (None, None)),
        (0, float("inf"), (0, None)),
        (-1, "Infinity", (-1, None)),
    ],
)
def test_the_bounds(tmp_path: Path, low: Any, high: Any, expected: tuple[float | None, float | None]) -> None:
    found = benchmark(tmp_path, entry__metric_config__min_score=low, entry__metric_config__max_score=high)
    assert (found.min_score, found.max_score) == expected


@pytest.mark.parametrize(("low", "high"), [(1, 0), (1, 1), ("low", 1), (0, []), (float("nan"), 1)])
def test_bounds_that_are_none_are_left_out(tmp_path: Path, low: Any, high: Any) -> None:
    found = said(tmp_path, changed(entry__metric_config__min_score=low, entry__metric_config__max_score=high))
    assert [column for column, _ in rejects(found)] == ["min_score, max_score"]
    assert [(one.min_score, one.max_score) for one in found if isinstance(one, Benchmark)] == [(None, None)]
    assert sum(isinstance(one, Result) for one in found) == 1


@pytest.mark.parametrize(
    ("interval", "remark"),
    [
        ({"lower": 0.7, "upper": 0.8, "confidence_level": 0.9}, "0.75 (interval of 0.9: 0.7 to 0.8)"),
        ({"lower": 0.7, "upper": 0.8}, "0.75 (interval of an unstated level: 0.7 to 0.8)"),
    ],
)
def test_an_interval_of_another_level_is_only_a_remark(tmp_path: Path, interval: Json, remark: str) -> None:
    found = result(tmp_path, entry__score_details__uncertainty__confidence_interval=interval)
    assert (found.score, found.score_raw, found.ci_low, found.ci_high) == (0.75, remark, None, None)


def test_the_interval_of_0_2_stands_beside_the_score(tmp_path: Path) -> None:
    found = result(
        tmp_path, entry__score_details={"score": 1.0, "confidence_interval": {"lower": 0.5, "upper": 1.0}}
    )
    assert found.score_raw == "1.0 (interval of an unstated level: 0.5 to 1)"


def test_a_spread_of_nothing_is_one(tmp_path: Path) -> None:
    """All answers are right."""
    uncertainty = {
        "standard_error": {"value": 0.0},
        "confidence_interval": {"lower": 1.0, "upper": 1.0, "confidence_level": 0.95},
        "num_samples": 1,
    }
    found = result(tmp_path, entry__score_details={"score": 1.0, "uncertainty": uncertainty})
    assert (found.stderr, found.ci_low, found.ci_high, found.samples) == (0, 1, 1, 1)


@pytest.mark.parametrize(
    ("part", "value", "column"),
    [
        (
            "confidence_interval",
            {"lower": 0.8, "upper": 0.7, "confidence_level": 0.95},
            "confidence_interval",
        ),
        ("confidence_interval", {"lower": 0.8}, "confidence_interval"),
        ("standard_error", {"value": -0.1}, "standard_error"),
        ("standard_error", {"value": "small"}, "standard_error"),
    ],
)
def test_a_score_is_taken_without_a_spread_that_is_none(
    tmp_path: Path, part: str, value: Json, column: str
) -> None:
    found = said(tmp_path, changed(**{f"entry__score_details__uncertainty__{part}": value}))
    assert [name for name, _ in rejects(found)] == [column]
    (taken,) = [one for one in found if isinstance(one, Result)]
    assert (taken.score, taken.score_raw) == (0.75, None)
    assert (taken.stderr if column == "standard_error" else taken.ci_low) is None


@pytest.mark.parametrize("samples", [0, -1, "480", None, 1.5])
def test_a_number_of_samples_that_is_none_is_left_out(tmp_path: Path, samples: Any) -> None:
    assert result(tmp_path, entry__score_details__uncertainty__num_samples=samples).samples is None


@pytest.mark.parametrize("score", [None, "good", [], float("nan"), float("inf"), True])
def test_what_is_no_score_is_rejected(tmp_path: Path, score: Any) -> None:
    found = said(tmp_path, changed(entry__score_details__score=score))
    assert [type(one) for one in found] == [Reject]
    assert [column for column, _ in rejects(found)] == ["score"]


def test_an_unknown_level_is_no_score(tmp_path: Path) -> None:
    levels = {
        "lower_is_better": False,
        "score_type": "levels",
        "level_names": ["low"],
        "has_unknown_level": True,
    }
    record = changed(entry__metric_config=levels, entry__score_details__score=-1)
    assert rejects(said(tmp_path, record)) == [("score", "-1")]
    assert result(tmp_path, entry__metric_config=levels, entry__score_details__score=0).score == 0


@pytest.mark.parametrize(
    ("relationship", "expected"),
    [
        ("first_party", "self_reported"),
        ("third_party", "independent"),
        ("collaborative", None),
        ("other", None),
        (None, None),
    ],
)
def test_who_says_so(tmp_path: Path, relationship: Any, expected: str | None) -> None:
    assert result(tmp_path, source_metadata__evaluator_relationship=relationship).evidence == expected


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (
            {"source_organization_name": "unknown", "source_type": "documentation", "source_name": "Board"},
            "Board",
        ),
        (
            {
                "source_organization_name": "unknown",
                "source_type": "evaluation_run",
                "source_name": "inspect_ai",
            },
            None,
        ),
        ({"source_organization_name": "", "source_type": "evaluation_run"}, None),
        ({}, None),
    ],
)
def test_a_harness_is_nobody_who_says_so(tmp_path: Path, metadata: Json, expected: str | None) -> None:
    assert result(tmp_path, source_metadata=metadata).source == expected


def test_samples_are_no_results(tmp_path: Path) -> None:
    line = '{"schema_version": "0.3.0", "evaluation_id": "b/m/1", "sample_id": "1"}\n'
    file = brought(tmp_path, "f3a1_samples.jsonl", line)
    assert FORMAT.recognises(file)
    assert not list(FORMAT.read(file, Mapping()))


@pytest.mark.parametrize(
    "content",
    [
        {},
        [RECORD],
        {"schema_version": "0.3.0", "evaluation_id": "b/m/1", "model_info": {}},
        {"schema_version": 1, "results": [], "model_info": {}},
        '{"record_type": "aggregate", "object_path": "flat/a.json", "benchmark": "Rivers"}\n',
        b"\x00\xff",
    ],
)
def test_other_files_are_not_taken(tmp_path: Path, content: Any) -> None:
    assert not FORMAT.recognises(brought(tmp_path, "record.json", content))
    assert not FORMAT.recognises(brought(tmp_path, "record.jsonl", str(content)))


def test_nothing_in_a_file_breaks_the_reader(tmp_path: Path) -> None:
    mapping = Mapping(model="acme/brook")
    said = [endured(FORMAT, brought(tmp_path, "r.json", one), mapping) for one in spoiled(RECORD)]
    assert sum(said) > 1_000
