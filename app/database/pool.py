"""The pool: small, with bounded waits, so that a full pool or a dead database is an answer and not a hang."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, BinaryIO, Final, Self

import asyncpg
import msgspec

from app.database.address import Address
from app.database.faults import TooSlow
from app.people import NOBODY_SAYS, Cause
from app.queries import changes
from app.queries.loader import GENERIC, Db
from app.settings import Settings

CONNECT_WAIT: Final = 2.0
CANCEL_WAIT: Final = 1.0
IDLE_LIFETIME: Final = 300.0
CLOSE_WAIT: Final = 5.0
#: asyncpg replaces a connection after 50,000 queries unless told otherwise; there is no reason to.
MAX_QUERIES: Final = 2**31
#: One for plans made for the values at hand, one for plans made once.
POOLS: Final = 2


class PoolFull(TimeoutError):
    """Every connection stayed busy for the whole of POOL_WAIT."""


class Database:
    """Runs a query on whichever connection is free; answers PoolFull in bounded time.

    Two pools, since PostgreSQL decides by session whether a plan is made for the values at hand: filters
    need that, and what says `-- plan: generic` is twice as fast without. No connection is opened before one
    is asked for, so a service starts without its database.
    """

    _custom: "asyncpg.Pool[Any]"
    _generic: "asyncpg.Pool[Any]"

    def __init__(self, address: Address, settings: Settings) -> None:
        self._address = address
        self._settings = settings
        self._wait = settings.pool_wait

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Self]:
        """Usable inside; afterwards connections in use get CLOSE_WAIT seconds."""
        self._custom = await _pool(self._address, self._settings, "force_custom_plan")
        self._generic = await _pool(self._address, self._settings, "force_generic_plan")
        try:
            yield self
        finally:
            await asyncio.gather(_closed(self._custom), _closed(self._generic))

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        async with self._connection(query) as connection:
            return await connection.fetch(query, *args)  # type: ignore[no-any-return]  # asyncpg's records

    async def fetchrow(self, query: str, *args: Any) -> Any:
        async with self._connection(query) as connection:
            return await connection.fetchrow(query, *args)

    async def execute(self, query: str, *args: Any) -> str:
        async with self._connection(query) as connection:
            return await connection.execute(query, *args)  # type: ignore[no-any-return]  # asyncpg's status line

    @asynccontextmanager
    async def transaction(self, cause: Cause = NOBODY_SAYS) -> AsyncIterator[Db]:
        """One connection and one transaction; inside, use only what is given."""
        async with self._connection() as connection, connection.transaction():
            if cause != NOBODY_SAYS:
                await changes.attribute(connection, actor=cause.actor, reason=cause.reason)
            yield connection

    @asynccontextmanager
    async def alone(self, seconds: float) -> AsyncIterator["Alone"]:
        """A connection beside the pool, for work that takes long: nobody waits for it."""
        arguments = {**self._address.asyncpg(), "timeout": CONNECT_WAIT, "command_timeout": seconds}
        connection = await asyncpg.connect(**arguments)
        try:
            await prepare(connection)
            yield Alone(connection)
        finally:
            await connection.close(timeout=CANCEL_WAIT)

    def _connection(self, query: str = "") -> "_Acquired":
        pool = self._generic if query in GENERIC else self._custom
        # A wait with a limit costs a task on Python 3.11; where a connection is idle, nothing needs to wait.
        return _Acquired(pool, None if pool.get_idle_size() else self._wait)


class Alone:
    """A connection of its own: queries, one transaction at a time, and COPY."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.fetch = connection.fetch
        self.fetchrow = connection.fetchrow
        self.execute = connection.execute

    def transaction(self) -> Any:
        return self._connection.transaction()

    async def copy(self, table: str, columns: tuple[str, ...], lines: BinaryIO) -> int:
        """Rows in PostgreSQL's text format, from where the file stands; gives how many."""
        status = await self._connection.copy_to_table(table, source=lines, columns=columns)
        return int(status.removeprefix("COPY "))


def _pool(address: Address, settings: Settings, plans: str) -> "asyncpg.Pool[Any]":
    arguments = {"statement_cache_size": 256, **address.asyncpg()}
    # A transaction pooler takes no start-up parameters; there the role's own setting holds.
    if not address.pooled:
        arguments["server_settings"] = {**arguments["server_settings"], "plan_cache_mode": plans}
    return asyncpg.create_pool(
        **{**arguments, "timeout": CONNECT_WAIT, "command_timeout": settings.query_timeout},
        min_size=0,
        max_size=settings.pool_size,
        max_inactive_connection_lifetime=IDLE_LIFETIME,
        max_queries=MAX_QUERIES,
        max_cached_statement_lifetime=0,
        init=prepare,
        reset=_keep,
    )


async def _closed(pool: "asyncpg.Pool[Any]") -> None:
    try:
        await asyncio.wait_for(pool.close(), CLOSE_WAIT)
    except TimeoutError:
        pool.terminate()


class _Acquired:
    """`async with` around one connection; a context manager written out, since every query passes here."""

    __slots__ = ("_connection", "_pool", "_wait")

    def __init__(self, pool: "asyncpg.Pool[Any]", wait: float | None) -> None:
        self._pool = pool
        self._wait = wait

    async def __aenter__(self) -> Any:
        try:
            self._connection = await self._pool.acquire(timeout=self._wait)
        except TimeoutError as error:
            raise PoolFull from error
        return self._connection

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or not issubclass(kind, TimeoutError):
            await self._pool.release(self._connection)
            return
        # The driver has asked the server to cancel the statement. A server that does not even answer that is
        # away: the connection is dropped, and this TimeoutError says so. One that does was only slow.
        await self._pool.release(self._connection, timeout=CANCEL_WAIT)
        raise TooSlow


async def _keep(_: Any) -> None:
    """No reset on release: it costs a round trip, and no session state is ever set, only SET LOCAL."""


async def prepare(connection: Any) -> None:
    """JSONB that is only passed on stays raw bytes; the first byte of its binary form is the version."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda raw: b"\x01" + bytes(raw),
        decoder=lambda data: msgspec.Raw(data[1:]),
    )
