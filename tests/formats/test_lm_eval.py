"""Files of lm-evaluation-harness, as it writes them since 0.4 and as it did before."""

import copy
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.lm_eval import FORMAT
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Reject, Result, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

Json = dict[str, Any]
NEW: Final[Json] = {
    "results": {
        "rivers": {
            "name": "rivers",
            "alias": "rivers",
            "sample_len": 40,
            "acc,none": 0.725,
            "acc_stderr,none": 0.07,
            "exact_match,strict-match": 0.5,
            "exact_match_stderr,strict-match": "N/A",
            "exact_match,flexible-extract": 0.625,
            "exact_match_stderr,flexible-extract": 0.08,
        },
        "seas": {" ": " ", "alias": "seas"},
        "seas_north": {
            "alias": " - north",
            "word_perplexity,none": 12.5,
            "word_perplexity_stderr,none": "N/A",
        },
    },
    "groups": {"seas": {" ": " ", "alias": "seas"}},
    "group_subtasks": {"rivers": [], "seas": ["seas_north"]},
    "configs": {"rivers": {"task": "rivers", "num_fewshot": 5}},
    "versions": {"rivers": 1.0, "seas": "N/A", "seas_north": 2},
    "n-shot": {"rivers": 5, "seas_north": 0},
    "higher_is_better": {
        "rivers": {"acc": True, "exact_match": True},
        "seas_north": {"word_perplexity": False},
    },
    "n-samples": {"rivers": {"original": 40, "effective": 40}, "seas_north": {"original": 9, "effective": 9}},
    "config": {
        "model": "hf",
        "model_args": "pretrained=acme/brook-1b,dtype=bfloat16",
        "model_revision": "main",
        "model_sha": "82047f5e5d52",
        "limit": None,
        "gen_kwargs": None,
    },
    "git_hash": "1f84a09f",
    "date": 1768964383.8593218,
    "lm_eval_version": "0.4.9.2",
    "model_name": "acme/brook-1b",
}
OLD: Final[Json] = {
    "results": {
        "rivers": {"acc": 0.25, "acc_stderr": 0.03, "acc_norm": 0.3, "acc_norm_stderr": 0.031},
        "lakes": {"ppl": 23605350.910228238, "ppl_stderr": 2522953.0},
    },
    "versions": {"rivers": 0, "lakes": 0},
    "config": {
        "model": "hf-causal",
        "model_args": "use_accelerate=True,pretrained=acme/brook-1b,revision=step106000",
        "num_fewshot": 5,
        "limit": None,
    },
}


def changed(sound: Json, **parts: Any) -> Json:
    """With other values at places such as `config__limit`; `...` takes the place away."""
    document = copy.deepcopy(sound)
    for path, value in parts.items():
        *above, last = path.split("__")
        place = document
        for name in above:
            place = place[name]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return document


def said(folder: Path, document: Json, name: str = "results.json", **mapping: Any) -> list[Said]:
    file = brought(folder, name, document)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, Mapping(**mapping)))


def results(said: list[Said]) -> dict[tuple[str, Any], Result]:
    """By benchmark and filter."""
    found = [one for one in said if isinstance(one, Result)]
    return {(one.benchmark, one.settings.get("filter")): one for one in found}


def benchmarks(said: list[Said]) -> dict[str, Benchmark]:
    return {one.name: one for one in said if isinstance(one, Benchmark)}


def rejects(said: list[Said]) -> list[tuple[str | None, str | None]]:
    return [(one.column, one.value) for one in said if isinstance(one, Reject)]


def settings(folder: Path, **parts: Any) -> dict[str, Any]:
    """Of the result on rivers' accuracy, beside those that every file has."""
    found = results(said(folder, changed(NEW, **parts)))["rivers (acc)", None].settings
    always = {"harness": "lm-evaluation-harness", "shots": 5, "benchmark_version": 1.0}
    assert always.items() <= found.items()
    return {name: value for name, value in found.items() if name not in always}


def test_the_new_dialect(tmp_path: Path) -> None:
    found = said(tmp_path, NEW)
    assert results(found)["rivers (acc)", None] == Result(
        row=1,
        model="acme/brook-1b",
        benchmark="rivers (acc)",
        score=0.725,
        unit="proportion",
        date_tested=date(2026, 1, 21),
        settings={"harness": "lm-evaluation-harness", "shots": 5, "benchmark_version": 1.0},
        stderr=0.07,
        samples=40,
    )
    assert benchmarks(found)["rivers (acc)"] == Benchmark(
        row=1,
        name="rivers (acc)",
        task="rivers",
        metric="acc",
        unit="proportion",
        higher_is_better=True,
        min_score=0,
        max_score=1,
    )
    assert not rejects(found)


