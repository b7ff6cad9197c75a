"""Migrations on a real server: applied, undone, refused, and never by halves."""

# yoyo has no annotations.
# mypy: allow-untyped-calls

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yoyo

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


def three(write: Write) -> Path:
    write("0001.a", "create table a (id int)", "drop table a")
    write("0002.b", "-- depends: 0001.a\ncreate table b (id int)", "drop table b")
    return write("0003.c", "create table c (id int)", "drop table c")


def test_apply_and_roll_back(scratch: Address, connection: Connection, write: Write) -> None:
    folder, said = three(write), list[str]()
    assert migrations.apply(scratch, folder=folder, report=said.append) == ["0001.a", "0002.b", "0003.c"]
    assert [line.split(" (")[0] for line in said] == ["applied 0001.a", "applied 0002.b", "applied 0003.c"]
    assert tables(connection) == {"a", "b", "c"}
    assert migrations.apply(scratch, folder=folder, report=silent) == []
    assert migrations.rollback(scratch, folder=folder, report=silent) == ["0003.c"]
    assert tables(connection) == {"a", "b"}
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0003.c"]
    assert migrations.rollback(scratch, steps=2, folder=folder, report=silent) == ["0003.c", "0002.b"]
    assert migrations.rollback(scratch, steps=None, folder=folder, report=silent) == ["0001.a"]
    assert migrations.rollback(scratch, folder=folder, report=silent) == []
    assert tables(connection) == set()
    assert journal(connection)[2:5] == [("apply", "0003.c"), ("rollback", "0003.c"), ("apply", "0003.c")]


def test_status_only_looks(scratch: Address, connection: Connection, write: Write) -> None:
    folder = three(write)
    assert [(s.id, s.applied_at, s.problem) for s in migrations.status(scratch, folder=folder)] == [
        ("0001.a", None, None),
        ("0002.b", None, None),
        ("0003.c", None, None),
    ]
    assert connection.execute("select to_regclass('_yoyo_migration')").fetchone() == (None,)
    migrations.apply(scratch, folder=folder, report=silent)
    migrations.rollback(scratch, folder=folder, report=silent)
    states = migrations.status(scratch, folder=folder)
    assert [state.applied_at is None for state in states] == [False, False, True]
    row = connection.execute(
        "select abs(extract(epoch from now() - %s)) < 60", [states[0].applied_at]
    ).fetchone()
    assert row == (True,)


def edit(folder: Path) -> None:
    with (folder / "0002.b.sql").open("a") as file:
        file.write("-- changed\n")


def rename(folder: Path) -> None:
    for ending in (".sql", ".rollback.sql"):
        (folder / f"0002.b{ending}").rename(folder / f"0002.better{ending}")


def remove(folder: Path) -> None:
    for ending in (".sql", ".rollback.sql"):
        (folder / f"0002.b{ending}").unlink()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit, r"^0002\.b\.sql was edited after it was applied: put it back"),
        (rename, r"^0002\.b\.sql was renamed to 0002\.better\.sql after it was applied: rename it back$"),
        (remove, r"^0002\.b\.sql is applied, but the file is missing: is this version older"),
    ],
)
def test_a_changed_file_is_refused_before_anything_runs(
    scratch: Address, connection: Connection, write: Write, change: Callable[[Path], None], message: str
) -> None:
    write("0001.a", "create table a (id int)")
    folder = write("0002.b", "create table b (id int)")
    migrations.apply(scratch, folder=folder, report=silent)
    change(folder)
    write("0003.c", "create table c (id int)")
    for move in (migrations.apply, migrations.rollback):
        with pytest.raises(MigrationError, match=message):
            move(scratch, folder=folder, report=silent)
    assert tables(connection) == {"a", "b"}
    problems = {
        state.id: state.problem for state in migrations.status(scratch, folder=folder) if state.problem
    }
    assert list(problems) == ["0002.b"]


def test_of_many_changed_files_the_first_is_named(scratch: Address, write: Write) -> None:
    folder = three(write)
    migrations.apply(scratch, folder=folder, report=silent)
    for path in folder.glob("*.sql"):
        path.unlink()
    with pytest.raises(MigrationError, match=r"^0001\.a\.sql is applied, .* \(and 2 more: see the status\)$"):
        migrations.apply(scratch, folder=folder, report=silent)


def test_a_rollback_may_be_mended_after_the_migration_was_applied(scratch: Address, write: Write) -> None:
    folder = write("0001.a", "create table a (id int)", "drop table wrong")
    migrations.apply(scratch, folder=folder, report=silent)
    with pytest.raises(MigrationError, match=r"^0001\.a\.sql: 42P01"):
        migrations.rollback(scratch, folder=folder, report=silent)
    write("0001.a", "create table a (id int)", "drop table a")
    assert migrations.rollback(scratch, folder=folder, report=silent) == ["0001.a"]


def test_a_database_that_yoyo_migrated_is_adopted(scratch: Address, write: Write) -> None:
    folder = write("0001.a", "create table a (id int)")
    (host, port), secret = scratch.hosts[0], scratch.password
    url = f"postgresql+psycopg://{scratch.user}:{secret}@/{scratch.database}?host={host}&port={port}"
    with yoyo.get_backend(url) as backend:
        backend.apply_migrations(yoyo.read_migrations(str(folder)))
    write("0002.b", "create table b (id int)")
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0002.b"]
    (folder / "0001.a.sql").write_text("create table a (id bigint)")
    with pytest.raises(MigrationError, match=r"^0001\.a\.sql was edited"):
        migrations.apply(scratch, folder=folder, report=silent)


def test_the_lock_row_of_a_yoyo_that_was_killed_is_removed(
    scratch: Address, connection: Connection, write: Write
) -> None:
    connection.execute("create table yoyo_lock (locked int primary key, ctime timestamp, pid int not null)")
    connection.execute("insert into yoyo_lock values (1, now(), 4711)")
    assert migrations.apply(scratch, folder=write("0001.a", "select 1"), report=silent) == ["0001.a"]
    assert connection.execute("select count(*) from yoyo_lock").fetchone() == (0,)


def test_the_rows_of_a_select_are_not_printed(
    scratch: Address, write: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = write("0001.a", "select 'row' as printed", "select 'row' as printed")
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0001.a"]
    assert migrations.rollback(scratch, folder=folder, report=silent) == ["0001.a"]
    assert capfd.readouterr() == ("", "")


def test_everything_that_sql_may_hold_arrives(scratch: Address, connection: Connection, write: Write) -> None:
    text = """
        create table a (id int, said text);
        insert into a values (1, 'x; y %s %(z)s :w \\ ''q'' $1'), (2, $$;$$);
        create function f() returns text language plpgsql as $f$
        begin
            return 'a;b%';
        end
        $f$;
        create function g() returns int language sql begin atomic select 1; select 2; end;
        comment on table a is 'naïve → 表 🔑';
    """
    folder = write("0001.a", text, "drop function g; drop function f; drop table a")
    migrations.apply(scratch, folder=folder, report=silent)
    row = connection.execute(
        "select said, f(), g(), obj_description('a'::regclass) from a where id = 1"
    ).fetchone()
    assert row == ("x; y %s %(z)s :w \\ 'q' $1", "a;b%", 2, "naïve → 表 🔑")
    migrations.rollback(scratch, folder=folder, report=silent)
    assert tables(connection) == set()


def test_an_account_without_a_name(
    scratch: Address, connection: Connection, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999)
    assert migrations.apply(scratch, folder=write("0001.a", "select 1"), report=silent) == ["0001.a"]
    assert connection.execute("select username from _yoyo_log").fetchone() == ("unknown",)
