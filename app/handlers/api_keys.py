"""API keys over HTTP: those of who asks."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, field

from app.accounts import keys
from app.accounts.keys import MadeKey, Wish
from app.http.bodies import Body
from app.http.document import asks
from app.http.origins import InOrigin
from app.http.paging import InPages, Order, Page
from app.http.parameters import InCaller, InCatalogue, InDb
from app.http.permissions import members_in_person, members_read
from app.http.problems import BODY, fails
from app.queries import api_keys, audit, users
from app.queries.api_keys import ApiKey, KeyName, Scopes

NEWEST: Final = Order(ApiKey, after_created_at="created_at", after_id="id")


class NewApiKey(Body, frozen=True):
    """A key that is not there yet."""

    name: KeyName
    scopes: Scopes = field(default_factory=lambda: ["read"])
    expires_in_days: Annotated[int, Meta(ge=1, le=366, description="None is without an end.")] = 90


@get(
    "/",
    operation_id="listApiKeys",
    summary="List API keys",
    guards=[members_read],
    operation_class=asks(api_keys.of_user),
    responses=fails(406),
)
async def list_api_keys(db: InDb, pages: InPages, caller: InCaller) -> Page[ApiKey]:
    """Your own, the newest first, without their secrets; their `status` says which are over."""
    return await pages.of(NEWEST, partial(api_keys.of_user, db, user_id=caller.id), ApiKey)


@post(
    "/",
    operation_id="createApiKey",
    summary="Create an API key",
    guards=[members_in_person],
    operation_class=asks(users.lock, api_keys.create, audit.note),
    responses=fails(409, *BODY),
)
async def create_api_key(
    db: InCatalogue, data: JSONBody[NewApiKey], caller: InCaller, origin: InOrigin
) -> MadeKey:
    """For a program that asks in your name; it may do what its scopes say, and never more than you may.

    Only this answer shows the key. You may have 50 active ones.
    """
    return await keys.make(db, caller.id, Wish(data.name, data.scopes, data.expires_in_days), origin)


@delete(
    "/{id:str}",
    status_code=204,
    operation_id="deleteApiKey",
    summary="Revoke an API key",
    guards=[members_in_person],
    operation_class=asks(api_keys.revoke, audit.note),
    responses=fails(404),
)
async def delete_api_key(
    db: InCatalogue,
    id: Annotated[UUID, PathParameter(description="An API key.")],
    caller: InCaller,
    origin: InOrigin,
) -> None:
    """It is refused from now on; the list keeps it, as revoked."""
    await keys.revoke(db, caller.id, id, origin)


router = Router(
    "/api-keys", tags=["Accounts"], route_handlers=[list_api_keys, create_api_key, delete_api_key]
)
