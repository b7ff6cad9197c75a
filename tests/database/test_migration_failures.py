"""What goes wrong in a migration: never half of it stays, and the file and the reason are named."""

import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.database import migrations
from app.database.address import Address
from app.database.migrations import MigrationError

Write = Callable[..., Path]
Connection = psycopg.Connection[tuple[Any, ...]]


def tables(connection: Connection) -> set[str]:
    """Beyond the bookkeeping."""
    rows = connection.execute("select relname from pg_class where relkind in ('r', 'i')").fetchall()
    ours = {"a", "b", "c", "a_idx"}
    return ours & {name for (name,) in rows}


def journal(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(
        "select operation, migration_id from _yoyo_log order by created_at_utc"
    ).fetchall()
    return [(operation, name) for operation, name in rows]


def silent(_: str) -> None:
    return


def test_a_failing_statement_undoes_its_file_and_stops(
    scratch: Address, connection: Connection, write: Write
) -> None:
    write("0001.a", "create table a (id int)")
    write("0002.b", "create table b (id int);\ninsert into b values (1);\nselect 1 / 0 as oops")
    folder = write("0003.c", "create table c (id int)")
    with pytest.raises(MigrationError, match=r"^0002\.b\.sql: 22012 division by zero$"):
        migrations.apply(scratch, folder=folder, report=silent)
    assert tables(connection) == {"a"}
    write("0002.b", "create table b (id int)")  # it was never applied, so it may be mended
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0002.b", "0003.c"]


@pytest.mark.parametrize("table", ["migration_checksums", "_yoyo_migration", "_yoyo_log"])
def test_a_migration_and_its_bookkeeping_are_one(
    scratch: Address, connection: Connection, write: Write, table: str
) -> None:
    lose = f"alter table {table} rename to lost"
    folder = write("0001.a", f"create table a (id int); {lose}")
    with pytest.raises(MigrationError, match=rf'^0001.a.sql: 42P01 relation "{table}" does not exist'):
        migrations.apply(scratch, folder=folder, report=silent)
    assert tables(connection) == set()
    assert journal(connection) == []
    write("0001.a", "create table a (id int)", f"drop table a; {lose}")
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0001.a"]
    with pytest.raises(MigrationError, match=r"^0001\.a\.sql: 42P01"):
        migrations.rollback(scratch, folder=folder, report=silent)
    assert tables(connection) == {"a"}
    assert migrations.status(scratch, folder=folder)[0].applied_at is not None
    assert connection.execute("select count(*) from migration_checksums").fetchone() == (1,)


def test_a_constraint_that_fails_at_the_commit(
    scratch: Address, connection: Connection, write: Write
) -> None:
    text = """
        create table a (id int primary key);
        create table b (a_id int references a deferrable initially deferred);
        insert into b values (1);
    """
    with pytest.raises(MigrationError, match=r"^0001\.a\.sql: 23503 .* \(Key \(a_id\)=\(1\)"):
        migrations.apply(scratch, folder=write("0001.a", text), report=silent)
    assert tables(connection) == set()


@pytest.mark.parametrize("transactional", ["true", "false"])
def test_nothing_ends_a_migration_for_taking_long(
    scratch: Address, connection: Connection, write: Write, transactional: str
) -> None:
    limits = ["statement_timeout", "idle_in_transaction_session_timeout"]
    if connection.info.server_version >= 170000:
        limits.append("transaction_timeout")
    for name in limits:
        connection.execute(f"alter database {scratch.database} set {name} to '300ms'")
    text = f"-- transactional: {transactional}\nselect pg_sleep(0.8)"
    folder = write("0001.a", text)
    write("0002.b", "select 1")
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0001.a", "0002.b"]


def test_outside_a_transaction(scratch: Address, connection: Connection, write: Write) -> None:
    write("0001.a", "create table a (id int)", "drop table a")
    text = "-- transactional: false\ndrop index concurrently if exists a_idx;\n"
    text += "create index concurrently a_idx on a (id);"
    folder = write("0002.b", text, "-- transactional: false\ndrop index concurrently a_idx")
    # Without session settings, as behind a pooler.
    assert len(migrations.apply(replace(scratch, pooled=True), folder=folder, report=silent)) == 2
    assert tables(connection) == {"a", "a_idx"}
    assert migrations.rollback(scratch, folder=folder, report=silent) == ["0002.b"]
    assert tables(connection) == {"a"}
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0002.b"]


def test_a_half_built_index_is_not_taken_for_built(
    scratch: Address, connection: Connection, write: Write
) -> None:
    write("0001.a", "create table a (id int); insert into a values (1), (1)", "drop table a")
    text = "-- transactional: false\ncreate unique index concurrently if not exists a_idx on a (id)"
    folder = write("0002.b", text, "drop index a_idx")
    with pytest.raises(MigrationError, match=r"^0002\.b\.sql: 23505 could not create unique index"):
        migrations.apply(scratch, folder=folder, report=silent)
    with pytest.raises(MigrationError, match=r"^0002\.b\.sql: invalid index a_idx: drop it, and apply again"):
        migrations.apply(scratch, folder=folder, report=silent)
    assert migrations.status(scratch, folder=folder)[1].applied_at is None
    connection.execute("drop index a_idx; delete from a")
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0002.b"]


def test_losing_the_connection_is_told_with_the_servers_reason(scratch: Address, write: Write) -> None:
    folder = write("0001.a", "select pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(MigrationError, match=r"^0001\.a\.sql: 57P01 terminating connection"):
        migrations.apply(scratch, folder=folder, report=silent)


def test_no_migration_starts_after_the_lock_was_lost(
    scratch: Address, connection: Connection, write: Write
) -> None:
    lock = "application_name = 'model-catalogue migration lock' and datname = current_database()"
    write(
        "0001.a",
        f"select pg_terminate_backend(pid) from pg_stat_activity where {lock}; create table a (id int)",
    )
    folder = write("0002.b", "create table b (id int)")
    with pytest.raises(MigrationError, match=r"57P01|terminating connection|closed"):
        migrations.apply(scratch, folder=folder, report=silent)
    assert tables(connection) == {"a"}


@pytest.mark.parametrize("move", [migrations.apply, migrations.rollback, migrations.status])
def test_a_server_that_cannot_be_reached_is_one_line_without_the_password(
    scratch: Address, write: Write, move: Callable[..., object]
) -> None:
    folder = write("0001.a", "select 1")
    with pytest.raises(MigrationError) as refused:
        move(replace(scratch, password="s3cr3t"), folder=folder)
    message = str(refused.value)
    assert message.startswith("postgresql://catalogue_owner:***@")
    assert "password authentication failed" in message
    assert "\n" not in message
    shown = "".join(traceback.TracebackException.from_exception(refused.value, capture_locals=True).format())
    assert "psycopg.connect" not in shown  # its frames would hold the connection string
