"""Registration over HTTP."""

from typing import Annotated, Final

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, structs

from app.accounts.passwords import InPasswords
from app.accounts.registration import Newcomer, register
from app.http.bodies import Body
from app.http.document import asks
from app.http.etags import made
from app.http.origins import InOrigin
from app.http.parameters import InCatalogue, InRegistration
from app.http.permissions import anyone
from app.http.problems import BODY, fails
from app.people import Email, FullName, NewPassword, Username
from app.queries import audit, invitations, throttle, users
from app.queries.users import User

Invited = Annotated[
    str,
    Meta(min_length=1, max_length=100, description="The token of an invitation of this address: `cin_…`."),
]


class NewUser(Body, frozen=True):
    """Who would have an account."""

    email: Email
    username: Username
    password: NewPassword
    full_name: FullName | None = None
    invitation: Invited | None = None


@post(
    "/auth/register",
    operation_id="registerUser",
    summary="Register an account",
    guards=[anyone],
    operation_class=asks(throttle.take, invitations.accept, users.create, audit.note),
    responses=fails(403, 409, 429, *BODY),
    after_request=made("/api/v1/users/me"),
)
async def register_user(
    db: InCatalogue,
    data: JSONBody[NewUser],
    registration: InRegistration,
    passwords: InPasswords,
    origin: InOrigin,
) -> User:
    """An account of your own, where REGISTRATION is `open`, or `invite` and you have been invited.

    An invitation is for one address, works once and says the role; without one you become a member. Addresses
    and names are compared in lower case. Who may register learns which are taken (409): no mail is sent that
    could say so to the owner alone. Ten attempts an hour from one place;
    thirty, with passwords that are refused.
    """
    return await register(db, passwords, registration, Newcomer(**structs.asdict(data)), origin)


router: Final = Router("/", tags=["Accounts"], route_handlers=[register_user])
