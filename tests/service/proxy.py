"""A wire between the service and its database on which faults happen."""

import asyncio
from contextlib import suppress
from typing import Literal
from urllib.parse import quote

from app.database.address import Address, parse


class Proxy:
    """Listens on TCP and passes bytes to the database's socket, as its mode says.

    `refuse` resets new connections; `swallow` loses the bytes of all connections and says nothing: what it
    has made silent stays silent.
    """

    def __init__(self, socket_file: str) -> None:
        self.mode: Literal["pass", "refuse", "swallow"] = "pass"
        self.port = 0
        self._socket_file = socket_file
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, direct: str, more: str = "") -> str:
        """The same database and role, by this way."""
        return through(parse(direct), self.port, more)

    def cut(self) -> None:
        """Reset every connection."""
        for writer in self._writers:
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            if self.mode != "refuse":
                await self._joined(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # the database is away, or the test is over
        finally:
            writer.transport.abort()
            self._writers.discard(writer)
            self._tasks.discard(task)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._socket_file)
        self._writers.add(back)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carried(reader, back))
                both.create_task(self._carried(there, writer))
        except* OSError:
            pass  # cut
        finally:
            self._writers.discard(back)
            back.transport.abort()

    async def _carried(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if self.mode == "swallow":
                await asyncio.Event().wait()  # silent from now on, healed or not
            target.write(data)
            await target.drain()
        with suppress(OSError):
            target.close()


def through(address: Address, port: int, more: str = "") -> str:
    login = f"{quote(address.user)}:{quote(address.password or '')}"
    return f"postgresql://{login}@127.0.0.1:{port}/{address.database}?sslmode=disable{more}"
