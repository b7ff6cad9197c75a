"""One run of migrations: one deployer at a time, a migration and its bookkeeping in one transaction.

yoyo applies and remembers; what it leaves open (two connections, a lock that outlives its holder, waiting for
locks in front of everybody) is closed here.
"""

# yoyo has no annotations.
# mypy: allow-untyped-calls

import getpass
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg.errors import DeadlockDetected, LockNotAvailable
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.utils import change_param_style

from app.database.address import Address
from app.database.migration_files import MigrationError
from app.database.migration_format import SqlMigration

BOOKKEEPING = Path(__file__).with_name("bookkeeping")
POLL_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0

Direction = Literal["apply", "rollback"]
Report = Callable[[str], None]
Connection = psycopg.Connection[tuple[Any, ...]]


class QuietCursor(psycopg.Cursor[tuple[Any, ...]]):
    """yoyo prints the rows of every statement that has a description; nobody asked a migration for rows."""

    @property
    def description(self) -> None:
        return None


class Backend(PostgresqlPsycopgBackend):
    def connect(self, address: Address) -> Connection:
        return connect(address, autocommit=True)

    def commit(self) -> None:
        self._in_transaction = False  # also after a COMMIT that fails, as a deferred constraint makes it
        super().commit()

    @contextmanager
    def lock(self, timeout: float = 10) -> Iterator[None]:
        """Not yoyo's row in yoyo_lock, which outlives a killed run: `only_deployer` is the lock."""
        yield

    def get_log_data(self, migration: SqlMigration | None = None, operation: str = "apply") -> dict[str, Any]:
        """yoyo's own fails for an account without a name, and asks the DNS for the host's."""
        return {
            "id": str(uuid.uuid4()),
            "migration_id": migration.id if migration else None,
            "migration_hash": migration.hash if migration else None,
            "username": _system_user(),
            "hostname": socket.gethostname(),
            "created_at_utc": datetime.now(UTC).replace(tzinfo=None),
            "operation": operation,
        }

    def apply_one(self, migration: SqlMigration, force: bool = False, mark: bool = True) -> None:
        self._move(migration, "apply")

    def rollback_one(self, migration: SqlMigration, force: bool = False) -> None:
        self._move(migration, "rollback")

    def _move(self, migration: SqlMigration, direction: Direction) -> None:
        if not migration.use_transactions:
            self._move_outside_transaction(migration, direction)
        with self.transaction():
            run(self.connection, "unhurried", transaction_only=True)
            if migration.use_transactions:
                run(self.connection, "short_locks")
                migration.process_steps(self, direction)
            self.log_migration(migration, direction)
            if direction == "apply":
                self.mark_one(migration, log=False)
                run(self.connection, "record_checksum", migration_id=migration.id, sha256=migration.sha256)
            else:
                self.unmark_one(migration, log=False)
                run(self.connection, "forget_checksum", migration_id=migration.id)

    def _move_outside_transaction(self, migration: SqlMigration, direction: Direction) -> None:
        # CREATE INDEX CONCURRENTLY waits for older transactions without stopping anybody: no lock_timeout.
        if not self.uri.pooled:  # a pooler would hand the settings on to somebody else
            run(self.connection, "unhurried", transaction_only=False)
        migration.process_steps(self, direction)
        invalid = run(self.connection, "invalid_indexes")
        if invalid and direction == "apply":
            names = ", ".join(name for (name,) in invalid)
            raise MigrationError(f"{migration.id}.sql: invalid index {names}: drop it, and apply again")


@dataclass(frozen=True, slots=True)
class Deployment:
    backend: Backend
    guard: Connection
    report: Report
    wait: float

    def move(self, direction: Direction, migrations: Iterable[SqlMigration]) -> list[str]:
        moved = []
        for migration in migrations:
            run(self.guard, "lock")  # fails if the connection that holds the lock is gone
            with explained(f"{migration.id}.sql"):
                self._patiently(migration, direction)
            moved.append(migration.id)
        return moved

    def _patiently(self, migration: SqlMigration, direction: Direction) -> None:
        move = self.backend.apply_one if direction == "apply" else self.backend.rollback_one
        deadline = time.monotonic() + self.wait
        for attempt in count():
            started = time.monotonic()
            try:
                move(migration)
            except (LockNotAvailable, DeadlockDetected) as error:
                pause = min(LONGEST_PAUSE_SECONDS, 0.25 * 2**attempt)
                if time.monotonic() + pause > deadline:
                    raise
                self.report(f"{migration.id}.sql: {reason(error)}; trying again in {pause:.2g} s")
                time.sleep(pause)
            else:
                done = "applied" if direction == "apply" else "rolled back"
                self.report(f"{done} {migration.id} ({time.monotonic() - started:.2f} s)")
                return


@contextmanager
def only_deployer(address: Address, report: Report, wait: float) -> Iterator[Connection]:
    """Holds the deployers' lock by an open transaction on a connection of its own."""
    with closing(connect(address, autocommit=False, purpose="migration lock")) as guard:
        # Between statements a snapshot is held at the stricter levels, and CONCURRENTLY would wait for it.
        guard.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        deadline = time.monotonic() + wait
        told = False
        while run(guard, "lock") != [(True,)]:
            guard.rollback()
            if time.monotonic() > deadline:
                raise MigrationError(f"another deployment is still running after {wait:g} s: try again later")
            if not told:
                report(f"another deployment is running: waiting up to {wait:g} s for it")
                told = True
            time.sleep(POLL_SECONDS)
        run(guard, "unhurried", transaction_only=True)
        yield guard


def prepare(backend: Backend, migrations: Iterable[SqlMigration]) -> None:
    _, checksums, yoyo_lock = run(backend.connection, "tables")[0]
    if yoyo_lock:
        run(backend.connection, "break_yoyo_lock")
    backend.ensure_internal_schema_updated()
    backend._internal_schema_updated = True  # else yoyo looks again before every row that it writes
    if not checksums:
        run(backend.connection, "create_checksums")
    run(backend.connection, "close_books")
    for migration in migrations:
        run(backend.connection, "adopt", migration_id=migration.id, sha256=migration.sha256)


def connect(address: Address, *, autocommit: bool, purpose: str = "migrations") -> Connection:
    return psycopg.connect(
        address.psycopg(),
        autocommit=autocommit,
        prepare_threshold=None,  # a transaction pooler may know no prepared statements
        cursor_factory=QuietCursor,
        application_name=f"{address.application_name} {purpose}",
        keepalives_idle=30,  # the lock's connection says nothing while an index is built for hours
    )


def run(connection: Connection, name: str, **parameters: object) -> list[tuple[Any, ...]]:
    text = (BOOKKEEPING / f"{name}.sql").read_text(encoding="utf-8")
    if not parameters:
        cursor = connection.execute(text)  # without a parameter list a file may hold several statements
    else:
        cursor = connection.execute(*change_param_style("pyformat", text, parameters))
    return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []


@contextmanager
def explained(subject: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        # Not "from error": the driver's error carries its connection, which carries the password.
        raise MigrationError(f"{subject}: {reason(error)}") from None


def reason(error: BaseException) -> str:
    # When the connection broke, undoing failed as well: the first error is the reason.
    while isinstance(error.__context__, psycopg.Error):
        error = error.__context__
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        detail = f" ({error.diag.message_detail})" if error.diag.message_detail else ""
        return " ".join(f"{error.diag.sqlstate} {error.diag.message_primary}{detail}".split())
    return " ".join(str(error).split())


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
