"""What columns seem to mean: long tables and wide ones, odd names, no clue, and what is not guessed."""

import random
from typing import Any, Final

import pytest
from msgspec import structs

from app.datasets.columns import Findings, NearMiss
from app.datasets.suggesting import Role, Suggestion
from app.datasets.suggesting.proposing import suggested
from app.datasets.suggesting.roles import Known
from app.datasets.suggesting.scores import bare
from app.datasets.suggesting.words import called, parts_of_name, plain
from app.formats.mapping import Mapping, Score
from app.formats.mappings import ready
from app.formats.tables.places import named
from tests.datasets.profiled import columns

pytestmark = pytest.mark.once

KNOWN: Final = Known(
    models={"meta/alpha-1b": "alpha-1b", "Beta": "Beta", "Gamma 7b": "Gamma-7B"},
    benchmarks={"MMLU": "MMLU", "IFEval": "IFEval", "gsm8k": "GSM8K", "GPQA": "GPQA", "odd one": "Odd One"},
)
NOBODY: Final = Known({}, {})


def suggest(
    header: list[str],
    *rows: list[str],
    filename: str = "scores.csv",
    known: Known = KNOWN,
    **findings: Any,
) -> Suggestion:
    return suggested(filename, columns(header, rows), Findings(**findings), len(rows), known)


def cells(row: str) -> list[str]:
    return row.split("|")


def cast(found: Suggestion) -> dict[str, str]:
    return {role.role: role.column for role in found.roles}


def test_a_long_table() -> None:
    found = suggest(
        cells("id|model|benchmark|score|stderr|n_shot|eval_date|source|organization|submitter|tokens|notes"),
        cells("r1|meta/alpha-1b|MMLU|71.5|0.4|5|2025-01-02|https://a.example/1|Meta|a@b.example|1000|fine"),
        cells("r2|Beta|GPQA|31|0.5|0|2025-01-03|https://a.example/2|Acme|c@d.example|7|"),
    )

    assert (found.shape, found.missing) == ("long", [])
    assert found.confidence > 0.7
    assert cast(found) == {
        "external_id": "id",
        "model": "model",
        "benchmark": "benchmark",
        "score": "score",
        "stderr": "stderr",
        "settings.shots": "n_shot",
        "date": "eval_date",
        "source_url": "source",
        "organization": "organization",
    }
    assert found.mapping.columns.settings == {"shots": "n_shot"}
    assert found.warnings == ["Columns of numbers that are not used: tokens."]


def test_a_wide_table_of_a_board() -> None:
    found = suggest(
        cells(
            "eval_name|Precision|Model|Average ⬆️|IFEval|BBH|MATH Lvl 5|GPQA|MUSR|Hub License|Hub ❤️"
            "|#Params (B)|Submission Date|CO₂ cost (kg)|Rank"
        ),
        cells("a_bf16|bf16|meta/alpha-1b|40.1|70.2|30.3|20.4|10.5|9.6|mit|12|8.03|2024-06-26|1.2|1"),
        cells("b_f16|f16|Gamma 7b|41.1|72.2|31.3|21.4|11.5|8.6|mit|911|7.2|2024-06-27|2.2|2"),
    )

    assert (found.shape, found.missing) == ("wide", [])
    assert [(one.column, one.benchmark) for one in found.mapping.scores] == [
        ("IFEval", "IFEval"),
        ("BBH", "BBH"),
        ("MATH Lvl 5", "MATH Lvl 5"),
        ("GPQA", "GPQA"),
        ("MUSR", "MUSR"),
    ]
    assert (found.mapping.columns.model, found.mapping.columns.date) == ("Model", "Submission Date")
    assert found.mapping.columns.settings == {"precision": "Precision"}
    assert found.mapping.columns.score is None
    assert found.questions[0].startswith("The scores lie between 0 and 100: say `unit` (`%`)")
    assert "Average ⬆️, Hub ❤️, #Params (B)" in found.warnings[0]


