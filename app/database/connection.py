"""Which database: DATABASE_URL's, or one of our own; with or without the sample."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from app.database.address import Address
from app.database.data_directory import password
from app.database.pool import POOLS
from app.database.server import Server, ServerError, data_home, find_programs, running, running_urls
from app.settings import Settings

RESERVED: Final = 20  # connections for migrations, psql and PostgreSQL itself


@contextmanager
def database(settings: Settings) -> Iterator[Settings]:
    """The settings with both addresses set; our own server runs while the block does, and has a secret key.

    MIGRATION_DATABASE_URL, where it is absent, is DATABASE_URL.
    """
    if settings.database_url:
        yield replace(
            settings, migration_database_url=settings.migration_database_url or settings.database_url
        )
        return
    needed = settings.workers * (settings.pool_size * POOLS + 1) + RESERVED  # one of each listens
    extra = {"max_connections": str(max(50, needed))}
    with running(home(settings), find_programs(_path(settings.pg_bin)), extra=extra) as server:
        yield _at(settings, server)


@contextmanager
def reachable(settings: Settings) -> Iterator[Settings]:
    """Like `database`, but joins the server that another process has running on the same directory."""
    if server := None if settings.database_url else _running_already(settings):
        yield _at(settings, server)
        return
    with database(settings) as found:
        yield found


def _running_already(settings: Settings) -> Server | None:
    try:
        return running_urls(home(settings))
    except ServerError:
        return None


def libpq_environment(address: Address) -> dict[str, str]:
    """The address as variables of PostgreSQL's own programs: an argument shows everybody the password."""
    from psycopg.pq import Conninfo

    options = Conninfo.parse(address.psycopg().encode())
    return {option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val}


def home(settings: Settings) -> Path:
    """Where our own server keeps its data."""
    return data_home(_path(settings.data_dir))


def _at(settings: Settings, server: Server) -> Settings:
    secret_key = settings.secret_key or password(server.home, "signing")
    return replace(
        settings,
        database_url=server.app_url,
        migration_database_url=server.owner_url,
        secret_key=secret_key,
    )


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None
