"""Tables that say themselves what their columns mean, and those of which somebody has to say it."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.formats.records import Result
from tests.formats.tables.reading import LONG, mapping, read, results, why

pytestmark = pytest.mark.once

HEADER = "model,test,points\nHeron,Rivers,1\n"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            {"columns": {"model": "name", "score": "points"}, "benchmark": "Rivers"},
            "There is no column 'name'; the",
        ),
        (
            LONG | {"skip": {"state": ["x"]}},
            "There is no column 'state'; the columns are model, test, points.",
        ),
        ({"columns": {"score": "points"}, "benchmark": "Rivers"}, "Nothing says which column is the model."),
        ({"columns": {"model": "model"}}, "Nothing says which column is the score."),
        ({"columns": {"model": "model", "score": "points"}}, "Nothing says which column is the benchmark."),
        ({"columns": {"model": "#4", "score": "points"}, "benchmark": "x"}, "There is no column '#4'"),
    ],
)
def test_a_mapping_that_does_not_fit_says_which_columns_there_are(
    tmp_path: Path, said: dict[str, Any], reason: str
) -> None:
    assert why(tmp_path, HEADER, **said).startswith(reason)


def test_a_name_that_two_columns_have_is_asked_for(tmp_path: Path) -> None:
    assert why(
        tmp_path,
        "model,points,points\nHeron,1,2\n",
        **LONG | {"columns": LONG["columns"] | {"benchmark": "model"}},
    ) == ("Several columns are named 'points'; say which by its place: #2 or #3.")


def test_without_a_mapping_the_columns_and_an_example_are_shown(tmp_path: Path) -> None:
    assert why(tmp_path, "Name,Note,Points\nHeron,x,1\n") == (
        "Nothing says which column is the model. The columns are Name, Note, Points. "
        "A mapping says it, for example "
        '{"columns": {"model": "Name", "score": "Points"}, "benchmark": "MMLU"}'
    )


def test_a_long_header_is_not_shown_whole(tmp_path: Path) -> None:
    header = ",".join(f"{'c' * 100}{number}" for number in range(1000))

    assert len(why(tmp_path, f"{header}\n{',' * 999}\n")) < 4000


def test_well_known_names_need_no_mapping(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "Model,Organisation,Score,Date Tested,Standard Error,Shots,Any\nHeron,Pond,1,2025-01-24,0.1,5,x\n",
        benchmark="Rivers",
        source="Board",
    )

    assert results(said) == [
        Result(
            row=2,
            model="Heron",
            organization="Pond",
            benchmark="Rivers",
            score=1.0,
            date_tested=date(2025, 1, 24),
            stderr=0.1,
            settings={"shots": 5},
            source="Board",
        )
    ]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"date_formats": ["%d %B"]}, "%d %B does not name the day, the month and the year"),
        ({"date_formats": ["%B %Y"]}, "does not name the day"),
        ({"date_formats": ["%Q"]}, "%Q is none that strptime reads"),
        ({"split": ["(x"]}, "is no regular expression"),
        ({"split": ["_high$"]}, "has no named group"),
        ({"multiply_by": 0}, "> 0"),
        ({"columns": {"score": "a"}, "scores": [{"column": "b", "benchmark": "c"}]}, "Either `scores`"),
        ({"colums": {}}, "colums"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused_when_it_is_given(said: dict[str, Any], reason: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        mapping(**said)
    assert reason in str(refused.value)


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%d %B %Y %I:%M%p", "%j %y", "%Y-%m-%d %Z", "%c"])
def test_formats_that_name_a_day_are_taken(form: str) -> None:
    assert mapping(date_formats=[form]).date_formats == (form,)
