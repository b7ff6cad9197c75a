"""What an error of the driver or the server means for a request, without a word of its text."""

from enum import Enum
from typing import Final

import asyncpg


class TooSlow(TimeoutError):
    """A statement ran into QUERY_TIMEOUT and was cancelled."""


class Meaning(Enum):
    """Why the database did not answer."""

    CONSTRAINT = "a constraint said no"
    VALUE = "a value does not fit its column"
    AWAY = "the database is away, busy or asks to try again"
    SLOW = "the statement took too long"
    FULL = "the disk is full"
    UNKNOWN = "a fault of ours"


# The first that fits counts: DiskFullError is a kind of InsufficientResourcesError, QueryCanceledError a kind
# of OperatorInterventionError, and TimeoutError a kind of OSError.
MEANINGS: Final[tuple[tuple[type[BaseException], Meaning], ...]] = (
    (asyncpg.IntegrityConstraintViolationError, Meaning.CONSTRAINT),
    (asyncpg.DataError, Meaning.VALUE),
    (asyncpg.UntranslatableCharacterError, Meaning.VALUE),
    (asyncpg.CharacterNotInRepertoireError, Meaning.VALUE),
    (asyncpg.ProgramLimitExceededError, Meaning.VALUE),
    (asyncpg.QueryCanceledError, Meaning.SLOW),
    (TooSlow, Meaning.SLOW),
    (asyncpg.DiskFullError, Meaning.FULL),
    (asyncpg.InsufficientResourcesError, Meaning.AWAY),
    (asyncpg.OperatorInterventionError, Meaning.AWAY),
    (asyncpg.PostgresConnectionError, Meaning.AWAY),
    (asyncpg.ReadOnlySQLTransactionError, Meaning.AWAY),
    (asyncpg.LockNotAvailableError, Meaning.AWAY),
    (asyncpg.TransactionRollbackError, Meaning.AWAY),
    (asyncpg.InvalidAuthorizationSpecificationError, Meaning.AWAY),
    (asyncpg.InvalidCatalogNameError, Meaning.AWAY),
    (asyncpg.PostgresError, Meaning.UNKNOWN),
    (asyncpg.InterfaceError, Meaning.AWAY),
    (asyncpg.InternalClientError, Meaning.AWAY),
    (OSError, Meaning.AWAY),
)


def meaning(error: BaseException) -> Meaning:
    """UNKNOWN for everything that is not of the database."""
    return next((found for kind, found in MEANINGS if isinstance(error, kind)), Meaning.UNKNOWN)


def collided(error: BaseException) -> bool:
    """Two transactions stood in each other's way, and this one was ended: another time it may pass."""
    return isinstance(error, asyncpg.TransactionRollbackError)


def constraint(error: BaseException) -> str:
    """The name of the constraint or unique index that refused; for a missing value the column."""
    return getattr(error, "constraint_name", None) or getattr(error, "column_name", None) or ""


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's five characters, for the log."""
    return getattr(error, "sqlstate", None)
