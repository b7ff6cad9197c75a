"""Files that are no plain tables of text, and such as are not taken at all."""

# ruff: noqa: E501 - a table of files, which is read line by line

import bz2
import json
import lzma
import random
from datetime import date, datetime, time
from typing import Final

from tests.datasets.corpus import made
from tests.datasets.corpus.expected import NAMES, Case
from tests.datasets.corpus.made import grid, gz, ndjson, objects, rows, scores, table, workbook, zst

PLAIN: Final = table(rows(50))
FEW: Final = [{"a": 1, "b": "x"}, {"a": 2.5, "c": {"k": [1, 2]}}, {"a": None, "b": ""}]
GZ: Final = gz(table(rows(5000)))
ONE: Final = ["1", "meta/alpha-1b", "GSM8K", "3.7", "2024-02-11"]
OBJECT: Final = "Expected a JSON object"
CALLED: Final = "It is called"
NUMBERS: Final = "select i as id, 'model ' || i as name, i / 4 as part from range(1000) as t(i)"
KINDS: Final = (
    "select 1.50::decimal(10, 2) as price, timestamp '2024-01-02 03:04:05' as at, date '2024-01-02' as day, "
    "[1, 2] as list, {'k': 'v', 'n': null} as struct, true as yes, null::varchar as none, 'ab\\xff'::blob as bytes"
)

