"""API keys: made, and revoked."""

from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import asdict

from app.accounts.auditing import note
from app.accounts.tokens import KEY, random_token, token_hash
from app.http.origins import Origin
from app.http.parameters import found
from app.http.problems import InTheWay
from app.people import Scope
from app.queries import api_keys, users
from app.queries.api_keys import ApiKey
from app.queries.loader import Writable

#: Of one owner, active at a time.
MOST: Final = 50
#: Letters of the secret that its prefix tells, of 43.
TOLD: Final = 6


class Wish(Struct, frozen=True):
    """What a key is to be: its name, its scopes, and for how many days."""

    name: str
    scopes: list[Scope]
    days: int


class MadeKey(ApiKey, frozen=True):
    """A key, with its secret for this once."""

    key: Annotated[
        str, Meta(description="The key itself, never to be seen again: `Authorization: Bearer cat_…`.")
    ]


async def make(db: Writable, owner: UUID, wish: Wish, origin: Origin) -> MadeKey:
    """Raises InTheWay (409) where the owner has MOST already."""
    key, scopes = random_token(KEY), sorted(set(wish.scopes))
    async with db.transaction() as tx:
        await users.lock(tx, id=owner)  # so that each making counts those before it
        made = await api_keys.create(
            tx,
            user_id=owner,
            name=wish.name,
            prefix=key[: len(KEY) + TOLD],
            secret_hash=token_hash(key),
            scopes=list(scopes),
            days=wish.days,
            most=MOST,
        )
        if made is None:
            raise InTheWay(f"There are {MOST} active API keys already; revoke one first.")
        await note(
            tx, "key.create", origin, actor=owner, subject=made.id, name=wish.name, scopes=list(scopes)
        )
    return MadeKey(**asdict(made), key=key)


async def revoke(db: Writable, owner: UUID, id: UUID, origin: Origin) -> None:
    """Raises NotFoundException (404) where the owner has no such key that still could be used."""
    async with db.transaction() as tx:
        key = found(await api_keys.revoke(tx, user_id=owner, id=id), "API key of yours")
        await note(tx, "key.revoke", origin, actor=owner, subject=id, name=key.name, scopes=list(key.scopes))
