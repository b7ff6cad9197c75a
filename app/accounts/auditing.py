"""What is kept of what happens to accounts."""

from typing import Final, Literal
from uuid import UUID

import msgspec
from msgspec import Raw

from app.http.origins import Origin
from app.queries import audit
from app.queries.loader import Db

Action = Literal[
    "user.register",
    "user.create",
    "user.change",
    "user.disable",
    "user.enable",
    "user.delete",
    "user.password",
    "user.email",
    "user.refuse",
    "session.begin",
    "session.refuse",
    "session.end",
    "session.reuse",
    "key.create",
    "key.revoke",
    "invitation.create",
    "invitation.revoke",
    "dataset.create",
    "dataset.change",
    "dataset.delete",
]
#: From what to what.
Step = dict[Literal["from", "to"], str | bool]
#: The command line is nobody in particular, and nowhere.
AT_THE_MACHINE: Final = Origin(None, None, "")


async def note(
    db: Db,
    action: Action,
    origin: Origin,
    *,
    actor: UUID | None = None,
    subject: UUID | str | None = None,
    **detail: str | bool | list[str] | Step | None,
) -> None:
    """In the transaction that does it; never a secret in the detail."""
    await audit.note(
        db,
        actor=actor,
        action=action,
        subject=None if subject is None else str(subject)[:255],
        request_id=origin.request_id or None,
        ip=origin.address,
        detail=Raw(msgspec.json.encode(detail)),
    )
