"""Registering: who may, and how an account comes to be."""

from typing import Final

from litestar.exceptions import PermissionDeniedException
from msgspec import Struct

from app.accounts.auditing import note
from app.accounts.emails import sent_email
from app.accounts.passwords import Passwords
from app.accounts.throttle import Attempt, Rate, demand, place
from app.accounts.tokens import token_hash
from app.http.origins import Origin
from app.http.problems import Refused
from app.queries import invitations, users
from app.queries.loader import Db, Writable
from app.queries.users import User
from app.settings import Registration

A_PLACE: Final = Rate(10, 3600)
#: Passwords that are looked at, weak ones too: that alone is work.
LOOKS: Final = Rate(30, 3600)


class Newcomer(Struct, frozen=True):
    """What somebody says of themselves who would have an account."""

    email: str
    username: str
    full_name: str | None
    password: str
    invitation: str | None


async def register(
    db: Writable, passwords: Passwords, allowed: Registration, given: Newcomer, origin: Origin
) -> User:
    """With an invitation, which brings a role, or as a member without one, as the setting allows.

    Raises 403 where it is not allowed, Refused (422) with the field at fault, 429 before hashing.
    """
    _refuse_uninvited(allowed, given.invitation)
    email, username = sent_email(given.email), given.username.lower()
    await demand(db, Attempt("new password at a place", place(origin.address), LOOKS))
    if weakness := await passwords.weakness(given.password, email, username, given.full_name):
        raise Refused(422, "password", weakness)
    await demand(db, Attempt("registration at a place", place(origin.address), A_PLACE))
    hashed = await passwords.hash(given.password)
    async with db.transaction() as tx:
        user = await _made(tx, given, email, username, hashed)
        await note(
            tx, "user.register", origin, actor=user.id, subject=user.id, username=username, role=user.role
        )
    return user


def _refuse_uninvited(allowed: Registration, invitation: str | None) -> None:
    if allowed == "closed":
        raise PermissionDeniedException("Registration is closed; ask a superuser to change REGISTRATION.")
    if allowed == "invite" and invitation is None:
        raise PermissionDeniedException(
            "Registration takes an invitation; ask a superuser for one, and send it as `invitation`."
        )


async def _made(tx: Db, given: Newcomer, email: str, username: str, hashed: str) -> User:
    if given.invitation is None:
        return await users.create(
            tx,
            email=email,
            username=username,
            full_name=given.full_name,
            hashed_password=hashed,
            role="member",
            is_superuser=False,
        )
    user = await invitations.accept(
        tx,
        token_hash=token_hash(given.invitation),
        email=email,
        username=username,
        full_name=given.full_name,
        hashed_password=hashed,
    )
    if user is None:
        raise Refused(422, "invitation", "It is not valid for this address, or no longer; ask for another.")
    return user
