"""The same answer from a terminal: lines that can be copied."""

import shlex
from pathlib import Path
from typing import Any, Final

from litestar import Request
from msgspec import Struct

from app.queries import leaderboards
from app.queries.loader import LOADED

CHECKOUT: Final = Path(__file__).parents[2]
#: As the reader has it: in a checkout the environment is the one that make has made.
PROGRAM: Final = ".venv/bin/catalogue" if (CHECKOUT / "Makefile").exists() else "catalogue"


class Statement(Struct, frozen=True):
    """A query's file, and how psql runs it."""

    file: str
    line: str


def curl(request: Request[Any, Any, Any], path: str) -> str:
    return f"curl {shlex.quote(str(request.base_url).rstrip('/') + path)}"


def psql(benchmark: str, evidence: str) -> Statement:
    """The file behind the board; both values are closed to anything that a shell or SQL could misread."""
    name = (leaderboards.best_among if evidence else leaderboards.best).__qualname__
    query = LOADED[name]
    given = {"benchmark_slug": f"\"'{benchmark}'\"", "limit": "100"}
    if evidence:
        given["evidence"] = f"\"'{evidence}'\""
    values = given | {name: "null" for name in query.params if name not in given}
    words = [f"-v {name}={value}" for name, value in values.items()]
    pairs = [" ".join(words[at : at + 2]) for at in range(0, len(words), 2)]
    file = f"app/queries/{query.path.parent.name}/{query.path.name}"
    return Statement(file, " \\\n  ".join([f"{PROGRAM} psql", *pairs, f"-f {file}"]))
