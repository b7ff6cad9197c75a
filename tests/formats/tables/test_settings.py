"""Settings of a table: in columns, in objects, in the names of models; and what of it is left out."""

from pathlib import Path
from typing import Any

import pytest

from tests.formats.tables.reading import LONG, read, rejects, results

pytestmark = pytest.mark.once

SPLIT = [
    "^(?P<provider>(chutes|fireworks)/)",
    r"(?P<effort>(_| \()(low|high)\)?)$",
    "(?P<shots>-[0-9]+-shot)",
]


@pytest.mark.parametrize(
    ("written", "name", "settings"),
    [
        ("gpt-5_high", "gpt-5", {"effort": "high"}),
        ("gpt-5 (low)", "gpt-5", {"effort": "low"}),
        ("chutes/gpt-5_low", "gpt-5", {"provider": "chutes", "effort": "low"}),
        ("gpt-5-25-shot", "gpt-5", {"shots": 25}),
        ("gpt-5_highest", "gpt-5_highest", {}),
        ("_high", "_high", {}),
    ],
)
def test_only_the_stated_parts_of_a_name_are_settings(
    tmp_path: Path, written: str, name: str, settings: dict[str, Any]
) -> None:
    (one,) = results(read(tmp_path, f"model,test,points\n{written},Rivers,1\n", **LONG, split=SPLIT))

    assert (one.model, one.settings) == (name, settings)


def test_groups_within_groups_are_taken_once(tmp_path: Path) -> None:
    split = ["(?P<mode>-thinking(?P<budget>-[0-9]+k))$"]
    (one,) = results(read(tmp_path, "model,test,points\nHeron-thinking-16k,Rivers,1\n", **LONG, split=split))

    assert (one.model, one.settings) == ("Heron", {"mode": "thinking-16k", "budget": "16k"})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("shots", "5", 5),
        ("shots", "25-shot", 25),
        ("shots", "few", "few"),
        ("temperature", "0.7", 0.7),
        ("temperature", "0.70", 0.7),
        ("temperature", ".7", 0.7),
        ("model_id", "1e5", "1e5"),
        ("tools", "TRUE", True),
        ("tools", "false", False),
        ("seed", "007", "007"),
        ("seed", "99999999999999999999", "99999999999999999999"),
        ("harness_version", "1.10", "1.10"),
        ("revision", "7", "7"),
        ("prompt", "nan", "nan"),
    ],
)
def test_a_setting_is_a_number_only_where_there_is_no_doubt(
    tmp_path: Path, name: str, text: str, value: object
) -> None:
    columns = LONG["columns"] | {"settings": {name: "s"}}
    (one,) = results(read(tmp_path, f"model,test,points,s\nHeron,Rivers,1,{text}\n", columns=columns))

    assert one.settings == {name: value}
    assert type(one.settings[name]) is type(value)


def test_a_decimal_comma_is_one_in_settings_too(tmp_path: Path) -> None:
    columns = LONG["columns"] | {"settings": {"temperature": "t"}}
    content = "model;test;points;t\nHeron;Rivers;1,5;0,70\n"
    (one,) = results(read(tmp_path, content, columns=columns, decimal=","))

    assert (one.score, one.settings) == (1.5, {"temperature": 0.7})


def test_settings_of_columns_go_before_objects_and_these_before_names(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        'model,test,points,k,all\nHeron_high,Rivers,1,5,"{""shots"": 1, ""effort"": ""low""}"\n'
        "Egret_high,Rivers,1,,\nIbis,Rivers,1,,[]\n",
        columns=LONG["columns"] | {"settings": {"shots": "k"}, "settings_object": "all"},
        split=SPLIT,
        settings={"shots": 0, "tools": False},
    )

    assert [one.settings for one in results(said)] == [
        {"shots": 5, "effort": "low", "tools": False},
        {"shots": 0, "effort": "high", "tools": False},
    ]
    assert rejects(said) == [(4, "all", "[]", 'Expected a JSON object, such as {"shots": 5}.')]


def test_several_columns_of_models_are_asked_in_turn(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "version,name,points\ngpt-5,GPT 5,1\n,Heron,2\n,,3\n",
        columns={"model": ["version", "name"], "score": "points"},
        benchmark="Rivers",
    )

    assert [one.model for one in results(said)] == ["gpt-5", "Heron"]
    assert rejects(said) == [(4, "version", None, "Expected the name of a model.")]


def test_rows_may_be_left_out(tmp_path: Path) -> None:
    content = "model,test,points,state\nHeron,Rivers,1,ok\nEgret,Rivers,2, failed \nIbis,Rivers,3,void\n"
    said = read(tmp_path, content, **LONG, skip={"state": ["failed", "void"]})

    assert [one.model for one in results(said)] == ["Heron"]
    assert rejects(said) == []


def test_what_the_table_writes_for_nothing_may_be_said(tmp_path: Path) -> None:
    content = "model,test,points,n\nHeron,Rivers,1,unknown\nEgret,Rivers,none,1\n"
    said = read(tmp_path, content, columns=LONG["columns"] | {"samples": "n"}, absent=["", "unknown", "none"])

    assert [one.samples for one in results(said)] == [None]
    assert rejects(said) == [(3, "points", "none", "Expected a score.")]
