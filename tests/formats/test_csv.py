"""Tables as text: encodings, delimiters, quotes, rows that do not fit; each record with its line."""

import gc
from pathlib import Path

import pytest

from app.formats.csv import FORMAT
from app.formats.files import Unreadable
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Reject, Result, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once


def read(
    folder: Path, content: str | bytes, mapping: Mapping | None = None, name: str = "board.csv"
) -> list[Said]:
    file = brought(folder, name, content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, mapping or Mapping()))


def scores(said: list[Said]) -> list[tuple[int, str, float]]:
    return [(one.row, one.model, one.score) for one in said if isinstance(one, Result)]


def rejects(said: list[Said]) -> list[tuple[int, str | None, str | None, str]]:
    return [(one.row, one.column, one.value, one.reason) for one in said if isinstance(one, Reject)]


def why(folder: Path, content: str | bytes, mapping: Mapping | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        read(folder, content, mapping)
    return str(refused.value)


def test_a_row_is_a_result_and_its_benchmark_is_said_first(tmp_path: Path) -> None:
    said = read(tmp_path, "model,benchmark,score\nHeron,Rivers,85.5\nEgret,Rivers,80\n")

    assert said == [
        Benchmark(row=2, name="Rivers"),
        Result(row=2, model="Heron", benchmark="Rivers", score=85.5),
        Result(row=3, model="Egret", benchmark="Rivers", score=80.0),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_told_by_their_marks(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    content = mark + "model,benchmark,score\nReiher «ä»,Flüsse,1\n".encode(encoding)

    assert scores(read(tmp_path, content)) == [(2, "Reiher «ä»", 1.0)]


def test_another_encoding_is_named_by_the_mapping(tmp_path: Path) -> None:
    content = "model,benchmark,score\nReiher ä,Flüsse,1\n".encode("cp1252")

    assert why(tmp_path, content) == (
        'It is not text in UTF-8; name its encoding in the mapping: "encoding": "cp1252".'
    )
    assert scores(read(tmp_path, content, Mapping(encoding="cp1252"))) == [(2, "Reiher ä", 1.0)]


@pytest.mark.parametrize("named", ["klingon", "base64", "rot13", ""])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, named: str) -> None:
    assert "There is no encoding" in why(tmp_path, "model,benchmark,score\na,b,1\n", Mapping(encoding=named))


def test_what_ends_to_be_text_far_down_is_refused_with_its_line(tmp_path: Path) -> None:
    rows = b"model,benchmark,score\n" + b"Heron,Rivers,1\n" * 10_000

    assert why(tmp_path, rows + b"\xff\xff\n").startswith("It is not text in UTF-8")
    assert why(tmp_path, rows + b"a\0,b,1\n") == "It is no text: line 10002 has a NUL character."


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    assert why(tmp_path, "model,benchmark,score\n" + "a" * 2_000_000).startswith(
        "Line 2 is longer than 1,000,000"
    )


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_says_so(tmp_path: Path, content: str) -> None:
    assert why(tmp_path, content) == "The file is empty."


def test_a_header_alone_is_no_table(tmp_path: Path) -> None:
    assert why(tmp_path, "model,benchmark,score\n\n") == "There is a header, and no row below it."


def test_a_header_that_cannot_be_cut_says_why(tmp_path: Path) -> None:
    assert "never closed" in why(tmp_path, 'model,"benchmark,score\na,b,1\n')


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_the_header_into_most_cells(tmp_path: Path, sign: str) -> None:
    content = f'model{sign}benchmark{sign}score{sign}"x, y; z"\nHeron{sign}Rivers{sign}1{sign}2\n'

    assert scores(read(tmp_path, content)) == [(2, "Heron", 1.0)]


def test_the_mapping_may_name_the_delimiter(tmp_path: Path) -> None:
    content = "model:benchmark:score:a,b,c,d,e\nHeron:Rivers:1:x\n"

    assert "columns are model:benchmark:score:a, b, c" in why(tmp_path, content)
    assert scores(read(tmp_path, content, Mapping(delimiter=":"))) == [(2, "Heron", 1.0)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_stands_on_the_line_where_it_begins(tmp_path: Path, end: str) -> None:
    lines = [
        "note,model,benchmark,score",
        '"one',
        'two",Heron,Rivers,1',
        "",
        "x,Egret,Rivers,2",
        "x,Ibis,Rivers,?",
        "",
    ]
    said = read(tmp_path, end.join(lines).encode())

    assert scores(said) == [(2, "Heron", 1.0), (5, "Egret", 2.0)]
    assert rejects(said) == [(6, "score", "?", "Expected a number.")]


def test_rows_of_another_width_are_refused_and_blank_ones_are_none(tmp_path: Path) -> None:
    said = read(tmp_path, "model,benchmark,score\nHeron,Rivers\n,,\n , \nEgret,Rivers,1,\nIbis,Rivers,3\nx\n")

    assert scores(said) == [(6, "Ibis", 3.0)]
    assert rejects(said) == [
        (2, None, None, "Expected 3 cells, as the header has; found 2 cells."),
        (3, "model", None, "Expected the name of a model."),
        (5, None, None, "Expected 3 cells, as the header has; found 4 cells."),
        (7, None, None, "Expected 3 cells, as the header has; found 1 cell."),
    ]


def test_a_broken_quotation_costs_its_own_row(tmp_path: Path) -> None:
    said = read(tmp_path, 'model,benchmark,score\n"Heron" x,Rivers,1\nEgret,Rivers,2\n"Ibis,Rivers,3\n')

    assert scores(said) == [(3, "Egret", 2.0)]
    assert [(row, reason[:30]) for row, _, _, reason in rejects(said)] == [
        (2, "Expected the end of the cell a"),
        (4, "A quotation mark that is opene"),
    ]


def test_a_huge_cell_costs_its_own_row(tmp_path: Path) -> None:
    said = read(tmp_path, f"model,benchmark,score\n{'x' * 200_000},Rivers,1\nEgret,Rivers,2\n")

    assert scores(said) == [(3, "Egret", 2.0)]
    assert rejects(said)[0][:3] == (2, None, None)


def test_of_many_lines_the_one_bad_one_is_named(tmp_path: Path) -> None:
    lines = [f"Heron {number},Rivers,{number}" for number in range(20_000)]
    lines[12_345] = "Heron,Rivers,NaN"
    said = read(tmp_path, "model,benchmark,score\n" + "\n".join(lines))

    assert len(scores(said)) == 19_999
    assert rejects(said) == [(12_347, "score", "NaN", "Expected a finite number.")]


def test_a_model_may_be_called_nan(tmp_path: Path) -> None:
    said = read(tmp_path, "model,benchmark,score\nnan,Rivers,1\nNaN 2,Rivers,\nN/A,Rivers,1\n")

    assert scores(said) == [(2, "nan", 1.0)]
    assert rejects(said) == [
        (3, "score", None, "Expected a score."),
        (4, "model", "N/A", "Expected the name of a model."),
    ]


@pytest.mark.parametrize(
    ("name", "content", "is_one"),
    [
        ("a.csv", "a\n1\n", True),
        ("a.tsv", "", True),
        ("a.csv", "caf\xe9,b\n1,2\n".encode("latin-1"), True),
        ("a.csv", b"PK\x03\x04\0\0", False),
        ("a", "a,b\n1,2\n", True),
        ("a.txt", "a;b\n1;2\n3;4\n", True),
        ("a.txt", "a,b\n" + "1,2\n" * 30_000, True),
        ("a.txt", "Dear all,\nfind it below, please.\n", False),
        ("a.txt", "a,b\n1,2,3\n", False),
        ("a.txt", ",win_rate\nHeron,2\n", True),
        ("a.txt", "a,b\n", False),
        ("a.txt", "one\ntwo\n", False),
        ("a.txt", b"\xff\xfe\xff", False),
        ("a.json", '{"a": 1, "b": 2}\n{"a": 1, "b": 2}\n', False),
        ("a", '{"a": 1, "b": 2}\n{"a": 1, "b": 2}\n', False),
        ("a.yaml", "a, b: c\nd, e: f\n", False),
        ("a.md", "| a | b |\n| 1 | 2 |\n", False),
        ("a", "---\na, b\nc, d\n", False),
    ],
)
def test_a_table_is_told_by_its_name_or_by_its_rows(
    tmp_path: Path, name: str, content: str | bytes, is_one: bool
) -> None:
    assert FORMAT.recognises(brought(tmp_path, name, content)) is is_one


def test_no_cell_can_break_it(tmp_path: Path) -> None:
    sound = [
        ["model", "benchmark", "score", "date", "samples", "settings"],
        ["Heron", "Rivers", 1, "2025-01-24", 5, "{}"],
    ]
    endured_records = 0
    for number, spoiled_one in enumerate(spoiled(sound)):
        rows = (
            [row if isinstance(row, list) else [row] for row in spoiled_one]
            if isinstance(spoiled_one, list)
            else [[spoiled_one]]
        )
        text = "\n".join(",".join(map(str, row)) for row in rows)
        endured_records += endured(FORMAT, brought(tmp_path, f"{number}.csv", text), Mapping())
    assert endured_records > 10


def test_the_file_is_closed_when_nobody_reads_on(tmp_path: Path) -> None:
    file = brought(tmp_path, "a.csv", "model,benchmark,score\nHeron,Rivers,1\nEgret,Rivers,1\n")
    reading = FORMAT.read(file, Mapping())

    assert next(reading) == Benchmark(row=2, name="Rivers")
    del reading  # an open file would be a warning, and so an error
    gc.collect()
