"""SQL files as typed functions.

A stub is the signature, the `.sql` file of its name beside it is the body::

    # app/queries/models/__init__.py
    @query
    async def get(db: Db, *, id: int | None, slug: str | None) -> Model | None: ...

    -- app/queries/models/get.sql
    select … from models as m where m.id = :id or m.slug = :slug;

What the stub returns says how many rows the query may give:

    list[T]     all of them           T      exactly one, else RowNotFound
    T | None    one or none           None   nothing is read

`T` is a msgspec struct whose fields are the columns, in order, or a scalar.
"""

import inspect
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import NoneType, UnionType
from typing import (
    Any,
    Concatenate,
    Final,
    ParamSpec,
    Protocol,
    TypeVar,
    cast,
    get_args,
    get_origin,
    runtime_checkable,
)

from msgspec import Struct

from app.people import NOBODY_SAYS, Cause

P = ParamSpec("P")
R = TypeVar("R")

TOKEN: Final = re.compile(
    r"""
      --[^\n]* | /\*.*?\*/                    # comments
    | '(?:[^']|'')*' | "(?:[^"]|"")*"         # strings and quoted names
    | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$         # dollar quotes
    | ::                                      # casts
    | (?<![\w\]]):(?P<name>[a-z]\w*)          # a :parameter, but not a[lo:hi]
    """,
    re.DOTALL | re.VERBOSE,
)


@runtime_checkable
class Db(Protocol):
    """What runs a query: the pool, or one connection inside a transaction."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...
    async def fetchrow(self, query: str, *args: Any) -> Any: ...
    async def execute(self, query: str, *args: Any) -> str: ...


class Writable(Db, Protocol):
    """What also changes the catalogue: in transactions that say who and why."""

    def transaction(self, cause: Cause = NOBODY_SAYS) -> AbstractAsyncContextManager[Db]: ...


class RowNotFound(LookupError):
    """A query that promises a row gave none."""


@dataclass(frozen=True, slots=True)
class Query:
    """One .sql file as PostgreSQL sees it, and the shape that its stub promises."""

    name: str
    path: Path
    text: str
    params: tuple[str, ...]
    optional_params: frozenset[str]
    row: Any
    many: bool
    optional: bool
    generic: bool


LOADED: Final[dict[str, Query]] = {}

#: Texts whose header says `-- plan: generic`: their plan does not depend on the values, so it is made once.
GENERIC: Final[set[str]] = set()

#: The queries of the request under way, each with its seconds; set where somebody wants to know.
trace: Final[ContextVar[list[tuple[str, float]] | None]] = ContextVar("trace", default=None)


def query(stub: Callable[Concatenate[Any, P], Awaitable[R]]) -> Callable[Concatenate[Db, P], Awaitable[R]]:
    """Give the stub the .sql file of its name as a body."""
    spec = _load(stub)
    LOADED[spec.name] = spec
    if spec.generic:
        GENERIC.add(spec.text)
    run = _runner(spec)
    run.__name__, run.__qualname__, run.__doc__ = stub.__name__, spec.name, stub.__doc__
    return cast(Callable[Concatenate[Db, P], Awaitable[R]], run)


def _load(stub: Callable[..., Any]) -> Query:
    path = Path(inspect.getfile(stub)).with_name(f"{stub.__name__}.sql")
    name = f"{path.parent.name}.{stub.__name__}"
    text, params = numbered(path.read_text(encoding="utf-8"))
    signature = inspect.signature(stub, eval_str=True)
    wanted = list(signature.parameters.values())[1:]
    if set(params) != {param.name for param in wanted}:
        raise TypeError(f"{name}: the stub and {path.name} name different parameters")
    nullable = frozenset(param.name for param in wanted if NoneType in get_args(param.annotation))
    generic = "\n-- plan: generic" in text
    return Query(name, path, text, params, nullable, *_shape(signature.return_annotation), generic)


def numbered(source: str) -> tuple[str, tuple[str, ...]]:
    """psql's `:name` as PostgreSQL's `$1`, one number a name."""
    names: list[str] = []

    def number(token: re.Match[str]) -> str:
        if not (name := token["name"]):
            return token[0]
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return TOKEN.sub(number, source), tuple(names)


def _shape(returns: Any) -> tuple[Any, bool, bool]:
    """The row type of a stub's return annotation; is it many, is it optional."""
    if get_origin(returns) is list:
        return get_args(returns)[0], True, False
    if isinstance(returns, UnionType):
        return next(arg for arg in get_args(returns) if arg is not NoneType), False, True
    return returns or NoneType, False, False


def _runner(spec: Query) -> Callable[..., Awaitable[Any]]:
    """The body: bind by name, ask, build; and note the time where somebody wants to know."""
    ask = _asker(spec)
    params = spec.params

    async def run(db: Db, **values: Any) -> Any:
        args = [values[param] for param in params]
        if (noted := trace.get()) is None:
            return await ask(db, args)
        start = perf_counter()
        try:
            return await ask(db, args)
        finally:
            noted.append((spec.name, perf_counter() - start))

    return run


def _asker(spec: Query) -> Callable[[Db, list[Any]], Awaitable[Any]]:
    text, build = spec.text, _builder(spec)

    async def nothing(db: Db, args: list[Any]) -> None:
        await db.execute(text, *args)

    async def many(db: Db, args: list[Any]) -> Any:
        return build(await db.fetch(text, *args))

    async def one(db: Db, args: list[Any]) -> Any:
        record = await db.fetchrow(text, *args)
        if record is None and not spec.optional:
            raise RowNotFound(spec.name)
        return None if record is None else build((record,))[0]

    return nothing if spec.row is NoneType else many if spec.many else one


def _builder(spec: Query) -> Callable[[Any], list[Any]]:
    """How the records of one result become rows of the promised shape."""
    if not (isinstance(spec.row, type) and issubclass(spec.row, Struct)):
        return lambda records: [record[0] for record in records]
    row, fields = spec.row, spec.row.__struct_fields__

    def build(records: Any) -> list[Any]:
        if records and tuple(records[0].keys()) != fields:
            raise TypeError(f"{spec.name}: columns {tuple(records[0].keys())} are not {row.__name__}{fields}")
        return [row(*record) for record in records]

    return build
