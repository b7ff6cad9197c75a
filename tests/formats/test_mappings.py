"""Ready mappings: each is found by a file's name and columns, and says true things of its benchmarks."""

import re
from datetime import date
from pathlib import Path

import pytest

from app.formats.csv import FORMAT
from app.formats.mapping import Columns, Mapping
from app.formats.mappings import mapping_for, ready
from app.formats.records import Benchmark, Model, Reject, Result, Said
from app.formats.tables.places import named
from tests.formats.hostile import brought

pytestmark = pytest.mark.once


def read(folder: Path, name: str, content: str, mapping: Mapping | None = None) -> list[Said]:
    return list(FORMAT.read(brought(folder, name, content), mapping or Mapping()))


def header_of(mapping: Mapping) -> list[str]:
    """The columns that it needs, those named by place first and without a name."""
    names = list(dict.fromkeys(named(mapping)))
    return [
        "" if name.startswith("#") else name
        for name in sorted(names, key=lambda name: not name.startswith("#"))
    ]


EACH = pytest.mark.parametrize("mapping", ready(), ids=lambda one: f"{one.files} {one.columns.model}")


@EACH
def test_each_is_found_by_the_name_of_its_file_and_its_columns(mapping: Mapping) -> None:
    assert mapping.files is not None
    header = header_of(mapping)

    assert mapping_for(f"data/{mapping.files}", [*header, "something else"]) == mapping
    assert mapping_for(f"data/{mapping.files}x", header) is None
    assert mapping_for(mapping.files, header[:-1]) != mapping
    assert mapping_for(mapping.files, [*header, header[-1]]) != mapping


@EACH
def test_each_says_of_its_benchmarks_what_ranks_them(mapping: Mapping) -> None:
    """Numbers stay as they are written; whole names, for benchmarks of several columns are several."""
    names = [score.benchmark for score in mapping.scores]

    assert mapping.multiply_by is None
    assert not any(score.multiply_by for score in mapping.scores)
    assert len(names) == len(set(names))
    for score in mapping.scores:
        facts = score.facts
        assert facts.metric, score.benchmark
        assert facts.task, score.benchmark
        assert (facts.min_score, facts.max_score) == {"%": (0, 100), "proportion": (0, 1)}.get(
            score.unit or "", (facts.min_score, None)
        )
        if re.search(r"cost|distance|duration", score.benchmark, re.IGNORECASE):
            assert facts.higher_is_better is False, score.benchmark
        elif re.search(r"refusals|steps|code length", score.benchmark):
            assert facts.higher_is_better is None, score.benchmark
        else:
            assert facts.higher_is_better is True, score.benchmark


VPCT = "id,Model version,Correct,Source,Source link\nr1,Heron_high,66.0%,Board,https://example.org/\n"


def test_a_mapping_of_the_person_goes_before(tmp_path: Path) -> None:
    mine = Mapping(columns=Columns(model="Model version", score="Correct"), benchmark="Mine")
    said = read(tmp_path, "external_benchmark_vpct.csv", VPCT, mine)

    assert said[1] == Result(
        row=2, model="Heron_high", benchmark="Mine", score=66.0, score_raw="66.0%", unit="%"
    )


def test_constants_of_the_person_are_put_over_a_ready_mapping(tmp_path: Path) -> None:
    mine = Mapping(evidence="independent", settings={"tools": False})
    said = read(tmp_path, "external_benchmark_vpct.csv", VPCT, mine)

    assert said[1] == Result(
        row=2,
        model="Heron",
        benchmark="VPCT",
        score=66.0,
        score_raw="66.0%",
        unit="%",
        source="Board",
        source_url="https://example.org/",
        evidence="independent",
        external_id="r1",
        settings={"effort": "high", "tools": False},
    )


def test_costs_and_edit_formats_are_boards_of_their_own(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "external_benchmark_aider_polyglot.csv",
        "\ufeffid,Model version,Percent correct,Percent using correct edit format,Edit format,Cost,"
        "Source,Source link,Notes\n"
        "r1,chutes/Heron_16K,88.000,91.600,diff,$0.1300,Aider,https://example.org/,\n"
        "r2,,70,80,architect,,Aider,https://example.org/,a mix of two\n",
    )

    assert [(one.name, one.unit, one.higher_is_better) for one in said if isinstance(one, Benchmark)] == [
        ("Aider Polyglot", "%", True),
        ("Aider Polyglot (correct edit format)", "%", True),
        ("Aider Polyglot (cost)", "USD", False),
    ]
    assert [(r.model, r.score, r.score_raw, r.unit) for r in said if isinstance(r, Result)] == [
        ("Heron", 88.0, None, "%"),
        ("Heron", 91.6, None, "%"),
        ("Heron", 0.13, "$0.1300", "USD"),
    ]
    assert {str(r.settings) for r in said if isinstance(r, Result)} == {
        "{'provider': 'chutes', 'thinking_tokens': '16K', 'edit_format': 'diff'}"
    }
    assert [(one.row, one.column) for one in said if isinstance(one, Reject)] == [(3, "Model version")]


