"""What of an account only its owner changes, with the password that it has."""

from typing import Final

from app.accounts.auditing import note
from app.accounts.emails import sent_email
from app.accounts.passwords import Passwords, normalised
from app.accounts.throttle import Attempt, Rate, demand
from app.http.origins import Origin
from app.http.permissions import BadToken
from app.http.problems import InTheWay, Refused
from app.people import Caller
from app.queries import sessions, users
from app.queries.loader import Db, Writable
from app.queries.users import OwnPassword, User

#: Whoever has got hold of a session must not find out the password with it.
GUESSES: Final = Rate(10, 60)


class Meanwhile(InTheWay):
    """The password is no longer the one that was compared."""

    def __init__(self) -> None:
        super().__init__(detail="The password has been changed meanwhile; try again with the new one.")


async def change_password(
    db: Writable, passwords: Passwords, caller: Caller, origin: Origin, current: str, new: str
) -> None:
    """Raises Refused (422) for a wrong current password or a weak new one, Meanwhile (409)."""
    own = await _proved(db, passwords, caller, origin, current)
    hashed = await _hashed(passwords, own, current, new)
    async with db.transaction() as tx:
        if not await users.set_password(tx, id=caller.id, before=own.hashed_password, hashed_password=hashed):
            raise Meanwhile
        await _end_others(tx, caller, "password change")
        await note(tx, "user.password", origin, actor=caller.id, subject=caller.id)


async def change_email(
    db: Writable, passwords: Passwords, caller: Caller, origin: Origin, current: str, email: str
) -> User:
    """Raises Refused (422) for a wrong password or what is no address, Meanwhile (409)."""
    address = sent_email(email)
    own = await _proved(db, passwords, caller, origin, current)
    async with db.transaction() as tx:
        changed = await users.set_email(tx, id=caller.id, hashed_password=own.hashed_password, email=address)
        if not changed:
            raise Meanwhile
        await _end_others(tx, caller, "e-mail address change")
        await note(tx, "user.email", origin, actor=caller.id, subject=caller.id)
    return changed


async def _proved(db: Db, passwords: Passwords, caller: Caller, origin: Origin, current: str) -> OwnPassword:
    """No connection is held while the password is compared."""
    await demand(db, Attempt("own password", str(caller.id), GUESSES))
    own = await users.own_password(db, id=caller.id)
    if own is None:
        raise BadToken  # deleted since the token was looked at
    if not (await passwords.verify(current, own.hashed_password)).right:
        await note(db, "user.refuse", origin, actor=caller.id, subject=caller.id)
        raise Refused(422, "current_password", "It is not the password of this account.")
    return own


async def _hashed(passwords: Passwords, own: OwnPassword, current: str, new: str) -> str:
    if normalised(new) == normalised(current):
        raise Refused(422, "new_password", "The account has this password already.")
    if weakness := await passwords.weakness(new, own.username, own.email, own.full_name):
        raise Refused(422, "new_password", weakness)
    return await passwords.hash(new)


async def _end_others(tx: Db, caller: Caller, reason: str) -> None:
    await sessions.end_every(tx, user=caller.id, but=caller.session, reason=reason)
