"""Events of a dataset: how it stands, each change, and the end; for those who may see it, and no longer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.datasets import watching
from app.datasets.watching import Watching
from app.handlers import dataset_events
from app.queries import datasets
from tests.conftest import Client, serving
from tests.datasets.listening import (
    BROKEN,
    PRIVATE,
    READING,
    READY,
    WAITING,
    connected,
    events,
    listening,
)
from tests.people import EVE, MAX, MIA, SUE

pytestmark = pytest.mark.once


@pytest.fixture
async def service(fresh: str) -> AsyncIterator[Client]:
    async with serving(fresh) as client:
        yield client


@pytest.fixture
async def change(fresh: str) -> AsyncIterator[Any]:
    async with connected(fresh) as connection:
        yield connection.execute


async def test_what_is_ready_is_told_once(client: Client) -> None:
    answer = await client.get(f"/api/v1/datasets/{READY}/events")
    assert answer.status_code == 200
    (event,) = events(answer.text)
    assert event.name == "progress"
    assert event == {
        "id": str(READY),
        "status": "ready",
        "stage": None,
        "progress": None,
        "version": 1,
        "error": None,
    }
    assert answer.headers["content-type"].partition(";")[0] == "text/event-stream"
    assert answer.headers.get_list("cache-control") == ["no-store"]
    assert answer.headers["x-accel-buffering"] == "no"
    assert not {"etag", "content-length"} & answer.headers.keys()


async def test_what_cannot_be_read_says_why(client: Client) -> None:
    answer = await client.get(f"/api/v1/datasets/{BROKEN}/events", headers=MIA.headers())
    (event,) = events(answer.text)
    assert (event["status"], event["error"]) == ("error", "The file is empty.")


@pytest.mark.parametrize("id", [PRIVATE, WAITING, READING])
async def test_to_strangers_it_is_not_there(client: Client, id: object) -> None:
    for headers in ({}, MAX.headers(), EVE.headers(), SUE.headers()):
        answer = await client.get(f"/api/v1/datasets/{id}/events", headers=headers)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is no such dataset."


async def test_each_change_is_told(service: Client, change: Any) -> None:
    async with listening(service, WAITING, MIA.headers()) as listener:
        first = await listener.next()
        assert first
        assert (listener.status, first["status"], first["stage"]) == (200, "uploaded", None)
        await change(
            "update datasets set status = 'processing', leased_by = 'me', leased_until = now(), "
            "stage = 'reading', progress = 0.25 where id = $1",
            WAITING,
        )
        second = await listener.next()
        assert second
        assert (second["status"], second["stage"], second["progress"]) == ("processing", "reading", 0.25)
        await change(
            "update datasets set status = 'error', error = 'Alas.', leased_by = null, leased_until = null "
            "where id = $1",
            WAITING,
        )
        last = await listener.next()
        assert last
        assert (last["status"], last["error"]) == ("error", "Alas.")
        assert await listener.next() is None


async def test_changes_that_nobody_waits_for_are_not_told(service: Client, change: Any) -> None:
    async with listening(service, READING, MIA.headers()) as listener:
        await listener.next()
        await change("update datasets set leased_until = leased_until + interval '1 second'")
        await change("update datasets set progress = 0.75 where id = $1", WAITING)
        await change("update datasets set progress = 0.75 where id = $1", READING)
        event = await listener.next()
        assert event
        assert (event["id"], event["progress"]) == (str(READING), 0.75)


async def test_one_that_is_deleted(service: Client, change: Any) -> None:
    async with listening(service, WAITING, MIA.headers()) as listener:
        await listener.next()
        await change("delete from datasets where id = $1", WAITING)
        event = await listener.next()
        assert event
        assert (event.name, event) == ("deleted", {"id": str(WAITING)})
        assert await listener.next() is None


async def test_one_that_is_not_shown_any_more(service: Client, change: Any) -> None:
    """To others it is gone; its owner goes on listening."""
    await change("update datasets set is_public = true where id = $1", READING)
    async with (
        listening(service, READING) as anybody,
        listening(service, READING, MIA.headers()) as owner,
    ):
        await anybody.next()
        await owner.next()
        await change("update datasets set is_public = false where id = $1", READING)
        gone = await anybody.next()
        assert gone
        assert gone.name == "deleted"
        assert await anybody.next() is None
        event = await owner.next()
        assert event is not None
        assert event.name != "deleted"


async def test_silence_is_broken(service: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_events, "SILENCE", 0.05)
    async with listening(service, WAITING, MIA.headers()) as listener:
        told = [await listener.next() for _ in range(3)]
    assert [event.name for event in told if event is not None] == ["progress", "", ""]


async def test_who_has_left_is_not_looked_for(service: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    states = datasets.states

    async def counted(*given: Any, **more: Any) -> Any:
        looked.append(1)
        return await states(*given, **more)

    monkeypatch.setattr(watching, "LOOK", (0.01, 0.02))
    monkeypatch.setattr(datasets, "states", counted)
    async with listening(service, WAITING, MIA.headers()) as listener:
        await listener.next()
        await asyncio.sleep(0.3)
    assert len(looked) > 3
    await asyncio.sleep(0.1)
    looked.clear()
    await asyncio.sleep(0.3)
    assert looked == []


async def test_head_has_no_time_for_events(service: Client) -> None:
    answer = await asyncio.wait_for(
        service.head(f"/api/v1/datasets/{WAITING}/events", headers=MIA.headers()), 10
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")


async def test_too_many_at_once(service: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST", 1)
    async with listening(service, WAITING, MIA.headers()) as listener:
        await listener.next()
        answer = await service.get(f"/api/v1/datasets/{WAITING}/events", headers=MIA.headers())
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.json()["detail"] == "Too many are waiting; ask for the dataset itself."


async def test_without_hints_it_looks(fresh: str, change: Any) -> None:
    async with (
        serving(f"{fresh}&pgbouncer=true") as service,
        listening(service, READING, MIA.headers()) as listener,
    ):
        await listener.next()
        await change("update datasets set progress = 0.75 where id = $1", READING)
        event = await listener.next()
        assert event
        assert event["progress"] == 0.75


async def test_a_database_that_is_away_for_a_moment(
    service: Client, change: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, failures = Watching._look, iter([1, 1])
    states = datasets.states

    async def at_times(*given: Any, **more: Any) -> Any:
        if next(failures, None):
            raise ConnectionRefusedError
        return await states(*given, **more)

    async def looking(self: Watching) -> None:
        monkeypatch.setattr(datasets, "states", at_times)
        await look(self)
        monkeypatch.setattr(datasets, "states", states)

    monkeypatch.setattr(watching, "LOOK", (0.05, 0.1))
    monkeypatch.setattr(Watching, "_look", looking)
    async with listening(service, READING, MIA.headers()) as listener:
        await listener.next()
        await change("update datasets set progress = 0.75 where id = $1", READING)
        event = await listener.next()
        assert event
        assert event["progress"] == 0.75
    assert next(failures, None) is None


async def test_the_database_hints_at_what_people_wait_for(fresh: str) -> None:
    """Without hints it would be found all the same, a second or two later."""
    told: list[object] = []
    async with connected(fresh) as speaker, connected(fresh) as listener:
        await listener.add_listener("datasets", lambda *heard: told.append(heard[-1]))
        for change in (
            "progress = 0.75",
            "stage = 'profiling'",
            "version = version + 1",
            "leased_until = leased_until + interval '1 minute'",
            "description = 'Birds'",
        ):
            await speaker.execute(f"update datasets set {change} where id = $1", READING)
        await speaker.execute("delete from datasets where id = $1", READING)
        await listener.execute("select")
    assert told == [str(READING)] * 4