PACKED: Final = [
    Case("clean.csv.gz", gz(PLAIN), 50, compression="gzip", found={"uncompressed_size": len(PLAIN)}),
    Case("clean.csv.zst", zst(PLAIN.encode()), 50, compression="zstd"),
    Case("two_members.csv.gz", gz(PLAIN) + gz(table(rows(5), None)), 55, compression="gzip"),
    Case("two_frames.csv.zst", zst(PLAIN.encode()) + zst(table(rows(5), None).encode()), 55, compression="zstd"),
    Case("zeros_behind.csv.gz", gz(PLAIN) + bytes(512), 50, compression="gzip"),
    Case("cut.csv.gz", GZ[: len(GZ) // 2], refused="packed with gzip, and ends too early"),
    Case("cut.csv.zst", zst(PLAIN.encode())[:-9], refused="packed with zstd, and ends too early"),
    Case("damaged.csv.gz", made.damaged(GZ, len(GZ) // 2), refused="packed with gzip, and damaged"),
    Case("damaged.csv.zst", made.damaged(zst(random.Random(1).randbytes(3000).hex().encode(), checked=True), 2000), refused="packed with zstd, and damaged"),
    Case("more_behind.csv.gz", gz(PLAIN) + b"and so on", refused="stands something else"),
    Case("more_behind.csv.zst", zst(PLAIN.encode()) + b"and so on", refused="stands something else"),
    Case("not_packed.csv.gz", PLAIN, 50, warnings=("is not packed",)),
    Case("packed_unsaid.csv", gz(PLAIN), 50, compression="gzip", warnings=("is packed with gzip",)),
    Case("list.json.gz", gz(json.dumps(objects(50))), 50, type="json", compression="gzip"),
    Case("lines.ndjson.zst", zst(ndjson(50).encode()), 50, type="ndjson", compression="zstd"),
    Case("book.xlsx.gz", lambda: gz(workbook({"S": grid(scores(5))})), 5, type="xlsx", compression="gzip"),
    Case("numbers.parquet.zst", lambda: zst(made.parquet(NUMBERS)), 1000, "id name part", "parquet", "zstd"),
]  # fmt: skip

JSON: Final = [
    Case("list.json", json.dumps(objects(50)), 50, type="json", first=ONE),
    Case("pretty.json", json.dumps(FEW, indent=2), 3, "a b c", "json", warnings=("1 row in which",)),
    Case("nested.json", json.dumps(FEW[1:2]), 1, "a c", "json", first=["2.5", '{"k":[1,2]}']),
    Case("as_written.json", '[{"a": 1.50, "b": 12345678901234567890123, "c": 1E5, "d": true}]', 1, "a b c d", "json", first=["1.50", "12345678901234567890123", "1E5", "true"]),
    Case("wrapped.json", json.dumps({"version": 1, "tags": ["x"], "results": objects(5)}), 5, type="json", found={"records": "results"}),
    Case("wrapped_twice.json", json.dumps({"data": {"results": objects(5)}}), 5, type="json", found={"records": "data.results"}),
    Case("two_lists.json", json.dumps({"results": FEW, "more": {"errors": FEW}}), refused="It has several lists: results (3), more.errors (3). Say"),
    Case("two_lists_and_which.json", json.dumps({"results": FEW, "more": {"errors": objects(4)}}), 4, type="json", options={"records": "more.errors"}),
    Case("list_elsewhere.json", json.dumps({"results": FEW}), options={"records": "rows"}, refused="no list of rows at rows: its lists are results (3)"),
    Case("columns.json", json.dumps({"a": [1, 2, 3], "b": ["x", "y", None]}), 3, "a b", "json", first=["1", "x"]),
    Case("columns_of_other_lengths.json", json.dumps({"a": [1, 2], "b": [1]}), refused="their lengths differ: a (2), b (1)"),
    Case("columns_and_data.json", json.dumps({"columns": ["a", "b"], "index": [0, 1], "data": [[1, 2], [3, 4]]}), 2, "a b", "json"),
    Case("columns_by_number.json", json.dumps({"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": None}}), 2, "a b", "json"),
    Case("lists.json", json.dumps([["a", "b"], [1, "x"], [2, "y"], [3]]), 2, "a b", "json", rejects={4: "found 1 cell"}),
    Case("lists_without_names.json", json.dumps([[1, "x"], [2, "y"]]), 2, "column_1 column_2", "json", warnings=("No row names",)),
    Case("values.json", "[1, 2, 3.10]", 3, "value", "json", first=["1"]),
    Case("other_entries.json", '[{"a": 1}, [2], null, {"a": 3}]', 2, "a", "json", rejects={2: "found a list", 3: "found null"}),
    Case("no_numbers.json", '[{"a": NaN, "b": "NaN"}, {"a": -Infinity, "b": ""}]', 2, "a b", "json", first=["NaN", "NaN"]),
    Case("names_alike.json", '[{"Score": 1, "score": 2, "": 3}]', 1, "Score score_2 column_3", "json", warnings=("1 column has no name", "are changed: score_2")),
    Case("utf_16.json", json.dumps(objects(5)).encode("utf-16"), 5, type="json"),
    Case("cut.json", json.dumps(objects(50))[:-9], refused="JSON that ends too early"),
    Case("broken.json", '[{"a": 1},\n{"a" 2}]', refused="line 2 breaks its rules"),
    Case("deep.json", "[" * 100_000 + "]" * 100_000, refused="nested too deeply"),
    Case("one_object.json", '{"a": 1}', refused="no list of rows is in it"),
    Case("empty_list.json", "[]", refused="list is empty"),
    Case("lines.ndjson", ndjson(50), 50, type="ndjson", first=ONE),
    Case("lines_called.json", ndjson(50), 50, type="ndjson", warnings=(CALLED,)),
    Case("bad_line.ndjson", ndjson(50, {30: lambda one: '{"id": 30, "model": '}), 49, type="ndjson", rejects={30: OBJECT}),
    Case("late_name.ndjson", ndjson(50, {45: lambda one: {**one, "shots": 5}}), 50, NAMES + " shots", "ndjson", first=[*ONE, None]),
    Case("other_type.ndjson", ndjson(50, {45: lambda one: {**one, "score": "n/a"}}), 50, type="ndjson"),
    Case("blank_lines.ndjson", ndjson(5).replace("\n", "\r\n\r\n"), 5, type="ndjson"),
    Case("mark.ndjson", "\ufeff" + ndjson(5), 5, type="ndjson"),
    Case("nul.ndjson", ndjson(5, {2: lambda one: {**one, "model": "a\0"}}), 4, type="ndjson", rejects={2: "NUL character"}),
    Case("no_letter.ndjson", '{"a": "\\ud800"}\n{"a": "x"}\n', 1, "a", "ndjson", rejects={1: "Expected a JSON object"}),
    Case("no_number.ndjson", '{"a": NaN}\n{"a": 1}\n', 2, "a", "ndjson", first=["NaN"]),
    Case("lists.ndjson", "[1, 2]\n[3, 4]\n", refused="Its lines are no JSON objects"),
]  # fmt: skip

TABLE: Final = scores(20)
WORKBOOKS: Final = [
    Case("book.xlsx", lambda: workbook({"Results": grid(TABLE)}), 20, type="xlsx", first=ONE, found={"sheet": "Results", "sheets": ["Results"]}),
    Case("remarks_first.xlsx", lambda: workbook({"Read me": {(0, 0): "It holds results"}, "Results": grid(TABLE, 3, 2) | {(0, 2): "Of May"}}),
         20, type="xlsx", first=ONE, warnings=("the sheet Results that is read; say `sheet` for another: Read me", "1 row above"), found={"skipped_lines": 3}),
    Case("sheet_said.xlsx", lambda: workbook({"A": grid(TABLE), "B": grid([["x", "y"], [1, 2]])}), 1, "x y", "xlsx", options={"sheet": "B"}, first=["1", "2"]),
    Case("sheet_of_two.xlsx", lambda: workbook({"A & <B>": grid(TABLE)}), 20, type="xlsx", found={"sheets": ["A & <B>"]}),
    Case("sheet_missing.xlsx", lambda: workbook({"A": grid(TABLE)}), options={"sheet": "B"}, refused="There is no sheet B; there are A"),
    Case("kinds.xlsx", lambda: workbook({"A": grid([["n", "d", "m", "t", "b", "e"], [5, date(2024, 1, 2), datetime.fromisoformat("2024-01-02T03:04:05"), time(3, 4), True, "#DIV/0!"], [0.5]])}),
         2, "n d m t b e", "xlsx", first=["5", "2024-01-02", "2024-01-02T03:04:05", "03:04:00", "true", "#DIV/0!"], warnings=("1 cell with an error, such as #DIV/0! in row 2",)),
    Case("merged.xlsx", lambda: workbook({"A": grid([["model", "task", "score"], [None, "x", 1], [None, "y", 2], ["Egret", "x", 3]])}, (1, 0, 2, 0, "Heron")),
         3, "model task score", "xlsx", first=["Heron", "x", "1"], warnings=("1 merged area",)),
    Case("title_over_all.xlsx", lambda: workbook({"A": grid([["model", "task", "score"], ["Heron", "x", 1]], 2)}, (0, 0, 0, 2, "Leaderboard")),
         1, "model task score", "xlsx", warnings=("1 row above",)),
    Case("blank_rows.xlsx", lambda: workbook({"A": grid([["a", "b"], [1, "x"], [None], [None], [2, "y"]])}), 2, "a b", "xlsx"),
    Case("no_header.xlsx", lambda: workbook({"A": grid([[1, 2.5], [3, 4]])}), 2, "column_1 column_2", "xlsx", warnings=("No row names",)),
    Case("empty.xlsx", lambda: workbook({"A": {}, "B": {}}), refused="nothing in any sheet"),
    Case("far.xlsx", lambda: workbook({"A": {(0, 0): 1, (1_048_575, 300): 2}}), refused="1,048,576 rows and 301 columns"),
    Case("cut.xlsx", lambda: workbook({"A": grid(TABLE)})[:-300], refused="damaged or cut off"),
    Case("damaged.xlsx", lambda: made.damaged(workbook({"A": grid(TABLE)}), 3000), refused="damaged or cut off"),
    Case("book_called.csv", lambda: workbook({"A": grid(TABLE)}), 20, type="xlsx", warnings=(CALLED,)),
]  # fmt: skip

PARQUET: Final = [
    Case("numbers.parquet", lambda: made.parquet(NUMBERS), 1000, "id name part", "parquet", first=["0", "model 0", "0.0"]),
    Case("kinds.parquet", lambda: made.parquet(KINDS), 1, "price at day list struct yes none bytes", "parquet",
         first=["1.50", "2024-01-02 03:04:05", "2024-01-02", "[1,2]", '{"k":"v","n":null}', "true", None, "ab\\xFF"]),
    Case("no_rows.parquet", lambda: made.parquet("select 1 as a where false"), 0, "a", "parquet", warnings=("no row",)),
    Case("ours.parquet", lambda: made.parquet("select 7 as __row, 'x' as a"), 1, "__row_2 a", "parquet", warnings=("are changed",)),
    Case("nul.parquet", lambda: made.parquet("select 'a' || chr(0) as a union all select 'b'"), 1, "a", "parquet", rejects={1: "NUL character"}),
    Case("table_called.parquet", PLAIN, 50, warnings=(CALLED,)),
    Case("parquet_called.csv", lambda: made.parquet(NUMBERS), 1000, "id name part", "parquet", warnings=(CALLED,)),
    Case("damaged.parquet", lambda: made.damaged(made.parquet(NUMBERS), -400), refused="damaged"),
    Case("columns_2001.parquet", lambda: made.parquet("select " + ", ".join(f"1 as c{number}" for number in range(2001))), refused="It has 2,001 columns"),
]  # fmt: skip

BROKEN: Final = [
    Case("empty.csv", "", refused="The file is empty."),
    Case("blanks.csv", "\n\n  \n", refused="nothing in the file but blanks"),
    Case("empty.csv.gz", gz(""), refused="The file is empty."),
    Case("twice.csv.gz.gz", gz(gz(PLAIN)), refused="packed twice"),
    Case("page.csv", "<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>\n", refused="web page"),
    Case("markup.csv", '<?xml version="1.0"?><rows><row/></rows>', refused="XML or HTML"),
    Case("random.csv", random.Random(1).randbytes(100_000), refused="binary"),
    Case("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", refused="a PDF"),
    Case("program.exe", b"MZ\x90\0\x03\0\0\0", refused="a program"),
    Case("program", b"\x7fELF\x02\x01\x01\0", refused="a program"),
    Case("picture.png", b"\x89PNG\r\n\x1a\n\0\0", refused="a picture"),
    Case("base.sqlite", b"SQLite format 3\0\x10\0", refused="SQLite"),
    Case("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), refused="XLS"),
    Case("clean.csv.bz2", bz2.compress(PLAIN.encode()), refused="packed with bzip2"),
    Case("clean.csv.xz", lzma.compress(PLAIN.encode()), refused="packed with xz"),
    Case("clean.csv.zip", made.zipped("clean.csv", PLAIN), refused="a zip archive"),
    Case("sheet.ods", made.zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), refused="zip archive"),
    Case("letter.docx", made.zipped("word/document.xml", "<w/>"), refused="DOCX"),
    Case("clean.tar", made.tar(PLAIN), refused="a tar archive"),
    Case("arrow.feather", b"ARROW1\0\0", refused="Arrow"),
    Case("frame.pkl", b"\x80\x04\x95\x10\0", refused="pickle"),
    Case("pointer.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n", refused="Git LFS"),
    Case("cut.parquet", lambda: made.parquet(NUMBERS)[:2000], refused="Parquet file that ends too early"),
]  # fmt: skip
