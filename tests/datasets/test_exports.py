"""Rows of datasets as files: what is written is what was there, and no spreadsheet computes it."""

import asyncio
import csv
import json
import math
import re
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any, Final, cast
from unittest.mock import patch
from urllib.parse import unquote

import asyncpg
import duckdb
import pytest
from httpx import ASGITransport, Response

from app.database.address import parse
from app.datasets.exploring.explorer import Explorer
from app.datasets.exploring.exports import harmless, written
from app.datasets.exploring.named import NUMBER_OF_ROW, Columns
from app.datasets.exploring.questions import Wishes, question
from app.datasets.job import TABLE
from tests.datasets.answered import COLUMNS, holds, in_order, numbered, shown, table
from tests.datasets.conftest import Explored
from tests.datasets.ready import FILES, Laid, Table
from tests.test_problems import problem

ROWS: Final = 300
#: Texts that a spreadsheet would compute, and what is written instead.
FORMULAS: Final = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example","Click")',
    "+1+1",
    "-1+1",
    "-2+3+cmd|' /C calc'!D2",
    "@SUM(1+1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",  # noqa: RUF001  # wide letters are meant
    "-",
    "+",
    "=",
    "-a",
    "--1",
    "-1e5+2",
)
#: Texts that stay as they are.
PLAIN: Final = (
    "-5.00",
    "+5",
    "-.5",
    "-1,234.5",
    "-85,2",
    "+1e-5",
    "-12%",
    "a=1",
    " =1",
    "'=1",
    "5",
    "Alpha",
    "",
    '"',
    "a,b",
    "a\r\nb",
    "0x=1",
)
NUMBERS: Final = (-5.0, -1e-9, 0.1)


class Exported:
    """An answer as rows of texts, or of what JSON has."""

    def __init__(self, answer: Response) -> None:
        assert answer.status_code == 200, answer.text
        self.answer = answer

    @property
    def csv(self) -> list[list[str]]:
        return list(csv.reader(StringIO(self.answer.text, newline="")))

    @property
    def ndjson(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.answer.text.splitlines()]

    def parquet(self, place: Path) -> tuple[list[tuple[str, str]], list[Any]]:
        """Columns with their types, and rows."""
        place.write_bytes(self.answer.content)
        with duckdb.connect() as engine:
            found = engine.execute("from read_parquet($1)", [str(place)])
            columns = [(one[0], str(one[1])) for one in found.description or []]
            return columns, found.fetchall()


async def exported(explored: Explored, laid: Laid, query: str = "") -> Exported:
    return Exported(await explored.client.get(f"{laid.path}/export{query}"))


@pytest.fixture(scope="module")
async def random_rows(explored: Explored) -> Laid:
    return await explored.lay(table(Random(11), ROWS))


@pytest.fixture(scope="module")
async def formulas(explored: Explored) -> Laid:
    columns: Any = {"=1+1": "text", "-5": "text", "score": "number", "settings": "json"}
    rows = [[text, text, number, '{"a": "=1"}'] for text in (*FORMULAS, *PLAIN) for number in NUMBERS]
    return await explored.lay(Table(columns, rows))


async def test_ndjson_says_what_the_rows_say(explored: Explored, random_rows: Laid) -> None:
    found = (await exported(explored, random_rows, "?format=ndjson")).ndjson
    assert found == [
        {name: shown(cell, kind) for (name, kind), cell in zip(COLUMNS.items(), row, strict=True)}
        for row in random_rows.table.rows
    ]


async def test_csv_says_what_the_rows_say(explored: Explored, random_rows: Laid) -> None:
    header, *rows = (await exported(explored, random_rows)).csv
    assert header == list(COLUMNS)
    assert len(rows) == ROWS
    for row, wanted in zip(rows, random_rows.table.rows, strict=True):
        for cell, value, kind in zip(row, wanted, COLUMNS.values(), strict=True):
            assert cell_as(cell, kind) == value or (value is None and cell == ""), (cell, value)


def cell_as(cell: str, kind: str) -> Any:
    """As the column's type would be read again."""
    match kind:
        case "number" | "integer":
            return cell and (float(cell) if kind == "number" else int(cell))
        case "boolean":
            return {"true": True, "false": False}.get(cell)
        case "date" | "datetime":
            return cell and (date if kind == "date" else datetime).fromisoformat(cell.removesuffix("Z"))
        case _:
            return cell


async def test_nothing_and_an_empty_text_are_different(explored: Explored) -> None:
    laid = await explored.lay(Table({"a": "text", "b": "text"}, [["", None], [None, ""]]))
    assert (await exported(explored, laid)).answer.text == 'a,b\n"",\n,""\n'


