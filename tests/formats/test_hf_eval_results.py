"""`.eval_results/*.yaml` of the Hugging Face Hub: what a person must add, and what is taken."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.hf_eval_results import FORMAT
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Reject, Result, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

MAPPING: Final = Mapping(model="rivers/delta-7b", unit="%")
WHOLE: Final[dict[str, Any]] = {
    "dataset": {"id": "maps/rivers", "task_id": "rivers_long", "revision": "55034343"},
    "value": 20.9,
    "verifyToken": "nobody checks it",
    "date": "2025-01-15",
    "source": {"url": "https://example.org/traces", "name": "Eval traces", "user": "someone"},
    "notes": "no-tools",
}


def read(folder: Path, content: Any, mapping: Mapping = MAPPING) -> list[Said]:
    file = brought(folder, ".eval_results/rivers.yaml", content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, mapping))


def test_an_entry_is_a_benchmark_and_a_result(tmp_path: Path) -> None:
    assert read(tmp_path, [WHOLE]) == [
        Benchmark(row=1, name="maps/rivers/rivers_long", url="https://huggingface.co/datasets/maps/rivers"),
        Result(
            row=1,
            model="rivers/delta-7b",
            benchmark="maps/rivers/rivers_long",
            score=20.9,
            date_tested=date(2025, 1, 15),
            source="someone",
            source_url="https://example.org/traces",
            settings={"revision": "55034343", "notes": "no-tools"},
        ),
    ]


def test_as_people_write_it(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        """
- dataset: {id: maps/rivers, task_id: default}
  value: "41.2 ± 0.3"
  date: 2025-01-15
- dataset: {id: maps/rivers, task_id: maps/rivers}   # the same benchmark
  value: 41
""",
    )
    assert [(one.name, one.row) for one in said if isinstance(one, Benchmark)] == [("maps/rivers", 1)]
    assert [
        (one.benchmark, one.score, one.score_raw, one.date_tested) for one in said if isinstance(one, Result)
    ] == [
        ("maps/rivers", 41.2, "41.2 ± 0.3", date(2025, 1, 15)),
        ("maps/rivers", 41.0, None, None),
    ]


@pytest.mark.parametrize(
    ("mapping", "asked"),
    [
        (Mapping(unit="%"), "--model"),
        (Mapping(model="rivers/delta-7b"), '"%" or "proportion"'),
    ],
)
def test_what_the_file_does_not_say_is_asked_for(tmp_path: Path, mapping: Mapping, asked: str) -> None:
    with pytest.raises(Unreadable, match=asked):
        read(tmp_path, [WHOLE], mapping)


def test_a_factor_says_what_the_numbers_are(tmp_path: Path) -> None:
    assert len(read(tmp_path, [WHOLE], Mapping(model="rivers/delta-7b", multiply_by=100))) == 2


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"value": "often"}, "value"),
        ({"value": None}, "value"),
        ({"value": float("nan")}, "value"),
        ({"date": "spring"}, "date"),
        ({"dataset": {"task_id": "default"}}, "dataset.id"),
        ({"dataset": "maps/rivers"}, "dataset.id"),
    ],
)
def test_an_entry_that_cannot_be_taken_is_rejected_alone(tmp_path: Path, wrong: Any, column: str) -> None:
    rejected, *taken = read(tmp_path, [WHOLE | wrong, WHOLE])
    assert isinstance(rejected, Reject)
    assert (rejected.row, rejected.column) == (1, column)
    assert rejected.reason.startswith("Expected ")
    assert [one.row for one in taken] == [2, 2]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "dataset: {id: a}\nvalue: 1\n"),
        ("a.yaml", "- dataset: {id: a}\n"),
        ("a.yaml", "- value: 1\n"),
        ("a.yaml", "- &a {dataset: {id: a}, value: 1}\n- *a\n"),
        ("a.yaml", "{{"),
        ("a.yaml", b"\xff\x00\xff"),
        ("a.md", "- {dataset: {id: a}, value: 1}\n"),
    ],
)
def test_other_files_are_none(tmp_path: Path, name: str, content: str | bytes) -> None:
    assert not FORMAT.recognises(brought(tmp_path, name, content))


def test_whatever_stands_in_an_entry_nothing_breaks(tmp_path: Path) -> None:
    said = [
        endured(FORMAT, brought(tmp_path, "a.yaml", content), MAPPING) for content in spoiled([WHOLE, WHOLE])
    ]
    assert len(said) > 200
    assert sum(said) > len(said)
