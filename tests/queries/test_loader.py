"""A stub and its .sql file as one function; what does not fit together is refused at import."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.queries import loader
from app.queries.loader import LOADED, RowNotFound, numbered, trace

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Room: TypeAlias = Callable[..., ModuleType]

STUBS = """
from datetime import date
from msgspec import Struct
from app.queries.loader import Db, query

class Pair(Struct, frozen=True):
    number: int
    word: str

"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Makes a room of one query: the stub's signature after its name, and the file's text."""
    before = dict(LOADED)

    def make(signature: str, sql: str) -> ModuleType:
        folder = tmp_path / "things"
        folder.mkdir()
        (folder / "ask.sql").write_text(sql, encoding="utf-8")
        (folder / "__init__.py").write_text(
            f"{STUBS}@query\nasync def ask{signature}: ...\n", encoding="utf-8"
        )
        spec = importlib.util.spec_from_file_location("things", folder / "__init__.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield make
    LOADED.clear()
    LOADED.update(before)


@pytest.mark.parametrize(
    ("source", "expected", "names"),
    [
        ("select :a, :b, :a;", "select $1, $2, $1;", ("a", "b")),
        ("select :a::int8, :after_id::text[];", "select $1::int8, $2::text[];", ("a", "after_id")),
        ("select x::int8, 'a'::text;", "select x::int8, 'a'::text;", ()),
        ("select ':a', 'it''s :a', \":a\";", "select ':a', 'it''s :a', \":a\";", ()),
        ("-- the model's :a\nselect :b; -- :c", "-- the model's :a\nselect $1; -- :c", ("b",)),
        ("/* 'one :a\n :b */ select :c;", "/* 'one :a\n :b */ select $1;", ("c",)),
        ("select $$ :a ' $$, $tag$ :b $$ $tag$, :c;", "select $$ :a ' $$, $tag$ :b $$ $tag$, $1;", ("c",)),
        ("select l[1:2], l[:from:2], m[i:j];", "select l[1:2], l[$1:2], m[i:j];", ("from",)),
        ("select a=:a,(:b);", "select a=$1,($2);", ("a", "b")),
        ("select -:a, :a_1, :a;", "select -$1, $2, $1;", ("a", "a_1")),
    ],
)  # fmt: skip
def test_names_become_numbers_only_where_they_are_parameters(
    source: str, expected: str, names: tuple[str, ...]
) -> None:
    assert numbered(source) == (expected, names)


async def test_many_rows_are_structs_in_the_order_of_the_statement(room: Room, db: Db) -> None:
    things = room(
        "(db: Db, *, last: int) -> list[Pair]",
        "select g as number, 'w' || g as word from generate_series(1, :last::int8) as g order by g desc;",
    )
    assert await things.ask(db, last=2) == [things.Pair(2, "w2"), things.Pair(1, "w1")]
    assert await things.ask(db, last=0) == []


async def test_arguments_go_by_name_whatever_the_file_s_order(room: Room, db: Db) -> None:
    things = room(
        "(db: Db, *, first: int, second: str) -> Pair",
        "select n.number, :second::text as word from (select :first::int8 as number) as n;",
    )
    assert await things.ask(db, second="two", first=1) == things.Pair(1, "two")


async def test_one_row_or_none(room: Room, db: Db) -> None:
    things = room(
        "(db: Db, *, id: int) -> Pair | None",
        "select 1::int8 as number, 'one' as word where :id::int8 = 1;",
    )
    assert await things.ask(db, id=1) == things.Pair(1, "one")
    assert await things.ask(db, id=2) is None


async def test_exactly_one_row_or_an_error_with_the_name(room: Room, db: Db) -> None:
    things = room("(db: Db, *, id: int) -> int", "select 7::int8 where :id::int8 = 1;")
    assert await things.ask(db, id=1) == 7
    with pytest.raises(RowNotFound, match=r"things\.ask"):
        await things.ask(db, id=2)


async def test_a_list_of_scalars(room: Room, db: Db) -> None:
    things = room("(db: Db) -> list[int]", "select g from generate_series(1, 3) as g order by g;")
    assert await things.ask(db) == [1, 2, 3]


async def test_nothing_is_read_where_nothing_is_promised(room: Room, db: Db) -> None:
    things = room("(db: Db, *, id: int) -> None", "delete from use_cases where id = :id::int8;")
    before = await db.fetchval("select count(*) from use_cases")
    await things.ask(db, id=1)
    assert await db.fetchval("select count(*) from use_cases") == before - 1


@pytest.mark.parametrize(
    "columns", ["'a' as word, 1::int8 as number", "1::int8 as number", "1::int8 as number, 'a' as term"]
)
async def test_columns_that_are_not_the_fields_are_refused(room: Room, db: Db, columns: str) -> None:
    things = room("(db: Db) -> list[Pair]", f"select {columns};")
    with pytest.raises(TypeError, match=r"things\.ask: columns .* are not Pair\('number', 'word'\)"):
        await things.ask(db)


@pytest.mark.parametrize(
    "signature",
    ["(db: Db) -> None", "(db: Db, *, di: int) -> None", "(db: Db, *, id: int, more: int) -> None"],
)
def test_a_stub_and_a_file_with_different_parameters(room: Room, signature: str) -> None:
    with pytest.raises(TypeError, match=r"things\.ask: the stub and ask\.sql name different parameters"):
        room(signature, "delete from use_cases where id = :id::int8;")
    assert "things.ask" not in LOADED


def test_a_stub_without_a_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.sql"):

        @loader.query
        async def nothing(db: loader.Db) -> None: ...


def test_what_is_remembered_of_a_query(room: Room) -> None:
    things = room(
        "(db: Db, *, id: int, day: date | None) -> list[Pair]",
        "select 1::int8 as number, 'a' as word where :day::date is null or :id::int8 = 1;",
    )
    spec = LOADED["things.ask"]
    assert things.ask.__qualname__ == "things.ask"
    assert spec.params == ("day", "id")
    assert spec.optional_params == {"day"}
    assert spec.path.name == "ask.sql"


async def test_the_time_is_noted_where_somebody_wants_to_know(room: Room, db: Db) -> None:
    things = room("(db: Db, *, by: int) -> int", "select (1 / :by::int8)::int8;")
    noted: list[tuple[str, float]] = []
    token = trace.set(noted)
    try:
        await things.ask(db, by=1)
        with pytest.raises(asyncpg.DivisionByZeroError):
            await things.ask(db, by=0)
    finally:
        trace.reset(token)
    assert [name for name, _ in noted] == ["things.ask", "things.ask"]
    assert all(0 < seconds < 60 for _, seconds in noted)


async def test_a_connection_runs_queries_and_less_does_not(db: Db) -> None:
    class OnlyFetches:
        async def fetch(self, query: str, *args: Any) -> list[Any]:
            return []

    assert isinstance(db, loader.Db)
    assert not isinstance(OnlyFetches(), loader.Db)