async def test_parquet_has_the_types_and_the_numbers_of_rows(
    explored: Explored, random_rows: Laid, tmp_path: Path
) -> None:
    """Narrowed it is written anew; whole it is the table as it lies there."""
    whole = await exported(explored, random_rows, "?format=parquet")
    lying = explored.home / FILES / str(random_rows.id) / "1" / TABLE
    assert whole.answer.content == lying.read_bytes()
    narrow = await exported(explored, random_rows, "?format=parquet&shots__gte=1&sort=-score")
    columns, rows = narrow.parquet(tmp_path / "narrow.parquet")
    assert columns == whole.parquet(tmp_path / "whole.parquet")[0]
    wanted = [row for row in numbered(random_rows.table) if holds(row, "shots", "gte", 1)]
    assert rows == [(row[-1], *row[:-1]) for row in in_order(wanted, "-score")]


async def test_parquet_of_some_columns_has_no_others(
    explored: Explored, random_rows: Laid, tmp_path: Path
) -> None:
    found = await exported(explored, random_rows, "?format=parquet&columns=shots")
    columns, rows = found.parquet(tmp_path / "some.parquet")
    assert columns == [("shots", "BIGINT")]
    shots = list(COLUMNS).index("shots")
    assert rows == [(row[shots],) for row in random_rows.table.rows]


@pytest.mark.parametrize("format", ["csv", "ndjson"])
async def test_filters_sorting_and_columns_hold_for_files(
    explored: Explored, random_rows: Laid, format: str
) -> None:
    query = "model__contains=a&q=fast&sort=tools&sort=-day&columns=__row&columns=model"
    found = await exported(explored, random_rows, f"?format={format}&{query}")
    page = await explored.client.get(f"{random_rows.path}/rows?{query}&limit=1000")
    wanted = page.json()["rows"]
    assert len(wanted) > 10
    if format == "ndjson":
        assert found.ndjson == [{"__row": number, "model": model} for number, model in wanted]
    else:
        assert found.csv == [["__row", "model"], *([str(number), model] for number, model in wanted)]


async def test_a_spreadsheet_computes_nothing(explored: Explored, formulas: Laid) -> None:
    header, *rows = (await exported(explored, formulas)).csv
    assert header == ["'=1+1", "-5", "score", "settings"]
    assert [row[0] for row in rows[:: len(NUMBERS)]] == [*(f"'{text}" for text in FORMULAS), *PLAIN]
    assert [row[1] for row in rows] == [row[0] for row in rows]
    assert [float(row[2]) for row in rows] == [*NUMBERS] * (len(FORMULAS) + len(PLAIN))
    assert not any(row[2].startswith("'") or row[3].startswith("'") for row in rows)


@pytest.mark.parametrize("query", ["?raw=true", "?format=ndjson", "?format=parquet&sort=__row"])
async def test_otherwise_texts_stay_as_they_are(
    explored: Explored, formulas: Laid, tmp_path: Path, query: str
) -> None:
    found = await exported(explored, formulas, query)
    if "ndjson" in query:
        texts = [row["=1+1"] for row in found.ndjson]
    elif "parquet" in query:
        texts = [row[1] for row in found.parquet(tmp_path / "formulas.parquet")[1]]
    else:
        assert found.csv[0] == ["=1+1", "-5", "score", "settings"]
        texts = [row[0] for row in found.csv[1:]]
    assert texts[:: len(NUMBERS)] == [*FORMULAS, *PLAIN]


@pytest.mark.once
def test_what_is_harmless() -> None:
    """Said in Python for headers, and in SQL for cells: the tests above hold the two against each other."""
    assert [harmless(text) for text in FORMULAS] == [f"'{text}" for text in FORMULAS]
    assert [harmless(text) for text in PLAIN] == list(PLAIN)


async def test_no_rows_are_a_file_too(explored: Explored, tmp_path: Path) -> None:
    laid = await explored.lay(Table({"model": "text", "score": "number"}, []))
    assert (await exported(explored, laid)).answer.text == "model,score\n"
    assert (await exported(explored, laid, "?format=ndjson")).answer.text == ""
    columns, rows = (await exported(explored, laid, "?format=parquet&model=a")).parquet(
        tmp_path / "none.parquet"
    )
    assert (columns, rows) == (
        [("__row", "BIGINT"), ("model", "VARCHAR"), ("score", "DOUBLE")],
        [],
    )


