"""Every .sql file keeps its promises: to its stub, to its header, to the DBA's psql, to the live schema."""

import ast
import inspect
import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import reduce
from importlib import import_module
from operator import or_
from types import NoneType
from typing import Any, Final, Literal, TypeAlias, cast, get_args, get_origin, get_type_hints

import asyncpg
import msgspec
import psycopg
import pytest
from msgspec import Raw, Struct

from app.database.address import parse
from app.database.connection import libpq_environment
from app.database.pool import prepare
from app.database.server import Server
from app.queries.explain import PYTHON, planned
from app.queries.headers import (
    Statement,
    description,
    indexes,
    known,
    may_be_null,
    prepared,
    purpose,
    rewritten,
)
from app.queries.loader import TOKEN, Query
from tests.queries.samples import calls

QUERIES: Final = known()
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Describer: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"

#: A sequential scan that no index could serve better; the relation, and why.
SCANS: Final[dict[str, dict[str, str]]] = {
    **{
        f"schema.{name}": {"_yoyo_migration": "yoyo's own short table; all of it is wanted"}
        for name in ("applied", "since")
    },
    **{
        f"{table}.forget": {table: "once an hour; an index by time would cost each sign-in more"}
        for table in ("sessions", "api_keys", "throttle", "invitations")
    },
    "invitations.create": {"invitations": "few, and made one by one by hand"},
    "invitations.newest": {"invitations": "few, and made one by one by hand"},
}
#: Reads that find nothing in the seed: why that is right.
EMPTY: Final[dict[str, str]] = {
    "results.of_dataset": "no result of the seed came from a file; the tests of datasets import some",
    **{
        f"staging.{name}": "what it reads is there only while an import runs"
        for name in (
            "contradicted_bounds",
            "counted",
            "doubtful_scales",
            "made_benchmarks",
            "made_models",
            "reasons",
            "refused",
            "unknown",
        )
    },
}


@pytest.fixture(params=list(QUERIES.values()), ids=list(QUERIES))
def query(request: pytest.FixtureRequest) -> Query:
    return cast(Query, request.param)


@pytest.fixture(scope="module")
async def reader(migrated: Server, seeded: str) -> AsyncIterator[Connection]:
    """The owner's connection: what a query may read is a question for the roles' tests."""
    url = migrated.owner_url.replace("/catalogue?", f"/{seeded}?")
    connection = await asyncpg.connect(**parse(url).asyncpg())
    await prepare(connection)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
def describer(migrated: Server, seeded: str) -> Iterator[Describer]:
    """libpq tells from which column of which table a value comes; asyncpg does not."""
    url = migrated.owner_url.replace("/catalogue?", f"/{seeded}?")
    with psycopg.connect(parse(url).psycopg(), autocommit=True) as connection:
        yield connection


@pytest.fixture
async def statement(reader: Connection, query: Query) -> Statement:
    return await prepared(reader, query)


@asynccontextmanager
async def undone(connection: Connection, *settings: str) -> AsyncIterator[None]:
    """A transaction that leaves nothing behind."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        for setting in settings:
            await connection.execute(f"set local {setting}")
        yield
    finally:
        await transaction.rollback()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


async def plan_of(connection: Connection, query: Query, arguments: list[Any]) -> dict[str, Any]:
    (text,) = await planned(connection, query, arguments, "format json")
    return cast(dict[str, Any], msgspec.json.decode(text)[0]["Plan"])


def hints_of_stub(query: Query) -> dict[str, Any]:
    """The parameters' annotations as the stub's author wrote them: a loaded query keeps only the names."""
    room = import_module(f"app.queries.{query.path.parent.name}")
    for node in ast.parse(inspect.getsource(room)).body:
        if isinstance(node, ast.AsyncFunctionDef) and node.name == query.path.stem:
            return {
                argument.arg: eval(ast.unparse(argument.annotation), vars(room))
                for argument in node.args.kwonlyargs
                if argument.annotation
            }
    raise AssertionError(f"{room.__name__} has no stub {query.path.stem}")


def plain_type(annotation: Any) -> Any:
    """Without null, limits and the closed list of a Literal; `annotation` has no Annotated around it."""
    some = [kind for kind in get_args(annotation) if kind is not NoneType] if may_be_null(annotation) else []
    kind = reduce(or_, some) if some else annotation
    if get_origin(kind) is Literal:
        return type(get_args(kind)[0])
    if get_origin(kind) is list:
        return list[plain_type(get_args(kind)[0])]  # type: ignore[misc]  # looked up
    return kind


def fits(kind: str, annotation: Any) -> bool:
    """Is this annotation how a value of PostgreSQL's type arrives in Python?"""
    expected = list[PYTHON[kind[:-2]]] if kind.endswith("[]") else PYTHON[kind]  # type: ignore[misc]  # looked up
    hints = get_type_hints(type("Field", (), {"__annotations__": {"it": expected}}))
    return bool(plain_type(annotation) == hints["it"])


def test_the_header_says_what_the_live_statement_is(query: Query, statement: Statement) -> None:
    text = query.path.read_text(encoding="utf-8")
    assert text == rewritten(text, description(query, statement)), "run `make headers`"


def test_the_hand_written_header(query: Query) -> None:
    text = query.path.read_text(encoding="utf-8")
    assert re.match(r"-- \S", text), "the first line says what the query is for"
    assert purpose(text).split("\n")[0].endswith((".", "?")), "the purpose is a sentence"
    assert indexes(text), "`-- index:` names the index, or says none and why"