def test_minutes_have_an_interval(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "external_benchmark_metr.csv",
        "id,Model version,CI_high,CI_low,Time horizon,Source,Source link,average_score,Notes\n"
        "r1,Heron,34.5,9.5,18.25,METR,https://example.org/,0.476797,\n",
    )

    assert [(r.benchmark, r.score, r.unit, r.ci_low, r.ci_high) for r in said if isinstance(r, Result)] == [
        ("METR Time Horizon", 18.25, "minutes", 9.5, 34.5),
        ("METR Time Horizon (average score)", 0.476797, "proportion", None, None),
    ]


def test_runs_have_a_standard_error_and_a_day_where_it_is_none_of_an_upload(tmp_path: Path) -> None:
    head = "id,task,model,Best score (across scorers),Scores,log viewer,started_at,Status,task version\n"
    rows = [
        "r1,Rivers,Heron_low,0.853,choice:0.85±0.02,https://e.org/1,17 November 2025 4:28pm,Success,1.0",
        'r2,Rivers,Heron,0.6,"match:0.4±0.03,graded:0.6±0.04",,26 January 2025 7:00pm,Success,1.0',
        "r3,Rivers,Heron,0.6,choice:0.6±0.04,,2 May 2025 1:05am,Cancelled,1.0",
    ]
    said = read(tmp_path, "benchmarks_runs.csv", head + "\n".join(rows))

    assert [(r.external_id, r.score, r.stderr, r.date_tested) for r in said if isinstance(r, Result)] == [
        ("r1", 0.853, 0.02, date(2025, 11, 17)),
        ("r2", 0.6, 0.04, None),
    ]
    assert {
        (r.unit, r.source, r.evidence, r.settings["benchmark_version"]) for r in said if isinstance(r, Result)
    } == {("proportion", "Epoch AI", "independent", "1.0")}
    assert said[0] == Benchmark(
        row=2,
        name="Rivers",
        unit="proportion",
        metric="accuracy",
        higher_is_better=True,
        min_score=0,
        max_score=1,
    )


def test_versions_of_models_are_models(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "model_versions.csv",
        "id,Model,Version release date,Hugging Face developer id,Link,Notes,benchmarks/runs,Display name\n"
        'heron-2025_high,Heron,2025-01-24,pond,https://example.org/,"a\nb",,Heron (high)\negret,,,,,,,\n',
    )

    assert said == [
        Model(row=2, name="heron-2025", organization="pond", release_date=date(2025, 1, 24)),
        Model(row=4, name="egret"),
    ]


WEIGHTED = "weighted_alpaca_eval_gpt4_turbo_leaderboard.csv"


def test_a_leaderboard_whose_models_have_no_header(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        WEIGHTED,
        ",win_rate,standard_error,n_total,mode,length_controlled_winrate,lc_standard_error\n"
        "Heron,76.9,0.9,805.0,community,86.5,0.14\n",
    )

    assert [(r.model, r.benchmark, r.score, r.stderr, r.samples) for r in said if isinstance(r, Result)] == [
        ("Heron", "AlpacaEval 2.0 (length-controlled win rate)", 86.5, 0.14, 805),
        ("Heron", "AlpacaEval 2.0 (win rate)", 76.9, 0.9, 805),
    ]


def test_the_same_name_with_other_columns_is_another_table(tmp_path: Path) -> None:
    content = (
        "name,length_controlled_winrate,win_rate,avg_length,link,samples,filter\nHeron,86.5,76.9,872,,,x\n"
    )
    said = read(tmp_path, WEIGHTED, content)

    assert [(r.model, r.score, r.stderr, r.samples) for r in said if isinstance(r, Result)] == [
        ("Heron", 86.5, None, None),
        ("Heron", 76.9, None, None),
    ]
