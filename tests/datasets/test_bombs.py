"""Small files that unpack or grow to far more than there is room for: refused early, in little memory."""

import gzip
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import duckdb
import pytest
from backports import zstd

from tests.datasets.corpus.made import grid, workbook

# ruff: noqa: E501 - a table of files, which is read line by line

pytestmark = [pytest.mark.once, pytest.mark.timeout(120)]

#: Megabytes: of a process that reads one, and what it may take of the disk.
MOST: int = 300
ON_DISK: int = 120
ROOT = Path(__file__).parents[2]
MILLION = 2**20


def packed(begin: bytes, piece: bytes, times: int) -> bytes:
    """Made of one packed piece again and again: a member each."""
    return gzip.compress(begin) + gzip.compress(piece * (8 * MILLION // len(piece)), 9) * (times // 8)


def many_rows() -> bytes:
    return packed(b"a,b\n", b"0,0\n", 2048)


def one_line() -> bytes:
    return packed(b"", b"0", 2048)


def frames() -> bytes:
    return zstd.compress(b"a,b\n") + zstd.compress(b"0,0\n" * (16 * MILLION)) * 64


def sheet(body: Callable[[zipfile.ZipFile, str], None], title: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose sheet is another one."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook({"A": grid([["a"], [1]])}))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            if name == title:
                body(target, name)
            else:
                target.writestr(name, source.read(name))
    return out.getvalue()


def filled(archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(name, "w", force_zip64=True) as part:
        part.write(
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        )
        rows = b"<row>" + b"<c><v>0</v></c>" * 100 + b"</row>"
        for _ in range(600):
            part.write(rows * 500)
        part.write(b"</sheetData></worksheet>")


def scattered(archive: zipfile.ZipFile, name: str) -> None:
    """A cell on each diagonal: few of them, and a trillion between."""
    cells = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(1, 60_000))
    archive.writestr(
        name,
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row>' + cells + b"</sheetData></worksheet>",
    )


def far(archive: zipfile.ZipFile, name: str) -> None:
    """Its places stand between apostrophes, as XML allows."""
    archive.writestr(
        name,
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b"<row r='1'><c r='A1'><v>1</v></c></row><row r = '1048576'><c r = 'XFD1048576'><v>1</v></c></row>"
        b"</sheetData></worksheet>",
    )


def parquet(tmp_path: Path) -> bytes:
    place = tmp_path / "made"
    with duckdb.connect() as connection:
        connection.sql("select 0 as x from range(300_000_000)").write_parquet(str(place), compression="zstd")
    return place.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("rows.csv.gz", many_rows, "more than 100 times its size"),
        ("line.csv.gz", one_line, "more than 100 times its size"),
        ("rows.csv.zst", frames, "more than 100 times its size"),
        ("line.csv", lambda: b"0" * (200 * MILLION), "Line 1 is longer than 33,554,432 characters."),
        ("cell.csv", lambda: b'a,b\n1,"' + b"0" * (100 * MILLION), "Line 2 is longer than 33,554,432 characters."),
        ("quote.csv", lambda: b'a,b\n1,"x\n' + b"12,34\n" * (4 * MILLION), "4194305"),
        ("header.csv", lambda: b",".join(b"c%d" % number for number in range(200_000)) + b"\n", "It has 200,000 columns"),
        ("commas.csv", lambda: b"," * (30 * MILLION) + b"\n1,2\n", "more than 1,000,000 cells"),
        ("names.ndjson", lambda: b"".join(b'{"k%d": 1}\n' % number for number in range(300_000)), "columns; at most 2,000"),
        ("line.ndjson", lambda: b'{"a": "' + b"0" * (100 * MILLION), "Line 1 is longer than 33,554,432 bytes."),
        ("deep.json", lambda: b"[" * 5_000_000, "nested too deeply"),
        ("deep_objects.json", lambda: b'[{"a":' * 1_000_000, "nested too deeply"),
        ("large.json", lambda: b"[" + b'{"a": 1},\n' * (15 * MILLION), "read as a whole: write it as NDJSON"),
        ("values.json", lambda: b"[" + b"1," * (30 * MILLION) + b"1]", "too many values"),
        ("filled.xlsx", lambda: sheet(filled), "times its size: bring it as CSV"),
        ("scattered.xlsx", lambda: sheet(scattered), "59,999 rows and 16,384 columns"),
        ("far.xlsx", lambda: sheet(far), "1,048,576 rows and 16,384 columns"),
    ],
)  # fmt: skip
def test_a_bomb_is_refused(tmp_path: Path, name: str, content: Callable[[], bytes], told: str) -> None:
    _demand_refused(tmp_path, name, content(), told)


def test_a_parquet_of_many_rows_is_refused(tmp_path: Path) -> None:
    _demand_refused(
        tmp_path, "rows.parquet", parquet(tmp_path), "It has 300,000,000 rows; at most 20,000,000"
    )


def _demand_refused(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    place, scratch = tmp_path / name, tmp_path / "scratch"
    place.write_bytes(data)
    scratch.mkdir()
    read = subprocess.run(
        [sys.executable, "-m", "tests.datasets.reading_apart", place, scratch, "512"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=100,
    )  # fmt: skip
    said, megabytes = read.stdout.splitlines()
    assert told in said
    assert int(megabytes) < MOST
    assert sum(file.stat().st_size for file in scratch.iterdir()) < ON_DISK * MILLION
    assert read.stderr == ""