async def test_the_indexes_it_names_exist(query: Query, reader: Connection) -> None:
    words = set(re.findall(r"\w+_(?:pkey|key|idx)\b", indexes(query.path.read_text(encoding="utf-8"))))
    there = await reader.fetch(
        "select relname from pg_class where relkind = 'i' and relname = any($1)", words
    )
    assert words == {row["relname"] for row in there}
    assert words or "none" in indexes(query.path.read_text(encoding="utf-8"))


def test_one_plain_statement(query: Query) -> None:
    text = query.path.read_text(encoding="utf-8")
    assert text.endswith(";\n")
    assert not [line for line in text.splitlines() if line != line.rstrip() or "\t" in line]
    bare = TOKEN.sub(lambda token: "" if token[0][0] in "-/'\"$" else token[0], text)
    assert bare.count(";") == 1
    assert bare == bare.lower()
    assert not re.search(
        r"select\s+(?:\w+\.)?\*|returning\s+(?:\w+\.)?\*|,\s*(?:\w+\.)?\*\s*(?:,|from)", bare
    )


def test_parameters_have_the_types_of_the_stub(query: Query, statement: Statement) -> None:
    hints = hints_of_stub(query)
    for name, kind in statement.parameters:
        assert fits(kind, hints[name]), f":{name} is {kind}"
        assert may_be_null(hints[name]) == (name in query.optional_params)


def test_columns_are_the_fields_of_the_struct(query: Query, statement: Statement) -> None:
    for name, kind in statement.columns:
        assert kind not in {"numeric", "numeric[]", "json"}, f"{name} is {kind}: cast it (float8, jsonb)"
    if query.row is NoneType:
        assert not statement.columns
    elif is_struct(query.row):
        fields = get_type_hints(query.row)
        assert [name for name, _ in statement.columns] == list(query.row.__struct_fields__)
        for name, kind in statement.columns:
            assert fits(kind, fields[name]), f"{name} is {kind}"
    else:
        assert len(statement.columns) == 1
        assert fits(statement.columns[0][1], query.row)


def is_struct(row: Any) -> bool:
    return isinstance(row, type) and issubclass(row, Struct)


def test_columns_that_may_be_null_are_optional(query: Query, describer: Describer) -> None:
    if not is_struct(query.row):
        return
    describer.pgconn.prepare(b"", query.text.encode())
    described = describer.pgconn.describe_prepared(b"")
    origins = [(described.ftable(n), described.ftablecol(n)) for n in range(described.nfields)]
    nullable = describer.execute(
        """
        select c.n::int from unnest(%s::oid[], %s::int2[]) with ordinality as c (relid, num, n)
        join pg_attribute as a on a.attrelid = c.relid and a.attnum = c.num where not a.attnotnull
        """,
        [[table for table, _ in origins], [column for _, column in origins]],
    )
    fields = list(get_type_hints(query.row).items())
    assert [fields[n - 1][0] for (n,) in nullable if not may_be_null(fields[n - 1][1])] == []


async def test_rows_fit_the_struct_with_and_without_values(
    query: Query, statement: Statement, reader: Connection
) -> None:
    async with undone(reader):
        if await writes(reader, query, statement):
            return
        rows = [
            row for arguments in calls(query, statement) for row in await reader.fetch(query.text, *arguments)
        ]
    assert bool(rows) != (query.name in EMPTY)
    hints = (
        list(get_type_hints(query.row, include_extras=True).values()) if is_struct(query.row) else [query.row]
    )
    for row in rows:
        for value, hint in zip(row.values(), hints, strict=True):
            assert accepts(hint, value), f"{hint} is not {value!r}"


def accepts(hint: Any, value: Any) -> bool:
    """Would the value, as JSON, be read back as this type, limits included?"""
    plain = get_type_hints(type("Field", (), {"__annotations__": {"it": hint}}))["it"]
    if value is None or plain_type(plain) is Raw:  # JSON as it is, which msgspec reads as anything
        return isinstance(value, Raw) if value is not None else may_be_null(plain)
    try:
        msgspec.json.decode(msgspec.json.encode(value), type=hint)
    except msgspec.ValidationError:
        return False
    return True


async def writes(connection: Connection, query: Query, statement: Statement) -> bool:
    plan = await plan_of(connection, query, next(calls(query, statement)))
    return any(node["Node Type"] == "ModifyTable" for node in nodes(plan))


async def test_no_table_is_read_from_end_to_end(
    query: Query, statement: Statement, reader: Connection
) -> None:
    """Where sequential scans are forbidden, one that is left is one that no index serves."""
    scanned = set()
    async with undone(reader, "enable_seqscan = off"):
        for arguments in calls(query, statement):
            plan = await plan_of(reader, query, arguments)
            scanned |= {node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"}
    assert scanned == SCANS.get(query.name, {}).keys()


@pytest.fixture
async def is_write(reader: Connection, query: Query, statement: Statement) -> bool:
    async with undone(reader):
        return await writes(reader, query, statement)


def test_psql_runs_the_file(query: Query, is_write: bool, migrated: Server, seeded: str) -> None:
    """With nulls; what writes would refuse them, so psql has it planned only."""
    variables = [word for name in query.params for word in ("-v", f"{name}=null")]
    address = parse(migrated.owner_url.replace("/catalogue?", f"/{seeded}?"))
    answer = subprocess.run(
        [
            *(migrated.programs.path("psql"), "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1"),
            *(*variables, "-f", "-" if is_write else str(query.path)),
        ],
        input="explain " + query.path.read_text(encoding="utf-8"),
        env={"PATH": os.environ["PATH"], **libpq_environment(address)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_exceptions_are_of_queries_that_exist() -> None:
    assert QUERIES.keys() >= SCANS.keys() | EMPTY.keys()
