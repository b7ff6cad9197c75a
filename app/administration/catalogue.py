"""The catalogue that the settings name, for one command."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from app.administration import AdministrationError
from app.database import connection, migrations
from app.database.address import parse
from app.database.faults import Meaning, constraint, meaning
from app.database.once import ask
from app.database.pool import Database
from app.http.constraints import RULES
from app.serving import end_on_signals
from app.settings import Settings

T = TypeVar("T")


class Catalogue:
    """Does one thing after another; between them, a person may take their time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def do(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """Raises AdministrationError for what the database refuses."""
        try:
            return ask(self._settings, work)
        except Exception as error:
            if meaning(error) is not Meaning.CONSTRAINT or constraint(error) not in RULES:
                raise
            raise AdministrationError(RULES[constraint(error)].detail) from None


@contextmanager
def catalogue() -> Iterator[Catalogue]:
    """Reachable inside, whether the service runs or not; our own database gets its schema first."""
    end_on_signals()
    given = Settings.from_environment()
    with connection.reachable(given) as settings:
        if not given.database_url:
            migrations.apply(parse(settings.migration_database_url or ""), report=lambda _: None)
        yield Catalogue(settings)
