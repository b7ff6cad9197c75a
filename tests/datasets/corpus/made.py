"""Files of the corpus, made when they are needed."""

import gzip
import json
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
import xlsxwriter
from backports import zstd

HEADER: Final = ["id", "model", "benchmark", "score", "eval_date"]


def rows(many: int) -> list[list[str]]:
    return [
        [
            str(number),
            f"meta/alpha-{number % 7}b",
            ["MMLU", "GSM8K"][number % 2],
            f"{number * 37 % 1000 / 10}",
            f"2024-0{1 + number % 9}-1{number % 9}",
        ]
        for number in range(1, many + 1)
    ]


def table(
    body: Sequence[Sequence[str]],
    header: Sequence[str] | None = HEADER,
    sign: str = ",",
    end: str = "\n",
) -> str:
    return end.join(sign.join(row) for row in [*([header] if header else []), *body]) + end


def changed(many: int, changes: dict[int, Callable[[list[str]], list[str]]]) -> str:
    """A table in which the rows on some lines are other ones."""
    return table([changes.get(line, list)(row) for line, row in enumerate(rows(many), 2)])


def lines(many: int, changes: dict[int, Callable[[str], str]]) -> str:
    """A table of which some lines are other ones, from 1."""
    whole = table(rows(many)).splitlines()
    return "\n".join(changes.get(number, str)(line) for number, line in enumerate(whole, 1)) + "\n"


def objects(many: int) -> list[dict[str, Any]]:
    return [
        {"id": int(row[0]), "model": row[1], "benchmark": row[2], "score": float(row[3]), "eval_date": row[4]}
        for row in rows(many)
    ]


def ndjson(many: int, changes: dict[int, Callable[[dict[str, Any]], Any]] | None = None) -> str:
    """Lines of objects, of which some are other ones, or a text as it stands."""
    found = [(changes or {}).get(number, dict)(one) for number, one in enumerate(objects(many), 1)]
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in found) + "\n"


def zst(data: bytes, *, checked: bool = False) -> bytes:
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: int(checked)})


def damaged(data: bytes, at: int) -> bytes:
    return data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 20]) + data[at + 20 :]


def zipped(name: str, content: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def workbook(sheets: dict[str, dict[tuple[int, int], Any]], merged: tuple[Any, ...] = ()) -> bytes:
    """Cells by their row and column, from 0; `merged` is where cells of the last sheet are one."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        clock = book.add_format({"num_format": "hh:mm:ss"})
        for title, cells in sheets.items():
            sheet = book.add_worksheet(title)
            for (row, column), value in cells.items():
                if isinstance(value, date | datetime | time):
                    kind = (
                        clock if isinstance(value, time) else moment if isinstance(value, datetime) else day
                    )
                    sheet.write_datetime(row, column, value, kind)
                elif isinstance(value, str) and value.startswith("#"):
                    sheet.write_formula(row, column, "=1/0", None, value)
                else:
                    sheet.write(row, column, value)
        if merged:
            sheet.merge_range(*merged)
    return out.getvalue()


def grid(body: Sequence[Sequence[Any]], row: int = 0, column: int = 0) -> dict[tuple[int, int], Any]:
    """Cells of a table whose left upper corner lies there."""
    return {
        (row + down, column + right): value
        for down, cells in enumerate(body)
        for right, value in enumerate(cells)
        if value is not None
    }


def scores(many: int) -> list[list[Any]]:
    return [HEADER, *([*one.values()] for one in objects(many))]


def parquet(selected: str) -> bytes:
    """Of what DuckDB selects."""
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        place = Path(folder) / "made.parquet"
        connection.sql(selected).write_parquet(str(place))
        return place.read_bytes()


def tar(content: str) -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.csv")
        entry.size = len(content.encode())
        archive.addfile(entry, BytesIO(content.encode()))
    return out.getvalue()


def long_text(length: int) -> bytes:
    return b"id,model\n1," + b"x" * length + b"\n2,y\n"


def quoted(many: int, notes: Callable[[int], str]) -> str:
    """A table whose last column has texts in quotation marks."""
    out = StringIO()
    for number, row in enumerate([HEADER, *rows(many)]):
        last = "notes" if not number else '"' + notes(number).replace('"', '""') + '"'
        out.write(",".join([*row, last]) + "\n")
    return out.getvalue()


def gz(content: str | bytes) -> bytes:
    return gzip.compress(content.encode() if isinstance(content, str) else content, mtime=0)
