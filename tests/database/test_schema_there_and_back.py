"""The project's own migrations: each rollback undoes exactly its migration, and up again gives the same."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import psycopg

from app.database import migrations
from app.database.address import Address, parse
from app.database.server import Server


def dump(server: Server, address: Address) -> list[str]:
    place = [f"--host={server.socket_directory}", f"--port={server.port}", f"--username={address.user}"]
    answer = subprocess.run(
        [server.programs.path("pg_dump"), "--schema-only", *place, address.database],
        env={**os.environ, "PGPASSWORD": str(address.password)},
        capture_output=True,
        text=True,
        check=True,
    )
    # \\restrict and \\unrestrict carry a word that is new in every dump.
    return [
        line for line in answer.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))
    ]


def test_up_down_up(server: Server, scratch: Address, tmp_path: Path) -> None:
    source, folder, said = migrations.directory(), tmp_path / "migrations", list[str]()
    folder.mkdir()
    assert migrations.apply(scratch, folder=folder, report=said.append) == []  # only the bookkeeping tables
    dumps = [dump(server, scratch)]
    for name in migrations.known():
        for path in source.glob(f"{name}.*"):
            shutil.copy(path, folder)
        assert migrations.apply(scratch, folder=folder, report=said.append) == [name]
        dumps.append(dump(server, scratch))
        assert dumps[-1] != dumps[-2], f"{name} changes nothing"
    for number, name in reversed(list(enumerate(migrations.known()))):
        assert migrations.rollback(scratch, folder=folder, report=said.append) == [name]
        assert dump(server, scratch) == dumps[number], f"{name}.rollback.sql leaves something else behind"
    assert migrations.apply(scratch, folder=folder, report=said.append) == list(migrations.known())
    assert dump(server, scratch) == dumps[-1]


def test_datasets_that_were_read_wait_to_be_read_again(migrated: Server, fresh: str) -> None:
    owner = replace(parse(migrated.owner_url), database=parse(fresh).database)
    steps = len(migrations.known()) - list(migrations.known()).index("0018.datasets_in_use")
    with psycopg.connect(owner.psycopg(), autocommit=True) as connection:
        read = set(connection.execute("select id from datasets where status = 'ready'"))
        migrations.rollback(owner, steps=steps, report=lambda _: None)
        migrations.apply(owner, report=lambda _: None)
        waiting = set(
            connection.execute("select id from datasets where status = 'uploaded' and attempts = 0")
        )
    assert set() < read <= waiting
