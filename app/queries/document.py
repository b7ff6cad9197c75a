"""sql/QUERIES.md: every query on one page, for the DBA who reviews them."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Struct

from app.database.migration_files import directory
from app.queries.headers import indexes, known, parameters, planning, purpose, returned
from app.queries.loader import Query

HEAD: Final = """\
# Queries

Written by `make headers` from the files' headers, the OpenAPI document and `budgets.toml`; do not edit it.

Each file is one statement with psql's `:name` parameters and runs as it is: `psql -v id=17 -v slug=null -f
app/queries/models/get.sql` (a text is quoted twice: `-v slug="'gpt-4o'"`). Whoever would rather not quote
writes `catalogue explain models.get id=17`: it runs the statement, undoes it and prints the plan. A question
mark says that a value may be null.

Buffers are the 8 kB pages, found in memory or read, that a query may touch at most on the small data set of
the tests. A test measures them, and drops indexes to see budgets break.
"""


class Budget(Struct, frozen=True, forbid_unknown_fields=True):
    """At most so many buffers with these parameters; `needs` is an index without which it costs more."""

    buffers: int
    given: dict[str, str]
    needs: str | None = None


Budgets: TypeAlias = Mapping[str, Sequence[Budget]]


def budgets() -> Budgets:
    """What each query may cost, from sql/budgets.toml."""
    rooms = msgspec.convert(
        tomllib.loads((_folder() / "budgets.toml").read_text(encoding="utf-8")),
        dict[str, dict[str, list[Budget]]],
    )
    return {f"{room}.{file}": found for room, files in rooms.items() for file, found in files.items()}


def asked_by(openapi: Mapping[str, Any]) -> dict[str, list[str]]:
    """Which operations ask which query: `x-sql` the other way round."""
    operations: dict[str, list[str]] = {}
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            for name in operation.get("x-sql", ()) if isinstance(operation, dict) else ():
                operations.setdefault(name, []).append(f"{method.upper()} {path}")
    return operations


def write_document(openapi: Mapping[str, Any]) -> list[Path]:
    """Brings sql/QUERIES.md up to date; returns it where it changed."""
    path = _folder() / "QUERIES.md"
    text = queries_document(known(), asked_by(openapi), budgets())
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    path.write_text(text, encoding="utf-8")
    return [path]


def queries_document(queries: Mapping[str, Query], asked: Mapping[str, list[str]], budgets: Budgets) -> str:
    """The page, room by room, in the order of the names."""
    pieces, room = [HEAD], ""
    for name, query in queries.items():
        if name.partition(".")[0] != room:
            room = name.partition(".")[0]
            pieces.append(f"## {room}\n")
        pieces.append(_entry(query, asked.get(name, []), budgets.get(name, ())))
    return "\n".join(pieces)


def _entry(query: Query, operations: Sequence[str], budgets: Sequence[Budget]) -> str:
    text = query.path.read_text(encoding="utf-8")
    asked = ", ".join(f"`{operation}`" for operation in operations) or "the pages or the program itself"
    lines = [
        f"### {query.name}\n",
        f"{purpose(text)}\n",
        f"- asked by {asked}",
        f"- takes {', '.join(f'`:{name}` {kind}' for name, kind in parameters(text)) or 'nothing'}",
        f"- returns {returned(text)}",
        f"- index: {indexes(text)}",
        f"- plan: {planning(text) or 'made for the values at hand'}",
    ]
    for budget in budgets:
        given = " ".join(f"{name}={value}" for name, value in budget.given.items())
        lines.append(f"- buffers: at most {budget.buffers} with `{given}`")
    return "\n".join(lines) + "\n"


def _folder() -> Path:
    return directory().parent
