"""Questions that cannot be answered, and attempts to ask for more than rows."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import asyncpg
import duckdb
import pytest

from app.database.address import parse
from app.database.faults import TooSlow
from app.datasets.exploring import explorer, statements
from app.datasets.exploring.explorer import Asking, Busy, Explorer, TooMuch
from app.datasets.exploring.statements import Statement
from app.datasets.job import TABLE
from app.datasets.storage import Away
from tests.conftest import serving
from tests.datasets.conftest import Explored
from tests.datasets.ready import FILES, Laid, Table
from tests.test_problems import problem

#: Names and values that would do something, were they ever read as SQL.
ATTACKS: Final = (
    '"; drop table rows; --',
    "'; attach 'x.db'; --",
    "read_csv('/etc/passwd')",
    "x\" from read_text('/etc/passwd') --",
    "1 union all select * from duckdb_settings()",
    "$1",
    "?",
    ":id",
    "select",
    "*",
    "r",
    "filename",
    "file_row_number",
    "rowid",
    "count(*)",
    "'",
    '"',
    '""',
    "\\",
    "-score",
    "100%_",
    "a\nb",
    "/*",
    "{x}",
    "q",
    "limit",
    "null",
    "ﬁ",
    "💣",
)
Params = list[tuple[str, str | int | float | bool | None]]


@pytest.fixture(scope="module")
async def scores(explored: Explored) -> Laid:
    columns: Any = {"model": "text", "score": "number", "shots": "integer", "tools": "boolean"}
    columns |= {"day": "date", "at": "datetime", "settings": "json", "limit": "integer", "a__gte": "text"}
    row = ["Alpha", 1.5, 5, True, None, None, "{}", 7, "x"]
    return await explored.lay(Table(columns, [row]))


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("scor=1", "scor", "There is no column “scor”; perhaps “score”."),
        ("scor__gte=1", "scor__gte", "There is no column “scor”; perhaps “score”."),
        ("MODEL=1", "MODEL", "perhaps “model”"),
        ("zzzzzz=1", "zzzzzz", "and none that is like it"),
        ("score__gtt=1", "score__gtt", "There is no operator “gtt”; there are contains, endswith, exact"),
        ("score__=1", "score__", "There is no operator “”; there are contains, endswith, exact"),
        ("score=high", "score", "Expected a number such as 85.2: of this type is the column “score”."),
        ("score=nan", "score", "Expected a number"),
        ("score=1e999", "score", "Expected a number"),
        ("score=85,2", "score", "Expected a number"),
        ("shots=1.5", "shots", "Expected a whole number"),
        ("shots=9223372036854775808", "shots", "Expected a whole number"),
        ("shots=%D9%A1", "shots", "Expected a whole number"),
        ("tools=yes", "tools", "Expected true or false"),
        ("day=30.01.2024", "day", "Expected a date such as 2025-01-31"),
        ("day=2024-02-30", "day", "Expected a date"),
        ("at=noon", "at", "Expected a moment such as"),
        ("at=2024-01-01T25:00", "at", "Expected a moment"),
        ("at=0001-01-01T00:00%2B14:00", "at", "Expected a moment"),
        ("score__contains=1", "score__contains", "“score” is of type number, which contains is not for; but"),
        ("tools__gt=true", "tools__gt", "which gt is not for"),
        ("settings__lt={}", "settings__lt", "which lt is not for"),
        ("score__isnull=maybe", "score__isnull", "Expected true or false."),
        ("score__in=1,x", "score__in", "Expected a number"),
        ("model__in=[1", "model__in", "Expected values with commas between them, or a JSON list"),
        ("model__in=[]", "model__in", "Expected 1 to 1,000 values"),
        ('model__in=["\\u0000"]', "model__in", "without NUL"),
        ("model__in=" + ",".join("x" * 1001), "model__in", "Expected 1 to 1,000 values"),
        ("model=", "model", "Empty; give it a value"),
        ("model=a%00", "model", "NUL"),
        ("model=a&model=b", "model", "This parameter can be given once."),
        ("limit=0", "limit", "Expected a whole number from 1 to 1000."),
        ("limit=1001", "limit", "Expected a whole number from 1 to 1000."),
        ("limit=1&limit=2", "limit", "This parameter can be given once."),
        ("format=csv", "format", "Not taken here; a column of that name is asked for as format__exact."),
        ("raw=true", "raw", "Not taken here"),
        ("sort=nope", "sort", "There is no column “nope”"),
        ("sort=--score", "sort", "There is no column “--score”; perhaps “score”."),
        ("sort=score desc", "sort", "There is no column “score desc”"),
        ("columns=model,score", "columns", "There is no column “model,score”"),
        ("columns=model&columns=model", "columns", "Each column can be named once."),
        ("facet=score&facet=score", "facet", "Each column can be named once."),
        ("&".join(f"facet={name}" for name in "abcdef"), "facet", "Expected at most 5 values."),
        ("&".join(["sort=score"] * 11), "sort", "Expected at most 10 values."),
        ("q=" + "+".join("abcdefghijk"), "q", "At most 10 words."),
        ("cursor=x", "cursor", "Not a cursor of these rows"),
        ("cursor=WyJhIiwxLDFd", "cursor", "Not a cursor of these rows"),
    ],
)
async def test_what_is_refused(explored: Explored, scores: Laid, query: str, field: str, said: str) -> None:
    answer = await explored.client.get(f"{scores.path}/rows?{query}")
    assert answer.status_code == 400
    (fault,) = problem(answer)["errors"]
    assert (fault["field"], fault["source"]) == (field, "query")
    assert said in fault["detail"]


async def test_many_filters(explored: Explored) -> None:
    laid = await explored.lay(Table({f"c{n}": "integer" for n in range(60)}, [[1] * 60]))
    some, many = ("&".join(f"c{n}=1" for n in range(count)) for count in (50, 51))
    assert (await explored.client.get(f"{laid.path}/rows?{some}")).json()["total"] == 1
    answer = await explored.client.get(f"{laid.path}/rows?{many}")
    assert problem(answer)["errors"][0] == {
        "field": "c9",
        "detail": "At most 50 filters.",
        "source": "query",
    }


async def test_columns_that_are_called_as_parameters(explored: Explored, scores: Laid) -> None:
    for query, total in [
        ("limit__exact=7", 1),
        ("limit__gt=7", 0),
        ("limit=7", 1),
        ("a__gte__exact=x", 1),
        ("a__gte=y", 0),
        ("sort=limit&facet=limit&columns=limit", 1),
    ]:
        answer = await explored.client.get(f"{scores.path}/rows?{query}")
        assert answer.json()["total"] == total, query


async def test_a_cursor_is_good_for_its_list_only(explored: Explored) -> None:
    one = await explored.lay(Table({"n": "integer"}, [[n] for n in range(9)]))
    cursor = (await explored.client.get(f"{one.path}/rows?limit=2&sort=-n")).json()["next"]
    for place in (
        f"{one.path}/rows?limit=2&cursor={cursor}",
        f"{one.path}/rows?limit=2&sort=n&cursor={cursor}",
        f"{one.path}/rows?limit=2&sort=-n&n__gt=0&cursor={cursor}",
        f"{one.path}/rows?limit=2&sort=-n&q=a&cursor={cursor}",
    ):
        assert problem(await explored.client.get(place))["errors"][0]["field"] == "cursor"
    good = f"{one.path}/rows?limit=2&sort=-n&cursor={cursor}"
    assert [row[1] for row in (await explored.client.get(good)).json()["rows"]] == [6, 5]
    connection = await asyncpg.connect(**parse(explored.url).asyncpg())
    await connection.execute("update datasets set version = version + 1 where id = $1", one.id)
    await connection.close()
    assert problem(await explored.client.get(good))["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize("attack", ATTACKS)
async def test_names_and_values_are_never_read_as_sql(explored: Explored, attack: str) -> None:
    """A column of that name beside another, in every place where a name or a value may stand."""
    columns: Any = {attack: "text", "other": "integer"}
    laid = await explored.lay(Table(columns, [[attack, 1], ["plain", 2], [None, 3]]))
    exact: Params = [(f"{attack}__exact", attack)]
    for params in (
        exact,
        [(f"{attack}__in", json.dumps([attack]))],
        [(f"{attack}__contains", attack)],
        [(f"{attack}__startswith", attack)],
        [("q", attack.split(maxsplit=1)[0]), *exact],
    ):
        found = await explored.client.get(f"{laid.path}/rows", params=[*params, ("sort", attack)])
        assert found.status_code == 200, (params, found.text)
        assert found.json()["rows"] == [[2, attack, 1]]
    chosen: Params = [("columns", attack), ("facet", attack), ("sort", attack), ("sort", "-other")]
    found = (await explored.client.get(f"{laid.path}/rows", params=chosen)).json()
    assert sorted(row[0] or "" for row in found["rows"]) == sorted([attack, "plain", ""])
    assert {one["value"] for one in found["facets"][0]["values"]} == {attack, "plain", None}
    for format in ("csv", "ndjson", "parquet"):
        wanted: Params = [*exact, ("sort", attack), ("columns", attack), ("format", format)]
        sent = await explored.client.get(f"{laid.path}/export", params=wanted)
        assert sent.status_code == 200, sent.text
    (explored.home / "left.parquet").write_bytes(sent.content)
    with duckdb.connect() as engine:
        rows = engine.execute("from read_parquet($1)", [str(explored.home / "left.parquet")])
        assert ([one[0] for one in rows.description or []], rows.fetchall()) == ([attack], [(attack,)])


@pytest.fixture
async def alone(explored: Explored, tmp_path: Path) -> AsyncIterator[Explorer]:
    """One that may read the files of the service."""
    async with Explorer(explored.home / FILES, explored.home / "asking", 0.5).opened() as started:
        yield started


def table_of(explored: Explored, laid: Laid) -> Path:
    return explored.home / FILES / str(laid.id) / "1" / TABLE


#: Where nothing may be written.
WRITTEN: Final = Path("/tmp/written-by-duckdb")


@pytest.mark.parametrize(
    "text",
    [
        "from read_csv('/etc/passwd')",
        "from read_text('/etc/passwd')",
        "from glob('/*')",
        "from '/etc/passwd'",
        f"copy (select 1) to '{WRITTEN}'",
        f"attach '{WRITTEN}'",
        "install httpfs",
        "load httpfs",
        "from read_parquet('https://example.org/x.parquet')",
        "set enable_external_access = true",
        "set memory_limit = '8GB'",
        "set allowed_directories = ['/']",
        "from Table",
    ],
)
async def test_duckdb_reaches_nothing_else(explored: Explored, alone: Explorer, text: str) -> None:
    """Were a statement ever not ours."""

    def steal(asking: Asking) -> object:
        return asking.run(Statement(text, [])).fetchall()

    with pytest.raises((duckdb.Error, Away)):
        await alone.ask(steal)
    assert not WRITTEN.exists()


async def test_a_slow_question_is_stopped(explored: Explored, alone: Explorer) -> None:
    """Also one of several statements, each of which is quick enough; and the next one is answered."""
    endless = Statement("select count(*) from range(1_000_000_000_000)", [])
    short = Statement("select count(*) from range(2_000_000)", [])

    def many(asking: Asking) -> None:
        while True:
            asking.run(short).fetchall()

    with pytest.raises(TooSlow):
        await alone.ask(lambda asking: asking.run(endless).fetchall())
    with pytest.raises((TooSlow, duckdb.InterruptException)):
        await alone.ask(many)
    assert await alone.ask(lambda asking: asking.run(Statement("select 1", [])).fetchall()) == [(1,)]


async def test_who_goes_away_stops_the_question(alone: Explorer) -> None:
    running = asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(asking: Asking) -> None:
        loop.call_soon_threadsafe(running.set)
        asking.run(Statement("select count(*) from range(1_000_000_000_000)", [])).fetchall()

    asked = asyncio.create_task(alone.ask(work))
    await running.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await alone.ask(lambda asking: asking.run(Statement("select 1", [])).fetchall()) == [(1,)]


async def test_who_waits_too_long_is_told_so(alone: Explorer) -> None:
    over = threading.Event()

    def wait(_: Asking) -> None:
        over.wait(20)

    both = [asyncio.create_task(alone.ask(wait)) for _ in range(explorer.QUESTIONS)]
    await asyncio.sleep(0)
    try:
        with pytest.raises(Busy) as refused:
            await alone.ask(lambda _: None)
        assert (refused.value.status_code, refused.value.headers) == (503, {"Retry-After": "1"})
    finally:
        over.set()
        await asyncio.gather(*both, return_exceptions=True)


async def test_too_much_memory(explored: Explored) -> None:
    text = "select list(range) from range(100_000_000)"
    async with Explorer(explored.home / FILES, explored.home / "asking", 60.0).opened() as patient:
        with pytest.raises(TooMuch):
            await patient.ask(lambda asking: asking.run(Statement(text, [])).fetchall())


async def test_over_http_a_slow_question_is_504(explored: Explored) -> None:
    laid = await explored.lay(Table({"n": "integer"}, [[n] for n in range(3000)]))
    async with serving(explored.url, data_dir=str(explored.home), query_timeout=0.5) as client:
        with patch.object(
            statements, "count", lambda *_: Statement("select count(*) from range(1e13::bigint)", [])
        ):
            answer = await client.get(f"{laid.path}/rows?n__gte=0")
    assert problem(answer)["status"] == 504
    assert answer.json()["detail"] == "The question took too long; narrow it."


async def test_a_file_that_is_lost(explored: Explored) -> None:
    laid = await explored.lay(Table({"n": "integer"}, [[1]]))
    table_of(explored, laid).unlink()
    for place in ("rows", "export", "export?format=parquet"):
        answer = await explored.client.get(f"{laid.path}/{place}")
        assert (problem(answer)["status"], answer.headers["retry-after"]) == (503, "5")


async def test_nothing_is_left_behind(explored: Explored) -> None:
    """Of what was written for exports and spilled; the service itself is still there."""
    async with Explorer(explored.home / FILES, explored.home / "asking", 5.0).opened() as started:
        scratch = await started.ask(lambda asking: asking.scratch)
        assert scratch.is_dir()
    assert not scratch.exists()
