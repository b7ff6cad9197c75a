"""Accounts from the command line: what superusers do over HTTP, and the first of them."""

from typing import Final, Literal

import msgspec
from msgspec import Raw

from app.accounts.auditing import AT_THE_MACHINE, note
from app.accounts.changing import changed
from app.accounts.emails import normalised_email, normalised_name
from app.accounts.passwords import hashed
from app.administration import AdministrationError, asking
from app.administration.catalogue import Catalogue
from app.database.pool import Database
from app.people import Role
from app.queries import sessions, users
from app.queries.loader import Db
from app.queries.users import OwnPassword, User

Rights = Literal["member", "editor", "superuser"]
AT_ONCE: Final = 1000


def create(
    catalogue: Catalogue, username: str | None, email: str | None, rights: Rights, *, from_stdin: bool
) -> User:
    """Asks for what is not given; raises AdministrationError where it cannot be had."""
    name = asking.given("--username", username, "Username", asking.username)
    address = asking.given("--email", email, "E-mail address", normalised_email)
    new = hashed(asking.password(name, address, from_stdin=from_stdin))
    role, is_superuser = _columns(rights)

    async def made(database: Database) -> User:
        async with database.transaction() as tx:
            user = await users.create(
                tx,
                email=address,
                username=name,
                full_name=None,
                hashed_password=new,
                role=role or "member",
                is_superuser=is_superuser,
            )
            await note(
                tx,
                "user.create",
                AT_THE_MACHINE,
                subject=user.id,
                username=name,
                role=user.role,
                is_superuser=is_superuser,
            )
        return user

    return catalogue.do(made)


def every(catalogue: Catalogue) -> list[User]:
    """By name."""

    async def found(database: Database) -> list[User]:
        rows: list[User] = []
        while page := await users.every(
            database,
            q=None,
            role=None,
            is_active=None,
            is_superuser=None,
            after_username=rows[-1].username if rows else None,
            limit=AT_ONCE,
        ):
            rows += page
        return rows

    return catalogue.do(found)


def set_active(catalogue: Catalogue, name: str, is_active: bool) -> tuple[User, User]:
    """Before and after; who is disabled is signed out everywhere."""
    return _change(catalogue, name, {"is_active": is_active})


def set_rights(catalogue: Catalogue, name: str, rights: Rights) -> tuple[User, User]:
    """Before and after; a superuser keeps the role that comes back when they are one no longer."""
    role, is_superuser = _columns(rights)
    return _change(catalogue, name, {"is_superuser": is_superuser} | ({"role": role} if role else {}))


def _columns(rights: Rights) -> tuple[Role | None, bool]:
    return (None, True) if rights == "superuser" else (rights, False)


def _change(catalogue: Catalogue, name: str, patch: dict[str, str | bool]) -> tuple[User, User]:
    async def done(database: Database) -> tuple[User, User]:
        async with database.transaction() as tx:
            before = await _locked(tx, name)
            return before, await changed(tx, before, Raw(msgspec.json.encode(patch)), None, AT_THE_MACHINE)

    return catalogue.do(done)


def reset_password(catalogue: Catalogue, name: str, *, from_stdin: bool) -> tuple[User, int]:
    """The account, and how many sessions ended."""

    async def found(database: Database) -> tuple[User, OwnPassword | None]:
        async with database.transaction() as tx:
            user = await _locked(tx, name)
            return user, await users.own_password(tx, id=user.id)

    user, own = catalogue.do(found)
    new = hashed(asking.password(user.username, user.email, user.full_name, from_stdin=from_stdin))

    async def done(database: Database) -> int:
        async with database.transaction() as tx:
            before = own.hashed_password if own else ""
            if not await users.set_password(tx, id=user.id, before=before, hashed_password=new):
                raise AdministrationError("The password has been changed meanwhile; nothing was done.")
            await note(tx, "user.password", AT_THE_MACHINE, subject=user.id)
            return await sessions.end_every(tx, user=user.id, but=None, reason="password reset")

    return user, catalogue.do(done)


async def _locked(tx: Db, name: str) -> User:
    user = await users.lock_named(tx, name=normalised_name(name))
    if user is None:
        raise AdministrationError(f"There is no account called {name!r}; catalogue users list shows all.")
    return user
