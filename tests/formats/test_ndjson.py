"""Tables of JSON lines, and the catalogue's own lists brought back."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import Raw

from app.formats import csv, ndjson
from app.formats.files import Unreadable
from app.formats.mapping import Columns, Mapping
from app.formats.ndjson import FORMAT
from app.formats.records import Benchmark, Reject, Result, Said
from app.http.formats import Csv, Encoder, Ndjson
from app.queries import results as catalogue
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

SOUND: list[dict[str, Any]] = [
    {"model": "Heron", "benchmark": "Rivers", "score": 0.5, "date": "2025-01-24", "settings": {"shots": 5}},
    {"model": "Egret", "benchmark": "Rivers", "score": "77%", "samples": 200},
]


def lines(*rows: Any) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def read(folder: Path, content: str | bytes, mapping: Mapping | None = None) -> list[Said]:
    return list(FORMAT.read(brought(folder, "board.ndjson", content), mapping or Mapping()))


def test_lines_are_rows(tmp_path: Path) -> None:
    assert read(tmp_path, lines(*SOUND)) == [
        Benchmark(row=1, name="Rivers"),
        Result(
            row=1,
            model="Heron",
            benchmark="Rivers",
            score=0.5,
            date_tested=date(2025, 1, 24),
            settings={"shots": 5},
        ),
        Result(row=2, model="Egret", benchmark="Rivers", score=77.0, score_raw="77%", unit="%", samples=200),
    ]


def test_the_mapping_is_that_of_tables(tmp_path: Path) -> None:
    columns = Columns(model="who", score="points", settings={"tools": "t"})
    content = '{"who": "Heron", "points": 1, "t": true}\n\n{"who": "Egret", "t": null, "points": 2}\n'
    said = read(tmp_path, content, Mapping(columns=columns, benchmark="Rivers"))

    assert [(one.row, one.settings) for one in said if isinstance(one, Result)] == [
        (1, {"tools": True}),
        (3, {}),
    ]


def test_lines_that_are_no_rows_are_named(tmp_path: Path) -> None:
    rows = ['{"model": "Heron", "benchmark": "Rivers", "score": 1}', "[1]", '{"model": ', "7"]
    rows += ['{"model": "Ibis", "benchmark": "Rivers", "score": NaN}', '{"model": "Ibis", "score": [1]}']
    said = read(tmp_path, "\n".join(rows))

    assert [(one.row, one.column, one.reason) for one in said if isinstance(one, Reject)] == [
        (2, None, "Expected a JSON object, whole on its line."),
        (3, None, "Expected a JSON object, whole on its line."),
        (4, None, "Expected a JSON object, whole on its line."),
        (5, "score", "Expected a finite number."),
        (6, "score", "Expected a number."),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "The file is empty."),
        ("[1]\n[2]\n", "Its lines are no JSON objects"),
        (b'{"model": "\xff"}\n', "It is not text in UTF-8"),
        ('{"a": 1}\n', "Nothing says which column is the model. The columns are a."),
    ],
)
def test_what_has_no_rows_says_so(tmp_path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, content)
    assert str(refused.value).startswith(reason)


@pytest.mark.parametrize(
    ("name", "content", "is_one"),
    [
        ("a.ndjson", lines(*SOUND), True),
        ("a.jsonl", lines(SOUND[0]), True),
        ("a", lines(*SOUND), True),
        ("a", lines(*SOUND) * 1000, True),
        ("a", lines(SOUND[0]), False),
        ("a.jsonl", lines({"model": {"name": "Heron"}}), False),
        ("a.jsonl", lines({"scores": [1]}), False),
        ("a.jsonl", "model,score\nHeron,1\n", False),
        ("a.jsonl", b"\xff\xfe\xff", False),
        ("a.jsonl", "", False),
        ("a", json.dumps(SOUND), False),
        ("a", f'{{"model": "Ib\n{lines(*SOUND)}', True),
        ("a", lines(*SOUND) + "broken\n" * 2, True),
        ("a", lines(*SOUND) + "broken\n" * 3, False),
        ("a", lines(SOUND[0]) + "broken\n", False),
        ("a.jsonl", lines(SOUND[0]) + '{"model": ', True),
        ("a.jsonl", lines(SOUND[0]) + "broken\n" * 2, False),
        ("a", lines(*SOUND) + '[1]\n{"model": {"name": "Heron"}}\n', False),
        ("a", json.dumps(SOUND, indent=1), False),
        ("a", "[\n" + ",\n".join(map(json.dumps, SOUND)) + "\n]\n", False),
    ],
)
def test_flat_objects_a_line_each_are_a_table(
    tmp_path: Path, name: str, content: str | bytes, is_one: bool
) -> None:
    file = brought(tmp_path, name, content)

    assert FORMAT.recognises(file) is is_one
    assert not csv.FORMAT.recognises(file)


def test_no_line_can_break_it(tmp_path: Path) -> None:
    records = 0
    for number, rows in enumerate(spoiled(SOUND)):
        content = lines(*rows) if isinstance(rows, list) else lines(rows)
        records += endured(FORMAT, brought(tmp_path, f"{number}.jsonl", content), Mapping())
    assert records > 10


NOTHING: dict[str, Any] = dict.fromkeys(catalogue.Result.__struct_fields__)
FULL: dict[str, Any] = NOTHING | {
    "id": 1,
    "model": "heron",
    "model_name": "Heron, the first",
    "benchmark": "rivers",
    "benchmark_name": 'The "Rivers"',
    "score": 0.1 + 0.2,
    "score_raw": "30%",
    "unit": "proportion",
    "stderr": 0.01,
    "ci_low": 0.28,
    "ci_high": 0.32,
    "samples": 200,
    "date_tested": date(2025, 1, 24),
    "source": "Board\u2003one",
    "source_url": "https://example.org/",
    "evidence": "independent",
    "settings": Raw(b'{"shots": 5, "tools": ["a", "b"]}'),
    "external_id": "run-1",
    "status": "active",
    "created_at": datetime(2025, 2, 1, tzinfo=UTC),
}
BARE: dict[str, Any] = {
    "model_name": "Egret",
    "benchmark_name": "Rivers",
    "score": 5.0,
    "settings": Raw(b"{}"),
}
LISTED = [
    catalogue.Result(**FULL),
    catalogue.Result(**NOTHING | BARE | {"status": "active"}),
    catalogue.Result(**FULL | {"status": "retracted"}),
]


@pytest.mark.parametrize("written", ["csv", "ndjson"])
def test_the_list_of_results_can_be_brought_back(tmp_path: Path, written: str) -> None:
    encoder: Encoder = Csv(catalogue.Result) if written == "csv" else Ndjson()
    file = brought(tmp_path, f"results.{written}", encoder.head() + encoder.rows(LISTED))
    reading = csv.FORMAT if written == "csv" else ndjson.FORMAT
    said = [one for one in reading.read(file, Mapping()) if not isinstance(one, Benchmark)]

    assert said == [
        Result(
            row=2 if written == "csv" else 1,
            model="Heron, the first",
            benchmark='The "Rivers"',
            score=0.1 + 0.2,
            score_raw="30%",
            unit="proportion",
            stderr=0.01,
            ci_low=0.28,
            ci_high=0.32,
            samples=200,
            date_tested=date(2025, 1, 24),
            source="Board\u2003one",
            source_url="https://example.org/",
            evidence="independent",
            settings={"shots": 5, "tools": ["a", "b"]},
            external_id="run-1",
        ),
        Result(row=3 if written == "csv" else 2, model="Egret", benchmark="Rivers", score=5.0),
    ]
