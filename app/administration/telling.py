"""What is told of accounts."""

import sys
from typing import Final

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.queries.users import User

ARTICLES: Final = {"member": "a member", "editor": "an editor", "superuser": "a superuser"}


def rights(user: User) -> str:
    """What they may do, in one word."""
    return "superuser" if user.is_superuser else user.role


def made(user: User) -> None:
    click.echo(f"{user.username} may sign in, as {ARTICLES[rights(user)]}.")


def listed(users: list[User], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(users), indent=2).decode() + "\n")
        return
    if not users:
        click.echo("There are no accounts: catalogue users create-superuser makes the first.")
        return
    table = Table("username", "e-mail address", "full name", "role", "may sign in", "since", box=None)
    for user in users:
        cells = (user.username, user.email, user.full_name or "", rights(user))
        active = "yes" if user.is_active else "no"
        table.add_row(*map(Text, cells), active, f"{user.created_at:%Y-%m-%d}")
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)


def switched(before: User, after: User) -> None:
    already = " already" if before.is_active == after.is_active else ""
    click.echo(
        f"{after.username} may sign in{already or ' again'}."
        if after.is_active
        else f"{after.username} is disabled{already}" + ("." if already else ", and signed out everywhere.")
    )


def promoted(before: User, after: User) -> None:
    now = ARTICLES[rights(after)]
    if rights(before) == rights(after):
        click.echo(f"{after.username} is {now} already.")
    elif before.is_superuser:
        click.echo(f"{after.username} is {now} now, and no superuser any more.")
    else:
        click.echo(f"{after.username} is {now} now.")


def reset(user: User, sessions: int) -> None:
    ended = "1 session has" if sessions == 1 else f"{sessions} sessions have"
    click.echo(f"{user.username} has another password; {ended} ended.")
