"""The command's options; what it needs is imported when it runs: the others would wait for it."""

from typing import Literal

import click

STDIN = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="Read it from standard input, which is no terminal."
)


@click.group("users")
def users_command() -> None:
    """Who may sign in: make accounts, disable them, say what they may do.

    An account is named by its username or its e-mail address.
    """


@users_command.command("create-superuser")
@click.option("--username", help="The name to sign in with; asked for where it is absent.")
@click.option("--email", help="The e-mail address; asked for where it is absent.")
@STDIN
def create_superuser_command(username: str | None, email: str | None, from_stdin: bool) -> None:
    """Make an account that may do everything; asks for the password."""
    from app.administration import accounts, telling
    from app.administration.catalogue import catalogue

    with catalogue() as there:
        telling.made(accounts.create(there, username, email, "superuser", from_stdin=from_stdin))


@users_command.command("create")
@click.option("--username", help="The name to sign in with; asked for where it is absent.")
@click.option("--email", help="The e-mail address; asked for where it is absent.")
@click.option("--role", type=click.Choice(["member", "editor"]), default="member", show_default=True)
@STDIN
def create_command(
    username: str | None, email: str | None, role: Literal["member", "editor"], from_stdin: bool
) -> None:
    """Make an account of a member or an editor; asks for the password."""
    from app.administration import accounts, telling
    from app.administration.catalogue import catalogue

    with catalogue() as there:
        telling.made(accounts.create(there, username, email, role, from_stdin=from_stdin))


@users_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_command(as_json: bool) -> None:
    """Every account, by name."""
    from app.administration import accounts, telling
    from app.administration.catalogue import catalogue

    with catalogue() as there:
        telling.listed(accounts.every(there), as_json=as_json)


@users_command.command("disable")
@click.argument("name")
def disable_command(name: str) -> None:
    """Let nobody sign in with it; sessions end, keys are refused, at once."""
    from app.administration import accounts, telling
    from app.administration.catalogue import catalogue

    with catalogue() as there:
        telling.switched(*accounts.set_active(there, name, is_active=False))


@users_command.command("enable")
@click.argument("name")
def enable_command(name: str) -> None:
    """Let them sign in again; keys that are not over are good again."""
    from app.administration import accounts, telling
    from app.administration.catalogue import catalogue

    with catalogue() as there:
        telling.switched(*accounts.set_active(there, name, is_active=True))


@users_command.command("set-role")
@click.argument("name")
@click.argument("role", type=click.Choice(["member", "editor", "superuser"]))
def set_role_command(name: str, role: Literal["member", "editor", "superuser"]) -> None:
    """Say what somebody may do; member and editor are superusers no longer.

    Members give opinions, editors write the catalogue, superusers manage users as well.
    """
    from app.administration import accounts, telling
    from app.administration.catalogue import catalogue

    with catalogue() as there:
        telling.promoted(*accounts.set_rights(there, name, role))


@users_command.command("reset-password")
@click.argument("name")
@STDIN
def reset_password_command(name: str, from_stdin: bool) -> None:
    """Give somebody another password, and end their sessions; asks for it."""
    from app.administration import accounts, telling
    from app.administration.catalogue import catalogue

    with catalogue() as there:
        telling.reset(*accounts.reset_password(there, name, from_stdin=from_stdin))
