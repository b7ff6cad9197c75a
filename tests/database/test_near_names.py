"""The extension that finds near names: made by who migrates, used where it is, kept where others need it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, Final, TypeAlias

import asyncpg
import psycopg
import pytest
from psycopg import sql

from app.database import migrations
from app.database.address import Address, parse
from app.database.data_directory import password
from app.database.migrations import MigrationError
from app.database.server import Server
from app.queries import names

Connection: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"

NEAR: Final = "0009.near_names"
ADD: Final = "insert into models (name, organization) values ('Alpha', 'Acme'), ('Omega', 'Acme')"


@pytest.fixture
def superuser(server: Server, scratch: Address) -> Iterator[Connection]:
    """In the empty database, in autocommit."""
    address = replace(scratch, user="postgres", password=password(server.home, "postgres"))
    with psycopg.connect(address.psycopg(), autocommit=True) as connection:
        yield connection


def migrate(address: Address) -> list[str]:
    return migrations.apply(address, report=lambda _: None)


def undo(address: Address) -> list[str]:
    """Everything from the migration of near names on."""
    steps = len(migrations.known()) - migrations.known().index(NEAR)
    return migrations.rollback(address, steps=steps, report=lambda _: None)


def installed(connection: Connection) -> bool:
    row = connection.execute("select exists (select from pg_extension where extname = 'pg_trgm')").fetchone()
    return row == (True,)


def test_who_migrates_makes_the_extension_and_takes_it_away(scratch: Address, connection: Connection) -> None:
    migrate(scratch)
    owner = connection.execute(
        "select extowner::regrole::text, extnamespace::regnamespace::text"
        " from pg_extension where extname = 'pg_trgm'"
    ).fetchone()
    assert owner == ("catalogue_owner", "public")
    assert undo(scratch)[-1] == NEAR
    assert not installed(connection)


def test_an_extension_that_was_there_stays(
    scratch: Address, connection: Connection, superuser: Connection
) -> None:
    superuser.execute("create extension pg_trgm")
    migrate(scratch)
    undo(scratch)
    assert installed(connection)
    migrate(scratch)


def test_an_extension_that_somebody_has_come_to_need_stays(scratch: Address, connection: Connection) -> None:
    migrate(scratch)
    connection.execute("create table theirs (word text)")
    connection.execute("create index on theirs using gin (word gin_trgm_ops)")
    assert undo(scratch)[-1] == NEAR
    assert installed(connection)


async def test_an_extension_in_a_schema_of_its_own(
    server: Server, scratch: Address, connection: Connection, superuser: Connection
) -> None:
    """As on Supabase; the service's role may not even look there, and needs not."""
    superuser.execute("create schema extensions")
    superuser.execute("create extension pg_trgm schema extensions")
    with pytest.raises(
        MigrationError, match=r"grant usage on schema extensions to catalogue_owner$"
    ) as refused:
        migrate(scratch)
    assert str(refused.value).startswith(f"{NEAR}.sql: 42501 ")
    superuser.execute("grant usage on schema extensions to catalogue_owner")
    migrate(scratch)
    connection.execute(ADD)
    connection.execute("grant select on all tables in schema public to catalogue_app")
    app = replace(parse(server.app_url), database=scratch.database)
    service = await asyncpg.connect(**app.asyncpg())
    try:
        assert not await service.fetchval("select has_schema_privilege('extensions', 'usage')")
        (found,) = await names.models_alike(service, names=["alphaa"])
    finally:
        await service.close()
    assert found.matched == "Alpha"


def test_who_may_not_make_it_is_told_what_to_grant(
    scratch: Address, connection: Connection, superuser: Connection
) -> None:
    database = sql.Identifier(str(scratch.database))
    superuser.execute(sql.SQL("alter database {} owner to postgres").format(database))
    superuser.execute("grant usage, create on schema public to catalogue_owner")
    grant = f"grant create on database {scratch.database} to catalogue_owner"
    with pytest.raises(MigrationError, match=rf"may not create the extension pg_trgm: .*, or {grant}$"):
        migrate(scratch)
    superuser.execute(grant)
    migrate(scratch)


def test_a_server_without_it_is_told_what_to_install(
    scratch: Address, connection: Connection, superuser: Connection
) -> None:
    """A view of the same name stands for a server whose files are not there."""
    connection.execute("create view pg_available_extensions as select null::name as name where false")
    database = sql.Identifier(str(scratch.database))
    superuser.execute(sql.SQL("alter database {} set search_path to public, pg_catalog").format(database))
    major = connection.info.server_version // 10000
    with pytest.raises(
        MigrationError, match=rf"0A000 .* no extension pg_trgm: install .*postgresql-{major};"
    ):
        migrate(scratch)


@pytest.fixture
async def owner(migrated: Server, seeded: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """In a transaction that is rolled back."""
    address = replace(parse(migrated.owner_url), database=seeded)
    connection = await asyncpg.connect(**address.asyncpg())
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("set local enable_seqscan = off")
    yield connection
    await transaction.rollback()
    await connection.close()


async def plan(connection: "asyncpg.Connection[asyncpg.Record]", statement: str) -> str:
    return "\n".join(line for (line,) in await connection.fetch(f"explain {statement}"))


async def test_near_names_come_from_their_index_in_order(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    near = "from model_names as n where names_alike(n.name, 'alfa') order by name_distance(n.name, 'alfa')"
    found = await plan(owner, f"select n.spelling {near} limit 5")
    assert "Index Scan using model_names_near_idx" in found
    assert "Sort" not in found


async def test_a_name_is_never_looked_for_among_near_names(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """That index knows "=" too, but dearly: the planner would take it for as good as the key."""
    await owner.execute("alter table model_names drop constraint model_names_pkey")
    found = await plan(owner, "select n.spelling from model_names as n where n.name = 'alpha'")
    assert "model_names_near_idx" not in found
