"""Migrations by yoyo, with the habits that a DBA expects: apply, roll back, say where we are."""

# yoyo has no annotations.
# mypy: allow-untyped-calls

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yoyo.migrations import MigrationList, default_migration_table

from app.database.address import Address
from app.database.deployment import (
    Backend,
    Connection,
    Deployment,
    Report,
    connect,
    explained,
    only_deployer,
    prepare,
    run,
)
from app.database.migration_files import MigrationError, directory, known
from app.database.migration_format import read

__all__ = ["MigrationError", "MigrationState", "apply", "directory", "known", "rollback", "status"]


@dataclass(frozen=True, slots=True)
class MigrationState:
    """`problem` completes the sentence that begins with the file's name; None where all is well."""

    id: str
    applied_at: datetime | None
    problem: str | None


def apply(
    address: Address, *, report: Report = print, folder: Path | None = None, wait: float = 300.0
) -> list[str]:
    """Applies what is missing and returns the ids.

    `wait`: seconds, both for another deployer to finish and for the locks of one migration.
    """
    migrations = read(folder or directory())
    with _deployment(address, migrations, report, wait) as deployment:
        return deployment.move("apply", deployment.backend.to_apply(migrations))


def rollback(
    address: Address,
    *,
    steps: int | None = 1,
    report: Report = print,
    folder: Path | None = None,
    wait: float = 300.0,
) -> list[str]:
    """Undoes the last `steps` migrations, or all where it is None, and returns the ids."""
    migrations = read(folder or directory())
    with _deployment(address, migrations, report, wait) as deployment:
        return deployment.move("rollback", deployment.backend.to_rollback(migrations)[:steps])


def status(address: Address, *, folder: Path | None = None) -> list[MigrationState]:
    """Every migration that is known or applied; only reads, and waits for nobody."""
    migrations = read(folder or directory())
    with explained(str(address)), closing(connect(address, autocommit=True)) as connection:
        return _states(connection, migrations)


@contextmanager
def _deployment(
    address: Address, migrations: MigrationList, report: Report, wait: float
) -> Iterator[Deployment]:
    with (
        explained(str(address)),
        only_deployer(address, report, wait) as guard,
        Backend(address, default_migration_table) as backend,
    ):
        prepare(backend, migrations)
        states = _states(backend.connection, migrations)
        problems = [f"{state.id}.sql {state.problem}" for state in states if state.problem]
        if problems:
            others = f" (and {len(problems) - 1} more: see the status)" if len(problems) > 1 else ""
            raise MigrationError(problems[0] + others)
        yield Deployment(backend, guard, report, wait)


def _states(connection: Connection, migrations: MigrationList) -> list[MigrationState]:
    has_applied, has_checksums, _ = run(connection, "tables")[0]
    applied = dict(run(connection, "applied")) if has_applied else {}
    checksums = dict(run(connection, "checksums")) if has_checksums else {}
    by_id = {migration.id: migration for migration in migrations}
    new = {migration.sha256: migration.id for migration in migrations if migration.id not in applied}
    states = []
    for name in [*by_id, *(name for name in applied if name not in by_id)]:
        problem = None
        if name not in by_id:
            problem = _missing(new.get(checksums.get(name)))
        elif name in applied and checksums.get(name) not in (None, by_id[name].sha256):
            problem = "was edited after it was applied: put it back, and write the change as a new migration"
        states.append(MigrationState(name, applied.get(name), problem))
    return states


def _missing(now: str | None) -> str:
    if now is not None:
        return f"was renamed to {now}.sql after it was applied: rename it back"
    return "is applied, but the file is missing: is this version older than the database?"
