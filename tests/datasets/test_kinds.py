"""What a file is, by its first bytes and its last; names of columns."""

import json
import random

import pytest
from backports import zstd

from app.datasets.reading.kinds import HEAD, TAIL, Unreadable, kind_of
from app.datasets.reading.naming import names_of
from tests.datasets.corpus.made import grid, gz, parquet, workbook

pytestmark = pytest.mark.once

TABLE = "a,b\n1,2\n"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", TABLE, None),
        ("a.tsv", TABLE, None),
        ("a.txt", TABLE, None),
        ("a", TABLE, None),
        ("a.CSV", TABLE, None),
        ("a.csv.gz", gz(TABLE), None),
        ("a.json", TABLE, "It is called a.json, and is a table of text (CSV): it is read as that."),
        ("a.json.gz", gz(TABLE), "It is called a.json.gz, and is a table of text (CSV): it is read as that."),
        (
            "a.csv",
            '{"a": 1}\n{"a": 2}\n',
            "It is called a.csv, and is JSON lines (NDJSON): it is read as that.",
        ),
        ("a.csv.gz", TABLE, "It is called a.csv.gz, and is not packed: it is read as that."),
        ("a.csv", gz(TABLE), "It is called a.csv, and is packed with gzip: it is read as that."),
        ("a.csv.zst", gz(TABLE), "It is called a.csv.zst, and is packed with gzip: it is read as that."),
    ],
)
def test_a_name_that_promises_something_else_is_told(name: str, data: str | bytes, told: str | None) -> None:
    content = data.encode() if isinstance(data, str) else data
    assert kind_of(content, content, name).mismatch == told


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.csv", "[a],[b]\n1,2\n", "csv"),
        ("a.csv", "[1],[b]\n1,2\n", "csv"),
        ("a.csv", "{a},b\n1,2\n", "csv"),
        ("a.csv", "a\tb\n1\t2\n", "tsv"),
        ("a", '[{"a": 1}]', "json"),
        ("a", '{"a": [1]}', "json"),
        ("a", ' \r\n [\n  {"a": 1}\n]\n', "json"),
        ("a", '{"a": 1}\n{"a": 2}', "ndjson"),
        ("a.ndjson", '{"a": 1}', "ndjson"),
        ("a.ndjson", '{\n  "rows": [\n{"a": 1', "json"),
        ("a.jsonl", '{"a": "' + "x" * HEAD, "ndjson"),
        ("a", "[" + json.dumps("x" * HEAD) + "]", "json"),
        ("a", '\ufeff[{"a": 1}]', "json"),
    ],
)
def test_texts_are_told_apart(name: str, data: str, kind: str) -> None:
    content = data.encode()
    assert kind_of(content[:HEAD], content[-TAIL:], name).file_type == kind


def test_what_zstd_packs_as_one_block_is_seen() -> None:
    content = b"a,b\n" + random.Random(1).randbytes(2**17).hex().encode()
    packed = zstd.compress(content)

    assert len(packed) > 2**16
    assert kind_of(packed[:HEAD], packed[-TAIL:], "a.csv.zst").file_type == "csv"


def test_archives_are_told_by_their_directories() -> None:
    book = workbook({"A": grid([[str(number)] for number in range(200_000)])})

    assert len(book) > HEAD + TAIL
    assert kind_of(book[:HEAD], book[-TAIL:], "a.xlsx").file_type == "xlsx"
    with pytest.raises(Unreadable, match="a zip archive"):
        kind_of(book[:20], book[-20:], "a.xlsx")


def test_a_parquet_file_has_an_end() -> None:
    data = parquet("select 1 as a")

    assert kind_of(data, data[-8:], "a").file_type == "parquet"
    with pytest.raises(Unreadable, match="ends too early"):
        kind_of(data[:-1], data[-9:-1], "a")


def test_a_refusal_says_what_is_taken() -> None:
    with pytest.raises(Unreadable) as refused:
        kind_of(b"%PDF-1.7", b"", "a.pdf")
    assert str(refused.value) == (
        "It is a PDF: export the table in it as CSV. "
        "What is taken: CSV, TSV, JSON, NDJSON, Parquet or XLSX, also as .gz or .zst."
    )


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "A", "a"], ["a", "A_2", "a_3"]),
        (["a", "a_2", "a"], ["a", "a_2", "a_3"]),
        (["", "column_1", ""], ["column_1", "column_1_2", "column_3"]),
        (["__row", "__ROW"], ["__row_2", "__ROW_3"]),
        (["\ufeffa ", " b \n c", "d\0"], ["a", "b c", "d"]),
        (["n" * 300, "n" * 300], ["n" * 255, "n" * 253 + "_2"]),
    ],
)
def test_names_are_unique(titles: list[str], names: list[str]) -> None:
    assert names_of(titles) == names