def test_the_old_dialect(tmp_path: Path) -> None:
    found = said(tmp_path, OLD)
    assert results(found)["rivers (acc_norm)", None] == Result(
        row=1,
        model="acme/brook-1b",
        benchmark="rivers (acc_norm)",
        score=0.3,
        unit="proportion",
        settings={
            "harness": "lm-evaluation-harness",
            "revision": "step106000",
            "shots": 5,
            "benchmark_version": 0,
        },
        stderr=0.031,
    )
    perplexity = benchmarks(found)["lakes (ppl)"]
    assert (perplexity.higher_is_better, perplexity.unit, perplexity.max_score) == (False, None, None)
    assert [type(one) for one in found] == [Benchmark, Result, Benchmark, Result, Benchmark, Result]


def test_one_benchmark_has_all_filters_of_its_metric(tmp_path: Path) -> None:
    found = said(tmp_path, NEW)
    scores = {filter: one.score for (name, filter), one in results(found).items() if "exact_match" in name}
    assert scores == {"strict-match": 0.5, "flexible-extract": 0.625}
    assert sum(isinstance(one, Benchmark) and one.metric == "exact_match" for one in found) == 1


def test_an_unknown_standard_error_is_none(tmp_path: Path) -> None:
    found = results(said(tmp_path, NEW))
    assert found["rivers (exact_match)", "strict-match"].stderr is None
    assert found["rivers (exact_match)", "flexible-extract"].stderr == 0.08


def test_a_group_s_own_row_is_taken_once_and_says_what_it_is(tmp_path: Path) -> None:
    whole = {"alias": "seas", "acc,none": 0.5, "acc_stderr,none": 0.02, "sample_len": 9}
    document = changed(NEW, results__seas=whole, groups__seas=whole)
    found = [one for one in said(tmp_path, document) if getattr(one, "benchmark", None) == "seas (acc)"]
    assert [(one.samples, one.settings) for one in found if isinstance(one, Result)] == [
        (9, {"harness": "lm-evaluation-harness", "shots": 0})  # those of its only member
    ]
    described = benchmarks(said(tmp_path, document))
    assert described["seas (acc)"].description == "A group: the average of seas_north."
    assert described["rivers (acc)"].description is None


def test_a_group_that_stands_apart_is_taken_too(tmp_path: Path) -> None:
    document = changed(NEW, results__seas=..., groups__seas={"acc,none": 0.5, "sample_len": 9})
    assert results(said(tmp_path, document))["seas (acc)", None].samples == 9


def test_shots_of_a_group_are_those_that_all_beneath_it_have(tmp_path: Path) -> None:
    document = changed(
        NEW, results__seas={"acc,none": 0.5}, group_subtasks__seas=["seas", "seas_north", "cold"]
    )
    document["group_subtasks"]["cold"] = ["rivers"]
    assert "shots" not in results(said(tmp_path, document))["seas (acc)", None].settings
    document["n-shot"]["rivers"] = 0
    assert results(said(tmp_path, document))["seas (acc)", None].settings["shots"] == 0


@pytest.mark.parametrize(
    ("stated", "expected"),
    [({"acc": False}, False), ({"acc": None}, None), ({}, True), ({"acc": "no"}, None)],
)
def test_the_file_s_direction_goes_before_the_table_s(
    tmp_path: Path, stated: Json, expected: bool | None
) -> None:
    document = changed(NEW, higher_is_better__rivers=stated)
    assert benchmarks(said(tmp_path, document))["rivers (acc)"].higher_is_better is expected


def test_a_metric_that_nobody_knows_has_no_direction(tmp_path: Path) -> None:
    found = said(tmp_path, changed(OLD, results__rivers={"wetness": 3}))
    assert benchmarks(found)["rivers (wetness)"].higher_is_better is None