@pytest.mark.parametrize(
    ("original", "query", "name", "media_type"),
    [
        ("scores.csv", "", "scores.csv", "text/csv; charset=utf-8"),
        ("scores.tar.csv.gz", "?format=parquet", "scores.tar.parquet", "application/vnd.apache.parquet"),
        ('Ergebnis ä; "x".xlsx', "?format=ndjson", 'Ergebnis ä; "x".ndjson', "application/x-ndjson"),
        (".csv", "", ".csv.csv", "text/csv; charset=utf-8"),
        ("a\r\nX-Evil: 1", "", "a\r\nX-Evil: 1.csv", "text/csv; charset=utf-8"),
    ],
)
async def test_files_have_names(
    explored: Explored, original: str, query: str, name: str, media_type: str
) -> None:
    laid = await explored.lay(Table({"n": "integer"}, [[1]]), filename=original)
    headers = (await exported(explored, laid, query)).answer.headers
    said, _, encoded = headers["content-disposition"].partition("filename*=UTF-8''")
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9._ -]+"; ', said)
    assert (unquote(encoded), headers["content-type"]) == (name, media_type)
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", ["?sort=-score", "?format=parquet"])
async def test_a_file_that_the_client_has_is_not_written_again(
    explored: Explored, random_rows: Laid, query: str
) -> None:
    place = f"{random_rows.path}/export{query}"
    tag = (await explored.client.get(place)).headers["etag"]
    with patch.object(Explorer, "write", side_effect=AssertionError("nothing is to be written")):
        again = await explored.client.get(place, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        asked = await explored.client.head(place)
        assert (asked.status_code, asked.headers["etag"]) == (200, tag)
    assert (await explored.client.get(f"{place}&score__gt=1")).headers["etag"] != tag


async def test_each_reading_and_each_format_has_a_tag_of_its_own(explored: Explored) -> None:
    laid = await explored.lay(Table({"n": "integer"}, [[1]]))
    queries = ("", "?raw=true", "?format=ndjson", "?format=parquet", "?format=parquet&sort=n", "?sort=n")

    async def tags() -> set[str]:
        return {(await exported(explored, laid, query)).answer.headers["etag"] for query in queries}

    before = await tags()
    connection = await asyncpg.connect(**parse(explored.url).asyncpg())
    await connection.execute("update datasets set version = version + 1 where id = $1", laid.id)
    await connection.close()
    after = await tags()
    assert (len(before), len(after), before & after) == (len(queries), len(queries), set())


async def test_numbers_that_json_does_not_have_are_null(explored: Explored) -> None:
    rows = [[math.inf], [-math.inf], [math.nan], [0.5]]
    laid = await explored.lay(Table({"n": "number"}, rows))
    found = await exported(explored, laid, "?format=ndjson")
    assert found.answer.text == '{"n":null}\n{"n":null}\n{"n":null}\n{"n":0.5}\n'


async def test_what_is_written_has_no_name_any_more(
    explored: Explored, random_rows: Laid, tmp_path: Path
) -> None:
    file = explored.home / FILES / str(random_rows.id) / "1" / TABLE
    columns = Columns([])
    async with Explorer(explored.home / FILES, tmp_path / "asking", 20.0).opened() as started:
        everything = question(Wishes([], [], [], None, []), columns)
        rows = await started.write(lambda asking: written(asking, file, everything, (NUMBER_OF_ROW,), "csv"))
        with rows:
            assert len(rows.read().splitlines()) == ROWS
        scratch = await started.ask(lambda asking: asking.scratch)
        assert [*scratch.iterdir()] == []


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("format=xlsx", "format", "Expected one of csv, ndjson, parquet."),
        ("format=ndjson&raw=true", "raw", "Of CSV only"),
        ("raw=yes", "raw", "Expected true or false."),
        ("limit=10", "limit", "Not taken here; a column of that name is asked for as limit__exact."),
        ("facet=model", "facet", "Not taken here"),
        ("cursor=x", "cursor", "Not taken here"),
        ("score=x", "score", "Expected a number"),
        ("columns=nope", "columns", "There is no column “nope”"),
    ],
)
async def test_what_is_refused(
    explored: Explored, random_rows: Laid, query: str, field: str, said: str
) -> None:
    answer = await explored.client.get(f"{random_rows.path}/export?{query}")
    (fault,) = problem(answer)["errors"]
    assert (answer.status_code, fault["field"]) == (400, field)
    assert said in fault["detail"]


async def test_nobody_waits_for_who_reads_slowly(explored: Explored, random_rows: Laid) -> None:
    """One client takes none of its file; there is one turn for exports, and the next client gets its own."""
    begun, never = asyncio.Event(), asyncio.Event()

    async def take_nothing(message: Any) -> None:
        if message["type"] == "http.response.body":
            begun.set()
            await never.wait()

    app = cast(ASGITransport, explored.client._transport).app
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    scope |= {"path": f"{random_rows.path}/export", "query_string": b"sort=-score", "headers": []}
    slow: Any = asyncio.ensure_future(cast(Any, app)(scope, never.wait, take_nothing))
    try:
        await begun.wait()
        async with asyncio.timeout(20):
            assert len((await exported(explored, random_rows)).csv) == ROWS + 1
    finally:
        slow.cancel()
        await asyncio.wait({slow})
