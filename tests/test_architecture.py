"""What reviewers would otherwise look for: where SQL is, who asks the database, what things are called."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from importlinter.cli import lint_imports

from app.queries.headers import known

ROOT: Final = Path(__file__).parents[1]
FILES: Final = sorted((ROOT / "app").rglob("*.py"))
HANDLERS: Final = [path for path in FILES if "handlers" in path.relative_to(ROOT).parts]

LONGEST: Final = 250
FORBIDDEN_NAMES: Final = re.compile(
    r"(^|_)(services?|managers?|utils?|helpers?|commons?|core|schemas|repositor(y|ies))(_|$)", re.IGNORECASE
)
STATEMENT: Final = re.compile(
    r"""
    \s* (?: --[^\n]*\n\s* )*
    (?: select \s+ (?: .* \s from \s | \w+ \( )
      | insert \s+ into \s
      | update \s+ [\w".]+ \s+ (?: as \s+ \w+ \s+ )? set \s
      | delete \s+ from \s
      | merge \s+ into \s
      | truncate \s+ (?: table \s+ )? \w
      | with \s+ (?: recursive \s+ )? \w+ \s+ (?: \( .* \) \s+ )? as \s+ (?: \w+ \s+ ){0,2} \(
      | (?: create | alter | drop ) \s+ (?: or \s+ replace \s+ | unique \s+ | temp \s+ | unlogged \s+ )?
        (?: table | index | view | function | trigger | role | user | database | schema | type | extension )
        \s
      | (?: set | reset ) \s+ (?: local | session | role ) \b
      | copy \s+ \w+ .* \s (?: from | to ) \s+ (?: stdin | stdout | ' )
      | grant \s .* \s to \s
      | lock \s+ table \s
      | (?: un )? listen \s+ \w+ $
      | notify \s+ \w+
      | explain \s+ (?: \( | analyze | select )
    )
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
#: SQL that cannot be a file: the string as it begins, and why.
STATEMENTS: Final = {
    "app/queries/explain.py": {
        "set local plan_cache_mode": "prepares a transaction for the statement of a file",
        "explain (": "runs the prepared statement of a file",
    },
    "app/datasets/exploring/statements.py": {
        "select ": "asks a person's own file, whose columns nobody knows beforehand",
    },
    "app/datasets/statements.py": {
        "select ": "the same, of a file that is being read",
    },
}
#: Who may import a driver beside app/database; app/queries/loader.py is given what it needs.
DRIVERS: Final = {"asyncpg", "psycopg", "psycopg_pool", "duckdb"}
DRIVEN: Final = {
    "app/queries/headers.py": "asks the server what each file takes and gives",
    "app/queries/explain.py": "has no pool",
    "app/formats/parquet/table.py": "reads one file, where nothing else can be reached",
    "app/datasets/exploring/explorer.py": "answers questions to people's own files",
    "app/datasets/reading/parquet.py": "reads one file by the engine of a reading",
    "app/datasets/engine.py": "is the engine of a reading",
}
#: Methods that run a statement, and the places that give them one that is put together.
RUNNERS: Final = {
    "fetch",
    "fetchrow",
    "fetchval",
    "execute",
    "executemany",
    "prepare",
    "cursor",
    "copy_from_query",
}
COMPOSED: Final = {
    "app/queries/explain.py": "`explain execute` takes no bound values; the driver quotes them"
}
ROUTES: Final = {"get", "post", "put", "patch", "delete", "route"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def texts(module: ast.AST) -> Iterator[tuple[int, str]]:
    """Each string with its line, an f-string as one, without those that stand alone: docstrings."""
    alone = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(module):
        if id(node) in alone or id(node) in parts:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values),
            )


def imports(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def composed(module: ast.AST) -> Iterator[int]:
    """Lines that run a statement which is put together there, or in the name that is given."""
    built = {
        target.id
        for node in ast.walk(module)
        if isinstance(node, ast.Assign) and is_built(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNNERS:
            statement = node.args[0] if node.args else None
            if is_built(statement) or (isinstance(statement, ast.Name) and statement.id in built):
                yield node.lineno


def is_built(node: ast.expr | None) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod) and any(map(is_text, (node.left, node.right)))
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"format", "join", "replace"}
        and is_text(node.func.value)
    )


def is_text(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or is_built(node)


def unnamed_operations(module: ast.Module) -> Iterator[str]:
    """Handlers whose decorator gives no operation_id and does not take them out of the document."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for call in node.decorator_list:
                name = ast.unparse(call.func if isinstance(call, ast.Call) else call).rpartition(".")[2]
                given = {word.arg: word.value for word in call.keywords} if isinstance(call, ast.Call) else {}
                hidden = given.get("include_in_schema")
                if name in ROUTES and "operation_id" not in given and not is_false(hidden):
                    yield node.name


def is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def test_sql_stands_in_sql_files() -> None:
    found = [
        f"{name_of(path)}:{line}: {text.split(chr(10))[0]}"
        for path in FILES
        for line, text in texts(tree(path))
        if STATEMENT.match(text) and not text.startswith(tuple(STATEMENTS.get(name_of(path), ())))
    ]
    assert found == []


def test_only_the_database_s_room_imports_drivers() -> None:
    found = {
        name_of(path)
        for path in FILES
        if "database" not in path.relative_to(ROOT).parts
        and any(module.partition(".")[0] in DRIVERS for module in imports(tree(path)))
    }
    assert found == DRIVEN.keys()


def test_statements_are_never_put_together() -> None:
    assert {name_of(path) for path in FILES if list(composed(tree(path)))} == COMPOSED.keys()


def test_modules_and_classes_have_names_of_the_domain() -> None:
    names = [part for path in FILES for part in path.relative_to(ROOT).with_suffix("").parts]
    names += [
        re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name)
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    ]
    assert [name for name in names if FORBIDDEN_NAMES.search(name)] == []


def test_files_are_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_annotations_are_there_at_run_time() -> None:
    """Litestar and the loader read them."""
    assert [name_of(path) for path in FILES if "__future__" in imports(tree(path))] == []


def test_operations_have_names() -> None:
    assert HANDLERS
    assert [f"{name_of(path)}: {name}" for path in HANDLERS for name in unnamed_operations(tree(path))] == []


def test_each_sql_file_has_a_stub() -> None:
    assert {query.path for query in known().values()} == set((ROOT / "app" / "queries").rglob("*.sql"))


def test_imports_go_one_way(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "select id from models",
        "-- why\nSELECT 1, x FROM t",
        "select pg_notify($1, $2)",
        "insert into models (name) values ($1)",
        "update models set name = $1",
        "update models as m set name = $1",
        "delete from models",
        "with recursive a as (select 1) select * from a",
        "with a as materialized (select 1)",
        "create unique index i on t (a)",
        "create or replace function f() returns void",
        "alter table t add column a int",
        "drop table t",
        "truncate models",
        "set local role none",
        "listen changes",
        "explain analyze select 1",
        "copy t (a) from stdin",
    ],
)
def test_what_is_taken_for_sql(text: str) -> None:
    assert STATEMENT.match(text)


@pytest.mark.parametrize(
    "text",
    [
        "Select a model",
        "Update a model",
        "Delete a model",
        "With every answer",
        "Create a benchmark",
        "Drop the filter",
        "listening on port 8000",
        "Copy the address",
        "Set DATABASE_URL to a running server",
        "explain",
        "beginning",
    ],
)
def test_what_is_not_taken_for_sql(text: str) -> None:
    assert not STATEMENT.match(text)


@pytest.mark.parametrize(
    ("code", "is_put_together"),
    [
        ("db.fetch(f'select {column} from t')", True),
        ("db.fetch('select ' + column)", True),
        ("db.execute('select %s' % column)", True),
        ("db.fetchrow('select {}'.format(column))", True),
        ("db.fetchval(' and '.join(filters))", True),
        ("text = 'select ' + a + b\ndb.fetch(text, 1)", True),
        ("db.fetch(query.text, *arguments)", False),
        ("db.execute('select 1', f'{value}')", False),
        ("dictionary.fetch()", False),
        ("text = f'{a}'\nprint(text)", False),
    ],
)
def test_what_is_taken_for_putting_together(code: str, is_put_together: bool) -> None:
    assert bool(list(composed(ast.parse(code)))) == is_put_together


def test_what_is_taken_for_an_unnamed_operation() -> None:
    code = """
@get("/a", operation_id="a")
async def named(): ...
@get("/b", include_in_schema=False)
async def hidden(): ...
@get("/c", summary="C")
async def forgotten(): ...
@litestar.post
def bare(): ...
@cache
def no_handler(): ...
"""
    assert list(unnamed_operations(ast.parse(code))) == ["forgotten", "bare"]
