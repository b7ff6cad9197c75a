"""The two roles: what README.md says of their settings, and whose the migrations' books are."""

import re
from typing import Any, Final

import asyncpg
import psycopg
import pytest

from app.database import migrations
from app.database.address import Address
from app.database.data_directory import password
from app.database.server import Server
from app.queries import schema
from app.queries.loader import Db

Connection = psycopg.Connection[tuple[Any, ...]]
README: Final = (migrations.directory().parent / "README.md").read_text(encoding="utf-8")
BOOKS: Final = ("_yoyo_migration", "_yoyo_log", "_yoyo_version", "migration_checksums", "yoyo_lock")
RIGHTS: Final = ["select", "insert", "update", "delete", "truncate", "references", "trigger"]


def superuser(server: Server, database: str) -> Connection:
    return psycopg.connect(
        f"host={server.socket_directory} port={server.port} dbname={database} user=postgres",
        password=password(server.home, "postgres"),
        autocommit=True,
    )


@pytest.mark.parametrize("role", ["catalogue_owner", "catalogue_app"])
def test_the_readme_tells_every_setting_of_a_role(server: Server, role: str) -> None:
    (row,) = re.findall(rf"^\| `{role}` \|.*\|(.*)\|$", README, re.MULTILINE)
    with superuser(server, "postgres") as connection:
        kept = connection.execute(
            "select unnest(setconfig) from pg_db_role_setting where setrole = %s::regrole", [role]
        ).fetchall()
    assert sorted(re.findall(r"`(\w+) = (\w+)`", row)) == sorted(tuple(text.split("=")) for (text,) in kept)


def rights(connection: Connection, role: str) -> set[tuple[str, str]]:
    return set(
        connection.execute(
            "select c.relname, p.kind from pg_class as c, unnest(%s::text[]) as p (kind)"
            " where c.relname = any (%s) and has_table_privilege(%s, c.oid, p.kind)",
            [RIGHTS, list(BOOKS), role],
        ).fetchall()
    )


def test_the_service_reads_what_is_applied_and_writes_no_books(
    server: Server, scratch: Address, connection: Connection
) -> None:
    """In a database that yoyo itself has migrated before, and with the default privileges of roles.sql."""
    with superuser(server, str(scratch.database)) as given:
        given.execute(
            "alter default privileges for role catalogue_owner in schema public"
            " grant select, insert, update, delete on tables to catalogue_app"
        )
    connection.execute("create table yoyo_lock (locked int primary key, ctime timestamp, pid int not null)")
    assert len(rights(connection, "catalogue_app")) == 4
    migrations.apply(scratch, report=lambda _: None)
    assert rights(connection, "catalogue_app") == {("_yoyo_migration", "select")}
    connection.execute("grant all on all tables in schema public to catalogue_app")
    migrations.apply(scratch, report=lambda _: None)
    assert rights(connection, "catalogue_app") == {("_yoyo_migration", "select")}


@pytest.mark.parametrize("book", BOOKS[:4])
async def test_the_books_are_closed_where_the_service_runs(db: Db, book: str) -> None:
    assert await schema.applied(db) != []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await db.execute(f"delete from {book}")


def test_migrations_where_there_is_no_such_role(server: Server, scratch: Address) -> None:
    """On a hosted server the service may log in as somebody else."""
    with superuser(server, "postgres") as given:
        given.execute("alter role catalogue_app rename to catalogue_nobody")
    try:
        assert migrations.apply(scratch, report=lambda _: None)
    finally:
        with superuser(server, "postgres") as given:
            given.execute("alter role catalogue_nobody rename to catalogue_app")
