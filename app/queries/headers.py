"""What PostgreSQL says of each .sql file, written into the file's own header.

The purpose and the `-- index:` line are written by hand; parameters and rows below them are generated::

    -- One model, by its id or by its slug.
    -- index: models_pkey, models_slug_key
    --
    -- :id    int8?
    -- :slug  text?
    -- returns at most one Model: id int8, slug text, description text?

A question mark: may be null, as the stub and its struct say.
"""

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from textwrap import wrap
from types import NoneType
from typing import Any, Final, get_args, get_type_hints

import asyncpg
from msgspec import Struct

import app.queries
from app.database.address import Address
from app.queries.loader import LOADED, Query

WIDTH: Final = 110
INDEX: Final = " index: "
PLAN: Final = " plan: "
COMMENTS: Final = re.compile(r"(?:--.*\n)*")
GENERATED: Final = re.compile(r"^(?:--\n)*-- (?::\w+ |returns )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement:
    """Names and types, in order, as PostgreSQL prepares a query."""

    parameters: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]


def known() -> dict[str, Query]:
    """Every query of every room, by name."""
    for room in iter_modules(app.queries.__path__, "app.queries."):
        if room.ispkg:
            import_module(room.name)
    return dict(sorted(LOADED.items()))


async def write_headers(address: Address) -> list[Path]:
    """Brings the generated part of every header up to date; returns the files that it changed."""
    queries = known()
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        statements = [await prepared(connection, query) for query in queries.values()]
    finally:
        await connection.close()
    changed = []
    for query, statement in zip(queries.values(), statements, strict=True):
        before = query.path.read_text(encoding="utf-8")
        after = rewritten(before, description(query, statement))
        if after != before:
            query.path.write_text(after, encoding="utf-8")
            changed.append(query.path)
    return changed


async def prepared(connection: "asyncpg.Connection[Any]", query: Query) -> Statement:
    statement = await connection.prepare(query.text)
    types = (kind.name for kind in statement.get_parameters())
    columns = ((column.name, column.type.name) for column in statement.get_attributes())
    return Statement(tuple(zip(query.params, types, strict=True)), tuple(columns))


def rewritten(text: str, description: str) -> str:
    """The file with this description below what its author wrote, in place of the one that may be there."""
    header, body = _split(text)
    return f"{_by_hand(header)}--\n{description}\n\n{body}"


def description(query: Query, statement: Statement) -> str:
    """The generated lines: each parameter, then what comes back."""
    width = max((len(name) for name in query.params), default=0)
    lines = [
        f"-- :{name:<{width}}  {kind}{_mark(name in query.optional_params)}"
        for name, kind in statement.parameters
    ]
    return "\n".join([*lines, *_wrapped(f"returns {_rows(query, statement)}")])


def purpose(text: str) -> str:
    """What the file is for and what is odd about it, in its author's words."""
    first, *others = _paragraphs(text)
    return "\n\n".join([first.partition(INDEX)[0].partition(PLAN)[0], *others])


def indexes(text: str) -> str:
    """What stands behind `-- index:`; empty where nothing does."""
    return _paragraphs(text)[0].partition(INDEX)[2].partition(PLAN)[0]


def planning(text: str) -> str:
    """What stands behind `-- plan:`; empty where the plan is made for the values at hand."""
    return _paragraphs(text)[0].partition(PLAN)[2]


def returned(text: str) -> str:
    """The generated sentence on the rows of a file, without its columns: `at most one Model`."""
    found = re.search(r"^-- returns ([^:\n]+)", _split(text)[0], re.MULTILINE)
    return found[1] if found else ""


def parameters(text: str) -> list[tuple[str, str]]:
    """Each parameter of a file with its type and question mark, from the generated lines."""
    return re.findall(r"^-- :(\w+) +(\S+)$", _split(text)[0], re.MULTILINE)


def may_be_null(annotation: Any) -> bool:
    return annotation is NoneType or NoneType in get_args(annotation)


def _split(text: str) -> tuple[str, str]:
    """The comment at the head of a file, and the statement."""
    found = COMMENTS.match(text)
    header = found[0] if found else ""
    return header, text[len(header) :].lstrip("\n")


def _by_hand(header: str) -> str:
    generated = GENERATED.search(header)
    return header[: generated.start()] if generated else header


def _paragraphs(text: str) -> list[str]:
    by_hand = re.sub(r"^-- ?", "", _by_hand(_split(text)[0]), flags=re.MULTILINE)
    return [" ".join(paragraph.split()) for paragraph in by_hand.split("\n\n")]


def _rows(query: Query, statement: Statement) -> str:
    if query.row is NoneType:
        return "nothing"
    count = "many" if query.many else "at most one" if query.optional else "one"
    if not (isinstance(query.row, type) and issubclass(query.row, Struct)):
        return f"{count} {statement.columns[0][1]}"
    fields = get_type_hints(query.row)
    columns = (f"{name} {kind}{_mark(may_be_null(fields.get(name)))}" for name, kind in statement.columns)
    return f"{count} {query.row.__name__}: {', '.join(columns)}"


def _wrapped(sentence: str) -> list[str]:
    """Comment lines that never part a column from its type."""
    glued = re.sub(r"(?<=[:,] )(\w+) ", "\\1\N{NO-BREAK SPACE}", sentence)
    lines = wrap(glued, WIDTH - len("-- "), subsequent_indent="  ", break_on_hyphens=False)
    return [f"-- {line}".replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _mark(nullable: bool) -> str:
    return "?" if nullable else ""
