"""What happened to accounts, over HTTP, for superusers."""

import re
from datetime import date
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Struct
from msgspec.structs import asdict

from app.accounts.auditing import Action
from app.http.document import asks
from app.http.paging import InPages, Order, Page
from app.http.parameters import InDb
from app.http.permissions import superusers_read
from app.http.problems import fails
from app.queries import audit
from app.queries.audit import Event

ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NEWEST: Final = Order(Event, after_id="id")


class EventFilter(Struct, frozen=True):
    """What the list can be narrowed to; the fields are parameters of the query."""

    actor_id: UUID | None
    actor_name: str | None
    action: str | None
    subject: str | None
    happened_from: date | None
    happened_to: date | None


def event_filter(
    *,
    actor: Annotated[
        str | None, QueryParameter(max_length=50, description="Who did it: a username, or an id.")
    ] = None,
    action: Annotated[Action | None, QueryParameter(description="What happened.")] = None,
    subject: Annotated[
        str | None, QueryParameter(max_length=255, description="To what: the id of an account, for example.")
    ] = None,
    happened_from: Annotated[date | None, QueryParameter(description="First day, of UTC.")] = None,
    happened_to: Annotated[date | None, QueryParameter(description="Last day, of UTC.")] = None,
) -> EventFilter:
    return EventFilter(*_actor(actor), action, subject, happened_from, happened_to)


def _actor(text: str | None) -> tuple[UUID | None, str | None]:
    """An id or a name, of which one is set; neither where nothing is given."""
    return (UUID(text), None) if text and ID.fullmatch(text) else (None, text)


@get(
    "/audit",
    operation_id="listAudit",
    summary="List what happened",
    guards=[superusers_read],
    operation_class=asks(audit.newest),
    responses=fails(406),
    dependencies={"narrow": Provide(event_filter, sync_to_thread=False)},
)
async def list_audit(db: InDb, pages: InPages, narrow: NamedDependency[EventFilter]) -> Page[Event]:
    """Sign-ins, passwords, keys, roles and accounts: who did what from where, the last first.

    Nothing of it can be changed; it is kept for 400 days. Never in it: passwords, tokens, keys, and
    e-mail addresses but those that were invited.
    """
    return await pages.of(NEWEST, partial(audit.newest, db, **asdict(narrow)), Event)


router = Router("/", tags=["Users"], route_handlers=[list_audit])
