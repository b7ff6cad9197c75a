"""The schema as a DBA reads it: what the catalogue of PostgreSQL tells of the migrated database."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, TypeAlias

import asyncpg
import psycopg
import pytest
from psycopg import sql

from app.database import migrations
from app.database.address import Address, parse
from app.database.data_directory import password
from app.database.server import Server

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Finding = tuple[str, str, str]

LINTS: Final = Path(__file__).with_name("lints.sql").read_text(encoding="utf-8")
FAULTY: Final = Path(__file__).with_name("faulty.sql").read_text(encoding="utf-8")

MEANT: Final[dict[Finding, str]] = {
    ("nullable_with_default", "benchmarks", "higher_is_better"): "null is an answer: nobody knows",
    ("nullable_with_default", "benchmark_results", "created_by"): "whoever the transaction names, or nobody",
    ("nullable_with_default", "opinions", "created_by"): "whoever the transaction names, or nobody",
    ("nullable_with_default", "use_cases", "created_by"): "whoever the transaction names, or nobody",
    ("unique_lets_nulls_repeat", "datasets", "datasets_user_id_sha256_key"): "what nobody owns any more",
    (
        "redundant_index",
        "benchmark_results",
        "benchmark_results_import_idx is the beginning of benchmark_results_import_row_idx",
    ): "with the longer one alone the newest results of an import cost 2,489 buffers instead of 95",
    ("float_may_be_infinite", "datasets", "progress"): "it lies between 0 and 1",
    ("without_created_at", "throttle", ""): "one row a key, gone when it is past",
    ("without_updated_at", "throttle", ""): "one row a key, gone when it is past",
    ("without_created_at", "import_rows", ""): "lives as long as one import runs",
    ("without_updated_at", "import_rows", ""): "lives as long as one import runs",
    ("without_created_at", "import_names", ""): "lives as long as one import runs",
    ("without_updated_at", "import_names", ""): "lives as long as one import runs",
    ("without_updated_at", "import_rejects", ""): "written once",
    ("without_updated_at", "import_conflicts", ""): "written once",
    ("without_updated_at", "dataset_rejects", ""): "written once",
    ("without_updated_at", "audit", ""): "append-only",
    ("without_updated_at", "changes", ""): "append-only",
}


@pytest.fixture
async def owner(migrated: Server, seeded: str) -> AsyncIterator[Connection]:
    """The owner's connection to the seeded database, in a transaction that is rolled back."""
    address = parse(migrated.owner_url.replace("/catalogue?", f"/{seeded}?"))
    connection = await asyncpg.connect(**address.asyncpg())
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def findings(connection: Connection) -> set[Finding]:
    return {(row["rule"], row["object"], row["detail"]) for row in await connection.fetch(LINTS)}


async def test_nothing_is_found_but_what_is_meant(owner: Connection) -> None:
    assert await findings(owner) == MEANT.keys()


async def test_every_rule_can_find_something(owner: Connection) -> None:
    await owner.execute(FAULTY)
    found = {rule for rule, name, detail in await findings(owner) if "faulty" in name + detail}
    rules = {line.split("'")[1] for line in LINTS.splitlines() if line.startswith("select '")}
    # An index is invalid only after CREATE INDEX CONCURRENTLY has failed, which no transaction can hold.
    assert found == rules - {"invalid_index", "without_"} | {"without_created_at", "without_updated_at"}


REFUSED: Final = [
    "truncate models cascade",
    "truncate changes",
    "create table mine (id bigint)",
    "create function mine() returns integer language sql return 1",
    "create schema mine",
    "alter table models add column mine text",
    "alter table models disable trigger all",
    "drop table opinions",
    "create index on models (license)",
    "alter table models owner to catalogue_app",
]


@pytest.mark.parametrize("statement", REFUSED)
async def test_the_service_may_not(db: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await db.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update changes set reason = 'none'",
        "delete from changes",
        "update audit set action = 'nothing'",
        "delete from audit",
    ],
)
async def test_histories_are_append_only(db: Connection, statement: str) -> None:
    await db.execute("insert into audit (action) values ('user.disable')")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await db.execute(statement)


async def test_old_audit_rows_may_go(db: Connection) -> None:
    await db.execute("insert into audit (action, created_at) values ('old', now() - interval '401 days')")
    assert await db.execute("delete from audit where created_at < now() - interval '400 days'") == "DELETE 1"


def test_visitors_of_supabase_read_nothing(server: Server, scratch: Address) -> None:
    """Its default privileges give the roles of its web interface every new table."""
    superuser = f"host={server.socket_directory} dbname={scratch.database} user=postgres"
    with psycopg.connect(
        superuser, password=password(server.home, "postgres"), autocommit=True
    ) as connection:
        for visitor in (sql.Identifier("anon"), sql.Identifier("authenticated")):
            connection.execute(sql.SQL("create role {}").format(visitor))
        try:
            for kind in ("tables", "sequences"):
                connection.execute(
                    sql.SQL(
                        "alter default privileges for role catalogue_owner in schema public"
                        " grant all on {} to anon, authenticated"
                    ).format(sql.SQL(kind))
                )
            migrations.apply(scratch, report=lambda _: None)
            open_to_visitors = connection.execute(
                "select c.relname from pg_class as c, (values ('anon'), ('authenticated')) as v (visitor)"
                " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')"
                " and case c.relkind when 'S' then has_sequence_privilege(visitor, c.oid, 'select, usage')"
                " else has_table_privilege(visitor, c.oid, 'select, insert, update, delete, truncate') end"
            ).fetchall()
            assert open_to_visitors == []
        finally:
            connection.execute("drop owned by anon, authenticated; drop role anon, authenticated")
