"""How far the reading of a dataset is, as a stream of events."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.exceptions import ServiceUnavailableException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import SkipValidation
from litestar.response import Stream
from msgspec import Meta, Struct

from app.datasets.watching import Watching
from app.http.described import EVENTS
from app.http.document import asks
from app.http.parameters import DatasetInPath, InAsker, InDb, found
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import datasets
from app.queries.datasets import DatasetStatus, State

#: Seconds after which something is said, for proxies that take silence for an end.
SILENCE: Final = 15.0
PING: Final = b": ping\n\n"
#: What follows takes somebody who asks for it.
OVER: Final = frozenset({"ready", "error"})
#: nginx would keep events until there are many.
UNBUFFERED: Final = {"content-type": EVENTS, "X-Accel-Buffering": "no"}

InWatching = NamedDependency[SkipValidation[Watching]]


class Told(Struct, frozen=True):
    """How a dataset stands: the data of an event."""

    id: UUID
    status: DatasetStatus
    stage: str | None
    progress: float | None
    version: int
    error: str | None


class Deleted(Struct, frozen=True):
    """A dataset that there is no more, or that is not shown any more: the data of the last event."""

    id: UUID


class DatasetEvent(Struct, frozen=True):
    """One of the events that the stream is made of."""

    event: Annotated[Literal["progress", "deleted"], Meta(description="What has happened.")]
    data: Annotated[str, Meta(description="How the dataset stands, as JSON; of a deleted one its id.")]


@get(
    "/{id:str}/events",
    operation_id="streamDatasetEvents",
    summary="Wait for a dataset",
    guards=[anyone],
    operation_class=asks(datasets.states),
    media_type=EVENTS,
    responses={200: ResponseSpec(DatasetEvent, media_type=EVENTS, generate_examples=False), **fails(404)},
)
async def stream_dataset_events(
    request: Request[Any, Any, Any],
    db: InDb,
    id: DatasetInPath,
    asker: InAsker,
    watching: InWatching,
) -> Stream:
    """Events (SSE) that say how the reading of a dataset goes: `progress`, at first and then at each change,
    with its `id`, `status`, `stage`, `progress`, `version` and `error`; `deleted` where it is deleted.

    The stream ends once it is `ready` or an `error`; where it ends before, the service has ended: ask again.
    To wait without a stream, ask for the dataset itself, with `If-None-Match`.
    """
    known = found(_visible(next(iter(await datasets.states(db, ids=[id])), None), asker), "dataset")
    if watching.is_full:
        raise ServiceUnavailableException(
            "Too many are waiting; ask for the dataset itself.", headers={"Retry-After": "5"}
        )
    is_bodiless = request.scope["state"].get("bodiless")  # HEAD takes no events and has time for none
    return Stream(() if is_bodiless else _events(watching, known, asker), headers=UNBUFFERED)


def _visible(state: State | None, asker: UUID | None) -> State | None:
    """None where it is not the asker's to see."""
    is_seen = state is not None and (state.is_public or (asker is not None and state.user_id == asker))
    return state if is_seen else None


async def _events(watching: Watching, known: State, asker: UUID | None) -> AsyncIterator[bytes]:
    before: Told | None = None
    async with aclosing(watching.states(known, SILENCE)) as states:
        async for given in states:
            if (state := _visible(given, asker)) is None:
                yield _event("deleted", Deleted(known.id))
                return
            told = _told(state)
            yield PING if told == before else _event("progress", told)
            if state.status in OVER:
                return
            before = told


def _told(state: State) -> Told:
    return Told(state.id, state.status, state.stage, state.progress, state.version, state.error)


def _event(name: str, data: Struct) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(data))


router = Router("/datasets", tags=["Datasets"], route_handlers=[stream_dataset_events])
