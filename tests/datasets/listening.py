"""Somebody who listens to the events of a dataset, as a browser would: each when it comes."""

import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

import asyncpg

from app.database.address import parse
from tests.conftest import Client

READY: Final = UUID(int=7)
PRIVATE: Final = UUID(int=8)
WAITING: Final = UUID(int=9)
READING: Final = UUID(int=10)
BROKEN: Final = UUID(int=11)
SECONDS: Final = 20


class Event(dict[str, Any]):
    """Its data, and its name; that of a comment is empty."""

    def __init__(self, name: str, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.name = name


def events(text: str) -> list[Event]:
    """Those of a stream, or of a part of it that ends with one."""
    assert not text or text.endswith("\n\n")
    return [_event(block) for block in text.split("\n\n")[:-1]]


def _event(block: str) -> Event:
    fields = dict(line.split(": ", 1) for line in block.split("\n"))
    if "event" not in fields:
        assert block == ": ping"
        return Event("", {})
    assert fields.keys() == {"event", "data"}
    return Event(fields["event"], json.loads(fields["data"]))


class Listener:
    """One request, answered without a socket."""

    def __init__(self, app: Any, id: UUID, headers: dict[str, str]) -> None:
        self._body: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._left = asyncio.Event()
        self._asked = False
        self.status = 0
        self.headers: dict[str, str] = {}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": f"/api/v1/datasets/{id}/events",
            "raw_path": f"/api/v1/datasets/{id}/events".encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("test", 80),
        }
        self.answering = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        if message["body"]:
            self._body.put_nowait(message["body"])
        if not message.get("more_body"):
            self._body.put_nowait(None)
            self._left.set()

    async def next(self) -> Event | None:
        """None at the end."""
        body = await asyncio.wait_for(self._body.get(), SECONDS)
        if body is None:
            await asyncio.wait_for(self.answering, SECONDS)
            return None
        (event,) = events(body.decode())
        return event

    async def leave(self) -> None:
        """Closes the connection; gives back once the service has noticed."""
        self._left.set()
        await asyncio.wait_for(self.answering, SECONDS)


@asynccontextmanager
async def listening(
    client: Client, id: UUID, headers: dict[str, str] | None = None
) -> AsyncIterator[Listener]:
    app = client._transport.app  # type: ignore[attr-defined]  # the service itself, beneath the client
    listener = Listener(app, id, headers or {})
    try:
        yield listener
    finally:
        await listener.leave()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(**parse(url).asyncpg())
    try:
        yield connection
    finally:
        await connection.close()
