"""One's own account over HTTP."""

from collections.abc import Awaitable
from functools import partial

from litestar import Router, get, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from app.accounts import own_account
from app.accounts.changing import changed
from app.accounts.passwords import InPasswords
from app.http.bodies import Body, merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, versioned
from app.http.origins import InOrigin
from app.http.parameters import InCaller, InCatalogue, InDb
from app.http.permissions import BadToken, members_in_person, members_read
from app.http.problems import BODY, fails
from app.people import Email, FullName, GivenPassword, NewPassword, Username
from app.queries import audit, sessions, throttle, users
from app.queries.users import User


class Profile(Body, frozen=True):
    """What is to be different of one's own account; what is left out stays."""

    username: Username | UnsetType = UNSET
    full_name: FullName | UnsetType | None = UNSET


class PasswordChange(Body, frozen=True):
    """The password as it is, and as it is to be."""

    current_password: GivenPassword
    new_password: NewPassword


class EmailChange(Body, frozen=True):
    """The password, and the address as it is to be."""

    current_password: GivenPassword
    email: Email


async def mine(row: Awaitable[User | None]) -> User:
    """The caller's account; who has been deleted since the token was looked at, is nobody any more."""
    if (found := await row) is None:
        raise BadToken
    return found


@get(
    "/",
    operation_id="getMe",
    summary="Get your own account",
    guards=[members_read],
    operation_class=asks(users.get),
    responses=fails(),
    after_request=versioned,
)
async def get_me(db: InDb, caller: InCaller) -> User:
    """Whose token it is, and what they may do."""
    return await mine(users.get(db, id=caller.id))


@patch(
    "/",
    operation_id="changeMe",
    summary="Change your own account",
    guards=[members_in_person],
    operation_class=asks(users.lock, users.get, users.change, audit.note),
    responses=fails(409, 412, *BODY),
    after_request=versioned,
)
async def change_me(
    db: InCatalogue,
    data: JSONBody[Profile],
    caller: InCaller,
    origin: InOrigin,
    precondition: InPrecondition,
) -> User:
    """Only the fields that are sent change (merge patch, RFC 7396).

    Another username is the name to sign in with from now on, and the one that everybody sees.
    """
    async with db.transaction() as tx:
        before = await mine(users.lock(tx, id=caller.id))
        await precondition.check(partial(users.get, tx, id=caller.id))
        return await changed(tx, before, merge_patch(data), caller, origin)


@post(
    "/password",
    status_code=204,
    operation_id="changePassword",
    summary="Change your password",
    guards=[members_in_person],
    operation_class=asks(
        throttle.take,
        users.own_password,
        users.set_password,
        sessions.end_every,
        audit.note,
    ),
    responses=fails(409, 429, *BODY),
)
async def change_password(
    db: InCatalogue,
    data: JSONBody[PasswordChange],
    caller: InCaller,
    origin: InOrigin,
    passwords: InPasswords,
) -> None:
    """Takes the current password as well; a wrong one is 422, ten attempts a minute are allowed.

    Every other session ends, this one stays. API keys stay too: revoke those that somebody else may have.
    """
    await own_account.change_password(db, passwords, caller, origin, data.current_password, data.new_password)


@post(
    "/email",
    status_code=200,
    operation_id="changeEmail",
    summary="Change your address",
    guards=[members_in_person],
    operation_class=asks(
        throttle.take,
        users.own_password,
        users.set_email,
        sessions.end_every,
        audit.note,
    ),
    responses=fails(409, 429, *BODY),
    after_request=versioned,
)
async def change_email(
    db: InCatalogue,
    data: JSONBody[EmailChange],
    caller: InCaller,
    origin: InOrigin,
    passwords: InPasswords,
) -> User:
    """Takes the current password as well; a wrong one is 422, ten attempts a minute are allowed.

    One can sign in with it from now on, and no longer with the old one. Every other session ends, this one
    stays.
    """
    return await own_account.change_email(db, passwords, caller, origin, data.current_password, data.email)


router = Router(
    "/users/me",
    tags=["Accounts"],
    route_handlers=[get_me, change_me, change_password, change_email],
)
