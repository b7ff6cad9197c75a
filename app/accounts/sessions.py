"""Sessions: begun by a password, continued by refresh tokens of which each works once, and ended."""

from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import Meta, Struct

from app.accounts.auditing import Action, note
from app.accounts.throttle import Attempt, Rate, demand, place
from app.accounts.tokens import LIFETIME, REFRESH, Signing, random_token, token_hash
from app.http.origins import Origin
from app.http.permissions import BadToken
from app.people import Caller
from app.queries import sessions, users
from app.queries.loader import Db, Writable
from app.queries.sessions import Holder
from app.queries.users import Credentials

#: Seconds. Two tabs of a browser may ask at once, and an answer may be lost; what comes later was stolen, or
#: is the owner's after a thief.
GRACE: Final = 10.0
REFRESHING: Final = Rate(120, 60)
BY_ITS_OWNER: Final = "ended by its owner"


class Tokens(Struct, frozen=True):
    """What a person is signed in with."""

    access_token: Annotated[str, Meta(description="For `Authorization: Bearer …`.")]
    token_type: Annotated[Literal["Bearer"], Meta(description="How the access token is sent.")]
    expires_in: Annotated[int, Meta(description="Seconds that the access token is good for.", examples=[900])]
    refresh_token: Annotated[str, Meta(description="Exchanged once for the next two tokens.")]


class Sessions:
    """Begins them for so many days, and continues them."""

    def __init__(self, db: Writable, signing: Signing, days: int) -> None:
        self._db = db
        self._signing = signing
        self._days = days

    async def begin(self, account: Credentials, better: str | None, origin: Origin) -> Tokens | None:
        """None where the account is no longer what the password was compared with.

        `better` replaces the hash.
        """
        refresh = random_token(REFRESH)
        async with self._db.transaction() as tx:
            session = await sessions.begin(
                tx,
                user=account.id,
                hashed_password=account.hashed_password,
                days=self._days,
                user_agent=origin.agent,
                ip=origin.address,
                token_hash=token_hash(refresh),
            )
            if session is None:
                return None
            if better:
                await users.rehash(tx, id=account.id, hashed_password=account.hashed_password, better=better)
            await _note(tx, "session.begin", origin, Holder(account.id, session), actor=account.id)
        return self._tokens(account.id, session, refresh)

    async def refresh(self, token: str, origin: Origin) -> Tokens:
        """The next tokens; raises BadToken, and ends the session whose token comes again after GRACE."""
        await demand(self._db, Attempt("refresh", place(origin.address), REFRESHING))
        refresh = random_token(REFRESH)
        holder = await sessions.rotate(self._db, token_hash=token_hash(token), next_hash=token_hash(refresh))
        if holder is None:
            await self._end_stolen(token, origin)
            raise BadToken("The refresh token is not valid, or no longer; sign in again.")
        return self._tokens(holder.user_id, holder.session_id, refresh)

    async def _end_stolen(self, token: str, origin: Origin) -> None:
        """In a transaction that is over before the client is refused, which would undo it."""
        async with self._db.transaction() as tx:
            holder = await sessions.end_reused(tx, token_hash=token_hash(token), grace=GRACE)
            if holder:
                await _note(tx, "session.reuse", origin, holder)

    def _tokens(self, user: UUID, session: UUID, refresh: str) -> Tokens:
        seconds = int(LIFETIME.total_seconds())
        return Tokens(self._signing.access(user, session), "Bearer", seconds, refresh)


async def end(db: Writable, caller: Caller, session: UUID | None, origin: Origin) -> UUID | None:
    """One session of the caller's own; None where there is none to end."""
    async with db.transaction() as tx:
        ended = session and await sessions.end_one(tx, id=session, user=caller.id, reason=BY_ITS_OWNER)
        if ended:
            await _note(tx, "session.end", origin, Holder(caller.id, ended), actor=caller.id)
    return ended


async def end_all(db: Writable, caller: Caller, origin: Origin) -> None:
    """Every session of the caller's own, the one that asks included."""
    async with db.transaction() as tx:
        number = await sessions.end_every(tx, user=caller.id, but=None, reason=BY_ITS_OWNER)
        await note(tx, "session.end", origin, actor=caller.id, subject=caller.id, session=f"all {number}")


async def _note(tx: Db, action: Action, origin: Origin, holder: Holder, *, actor: UUID | None = None) -> None:
    session = str(holder.session_id)
    await note(tx, action, origin, actor=actor, subject=holder.user_id, session=session)
