"""Sessions over HTTP: begun, continued, listed, ended."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, SkipValidation
from msgspec import Meta

from app.accounts.sessions import Sessions, Tokens, end, end_all
from app.accounts.signing_in import SignIns
from app.http.bodies import Body
from app.http.document import asks
from app.http.origins import InOrigin
from app.http.paging import InPages, Order, Page
from app.http.parameters import InCaller, InCatalogue, InDb, found
from app.http.permissions import members_in_person, unasked
from app.http.problems import BODY, fails
from app.people import GivenPassword
from app.queries import audit, sessions, throttle, users
from app.queries.sessions import Session

InSignIns = NamedDependency[SkipValidation[SignIns]]
InSessions = NamedDependency[SkipValidation[Sessions]]
SessionInPath = Annotated[UUID, PathParameter(description="A session.")]

LATEST: Final = Order(Session, after_expires="expires_at", after_id="id")


class SignIn(Body, frozen=True):
    """Who it is, and what shows it."""

    username: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=254,
            description="The name or the e-mail address, in any case.",
            examples=["ann"],
        ),
    ]
    password: GivenPassword


class Refresh(Body, frozen=True):
    """A token that is exchanged."""

    refresh_token: Annotated[
        str,
        Meta(min_length=1, max_length=100, description="The last one that was given; each works once."),
    ]


@post(
    "/auth/login",
    status_code=200,
    operation_id="beginSession",
    summary="Sign in",
    guards=[unasked],
    operation_class=asks(users.credentials, throttle.take, sessions.begin, users.rehash, audit.note),
    responses=fails(429, *BODY),
    response_description="The tokens of a new session.",
)
async def begin_session(data: JSONBody[SignIn], sign_ins: InSignIns, origin: InOrigin) -> Tokens:
    """An access token for some minutes, and a refresh token for the next one.

    It is not said whether the name is unknown, the password wrong or the account disabled.
    """
    return await sign_ins.attempt(data.username, data.password, origin)


@post(
    "/auth/refresh",
    status_code=200,
    operation_id="refreshSession",
    summary="Refresh a session",
    guards=[unasked],
    operation_class=asks(throttle.take, sessions.rotate, sessions.end_reused, audit.note),
    responses=fails(429, *BODY),
    response_description="The next tokens of the session.",
)
async def refresh_session(data: JSONBody[Refresh], live_sessions: InSessions, origin: InOrigin) -> Tokens:
    """The next access token and the next refresh token.

    A refresh token works once; one that comes again after some seconds has been stolen, and ends its session.
    """
    return await live_sessions.refresh(data.refresh_token, origin)


@post(
    "/auth/logout",
    status_code=204,
    operation_id="endSession",
    summary="Sign out",
    guards=[members_in_person],
    operation_class=asks(sessions.end_one, audit.note),
    responses=fails(),
)
async def end_session(db: InCatalogue, caller: InCaller, origin: InOrigin) -> None:
    """The session that asks ends: its access token and its refresh token are good for nothing from now on."""
    await end(db, caller, caller.session, origin)


@post(
    "/auth/logout-everywhere",
    status_code=204,
    operation_id="endSessions",
    summary="Sign out everywhere",
    guards=[members_in_person],
    operation_class=asks(sessions.end_every, audit.note),
    responses=fails(),
)
async def end_sessions(db: InCatalogue, caller: InCaller, origin: InOrigin) -> None:
    """Every session of one's own ends, this one too. API keys stay."""
    await end_all(db, caller, origin)


@get(
    "/users/me/sessions",
    operation_id="listSessions",
    summary="List own sessions",
    guards=[members_in_person],
    operation_class=asks(sessions.of_user),
    responses=fails(406),
)
async def list_sessions(db: InDb, pages: InPages, caller: InCaller) -> Page[Session]:
    """Where one is signed in; those first that last longest."""
    ask = partial(sessions.of_user, db, user=caller.id, current=caller.session)
    return await pages.of(LATEST, ask, Session)


@delete(
    "/users/me/sessions/{session_id:str}",
    status_code=204,
    operation_id="deleteSession",
    summary="End an own session",
    guards=[members_in_person],
    operation_class=asks(sessions.end_one, audit.note),
    responses=fails(404),
)
async def delete_session(
    db: InCatalogue, session_id: SessionInPath, caller: InCaller, origin: InOrigin
) -> None:
    """One session of one's own ends, wherever it is."""
    found(await end(db, caller, session_id, origin), "session")


router = Router(
    "/",
    tags=["Accounts"],
    route_handlers=[
        begin_session,
        refresh_session,
        end_session,
        end_sessions,
        list_sessions,
        delete_session,
    ],
)
