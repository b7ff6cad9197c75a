"""Signing in: by a name or an address, and a password."""

from typing import Final

from litestar.exceptions import HTTPException
from msgspec import Struct

from app.accounts.auditing import note
from app.accounts.emails import normalised_name
from app.accounts.passwords import Passwords, Verdict
from app.accounts.sessions import Sessions, Tokens
from app.accounts.throttle import Attempt, Rate, demand, place
from app.http.origins import Origin
from app.http.permissions import CHALLENGE
from app.queries import users
from app.queries.loader import Db
from app.queries.users import Credentials

#: Seconds.
MINUTE: Final = 60.0


class WrongPassword(HTTPException):
    """One answer for an unknown name, a wrong password and a disabled account."""

    status_code = 401

    def __init__(self) -> None:
        super().__init__(
            detail="The name or the password is wrong, or the account is disabled.",
            headers={"WWW-Authenticate": CHALLENGE},
        )


class Rates(Struct, frozen=True):
    """Sign-ins of one name from one place, and of one name or one place alone."""

    strict: Rate
    loose: Rate


def rates(a_minute: int) -> Rates:
    return Rates(Rate(a_minute, MINUTE), Rate(10 * a_minute, MINUTE))


class SignIns:
    """The same queries and the same hashing for everybody, known or not."""

    def __init__(self, db: Db, passwords: Passwords, sessions: Sessions, rates: Rates) -> None:
        self._db = db
        self._passwords = passwords
        self._sessions = sessions
        self._rates = rates

    async def attempt(self, name: str, password: str, origin: Origin) -> Tokens:
        """Raises WrongPassword (401), or TooManyRequestsException (429) before anything is hashed."""
        name = normalised_name(name)
        account = await users.credentials(self._db, name=name, ip=origin.address)
        await self._demand(
            name, place(origin.address), is_familiar=account is not None and account.is_familiar
        )
        verdict = await self._compared(password, account)
        while account and verdict.right and account.is_active:
            if tokens := await self._sessions.begin(account, verdict.better, origin):
                return tokens
            # Changed while the password was compared, if only by another sign-in that gave it a better hash.
            account = await users.credentials(self._db, name=name, ip=origin.address)
            verdict = await self._compared(password, account)
        await note(self._db, "session.refuse", origin, subject=account.id if account else None)
        raise WrongPassword

    async def _compared(self, password: str, account: Credentials | None) -> Verdict:
        return await self._passwords.verify(password, account.hashed_password if account else None)

    async def _demand(self, name: str, where: str, *, is_familiar: bool) -> None:
        """A flood delays, and never locks out.

        What one place may no longer try does not count for the name, so it takes many places to delay others;
        and them only where they have not signed in before, for there a name counts by itself.
        """
        here = f"{name}\0{where}"
        await demand(
            self._db,
            Attempt("sign-in of a name at a place", here, self._rates.strict),
            Attempt("sign-in at a place", where, self._rates.loose),
        )
        anywhere = here if is_familiar else name
        await demand(self._db, Attempt("sign-in of a name", anywhere, self._rates.loose))
