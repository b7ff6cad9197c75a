"""What a mapping makes of a table: columns and constants, long and wide, numbers, units and dates."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.formats.checked import Checked
from app.formats.records import Benchmark, Model, Result
from tests.formats.tables.reading import LONG, benchmarks, mapping, read, rejects, results

pytestmark = pytest.mark.once


def test_columns_say_all_that_a_result_has(tmp_path: Path) -> None:
    header = "who,by,test,points,pm,low,high,n,day,src,link,kind,run,k,note"
    row = "Heron,Pond Labs,Rivers,77.0%,1.5%,74,80,200,24/1/2025,Board,https://example.org/,Self-reported,r1,5-shot,x"
    said = read(
        tmp_path,
        f"{header}\n{row}\n",
        columns={
            "model": "who",
            "organization": "by",
            "benchmark": "test",
            "score": "points",
            "stderr": "pm",
            "ci_low": "low",
            "ci_high": "high",
            "samples": "n",
            "date": "day",
            "source": "src",
            "source_url": "link",
            "evidence": "kind",
            "external_id": "run",
            "settings": {"shots": "k"},
        },
        date_formats=["%d/%m/%Y"],
    )

    assert results(said) == [
        Result(
            row=2,
            model="Heron",
            organization="Pond Labs",
            benchmark="Rivers",
            score=77.0,
            score_raw="77.0%",
            unit="%",
            stderr=1.5,
            ci_low=74.0,
            ci_high=80.0,
            samples=200,
            date_tested=date(2025, 1, 24),
            source="Board",
            source_url="https://example.org/",
            evidence="self_reported",
            external_id="r1",
            settings={"shots": 5},
        )
    ]


def test_constants_hold_where_a_column_says_nothing(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "who,src,points\nHeron,,1\nEgret,Board,2\n",
        columns={"model": "who", "source": "src", "score": "points"},
        benchmark="Rivers",
        source="Pond",
        organization="Pond Labs",
        evidence="independent",
        date="2025-01-24",
        settings={"shots": 5},
    )

    assert [(one.source, one.organization, one.evidence, one.date_tested) for one in results(said)] == [
        ("Pond", "Pond Labs", "independent", date(2025, 1, 24)),
        ("Board", "Pond Labs", "independent", date(2025, 1, 24)),
    ]
    assert [(one.benchmark, one.settings) for one in results(said)] == [("Rivers", {"shots": 5})] * 2


def test_a_wide_table_has_a_benchmark_a_column(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "who,a,a±,cost\nHeron,0.5,0.1,$0.13\nEgret,,,\n,0.7,,\n,,,$5\n,,,\nIbis,x,,$2\n",
        columns={"model": "who"},
        scores=[
            {
                "column": "a",
                "benchmark": "Rivers",
                "stderr": "a±",
                "unit": "%",
                "multiply_by": 100,
                "facts": {"min_score": 0, "max_score": 100, "higher_is_better": True},
            },
            {"column": "cost", "benchmark": "Rivers (cost)", "facts": {"metric": "cost", "task": "Rivers"}},
        ],
    )

    assert [(r.model, r.benchmark, r.score, r.score_raw, r.unit, r.stderr) for r in results(said)] == [
        ("Heron", "Rivers", 50.0, "0.5", "%", 10.0),
        ("Heron", "Rivers (cost)", 0.13, "$0.13", "USD", None),
        ("Ibis", "Rivers (cost)", 2.0, "$2", "USD", None),
    ]
    assert benchmarks(said) == [
        Benchmark(row=2, name="Rivers", unit="%", higher_is_better=True, min_score=0, max_score=100),
        Benchmark(
            row=2, name="Rivers (cost)", unit="USD", metric="cost", higher_is_better=False, task="Rivers"
        ),
    ]
    assert rejects(said) == [
        (4, "who", None, "Expected the name of a model."),
        (5, "who", None, "Expected the name of a model."),
        (7, "a", "x", "Expected a number."),
    ]


def test_each_metric_of_a_column_makes_a_benchmark(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "model,test,metric,points\nHeron,Rivers,accuracy,0.5\nHeron,Rivers,perplexity,9\nHeron,Rivers,,7\n",
        columns=LONG["columns"] | {"metric": "metric"},
    )

    assert [(one.name, one.metric, one.task, one.higher_is_better) for one in benchmarks(said)] == [
        ("Rivers (accuracy)", "accuracy", "Rivers", True),
        ("Rivers (perplexity)", "perplexity", "Rivers", False),
        ("Rivers", None, None, None),
    ]


@pytest.mark.parametrize(
    ("spread", "stderr", "interval"),
    [(None, None, (None, None)), ("stderr", 0.02, (None, None)), ("ci95", None, (0.83, 0.87))],
)
def test_a_spread_is_what_the_mapping_says_and_always_kept(
    tmp_path: Path, spread: str | None, stderr: float | None, interval: tuple[float | None, float | None]
) -> None:
    (one,) = results(read(tmp_path, "model,test,points\nHeron,Rivers,0.85±0.02\n", **LONG, spread=spread))

    assert (one.score, one.score_raw) == (0.85, "0.85±0.02")
    assert (one.stderr, (one.ci_low, one.ci_high)) == (stderr, interval)


def test_a_spread_in_a_column_of_its_own_goes_before(tmp_path: Path) -> None:
    columns = LONG["columns"] | {"stderr": "pm"}
    (one,) = results(
        read(tmp_path, "model,test,points,pm\nHeron,Rivers,0.85±0.02,0.5\n", columns=columns, spread="stderr")
    )

    assert one.stderr == 0.5


def test_a_standard_error_may_stand_behind_its_score_among_others(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        'model,test,points,all\nHeron,Rivers,0.913,"a:0.5±0.01,b:0.91±0.04"\nEgret,Rivers,0.7,a:0.5±0.01\n',
        columns=LONG["columns"] | {"stderr": "all"},
    )

    assert [one.stderr for one in results(said)] == [0.04]
    assert rejects(said) == [(3, "all", "a:0.5±0.01", "Expected 0.7 ± something among them.")]


def test_decimal_commas_are_announced(tmp_path: Path) -> None:
    content = "model;test;points\nHeron;Rivers;95,2\n"

    assert rejects(read(tmp_path, content, **LONG))[0][3].startswith("Expected a number with a decimal point")
    (one,) = results(read(tmp_path, content, **LONG, decimal=","))
    assert (one.score, one.score_raw) == (95.2, "95,2")


def test_what_is_not_simply_the_number_is_kept_as_text(tmp_path: Path) -> None:
    points = ["0.850", "1,234", "77%", "$5", "1e3", "5"]
    rows = "".join(f'Heron,Rivers,"{text}"\n' for text in points)

    assert [one.score_raw for one in results(read(tmp_path, "model,test,points\n" + rows, **LONG))] == [
        None,
        "1,234",
        "77%",
        "$5",
        None,
        None,
    ]
    (one,) = results(read(tmp_path, "model;test;points\nHeron;Rivers;1.234\n", **LONG, decimal=","))
    assert (one.score, one.score_raw) == (1234.0, "1.234")


def test_bounds_of_the_mapping_are_of_what_comes_out(tmp_path: Path) -> None:
    """The factor of the whole mapping is applied at the end, and then they hold, and its unit does."""
    facts = {"unit": "%", "min_score": 0, "max_score": 100}
    table = "model,test,points\nHeron,Rivers,0.5\nEgret,Rivers,77%\n"
    long: dict[str, Any] = {**LONG, "multiply_by": 100, "unit": "%", "facts": facts}
    assert kept(tmp_path, table, **long) == [("%", 0, 100), (50.0, "%", "0.5"), (77.0, "%", "77%")]
    scores = [{"column": "points", "benchmark": "Rivers", "facts": facts}]
    wide = {"columns": {"model": "model"}, "scores": scores, "multiply_by": 100, "unit": "%"}
    assert kept(tmp_path, table, **wide) == kept(tmp_path, table, **long)


def kept(folder: Path, table: str, **said: Any) -> list[tuple[Any, ...]]:
    """What becomes of a benchmark and of its results."""
    checked = Checked(mapping(**said))
    lines = [json.loads(checked.json(one)[1]) for one in read(folder, table, **said)]
    first, *others = lines
    return [
        (first["unit"], first["min_score"], first["max_score"]),
        *((one["score"], one["unit"], one.get("score_raw")) for one in others),
    ]


def test_a_number_in_percent_already_is_not_made_percent(tmp_path: Path) -> None:
    scores = [{"column": "points", "benchmark": "Rivers", "unit": "%", "multiply_by": 100}]
    table = "model,points\nHeron,0.5\nEgret,77%\n"
    found = results(read(tmp_path, table, columns={"model": "model"}, scores=scores))
    assert [(one.score, one.unit, one.score_raw) for one in found] == [(50, "%", "0.5"), (77, "%", "77%")]


def test_columns_may_be_named_by_place(tmp_path: Path) -> None:
    said = read(tmp_path, ",points,\nHeron,1,x\n", columns={"model": "#1", "score": "#2"}, benchmark="Rivers")

    assert [(one.model, one.score) for one in results(said)] == [("Heron", 1.0)]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("date", "24/1/2025", "Expected a date such as 2025-01-24; date_formats in the mapping says"),
        ("evidence", "rumour", "Expected self_reported, independent or community."),
        ("samples", "1.5", "Expected a whole number."),
        ("stderr", "inf", "Expected a finite number."),
        ("ci_low", "low", "Expected a number."),
        ("source", "x" * 30_000, "Expected at most 20,000 characters."),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(tmp_path: Path, column: str, cell: str, reason: str) -> None:
    content = f"model,test,points,cell\nHeron,Rivers,1,{cell}\nEgret,Rivers,2,\n"
    said = read(tmp_path, content, columns=LONG["columns"] | {column: "cell"})

    assert [one.model for one in results(said)] == ["Egret"]
    ((row, named, value, why_not),) = rejects(said)
    assert (row, named, value) == (2, "cell", cell[:1000])
    assert why_not.startswith(reason)


def test_models_may_be_described_without_scores(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "id,maker,out\nheron_high,Pond,2025-01-24\negret,,\nibis,Pond,soon\n",
        columns={"model": "id", "organization": "maker", "release_date": "out"},
        organization="Lake",
        split=["(?P<effort>_high)$"],
    )

    assert said[:2] == [
        Model(row=2, name="heron", organization="Pond", release_date=date(2025, 1, 24)),
        Model(row=3, name="egret", organization="Lake"),
    ]
    assert rejects(said)[0][:3] == (4, "out", "soon")


@pytest.mark.parametrize(
    ("printed", "formats"),
    [
        ("2025-01-24", []),
        ("2025-01-24", ["%d/%m/%Y"]),
        ("24/1/2025", ["%d/%m/%Y"]),
        ("24 January 2025 4:28pm", ["%d/%m/%Y", "%d %B %Y %I:%M%p"]),
    ],
)
def test_days_are_read_in_the_formats_of_the_mapping(
    tmp_path: Path, printed: str, formats: list[str]
) -> None:
    columns = LONG["columns"] | {"date": "day"}
    said = read(
        tmp_path, f"model,test,points,day\nHeron,Rivers,1,{printed}\n", columns=columns, date_formats=formats
    )
    assert [one.date_tested for one in results(said)] == [date(2025, 1, 24)]


@pytest.mark.parametrize(
    ("printed", "formats", "reason"),
    [
        ("24/1/2025", [], "Expected a date such as 2025-01-24; date_formats in the mapping says how"),
        ("1/24/2025", ["%d/%m/%Y", "%d %B %Y"], "such as 2025-01-24, or as %d/%m/%Y or %d %B %Y."),
        ("24/1/1825", ["%d/%m/%Y"], "Expected a date between 1900 and 9999."),
    ],
)
def test_days_in_another_form_ask_for_it(
    tmp_path: Path, printed: str, formats: list[str], reason: str
) -> None:
    columns = LONG["columns"] | {"date": "day"}
    said = read(
        tmp_path, f"model,test,points,day\nHeron,Rivers,1,{printed}\n", columns=columns, date_formats=formats
    )
    assert [(column, reason in said) for _, column, _, said in rejects(said)] == [("day", True)]
