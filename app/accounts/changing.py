"""Accounts that are changed or deleted, and what is kept of it."""

from typing import Final

from msgspec import Raw, structs

from app.accounts.auditing import Action, Step, note
from app.http.origins import Origin
from app.people import Caller
from app.queries import users
from app.queries.loader import Db
from app.queries.users import User

#: Of these the audit has both values; of names and addresses only that they are others now.
TOLD: Final = ("role", "is_superuser")


async def changed(tx: Db, before: User, patch: Raw, by: Caller | None, origin: Origin) -> User:
    """The account, which the transaction has locked, after the patch; the audit says what is different."""
    after = await users.change(tx, id=before.id, patch=patch)
    fields = _different(before, after)
    if "is_active" in fields:
        action: Action = "user.enable" if after.is_active else "user.disable"
        await note(tx, action, origin, actor=by.id if by else None, subject=after.id, username=after.username)
    if others := [name for name in fields if name != "is_active"]:
        steps = {name: _step(before, after, name) for name in others if name in TOLD}
        await note(
            tx, "user.change", origin, actor=by.id if by else None, subject=after.id, fields=others, **steps
        )
    return after


def _different(before: User, after: User) -> list[str]:
    was, now = structs.asdict(before), structs.asdict(after)
    return [name for name, value in now.items() if value != was[name] and name != "updated_at"]


def _step(before: User, after: User, field: str) -> Step:
    return {"from": getattr(before, field), "to": getattr(after, field)}


async def removed(tx: Db, user: User, by: Caller, origin: Origin) -> None:
    """The account, which the transaction has locked, is gone; its name stays in the audit."""
    await users.remove(tx, id=user.id)
    await note(tx, "user.delete", origin, actor=by.id, subject=user.id, username=user.username)
