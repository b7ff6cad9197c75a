"""The plan of a query, for whoever would rather not bind and quote by hand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Raw
from psycopg.sql import quote

from app.database.address import Address
from app.fields import Moment
from app.queries.headers import known, prepared
from app.queries.loader import Query

#: PostgreSQL's types that queries may take and give, and what they are in Python; a jsonb stays bytes.
PYTHON: Final[dict[str, Any]] = {
    "bool": bool,
    "int2": int,
    "int4": int,
    "int8": int,
    "xid8": int,
    "float8": float,
    "numeric": Decimal,
    "text": str,
    "varchar": str,
    "bytea": bytes,
    "uuid": UUID,
    "inet": IPv4Address | IPv6Address,
    "date": date,
    "timestamptz": Moment,
    "jsonb": Raw,
}


class ExplainError(ValueError):
    """One line: what is wrong with the request, and what there is instead."""


async def explain(address: Address, name: str, values: Mapping[str, str]) -> str:
    """Runs the query with these values, undoes what it did, and returns PostgreSQL's account of it.

    Values are as one types them: `2024-01-31`, `true`, `{"a":1}`, lists with commas; what is empty or missing
    is null.
    """
    query = named(name)
    if unknown := values.keys() - set(query.params):
        takes = ", ".join(query.params) or "no parameters"
        raise ExplainError(f"{name} has no parameter {min(unknown)}; it takes {takes}.")
    try:
        connection = await asyncpg.connect(**address.asyncpg())
        try:
            return await _explained(connection, query, values)
        finally:
            await connection.close()
    except (asyncpg.PostgresError, OSError) as error:
        # Not "from error": the driver's frames hold the password.
        raise ExplainError(f"{name}: {' '.join(str(error).split())}") from None


def named(name: str) -> Query:
    queries = known()
    if name in queries:
        return queries[name]
    room = name.partition(".")[0]
    rooms = sorted({other.partition(".")[0] for other in queries})
    if room not in rooms:
        raise ExplainError(
            f"There is no query {name}; queries are named ROOM.FILE, rooms are {', '.join(rooms)}."
        )
    files = [other for other in queries if other.startswith(f"{room}.")]
    raise ExplainError(f"There is no query {name}; {room} has {', '.join(files)}.")


def bound(parameters: tuple[tuple[str, str], ...], values: Mapping[str, str]) -> list[Any]:
    """The values in the parameters' order and types, null where there is none."""
    return [_value(name, kind, text) if (text := values.get(name)) else None for name, kind in parameters]


def _value(name: str, kind: str, text: str) -> Any:
    if kind not in PYTHON and kind.removesuffix("[]") not in PYTHON:
        raise ExplainError(f"{name}: a {kind} cannot be given as text.")
    try:
        return _converted(kind, text)
    except (msgspec.DecodeError, ValueError) as error:
        raise ExplainError(f"{name}={text} is no {kind} ({error}).") from None


def _converted(kind: str, text: str) -> Any:
    if kind.endswith("[]"):
        return [_converted(kind.removesuffix("[]"), item) for item in text.split(",")]
    if kind == "jsonb":
        msgspec.json.decode(text)
        return Raw(text.encode())
    if kind == "inet":
        return ip_address(text)
    return msgspec.convert(text, PYTHON[kind], strict=False)


def _literal(value: Any) -> str:
    match value:
        case Raw():
            return quote(bytes(value).decode())
        case [bytes(), *_]:  # the driver's own literal of these has its backslashes once too few
            return f"array[{', '.join(map(quote, value))}]"
    return quote(value)


async def planned(
    connection: "asyncpg.Connection[Any]", query: Query, arguments: list[Any], options: str
) -> list[str]:
    """The lines of `explain (options)`, planned as the service has it planned; needs a transaction."""
    mode = "force_generic_plan" if query.generic else "force_custom_plan"
    await connection.execute(f"set local plan_cache_mode = {mode}")
    statement = await connection.prepare(query.text)
    # Bound values would always be planned for; those of "execute" are only where the mode says so.
    values = ", ".join(map(_literal, arguments))
    called = f"{statement.get_name()}({values})" if arguments else statement.get_name()
    return [line for (line,) in await connection.fetch(f"explain ({options}) execute {called}")]


async def _explained(connection: "asyncpg.Connection[Any]", query: Query, values: Mapping[str, str]) -> str:
    arguments = bound((await prepared(connection, query)).parameters, values)
    transaction = connection.transaction()
    await transaction.start()
    try:
        return "\n".join(await planned(connection, query, arguments, "analyze, buffers"))
    finally:
        await transaction.rollback()