def test_odd_names() -> None:
    found = suggest(
        ["LLM", "Task", "Acc (%)", "Ref", "When"],
        ["foo", "custom 1", "71.5", "https://a.example", "31/12/2024"],
        ["bar", "custom 2", "81.5", "https://b.example", "1/12/2024"],
    )

    assert cast(found) == {
        "model": "LLM",
        "benchmark": "Task",
        "score": "Acc (%)",
        "source_url": "Ref",
        "date": "When",
    }
    assert (found.mapping.unit, found.mapping.date_formats) == ("%", ("%d/%m/%Y",))
    assert found.mapping.facts.metric == "Acc"
    assert found.questions == []


def test_one_of_a_few_scores_may_be_none() -> None:
    header = ["LLM", "Task", "Acc (%)"]
    rows = [["foo", "custom 1", "71.5"], ["bar", "custom 1", "81.5"], ["baz", "custom 2", "to do"]]

    assert cast(suggest(header, *rows))["score"] == "Acc (%)"
    assert "score" not in cast(suggest(header, *rows[1:]))


def test_no_clue_is_said() -> None:
    found = suggest(["A", "B"], ["x", "2.5"], ["y", "3.5"], known=NOBODY)

    assert found.confidence == 0.0
    assert [text.split(":")[0] for text in found.missing] == ["Which column names the model"]
    nothing = suggest(["A", "B"], ["x", "true"], ["y", "false"], known=NOBODY)
    assert (nothing.shape, len(nothing.missing)) == (None, 3)


def test_values_tell_what_names_do_not() -> None:
    found = suggest(
        ["what", "on", "got"], ["Beta", "MMLU", "1"], ["Gamma 7b", "GPQA", "2"], ["new", "gsm8k", "3.5"]
    )

    assert cast(found) == {"model": "what", "benchmark": "on", "score": "got"}
    assert {role.role: role.reason for role in found.roles}["model"] == (
        "2 of 3 of its values are models of the catalogue."
    )


def test_the_benchmark_of_the_file_s_name() -> None:
    rows = ["Beta", "63.3%"], ["Gamma 7b", "12.0%"]
    found = suggest(["Name", "EM"], *rows, filename="external_benchmark_gsm8k.csv.gz")
    assert (found.mapping.benchmark, found.missing, found.mapping.unit) == ("GSM8K", [], "%")
    assert Role("benchmark", "GSM8K", 0.7, "The name of the file says gsm8k.") in found.roles
    assert found.mapping.facts.metric == "EM"

    unknown = suggest(["Name", "EM"], *rows, filename="external_benchmark_new.csv")
    assert unknown.mapping.benchmark is None
    assert unknown.missing == [
        "Which benchmark the scores of external_benchmark_new.csv are of: say it as `benchmark`, or as"
        " `columns.benchmark` where its rows say it."
    ]


def test_two_columns_of_models_are_asked_in_turn() -> None:
    found = suggest(
        ["Name", "Model version", "Score", "Task"],
        ["Foo (new)", "", "1.5", "MMLU"],
        ["Bar", "bar-v1_high", "2.5", "GPQA"],
        known=NOBODY,
    )
    assert found.mapping.columns.model == ("Model version", "Name")
    assert found.mapping.split == (r"(?P<effort>_(minimal|low|medium|high))$",)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["0.5", "0.25"], "The scores lie between 0 and 1"),
        (["50", "0.25"], "The scores lie between 0 and 100"),
        (["1200", "1100"], None),
        (["50%", "0.25%"], None),
        (["-3", "4"], None),
    ],
)
def test_a_scale_is_asked_and_not_guessed(values: list[str], said: str | None) -> None:
    found = suggest(["model", "benchmark", "score"], *(["Beta", "MMLU", value] for value in values))
    assert found.mapping.unit == ("%" if "%" in values[0] else None)
    assert found.mapping.multiply_by is None
    assert [text.split(":")[0] for text in found.questions] == ([said] if said else [])


