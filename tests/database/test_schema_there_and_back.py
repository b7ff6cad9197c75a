"""The project's own migrations: each rollback undoes exactly its migration, and up again gives the same."""

import os
import shutil
import subprocess
from pathlib import Path

from app.database import migrations
from app.database.address import Address
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
