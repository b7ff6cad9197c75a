"""The catalogue that the settings name, for one command."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from app.administration import AdministrationError
from app.database import connection, migrations
from app.database.address import parse
from app.database.faults import Meaning, constraint, meaning
from app.database.pool import Database
from app.database.schema import check
from app.http.constraints import RULES
from app.serving import end_on_signals
from app.settings import Settings

T = TypeVar("T")


class Catalogue:
    """Does one thing after another; between them, a person may take their time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._address = parse(settings.database_url or "")

    def do(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """Raises AdministrationError for what the database refuses, or where it is away."""
        try:
            return asyncio.run(self._done(work))
        except Exception as error:
            if (told := self._told(error)) is None:
                raise
            raise AdministrationError(told) from None

    async def _done(self, work: Callable[[Database], Awaitable[T]]) -> T:
        async with Database(self._address, self._settings).opened() as database:
            await check(database)
            return await work(database)

    def _told(self, error: Exception) -> str | None:
        match meaning(error):
            case Meaning.CONSTRAINT if constraint(error) in RULES:
                return RULES[constraint(error)].detail
            case Meaning.AWAY:
                return f"The database {self._address} is away ({str(error) or type(error).__name__})."
        return None


@contextmanager
def catalogue() -> Iterator[Catalogue]:
    """Reachable inside, whether the service runs or not; our own database gets its schema first."""
    end_on_signals()
    given = Settings.from_environment()
    with connection.reachable(given) as settings:
        if not given.database_url:
            migrations.apply(parse(settings.migration_database_url or ""), report=lambda _: None)
        yield Catalogue(settings)
