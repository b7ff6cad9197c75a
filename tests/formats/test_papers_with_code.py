"""Evaluation tables of Papers with Code: tasks in tasks, datasets in datasets, scores as papers print."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.mapping import Mapping
from app.formats.papers_with_code import FORMAT
from app.formats.records import Benchmark, Reject, Result, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

ROW: Final[dict[str, Any]] = {
    "code_links": [{"title": "", "url": "https://example.org/code"}],
    "metrics": {"EM": "90.871", "Test perplexity": "12.5"},
    "model_links": [],
    "model_name": "Heron (ensemble)",
    "paper_date": "2021-02-21",
    "paper_title": "Herons\nand how they read",
    "paper_url": "https://example.org/paper",
    "uses_additional_data": False,
}


def table(*rows: Any, name: str = "Rivers", task: str = "Reading", **more: Any) -> dict[str, Any]:
    dataset = {
        "dataset": name,
        "description": "Where they flow.",
        "dataset_links": [
            {"title": "up", "url": "../README.md"},
            {"title": "", "url": "https://example.org/rivers"},
        ],
        "sota": {"metrics": ["EM"], "rows": list(rows)},
    }
    return {"task": task, "description": "", "subtasks": [], "datasets": [dataset | more]}


def scored(printed: Any, metric: str = "EM", **said: Any) -> dict[str, Any]:
    return ROW | {"metrics": {metric: printed}} | said


def read(folder: Path, content: Any, mapping: Mapping = Mapping()) -> list[Said]:  # noqa: B008 it is frozen
    file = brought(folder, "tasks.json", content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, mapping))


def results(said: list[Said]) -> list[Result]:
    return [one for one in said if isinstance(one, Result)]


def names(said: list[Said]) -> list[str]:
    return [one.name for one in said if isinstance(one, Benchmark)]


def rejects(said: list[Said]) -> list[tuple[int, str | None, str | None]]:
    return [(one.row, one.column, one.value) for one in said if isinstance(one, Reject)]


def test_each_metric_of_a_dataset_is_a_benchmark(tmp_path: Path) -> None:
    paper: Any = {
        "date_tested": date(2021, 2, 21),
        "source": "Herons and how they read",
        "source_url": "https://example.org/paper",
    }
    facts: Any = {
        "category": "Reading",
        "task": "Rivers",
        "description": "Where they flow.",
        "url": "https://example.org/rivers",
    }
    assert read(tmp_path, [table(ROW, ROW | {"model_name": "Egret"})]) == [
        Benchmark(row=1, name="Rivers (EM)", metric="EM", higher_is_better=True, **facts),
        Result(row=1, model="Heron (ensemble)", benchmark="Rivers (EM)", score=90.871, **paper),
        Benchmark(
            row=1, name="Rivers (Test perplexity)", metric="Test perplexity", higher_is_better=False, **facts
        ),
        Result(row=1, model="Heron (ensemble)", benchmark="Rivers (Test perplexity)", score=12.5, **paper),
        Result(row=2, model="Egret", benchmark="Rivers (EM)", score=90.871, **paper),
        Result(row=2, model="Egret", benchmark="Rivers (Test perplexity)", score=12.5, **paper),
    ]


def test_tasks_and_datasets_within_others_in_the_order_of_the_file(tmp_path: Path) -> None:
    part = {"subdataset": "Upper course", "sota": {"rows": [scored(2)]}}
    below = table(scored(3), name="Lakes", task="Reading aloud")
    first = table(scored(1), subdatasets=[part]) | {"subtasks": [below]}
    said = read(tmp_path, [first, table(scored(4), name="Seas")])
    assert names(said) == ["Rivers (EM)", "Rivers: Upper course (EM)", "Lakes (EM)", "Seas (EM)"]
    assert [(one.row, one.score) for one in results(said)] == [(1, 1.0), (2, 2.0), (3, 3.0), (4, 4.0)]


def test_a_dataset_of_two_tasks_is_two_tests(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        [
            table(scored(90)),
            table(scored(95), task="Writing"),
            table(scored(1), task="Writing", name="Lakes"),
        ],
    )
    assert names(said) == ["Rivers: Reading (EM)", "Rivers: Writing (EM)", "Lakes (EM)"]


def test_a_benchmark_is_described_once(tmp_path: Path) -> None:
    said = read(tmp_path, [table(scored(90)), table(scored(95, model_name="Egret"))])
    assert names(said) == ["Rivers (EM)"]
    assert len(results(said)) == 2


@pytest.mark.parametrize(
    ("printed", "score", "raw", "unit"),
    [
        ("0.675", 0.675, None, None),
        (" 95.2 ", 95.2, None, None),
        (81.3, 81.3, None, None),
        (7, 7.0, None, None),
        ("30%", 30.0, "30%", "%"),
        ("97.3 ± 0.2", 97.3, "97.3 ± 0.2", None),
        ("2,179,678", 2179678.0, "2,179,678", None),
    ],
)
def test_a_score_is_the_number_as_it_is_written(
    tmp_path: Path, printed: Any, score: float, raw: str | None, unit: str | None
) -> None:
    (found,) = results(read(tmp_path, [table(scored(printed))]))
    assert (found.score, found.score_raw, found.unit, found.stderr) == (score, raw, unit, None)


def test_a_comma_is_read_where_the_mapping_says_so(tmp_path: Path) -> None:
    assert rejects(read(tmp_path, [table(scored("95,2"))])) == [(1, "EM", "95,2")]
    (found,) = results(read(tmp_path, [table(scored("95,2"))], Mapping(decimal=",")))
    assert (found.score, found.score_raw) == (95.2, "95,2")


def test_what_a_spread_is_says_the_mapping(tmp_path: Path) -> None:
    content = [table(scored("97.5 ± 0.25"))]
    (error,) = results(read(tmp_path, content, Mapping(spread="stderr")))
    (reach,) = results(read(tmp_path, content, Mapping(spread="ci95")))
    assert (error.stderr, error.ci_low) == (0.25, None)
    assert (reach.stderr, reach.ci_low, reach.ci_high) == (None, 97.25, 97.75)


@pytest.mark.parametrize("metric", ["% Test Accuracy", "Percentage correct", "percent", "Accuracy (%)"])
def test_a_metric_may_say_that_it_is_in_percent(tmp_path: Path, metric: str) -> None:
    board, found = read(tmp_path, [table(scored("50.4", metric))])
    assert isinstance(board, Benchmark)
    assert isinstance(found, Result)
    assert (board.unit, found.unit) == ("%", "%")


def test_a_cutoff_in_percent_is_no_unit(tmp_path: Path) -> None:
    (found,) = results(read(tmp_path, [table(scored("50.4", "P@10%"))]))
    assert found.unit is None


def test_what_is_no_number_is_rejected_alone(tmp_path: Path) -> None:
    said = read(tmp_path, [table(ROW | {"metrics": {"EM": "63.7*", "F1": "78.6/84.4", "BLEU": "41"}})])
    assert rejects(said) == [(1, "EM", "63.7*"), (1, "F1", "78.6/84.4")]
    assert [one.benchmark for one in results(said)] == ["Rivers (BLEU)"]


@pytest.mark.parametrize("printed", [None, "", "-", "--", "\u2013", "\u2212", "n/a"])
def test_a_score_that_is_not_there_is_no_fault(tmp_path: Path, printed: str | None) -> None:
    said = read(tmp_path, [table(scored(printed), scored(5, model_name="Egret"))])
    assert [one.model for one in results(said)] == ["Egret"]
    assert not rejects(said)


@pytest.mark.parametrize(
    "metric", ["Number of params", "Parameters", "PARAMS", "Params (M)", "#params", "Number of parameters"]
)
def test_the_size_of_a_model_is_no_score(tmp_path: Path, metric: str) -> None:
    (found,) = results(read(tmp_path, [table(ROW | {"metrics": {metric: "24M", "EM": 1}})]))
    assert (found.benchmark, found.settings) == ("Rivers (EM)", {})


def test_a_column_of_words_says_how_it_was_run(tmp_path: Path) -> None:
    rows = [scored(90) | {"metrics": {"EM": 90, "Trained on?": words}} for words in ("books", "-", "letters")]
    assert [one.settings for one in results(read(tmp_path, [table(*rows)]))] == [
        {"trained_on": "books"},
        {},
        {"trained_on": "letters"},
    ]


def test_additional_data_is_a_setting(tmp_path: Path) -> None:
    (found,) = results(read(tmp_path, [table(scored(90, uses_additional_data=True))]))
    assert found.settings == {"additional_data": True}


@pytest.mark.parametrize("name", ["", " \n", None, 7])
def test_a_row_without_a_model_is_rejected(tmp_path: Path, name: Any) -> None:
    said = read(tmp_path, [table(ROW, scored(90, model_name=name))])
    assert [(row, column) for row, column, _ in rejects(said)] == [(2, "model_name")]


def test_a_day_that_is_none_is_rejected(tmp_path: Path) -> None:
    assert rejects(read(tmp_path, [table(scored(90, paper_date="spring"))])) == [(1, "paper_date", "spring")]
    (found,) = results(read(tmp_path, [table(scored(90, paper_date=None))]))
    assert found.date_tested is None


@pytest.mark.parametrize(
    ("title", "url", "source", "source_url"),
    [
        ("https://example.org/a", "https://example.org/a", None, "https://example.org/a"),
        ("", "", None, None),
        ("Herons", "https://example.org/a_(b)", "Herons", "https://example.org/a_(b)"),
        (
            "[7](https://example.org/a",
            "https://example.org/a) [[11]](https://x.y",
            None,
            "https://example.org/a",
        ),
        ("Herons", "(River University) https://example.org/a", "Herons", "https://example.org/a"),
        ("Herons", "in print", "Herons", None),
    ],
)
def test_the_paper_says_so(
    tmp_path: Path, title: str, url: str, source: str | None, source_url: str | None
) -> None:
    (found,) = results(read(tmp_path, [table(scored(90, paper_title=title, paper_url=url))]))
    assert (found.source, found.source_url) == (source, source_url)


def test_one_task_alone_and_one_task_a_line(tmp_path: Path) -> None:
    first, second = table(scored(1)), table(scored(2, model_name="Egret"), name="Lakes")
    assert len(results(read(tmp_path, first))) == 1
    lines = f"{json.dumps(first)}\n\n{json.dumps(second)}\n"
    assert [(one.row, one.benchmark) for one in results(read(tmp_path, lines))] == [
        (1, "Rivers (EM)"),
        (2, "Lakes (EM)"),
    ]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Line 2"):
        read(tmp_path, f'{json.dumps(table(scored(1)))}\n{{"task":\n')


def test_a_file_may_be_deep(tmp_path: Path) -> None:
    deep: dict[str, Any] = table(scored(1), name="Lakes")
    for _ in range(300):
        deep = {"task": "Reading", "description": "", "datasets": [], "subtasks": [deep]}
    assert len(results(read(tmp_path, [deep]))) == 1


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        [{"task": "rivers", "description": "", "datasets": []}],
        {"task": "rivers", "model": "heron", "description": "", "datasets": ["rivers"]},
        {"tasks": [table(ROW)]},
        [{"model": "heron", "score": 7}],
        '{"task": 7}\n{"task": 8}\n',
        '{"task"',
        "task,score\nrivers,7\n",
        b"\xff\xfe\x00",
    ],
)
def test_other_files_are_none(tmp_path: Path, content: Any) -> None:
    assert not FORMAT.recognises(brought(tmp_path, "some.json", content))


def test_whatever_stands_in_a_table_nothing_breaks(tmp_path: Path) -> None:
    part = {"subdataset": "Upper course", "sota": {"rows": [scored("1 ± 2")]}}
    below = {"task": "Writing", "description": "", "datasets": []}
    sound = [table(ROW, scored("words"), subdatasets=[part]) | {"subtasks": [below]}]
    said = [endured(FORMAT, brought(tmp_path, "some.json", content), Mapping()) for content in spoiled(sound)]
    assert len(said) > 500
    assert sum(said) > len(said) * 3
