"""Invitations to register: made, and taken back."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import asdict

from app.accounts.auditing import note
from app.accounts.emails import sent_email
from app.accounts.tokens import INVITATION, random_token, token_hash
from app.http.origins import Origin
from app.http.parameters import found
from app.http.problems import InTheWay
from app.people import Caller, Role
from app.queries import invitations
from app.queries.invitations import Invitation
from app.queries.loader import Writable
from app.settings import Registration


class Guest(Struct, frozen=True):
    """Who is to be invited, as what, and for how many days."""

    email: str
    role: Role
    days: int


class MadeInvitation(Invitation, frozen=True):
    """An invitation, with its token for this once."""

    token: Annotated[str, Meta(description="What the guest registers with, never to be seen again: `cin_…`.")]


async def invite(
    db: Writable, allowed: Registration, guest: Guest, host: Caller, origin: Origin
) -> MadeInvitation:
    """Raises InTheWay (409) where it could not be used, Refused (422) for what is no address."""
    if allowed == "closed":
        raise InTheWay("Registration is closed: set REGISTRATION to invite first.")
    email, token = sent_email(guest.email), random_token(INVITATION)
    async with db.transaction() as tx:
        made = await invitations.create(
            tx,
            email=email,
            role=guest.role,
            token_hash=token_hash(token),
            invited_by=host.id,
            days=guest.days,
        )
        if made is None:
            raise InTheWay("There is an account with this address already.")
        await note(
            tx, "invitation.create", origin, actor=host.id, subject=made.id, email=made.email, role=made.role
        )
    return MadeInvitation(**asdict(made), token=token)


async def take_back(db: Writable, host: Caller, id: UUID, origin: Origin) -> None:
    """Raises NotFoundException (404), or InTheWay (409) where it has been accepted."""
    async with db.transaction() as tx:
        invitation = found(await invitations.take_back(tx, id=id), "invitation")
        if not invitation.is_taken_back:
            raise InTheWay("It has been accepted; disable the account instead.")
        await note(tx, "invitation.revoke", origin, actor=host.id, subject=id, email=invitation.email)
