"""Before the service answers: the schema, the sample, and what a newcomer is told."""

import asyncio
import sys
from pathlib import Path

import structlog

from app import sample
from app.database import connection
from app.database.address import AddressError, parse
from app.database.faults import Meaning, meaning
from app.database.pool import Database
from app.database.schema import check
from app.queries import users
from app.queries.loader import Db
from app.settings import Settings

log = structlog.get_logger()


def prepare(settings: Settings, *, own: bool, migrate: bool) -> bool:
    """An up-to-date schema, or SchemaError; the sample where it is wanted.

    A database that is away is no reason not to start: /readyz says so until it is back. Says whether somebody
    manages users, and True where it cannot be known.
    """
    if settings.is_exposed:
        log.warning(
            "reachable",
            host=settings.host,
            reason="Others reach it: passwords travel in the clear, unless a proxy in front ends TLS.",
        )
    if own or migrate:
        from app.database import migrations

        migrations.apply(parse(settings.migration_database_url or ""), report=log.info)
    wanted = settings.sample == "always" or (settings.sample == "auto" and own)
    try:
        return asyncio.run(_check_and_fill(settings, sample_wanted=wanted))
    except Exception as error:
        if meaning(error) is not Meaning.AWAY:
            raise
        if "unsupported startup parameter" in str(error):
            raise AddressError("DATABASE_URL leads to a pooler: add ?pgbouncer=true to it.") from None
        # A server's refusal names roles and databases, and never a password.
        log.warning("database_away", error=type(error).__name__, reason=str(error))
        return True


async def _check_and_fill(settings: Settings, *, sample_wanted: bool) -> bool:
    async with Database(parse(settings.database_url or ""), settings).opened() as database:
        await check(database)
        if sample_wanted:
            async with database.transaction() as db:
                if await sample.load(db):
                    log.info("sample_loaded")
        return await _is_managed(database)


async def _is_managed(db: Db) -> bool:
    superusers = await users.every(
        db, q=None, role=None, is_active=True, is_superuser=True, after_username=None, limit=1
    )
    return bool(superusers)


def greeting(settings: Settings, *, own: bool, managed: bool) -> str:
    """The address, where the data lies, how to stop and how to begin anew, and three commands to try.

    And how to make the first superuser, unless users are `managed` already.
    """
    address = settings.url
    data = str(connection.home(settings)) if own else str(parse(settings.database_url or ""))
    lines = [
        "",
        f"  Model Catalogue   {address}",
        f"  API reference     {address}/docs",
        f"  Data              {data}",
        "  Stop              Ctrl-C",
        *(["  Begin anew        make reset-data"] if own else []),
        *([] if managed else [f"  First superuser   {_program()} users create-superuser"]),
        "",
        "  Try:",
        f"    curl '{address}/api/v1/benchmarks/mmlu/leaderboard?limit=5'",
        f"    curl '{address}/api/v1/models?q=claude&format=csv'",
        "    make psql",
        "",
    ]
    return "\n".join(lines)


def _program() -> str:
    """How to call the command line from where this was started."""
    program = Path(sys.executable).with_name("catalogue")
    if not program.exists():
        return "catalogue"
    here = Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)
