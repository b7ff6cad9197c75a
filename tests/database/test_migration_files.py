"""What a folder of migrations may hold; no database is asked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.database import migrations
from app.database.address import parse
from app.database.migration_format import read
from app.database.migrations import MigrationError

NOWHERE = parse("postgresql://nobody@nowhere.invalid/none")
Write = Callable[..., Path]


def test_the_projects_own_migrations_are_found_in_order() -> None:
    names = sorted(path.name for path in migrations.directory().glob("*.sql"))
    assert list(migrations.known()) == [name[:-4] for name in names if not name.endswith(".rollback.sql")]
    assert migrations.known()[0].startswith("0001.")
    assert [migration.id for migration in read(migrations.directory())] == list(migrations.known())


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (["0001.a.sql"], "0001.a.sql has no rollback: write 0001.a.rollback.sql"),
        (["0001.a.rollback.sql"], "0001.a.rollback.sql is the rollback of a file that is not there"),
        (
            ["0001.a.sql", "0001.a.rollback.sql", "0001.b.sql", "0001.b.rollback.sql"],
            "0001.b.sql has the number of 0001.a.sql",
        ),
        (["0001.a.py"], "0001.a.py is no name of a migration"),
        (["1.a.sql", "1.a.rollback.sql"], "1.a.sql is no name"),
        (["0001.A b.sql", "0001.A b.rollback.sql"], "0001.A b.sql is no name"),
        (["post-apply.sql", "post-apply.rollback.sql"], "post-apply.sql is no name"),
    ],
)
def test_a_file_out_of_order_is_refused_by_name(tmp_path: Path, files: list[str], message: str) -> None:
    for name in files:
        (tmp_path / name).write_text("select 1")
    with pytest.raises(MigrationError, match=message):
        migrations.apply(NOWHERE, folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "undo", "message"),
    [
        ("begin; select 1; commit;", "select 1", "0001.a.sql: BEGIN is not allowed"),
        ("select 1;\n-- done\ncommit", "select 1", "0001.a.sql: COMMIT is not allowed"),
        ("select 1; /* x */ Start Transaction;", "select 1", "0001.a.sql: START is not allowed"),
        ("select 1; end;", "select 1", "0001.a.sql: END is not allowed"),
        ("do $$ begin null; end $$; rollback;", "select 1", "0001.a.sql: ROLLBACK is not allowed"),
        ("select 1", "select 1; commit;", "0001.a.rollback.sql: COMMIT is not allowed"),
        ("select 1", "-- nothing\n", "0001.a.rollback.sql undoes nothing"),
        ("select 1", "", "0001.a.rollback.sql undoes nothing"),
        ("-- transactional: no\nselect 1", "select 1", "must be true or false"),
        (
            "-- Transactional: false\nselect 1",
            "select 1",
            "0001.a.sql: depends and transactional go in lower",
        ),
        ("/* x */\n-- transactional: false\nselect 1", "select 1", "before the first statement"),
        ("select 1;\n-- depends: 0001.b\nselect 2", "select 1", "before the first statement"),
        ("-- depends: 0000.x\nselect 1", "select 1", "0001.a.sql depends on 0000.x, which is not before it"),
        ("-- depends: 0002.later\nselect 1", "select 1", "depends on 0002.later, which is not before it"),
    ],
)
def test_a_text_that_yoyo_would_misread_is_refused(write: Write, text: str, undo: str, message: str) -> None:
    write("0002.later", "select 1")
    folder = write("0001.a", text, undo)
    with pytest.raises(MigrationError, match=message):
        migrations.apply(NOWHERE, folder=folder)


@pytest.mark.parametrize("name", ["0001.a.sql", "0001.a.rollback.sql"])
def test_a_file_that_is_not_utf8_is_refused(write: Write, name: str) -> None:
    folder = write("0001.a", "select 1")
    (folder / name).write_bytes("select 'ä'".encode("latin-1"))
    with pytest.raises(MigrationError, match=rf"^{name} is not UTF-8 text \(byte 8\)$"):
        migrations.apply(NOWHERE, folder=folder)


@pytest.mark.parametrize(
    "text",
    [
        "create function f() returns int language sql begin atomic select 1; select 2; end; select 3",
        "do $$ begin perform 1; end $$; do $x$ begin perform 1; exception when others then null; end $x$",
        "select case when true then 1 end; select 'x; commit;'; select E'\\'; commit;'",
        'select 1 as "; end;"',
        "-- commit;\n/* begin; */ select 1",
    ],
)
def test_words_that_only_look_like_transaction_control_are_read(write: Write, text: str) -> None:
    assert [migration.id for migration in read(write("0001.a", text))] == ["0001.a"]


def test_line_ends_are_no_edit(write: Write) -> None:
    folder = write("0001.a", "select 1;\nselect 2;\n")
    before = read(folder)[0].sha256
    (folder / "0001.a.sql").write_bytes(b"select 1;\r\nselect 2;\r\n")
    assert read(folder)[0].sha256 == before
    (folder / "0001.a.sql").write_bytes(b"select 1;\nselect 3;\n")
    assert read(folder)[0].sha256 != before