def test_a_score_outside_the_definition_is_on_a_scale_of_its_own(tmp_path: Path) -> None:
    found = said(tmp_path, changed(NEW, **{"results__rivers__acc,none": 72.5}))
    own = benchmarks(found)["rivers (acc)"]
    assert (own.unit, own.min_score, own.max_score, own.higher_is_better) == (None, None, None, True)
    assert (results(found)["rivers (acc)", None].score, results(found)["rivers (acc)", None].unit) == (
        72.5,
        None,
    )


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, {}),
        ({"config__limit": 10}, {"limit": 10}),
        ({"config__limit": 0.5}, {"limit": 0.5}),
        ({"config__limit": True}, {}),
        ({"n-samples__rivers": {"original": 40, "effective": 7}}, {"limit": 7}),
        ({"config__limit": 0.2, "n-samples__rivers": {"original": 40, "effective": 8}}, {"limit": 0.2}),
        ({"config__model_revision": "v2"}, {"revision": "v2"}),
        ({"config__model_args": "pretrained=acme/brook-1b,revision=step7"}, {"revision": "step7"}),
        (
            {"config__model_args": {"pretrained": "acme/brook-1b", "load_in_4bit": True}},
            {"quantization": "4bit"},
        ),
        ({"config__model_args": "pretrained=acme/brook-1b,enable_thinking=False"}, {"thinking": False}),
        ({"config__gen_kwargs": "temperature=0.6,max_gen_toks=512"}, {"temperature": 0.6, "max_tokens": 512}),
        ({"config__gen_kwargs": {"do_sample": True, "until": ["."]}}, {"do_sample": True}),
        ({"chat_template": "{{ messages }}", "fewshot_as_multiturn": True}, {"chat_template": True}),
        ({"system_instruction_sha": "ab12"}, {"system_instruction_sha": "ab12"}),
        ({"git_hash": "0000", "lm_eval_version": "0.4.3", "config__model_sha": "ffff"}, {}),
    ],
)
def test_how_it_was_run(tmp_path: Path, parts: Json, expected: Json) -> None:
    found = settings(tmp_path, **parts)
    assert found.pop("fewshot_as_multiturn", None) is (True if "fewshot_as_multiturn" in parts else None)
    assert found == expected


@pytest.mark.parametrize("version", ["N/A", "Yaml", None, True, [1]])
def test_what_is_no_version_is_none(tmp_path: Path, version: Any) -> None:
    found = results(said(tmp_path, changed(NEW, versions__rivers=version)))
    assert "benchmark_version" not in found["rivers (acc)", None].settings


@pytest.mark.parametrize(
    ("config", "name", "expected"),
    [
        ({"model_args": "pretrained=acme/brook-1b"}, None, "acme/brook-1b"),
        ({"model_args": "pretrained=acme/brook-1b,peft=people/brook-tuned"}, None, "people/brook-tuned"),
        ({"model_args": {"model": "gpt-4o"}}, None, "gpt-4o"),
        ({"model_args": "engine=davinci"}, None, "davinci"),
        ({"model": "acme/brook-1b", "model_args": None}, None, "acme/brook-1b"),
        ({"model": "acme/brook-1b", "model_args": ""}, "k3j9x0ab", "acme/brook-1b"),  # a name made up
        ({"model_args": ""}, "acme/brook-1b", "acme/brook-1b"),
    ],
)
def test_the_model_s_name(tmp_path: Path, config: Json, name: str | None, expected: str) -> None:
    document = changed(NEW, config=config, model_name=name)
    assert {one.model for one in results(said(tmp_path, document)).values()} == {expected}
    assert {one.model for one in results(said(tmp_path, document, model="other")).values()} == {expected}


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            "",
            "dtype=float16",
            "base_url=http://localhost:8000",
            "pretrained=",
            None,
            7,
            {"pretrained": ["a"]},
        ),
        *(
            "pretrained=/mnt/runs/brook",
            "pretrained=./brook",
            "pretrained=runs/brook/last",
            "pretrained=~/brook",
        ),
        *("pretrained=C:\\brook", "pretrained=brook/", "pretrained=acme/brook-1b,peft=/mnt/tuned"),
    ],
)
def test_a_model_without_a_name_is_asked_for(tmp_path: Path, arguments: Any) -> None:
    document = changed(OLD, config__model_args=arguments)
    with pytest.raises(Unreadable, match="give `model` in the mapping"):
        said(tmp_path, document)
    assert {one.model for one in results(said(tmp_path, document, model="acme/brook")).values()} == {
        "acme/brook"
    }


@pytest.mark.parametrize(
    ("document", "name", "expected"),
    [
        (NEW, "results_2020-02-03T01-02-03.456.json", date(2026, 1, 21)),
        (OLD, "acme__brook/results_2024-02-03T01-02-03.456.json", date(2024, 2, 3)),
        (OLD, "results_2024-02-30.json", None),
        (OLD, "brook_step106000.json", None),
    ],
)
def test_the_day(tmp_path: Path, document: Json, name: str, expected: date | None) -> None:
    found = said(tmp_path, document, name)
    assert {one.date_tested for one in results(found).values()} == {expected}
    assert not rejects(found)


@pytest.mark.parametrize("moment", ["yesterday", 2026, 1768964383859, [], True, float("nan"), "2026-02-30"])
def test_what_is_no_day_is_said_once_and_left_out(tmp_path: Path, moment: Any) -> None:
    found = said(tmp_path, changed(NEW, date=moment))
    assert [column for column, _ in rejects(found)] == ["date"]
    assert {one.date_tested for one in results(found).values()} == {None}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "nothing"),
        ("N/A", "N/A"),
        ([0.5], "a list"),
        (float("nan"), "nan"),
        (True, "True"),
        ({}, "an object"),
    ],
)
def test_what_is_no_score_is_rejected_alone(tmp_path: Path, value: Any, shown: str) -> None:
    found = said(tmp_path, changed(NEW, **{"results__rivers__acc,none": value}))
    assert rejects(found) == [("rivers: acc,none", shown)]
    assert len(results(found)) == 3
    assert "rivers (acc)" not in benchmarks(found)


