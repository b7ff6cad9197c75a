"""Invitations over HTTP: made, listed, taken back."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta

from app.accounts import inviting
from app.accounts.inviting import Guest, MadeInvitation
from app.http.bodies import Body
from app.http.document import asks
from app.http.origins import InOrigin
from app.http.paging import InPages, Order, Page
from app.http.parameters import InCaller, InCatalogue, InDb, InRegistration
from app.http.permissions import superusers_in_person, superusers_read
from app.http.problems import BODY, fails
from app.people import Email, Rank
from app.queries import audit, invitations
from app.queries.invitations import Invitation, InvitationStatus

NEWEST: Final = Order(Invitation, after_created_at="created_at", after_id="id")


class NewInvitation(Body, frozen=True):
    """Who may register, and as what."""

    email: Email
    role: Rank = "member"
    expires_in_days: Annotated[int, Meta(ge=1, le=30, description="For how long it can be used.")] = 7


@get(
    "/",
    operation_id="listInvitations",
    summary="List invitations",
    guards=[superusers_read],
    operation_class=asks(invitations.newest),
    responses=fails(406),
)
async def list_invitations(
    db: InDb,
    pages: InPages,
    status: Annotated[
        InvitationStatus | None, QueryParameter(description="Whether it can still be used.")
    ] = None,
) -> Page[Invitation]:
    """Without their tokens, the latest first; accepted and expired ones too, as their `status` says."""
    return await pages.of(NEWEST, partial(invitations.newest, db, status=status), Invitation)


@post(
    "/",
    operation_id="createInvitation",
    summary="Create an invitation",
    guards=[superusers_in_person],
    operation_class=asks(invitations.create, audit.note),
    responses=fails(409, *BODY),
)
async def create_invitation(
    db: InCatalogue,
    data: JSONBody[NewInvitation],
    registration: InRegistration,
    caller: InCaller,
    origin: InOrigin,
) -> MadeInvitation:
    """Lets one address register, once. Only this answer shows the token; no mail is sent: hand it on.

    It takes the place of one that this address has not accepted yet. An address that has an account is
    refused (409), and so is every one while registration is closed.
    """
    guest = Guest(data.email, data.role, data.expires_in_days)
    return await inviting.invite(db, registration, guest, caller, origin)


@delete(
    "/{id:str}",
    status_code=204,
    operation_id="deleteInvitation",
    summary="Take back an invitation",
    guards=[superusers_in_person],
    operation_class=asks(invitations.take_back, audit.note),
    responses=fails(404, 409),
)
async def delete_invitation(
    db: InCatalogue,
    id: Annotated[UUID, PathParameter(description="An invitation.")],
    caller: InCaller,
    origin: InOrigin,
) -> None:
    """It can no longer be used, and is gone from the list; one that has been accepted stays."""
    await inviting.take_back(db, caller, id, origin)


router = Router(
    "/invitations", tags=["Users"], route_handlers=[list_invitations, create_invitation, delete_invitation]
)