def test_a_mixture_of_scales_is_asked() -> None:
    found = suggest(["model", "MMLU", "GPQA"], ["Beta", "0.5", "50"], ["Gamma 7b", "0.6", "60"])
    assert found.questions[0].startswith("Some columns lie between 0 and 1 (MMLU) and others do not")


def test_what_stands_beside_a_score() -> None:
    found = suggest(
        ["model", "MMLU", "MMLU_stderr", "GPQA", "GPQA ci low", "GPQA ci high", "note"],
        ["Beta", "50.5", "0.5", "40", "39", "41", "x"],
    )
    assert found.mapping.scores == (
        Score(column="MMLU", benchmark="MMLU", stderr="MMLU_stderr"),
        Score(column="GPQA", benchmark="GPQA", ci_low="GPQA ci low", ci_high="GPQA ci high"),
    )
    assert found.warnings == []


def test_half_an_interval_is_none() -> None:
    found = suggest(["model", "MMLU", "MMLU ci low", "GPQA"], ["Beta", "50.5", "50", "40"])
    assert found.mapping.scores[0] == Score(column="MMLU", benchmark="MMLU")


def test_a_spread_is_asked_for() -> None:
    found = suggest(["model", "benchmark", "score"], ["Beta", "MMLU", "85.2 ± 0.4"])
    assert found.mapping.columns.score == "score"
    assert found.questions[-1].startswith("What stands behind ± in the scores")


def test_a_decimal_comma() -> None:
    found = suggest(["Modell", "model", "MMLU", "GPQA"], ["x", "Beta", "85,2", "1,5"], decimal=",")
    assert (found.mapping.decimal, len(found.mapping.scores)) == (",", 2)


def test_a_date_that_may_be_two_is_asked_for() -> None:
    found = suggest(
        ["model", "benchmark", "score", "date"],
        ["Beta", "MMLU", "1000", "03/04/2025"],
        ["Beta", "MMLU", "2", "1/2/2025"],
    )
    assert found.mapping.columns.date is None
    assert found.questions == [
        "Which of the numbers in date (03/04/2025) is the month: say `columns.date` with `date_formats`,"
        " `%d/%m/%Y` or `%m/%d/%Y`."
    ]


def test_a_day_of_release_is_no_day_of_a_test() -> None:
    header = ["model", "release date", "license", "benchmark", "score"]
    found = suggest(header, ["Beta", "2025-01-01", "MIT", "MMLU", "1000"])
    assert cast(found) == {"model": "model", "benchmark": "benchmark", "score": "score"}


def test_a_table_of_models() -> None:
    found = suggest(["Name", "Developer", "Released", "Licence"], ["Beta", "Acme", "2025-01-01", "MIT"])
    assert (found.shape, found.missing) == ("models", [])
    assert cast(found) == {
        "model": "Name",
        "organization": "Developer",
        "release_date": "Released",
        "license": "Licence",
    }


def test_unknown_benchmarks_are_said_not_to_be_ranked() -> None:
    found = suggest(["model", "Tests of birds", "Tests of boats"], ["Beta", "1234.5", "2345.5"], known=NOBODY)
    assert (found.shape, found.confidence) == ("wide", 0.5)
    assert found.questions == [
        "Whether more is better on Tests of birds, Tests of boats: say it as `facts.higher_is_better`; a"
        " benchmark that is new is not ranked until somebody does."
    ]


def test_parts_of_the_file_s_benchmark() -> None:
    rows = ["Beta", "12.5", "13.5", "13"], ["Gamma 7b", "22.5", "23.5", "23"]
    found = suggest(
        ["model", "Reasoning average", "Coding average", "Global average"], *rows, filename="the odd one.csv"
    )
    assert [one.benchmark for one in found.mapping.scores] == [
        "Odd One (Reasoning average)",
        "Odd One (Coding average)",
    ]


