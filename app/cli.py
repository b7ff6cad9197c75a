"""The command line: `catalogue`, also `python -m app`.

What only one command needs is imported there: the whole would cost every command a second.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import click

from app.administration import AdministrationError
from app.administration.command import users_command
from app.database import connection
from app.database.address import Address, AddressError, parse
from app.database.binaries import ServerError, find_programs
from app.database.data_directory import delete
from app.database.migration_files import MigrationError
from app.database.once import DatabaseAway
from app.database.schema import SchemaError
from app.importing import ImportingError
from app.importing.command import import_command
from app.serving import PortError, end_on_signals, refuse_taken_port, serve
from app.settings import Settings, SettingsError

#: What is said in one line and ends the program with status 1.
EXPECTED = (
    SettingsError,
    AddressError,
    ServerError,
    MigrationError,
    SchemaError,
    DatabaseAway,
    PortError,
    ImportingError,
    AdministrationError,
)


def owner(settings: Settings) -> Address:
    """Where migrations go; the settings come from a database that is reachable."""
    return parse(settings.migration_database_url or "")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="model-catalogue")
def catalogue() -> None:
    """A self-hosted catalogue of AI models. Settings come from the environment and from .env."""


@catalogue.command("serve")
@click.option(
    "--migrate", is_flag=True, help="Bring the schema up to date first; our own database always is."
)
def serve_command(migrate: bool) -> None:
    """Start the service, and a database of its own where DATABASE_URL is not set."""
    from app import logs, starting

    end_on_signals()
    settings = Settings.from_environment()
    logs.configure(settings.log_level)
    settings.demand_secret_key()
    refuse_taken_port(settings.host, settings.port)
    with connection.database(settings) as found:
        own = not settings.database_url
        managed = starting.prepare(found, own=own, migrate=migrate)
        serve(found, lambda: click.echo(starting.greeting(found, own=own, managed=managed)))
    click.echo("Stopped.")


@catalogue.command("worker")
@click.option(
    "--readers",
    type=click.IntRange(1, 64),
    help="How many files are read at once; otherwise DATASET_READERS, and at least one.",
)
def worker_command(readers: int | None) -> None:
    """Read uploaded files, as `serve` does besides: for machines of their own, or DATASET_READERS=0 there."""
    from app import logs
    from app.datasets.worker_process import work

    end_on_signals()
    given = Settings.from_environment()
    logs.configure(given.log_level)
    with connection.reachable(given) as settings:
        work(settings, readers or max(1, settings.dataset_readers))


@catalogue.command("migrate")
def migrate_command() -> None:
    """Bring the schema up to date; one deployer at a time, safe to repeat."""
    from app.database import migrations

    with connection.reachable(Settings.from_environment()) as settings:
        applied = migrations.apply(owner(settings), report=click.echo)
    click.echo(f"{len(applied)} migrations applied." if applied else "The schema is up to date.")


@catalogue.command("rollback")
@click.option(
    "--steps", default=1, show_default=True, type=click.IntRange(min=1), help="How many migrations."
)
@click.option("--all", "everything", is_flag=True, help="All of them: every table goes.")
@click.confirmation_option(prompt="Rolling back drops tables and what is in them. Go on?")
def rollback_command(steps: int, everything: bool) -> None:
    """Undo the latest migrations, with the data that they hold."""
    from app.database import migrations

    with connection.reachable(Settings.from_environment()) as settings:
        undone = migrations.rollback(owner(settings), steps=None if everything else steps, report=click.echo)
    click.echo(f"{len(undone)} migrations rolled back." if undone else "There is nothing to roll back.")


@catalogue.command("status")
def status_command() -> None:
    """Which migrations the database has had."""
    from rich.console import Console
    from rich.table import Table

    from app.database import migrations

    with connection.reachable(Settings.from_environment()) as settings:
        states = migrations.status(owner(settings))
    table = Table("migration", "applied", "problem", box=None)
    for state in states:
        applied = f"{state.applied_at:%Y-%m-%d %H:%M:%S} UTC" if state.applied_at else "no"
        table.add_row(state.id, applied, state.problem or "")
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@catalogue.command("reset-data")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset_data_command(yes: bool) -> None:
    """Delete the service's own database and everything in it; one at DATABASE_URL is not touched."""
    settings = Settings.from_environment()
    home, own = connection.home(settings), settings.database_url is None
    if not yes:
        click.confirm(f"Everything in the database below {home} will be gone. Delete it?", abort=True)
    click.echo(
        "Deleted; the next start begins anew."
        if delete(home, files=own)
        else f"There is no database below {home}."
    )


@catalogue.command("psql", context_settings={"ignore_unknown_options": True})
@click.option("--owner", "as_owner", is_flag=True, help="As the owner of the tables, not as the service.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql_command(as_owner: bool, arguments: tuple[str, ...]) -> None:
    """Open psql on the catalogue; what follows is given to psql."""
    given = Settings.from_environment()
    with connection.reachable(given) as settings:
        url = settings.migration_database_url if as_owner else settings.database_url
        environment = {**os.environ, **connection.libpq_environment(parse(url or ""))}
        programs = find_programs(Path(given.pg_bin) if given.pg_bin else None)
        ended = subprocess.run([programs.path("psql"), *arguments], env=environment, check=False)  # noqa: S603 the user's own arguments
    sys.exit(ended.returncode)


catalogue.add_command(import_command)
catalogue.add_command(users_command)


@catalogue.command("explain")
@click.argument("name")
@click.argument("values", nargs=-1, metavar="[PARAMETER=VALUE]…")
def explain_command(name: str, values: tuple[str, ...]) -> None:
    """The plan and the buffers of one query, for example: explain leaderboards.best benchmark_slug=mmlu."""
    from app.queries.explain import ExplainError, explain

    with connection.reachable(Settings.from_environment()) as settings:
        try:
            given = dict(value.split("=", 1) for value in values)
        except ValueError:
            raise click.UsageError("Parameters are written PARAMETER=VALUE.") from None
        try:
            click.echo(asyncio.run(explain(parse(settings.database_url or ""), name, given)))
        except ExplainError as error:
            raise click.UsageError(str(error)) from None


@catalogue.command("headers")
def headers_command() -> None:
    """Write parameters and result shapes into the headers of the SQL files, and sql/QUERIES.md."""
    from app.database import migrations
    from app.http.document import document
    from app.main import build
    from app.queries.document import write_document
    from app.queries.headers import write_headers

    with connection.reachable(Settings.from_environment()) as settings:
        migrations.apply(owner(settings), report=click.echo)
        written = asyncio.run(write_headers(owner(settings)))
        written += write_document(document(build(settings)))
    for path in written:
        click.echo(f"{path} written")


def main() -> None:
    try:
        catalogue()
    except EXPECTED as error:
        sys.exit(f"catalogue: {error}")
