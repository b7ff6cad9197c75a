"""Events over real connections: fifty people hear the end; none of them keeps the service from its own."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.datasets.listening import READING, connected, events
from tests.people import MIA
from tests.service.processes import Service, launch

pytestmark = pytest.mark.once

LISTENERS: Final = 50
SECONDS: Final = 30
#: What an unfinished request would be given; ending takes far less.
PATIENCE: Final = 60
CHANGES: Final = 10


@pytest.fixture
def service(fresh: str, tmp_path: Path) -> Iterator[Service]:
    """No worker in it: what happens to datasets, a test does."""
    started = launch(
        tmp_path / "home", tmp_path, DATABASE_URL=fresh, DATASET_READERS=0, SHUTDOWN_WAIT=PATIENCE
    )
    yield started
    started.put_away()


class Heard:
    """What one listener has heard, each with the time."""

    def __init__(self) -> None:
        self.text = ""
        self.told: list[tuple[float, dict[str, Any]]] = []

    async def listen(self, client: httpx.AsyncClient, url: str, begun: asyncio.Semaphore) -> None:
        """To the end of the stream; raises where that is cut off."""
        async with client.stream("GET", url, headers=MIA.headers()) as answer:
            assert answer.status_code == 200
            async for part in answer.aiter_text():
                if not self.text:
                    begun.release()
                self.text += part
                now = time.time()
                whole = self.text[: self.text.rfind("\n\n") + 2]
                self.told += [(now, event) for event in events(whole)[len(self.told) :]]


@asynccontextmanager
async def crowd(service: Service) -> AsyncIterator[tuple[list[Heard], asyncio.Future[Any]]]:
    """So many listeners, each of whom has heard how it stands, and what ends with the last of them."""
    limits = httpx.Limits(max_connections=LISTENERS)
    async with httpx.AsyncClient(timeout=SECONDS, limits=limits) as client, asyncio.timeout(2 * SECONDS):
        heard, begun = [Heard() for _ in range(LISTENERS)], asyncio.Semaphore(0)
        url = f"{service.url}/api/v1/datasets/{READING}/events"
        listening = asyncio.gather(*(one.listen(client, url, begun) for one in heard))
        for _ in heard:
            await begun.acquire()
        yield heard, listening
        await listening


async def test_fifty_hear_the_end(service: Service, fresh: str) -> None:
    sent: dict[float | None, float] = {}
    async with crowd(service) as (heard, _), connected(fresh) as connection:
        for number in range(1, CHANGES):
            progress = 0.5 + number / 20
            sent[progress] = time.time()
            await connection.execute("update datasets set progress = $2 where id = $1", READING, progress)
            await asyncio.sleep(0.1)
        sent[None] = time.time()
        await connection.execute(
            "update datasets set status = 'error', error = 'Alas.', stage = null, progress = null, "
            "leased_by = null, leased_until = null where id = $1",
            READING,
        )
    for one in heard:
        first, *_, last = (event for _, event in one.told)
        assert (first["status"], first["progress"]) == ("processing", 0.5)
        assert (last["status"], last["error"]) == ("error", "Alas.")
    late = sorted(at - sent[event["progress"]] for one in heard for at, event in one.told[1:])
    middle, most = late[len(late) // 2], late[int(len(late) * 0.99)]
    print(f"{len(late)} events: half within {middle * 1000:.1f} ms, 99 of 100 within {most * 1000:.1f} ms")


@pytest.mark.parametrize("group", [False, True])
async def test_nobody_who_listens_keeps_it_from_ending(service: Service, group: bool) -> None:
    """Streams are not cut off, they end: at SIGTERM of a process manager, at Ctrl-C to all of the group."""
    async with crowd(service) as (heard, listening):
        started = time.monotonic()
        service.send(signal.SIGINT if group else signal.SIGTERM, group=group)
        await listening
        assert await asyncio.to_thread(service.wait, PATIENCE) == 0
        took = time.monotonic() - started
    print(f"ended in {took:.2f} s")
    assert took < PATIENCE / 4
    assert {json.dumps(one.told[-1][1]["status"]) for one in heard} == {'"processing"'}
    assert [line["event"] for line in service.log if line["level"] not in {"info", "warning"}] == []