@pytest.mark.parametrize("error", [-0.01, [0.1], "small"])
def test_a_score_is_taken_without_an_error_that_is_none(tmp_path: Path, error: Any) -> None:
    found = said(tmp_path, changed(NEW, **{"results__rivers__acc_stderr,none": error}))
    assert [column for column, _ in rejects(found)] == ["rivers: acc_stderr,none"]
    assert results(found)["rivers (acc)", None].stderr is None


def test_no_error_at_all_is_an_error_of_0(tmp_path: Path) -> None:
    """All forty answers are right."""
    document = changed(NEW, **{"results__rivers__acc,none": 1.0, "results__rivers__acc_stderr,none": 0.0})
    assert results(said(tmp_path, document))["rivers (acc)", None].stderr == 0


@pytest.mark.parametrize("samples", [0, -1, "40", None])
def test_a_number_of_samples_that_is_none_is_left_out(tmp_path: Path, samples: Any) -> None:
    document = changed(NEW, **{"n-samples": {}, "results__rivers__sample_len": samples})
    assert results(said(tmp_path, document))["rivers (acc)", None].samples is None


def test_one_sample_is_one(tmp_path: Path) -> None:
    found = results(said(tmp_path, changed(NEW, **{"n-samples": {}, "results__rivers__sample_len": 1})))
    assert found["rivers (acc)", None].samples == 1


def test_a_row_that_is_none_is_rejected_alone(tmp_path: Path) -> None:
    found = said(tmp_path, changed(NEW, results__rivers=[0.5]))
    assert rejects(found) == [("rivers", "a list")]
    assert [name for name, _ in results(found)] == ["seas_north (word_perplexity)"]


def test_a_run_that_only_collects_samples_has_no_score(tmp_path: Path) -> None:
    found = said(tmp_path, changed(NEW, results__rivers={"bypass,none": 999, "bypass_stderr,none": "N/A"}))
    assert len(results(found)) == 1
    assert not rejects(found)


def test_a_run_without_results_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="has no results"):
        said(tmp_path, changed(NEW, results={}, groups={}))


def test_samples_are_no_results(tmp_path: Path) -> None:
    line = '{"doc_id": 0, "doc": {}, "target": "x", "resps": [["x"]], "filtered_resps": ["x"], "acc": 1.0}\n'
    file = brought(tmp_path, "samples_rivers_2026-01-21T03-44-18.jsonl", line)
    assert FORMAT.recognises(file)
    assert not list(FORMAT.read(file, Mapping()))


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        {"results": {"rivers": {"acc": 0.5}}},
        {"results": {"rivers": {"acc": 0.5}}, "versions": {"seas": 1}},
        {"results": {"scores": []}, "version": 2, "eval": {}},
        {"results": [], "versions": {}, "lm_eval_version": "0.4.9"},
        {"config_general": {}, "results": {"a|b|5": {"acc": 0.5}}, "versions": {"a|b|5": 0}},
        "model,score\nbrook,0.5\n",
        b"\x00\xff",
    ],
)
def test_other_files_are_not_taken(tmp_path: Path, content: Any) -> None:
    assert not FORMAT.recognises(brought(tmp_path, "results.json", content))
    assert not FORMAT.recognises(brought(tmp_path, "results.jsonl", str(content)))


@pytest.mark.parametrize("parts", [{"config": ...}, {"lm_eval_version": ...}])
def test_either_of_its_marks_is_enough(tmp_path: Path, parts: Json) -> None:
    document = changed(NEW, versions={}, **parts)
    assert FORMAT.recognises(brought(tmp_path, "results.json", document))


def test_a_file_of_nothing_but_results_and_versions_is_taken(tmp_path: Path) -> None:
    found = said(
        tmp_path, {"results": {"rivers": {"acc": 0.5}}, "versions": {"rivers": 0}}, model="acme/brook"
    )
    assert results(found)["rivers (acc)", None].settings == {
        "harness": "lm-evaluation-harness",
        "benchmark_version": 0,
    }


@pytest.mark.parametrize(
    ("sound", "mapping"), [(NEW, Mapping(model="acme/brook")), (OLD, Mapping())], ids=["new", "old"]
)
def test_nothing_in_a_file_breaks_the_reader(tmp_path: Path, sound: Json, mapping: Mapping) -> None:
    said = [endured(FORMAT, brought(tmp_path, "r.json", one), mapping) for one in spoiled(sound)]
    assert sum(said) > 1_000