def test_values_that_will_be_refused_are_warned_of() -> None:
    header, rows = ["model", "benchmark", "score"], [["Beta", "MMLU", "1.5"], ["Beta", "GPQA", "2"]]
    *others, score = columns(header, rows)
    miss = NearMiss(
        type="number", count=1, examples=["pending"], said="1 value of 3 is not a number: 'pending'."
    )
    found = suggested("a.csv", [*others, structs.replace(score, near_miss=miss)], Findings(), 2, KNOWN)
    assert found.warnings == ["score: 1 value of 3 is not a number: 'pending'."]


def test_ready_mappings_go_before() -> None:
    header = ["id", "Name", "EM", "Model version", "Shots", "Notes", "Source", "Source link"]
    found = suggest(
        header,
        ["r1", "x", "63.3%", "", "5", "", "HELM", "https://a.example"],
        filename="external_benchmark_gsm8k.csv",
    )
    assert (found.shape, found.confidence, found.mapping.files) == ("wide", 0.98, None)
    assert cast(found)["model"] == "Name"
    assert {role.reason for role in found.roles} == {"A ready mapping for files of this name says so."}


@pytest.mark.parametrize("mapping", ready(), ids=lambda one: one.files)
def test_each_ready_mapping_is_one(mapping: Mapping) -> None:
    """By place, the first column may be one without a name."""
    names = [name for name in dict.fromkeys(named(mapping)) if not name.startswith("#")]
    found = suggest(
        ["", *names], ["a", *("1" for _ in names)], filename=(mapping.files or "").replace("*", "x")
    )
    assert found.confidence == 0.98
    assert found.shape in {"long", "wide", "models"}


@pytest.mark.parametrize("seed", range(40))
def test_no_table_is_too_odd(seed: int) -> None:
    """Whatever is suggested names columns that are there, each for one thing."""
    chance = random.Random(seed)
    titles = [
        "model",
        "Model",
        "score",
        "",
        "MMLU",
        "MMLU (%)",
        "date",
        "GPQA",
        "id",
        "±",
        "日本",
        "n_shot",
        "ci low",
    ]
    cells = [
        "",
        "1",
        "0.5",
        "NaN",
        "x",
        "2025-01-01",
        "1/2/2025",
        "https://a.example",
        "50%",
        "-",
        "{}",
        "Beta",
    ]
    names = [
        f"{chance.choice(titles)}{'' if chance.random() < 0.5 else number}"
        for number in range(chance.randint(1, 12))
    ]
    header = list(dict.fromkeys(names))
    found = suggest(header, *([chance.choice(cells) for _ in header] for _ in range(chance.randint(0, 6))))

    there = {title or f"column_{place}" for place, title in enumerate(header, 1)}
    assert set(named(found.mapping)) <= there
    assert 0 <= found.confidence <= 1
    assert (found.confidence == 0) >= bool(found.missing)
    played = [role.column for role in found.roles if role.role != "benchmark"]
    assert len(played) == len(set(played))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("MMLU (%) ⬆️", "MMLU"),
        ("gsm8k_acc", "gsm8k"),
        ("Winogrande (5-shot)", "Winogrande"),
        ("GPQA Diamond score", "GPQA Diamond"),
        ("score", "score"),
        ("(%)", "(%)"),
    ],
)
def test_names_of_benchmarks_without_what_stands_around_them(title: str, name: str) -> None:
    assert bare(title) == name


def test_words() -> None:
    assert plain("Model_Name (v2)") == "model name v2"
    assert plain("modelName") == "model name"
    assert called("model", ("llm", "model")) > called("model", ("llm", "x", "model")) > 0.5
    assert called("new models", ("model",)) == 0
    assert parts_of_name("some/gsm 8k_b.csv.gz") == ["gsm 8k b", "gsm 8k", "8k b", "gsm", "8k", "b"]
