"""Who may ask an operation: declared at its route, once; the OpenAPI document says the same."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from msgspec import Struct

from app.people import Caller, Scope

Connection = ASGIConnection[Any, Any, Any, Any]
Identify = Callable[[Connection], Awaitable[Caller | None]]
Who = Literal["anyone", "member", "editor", "superuser"]

CHALLENGE: Final = 'Bearer realm="catalogue"'
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
RANKS: Final[dict[Who, int]] = {"anyone": 0, "member": 1, "editor": 2, "superuser": 3}


class NotSignedIn(HTTPException):
    """It takes somebody who is known."""

    status_code = 401

    def __init__(self) -> None:
        super().__init__(
            detail="Sign in first (POST /api/v1/auth/login), and send the token as Authorization: Bearer ….",
            headers={"WWW-Authenticate": CHALLENGE},
        )


class BadToken(HTTPException):
    """A token that is wrong, over or taken back; it is not said which."""

    status_code = 401

    def __init__(self, why: str = "The token is not valid, or no longer; sign in again.") -> None:
        challenge = f'{CHALLENGE}, error="invalid_token", error_description="{why}"'
        super().__init__(detail=why, headers={"WWW-Authenticate": challenge})


class Permission(Struct, frozen=True, kw_only=True):
    """A guard. `who` and everybody above may ask; a key needs the scope.

    `in_person` is not for keys at all. `looks` is false where not even a wrong token matters.
    """

    who: Who
    scope: Scope = "write"
    in_person: bool = False
    looks: bool = True

    def keeps_private(self, method: str) -> bool:
        """Whether no cache may keep the answers: all but those that anyone may read."""
        return self.who != "anyone" or method not in READING

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        method = str(connection.scope.get("method"))
        connection.scope["state"]["private"] = self.keeps_private(method)
        caller = await connection.app.state.identify(connection) if self.looks else None
        connection.scope["user"] = caller
        if self.who == "anyone":
            return
        if caller is None:
            raise NotSignedIn
        if rank(caller) < RANKS[self.who]:
            raise PermissionDeniedException(
                f"This is for {self.who}s; the role of {caller.username} is {caller.role}."
            )
        if caller.scopes is not None:
            self._refuse_narrow_key(caller.scopes)

    def _refuse_narrow_key(self, scopes: list[Scope]) -> None:
        if self.in_person:
            raise PermissionDeniedException("This takes a person who has signed in, not an API key.")
        if self.scope not in scopes:
            raise PermissionDeniedException(
                f"This API key has no scope {self.scope}.",
                headers={
                    "WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{self.scope}"'
                },
            )


def rank(caller: Caller) -> int:
    """The place in RANKS."""
    return RANKS["superuser" if caller.is_superuser else caller.role]


#: The catalogue is open to read. Who shows a token shows a good one.
anyone: Final = Permission(who="anyone")
#: Probes and pages: what is sent as a token is not even looked at.
unasked: Final = Permission(who="anyone", looks=False)
members_read: Final = Permission(who="member", scope="read")
members_write: Final = Permission(who="member")
members_in_person: Final = Permission(who="member", in_person=True)
editors_write: Final = Permission(who="editor")
superusers_read: Final = Permission(who="superuser", scope="read")
superusers_in_person: Final = Permission(who="superuser", in_person=True)


def in_words(permission: Permission) -> str:
    """For the OpenAPI document."""
    if permission.in_person:
        return f"For {permission.who}s who have signed in; not with an API key."
    return f"For {permission.who}s; an API key needs the scope `{permission.scope}`."


def check(app: Litestar) -> None:
    """Raises LookupError where a route does not say who may ask it."""
    for handler in handlers(app):
        permission(handler)


def handlers(app: Litestar) -> list[HTTPRouteHandler]:
    """Those of ours: Litestar makes its own for OPTIONS and for the OpenAPI document."""
    return [
        handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if not handler.fn.__module__.startswith("litestar.")
    ]


def permission(handler: BaseRouteHandler) -> Permission:
    """The one that the route declares; raises LookupError where it declares none, or several."""
    declared = [
        guard
        for layer in handler.ownership_layers
        for guard in layer.guards or ()
        if isinstance(guard, Permission)
    ]
    if len(declared) != 1:
        raise LookupError(f"{handler} declares {len(declared)} permissions instead of one")
    return declared[0]
