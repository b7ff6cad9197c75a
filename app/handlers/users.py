"""Accounts over HTTP, for superusers."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, delete, get, patch
from litestar.di import NamedDependency, Provide
from litestar.params import JSONBody, PathParameter, QueryParameter, SkipValidation
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import asdict, replace

from app.accounts.changing import changed, removed
from app.accounts.emails import sent_email
from app.database.pool import Database
from app.http.bodies import Body, merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, versioned
from app.http.origins import InOrigin
from app.http.paging import InPages, Order, Page
from app.http.parameters import InCaller, InCatalogue, InDb, Search, existing
from app.http.permissions import superusers_in_person, superusers_read
from app.http.problems import BODY, fails
from app.people import Email, FullName, Rank, Role, Username
from app.queries import audit, changes, users
from app.queries.users import User

#: Seconds: each row that the account wrote gets an entry of the history, and there may be many thousands.
DELETING: Final = 300.0
BY_NAME: Final = Order(User, after_username="username")
UserInPath = Annotated[UUID, PathParameter(description="An account.")]


class UserPatch(Body, frozen=True):
    """What is to be different; null takes the full name away, what is left out stays."""

    username: Username | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    full_name: FullName | UnsetType | None = UNSET
    role: Rank | UnsetType = UNSET
    is_superuser: Annotated[bool, Meta(description="Whether they manage users.")] | UnsetType = UNSET
    is_active: Annotated[bool, Meta(description="Whether they may sign in.")] | UnsetType = UNSET


class UserFilter(Struct, frozen=True):
    """What the list can be narrowed to; the fields are parameters of the query."""

    q: str | None
    role: str | None
    is_active: bool | None
    is_superuser: bool | None


def user_filter(
    *,
    q: Search = None,
    role: Annotated[Role | None, QueryParameter(description="What they may do.")] = None,
    is_active: Annotated[
        bool | None, QueryParameter(description="Only who may sign in, or who may not.")
    ] = None,
    is_superuser: Annotated[
        bool | None, QueryParameter(description="Only superusers, or everybody else.")
    ] = None,
) -> UserFilter:
    return UserFilter(q, role, is_active, is_superuser)


@get(
    "/",
    operation_id="listUsers",
    summary="List users",
    guards=[superusers_read],
    operation_class=asks(users.every),
    responses=fails(406),
    dependencies={"narrow": Provide(user_filter, sync_to_thread=False)},
)
async def list_users(db: InDb, pages: InPages, narrow: NamedDependency[UserFilter]) -> Page[User]:
    """Every account, by its name; `q` finds parts of names, addresses and full names."""
    return await pages.of(BY_NAME, partial(users.every, db, **asdict(narrow)), User)


@get(
    "/{user_id:str}",
    operation_id="getUser",
    summary="Get a user",
    guards=[superusers_read],
    operation_class=asks(users.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_user(db: InDb, user_id: UserInPath) -> User:
    """One account."""
    return await existing(users.get(db, id=user_id), "user")


@patch(
    "/{user_id:str}",
    operation_id="changeUser",
    summary="Change a user",
    guards=[superusers_in_person],
    operation_class=asks(users.lock, users.get, users.change, audit.note),
    responses=fails(404, 409, 412, *BODY),
    after_request=versioned,
)
async def change_user(
    db: InCatalogue,
    user_id: UserInPath,
    data: JSONBody[UserPatch],
    caller: InCaller,
    origin: InOrigin,
    precondition: InPrecondition,
) -> User:
    """Only the fields that are sent change (merge patch, RFC 7396).

    Who is disabled (`is_active: false`) is out at once: every session ends, API keys are refused until the
    account is enabled again. Another role holds from the next request on. The last active superuser stays
    one: 409.
    """
    sent = data if data.email is UNSET else replace(data, email=sent_email(data.email))
    async with db.transaction() as tx:
        before = await existing(users.lock(tx, id=user_id), "user")
        await precondition.check(partial(users.get, tx, id=user_id))
        return await changed(tx, before, merge_patch(sent), caller, origin)


@delete(
    "/{user_id:str}",
    status_code=204,
    operation_id="deleteUser",
    summary="Delete a user",
    guards=[superusers_in_person],
    operation_class=asks(changes.attribute, users.lock, users.get, users.remove, audit.note),
    responses=fails(404, 409, 412),
)
async def delete_user(
    db: NamedDependency[SkipValidation[Database]],
    user_id: UserInPath,
    caller: InCaller,
    origin: InOrigin,
    precondition: InPrecondition,
) -> None:
    """The account is gone, with its sessions and API keys; the rows that it wrote stay, as nobody's.

    To keep them somebody's, disable the account instead. The last active superuser stays: 409.
    """
    async with db.alone(DELETING) as tx, tx.transaction():
        await changes.attribute(tx, actor=caller.id, reason=None)
        user = await existing(users.lock(tx, id=user_id), "user")
        await precondition.check(partial(users.get, tx, id=user_id))
        await removed(tx, user, caller, origin)


router = Router("/users", tags=["Users"], route_handlers=[list_users, get_user, change_user, delete_user])
