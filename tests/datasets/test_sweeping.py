"""Files that no dataset names go after a day, private datasets without an owner at once; nothing else."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from uuid import uuid4

import asyncpg
import pytest
from structlog.testing import capture_logs

from app import hourly
from app.database.address import parse
from app.database.pool import prepare
from app.datasets import sweeping
from app.datasets.storage import Away, Storage
from app.datasets.sweeping import OWNER, sweep, swept
from app.settings import Settings
from tests.accounts.signing import Own

#: Of the seed: its datasets, by what their rows name.
NAMED: Final = (
    "00000000-0000-0000-0000-000000000007/original.csv.gz",
    "00000000-0000-0000-0000-000000000007/1/table.parquet",
    "00000000-0000-0000-0000-000000000007/1/text.parquet",
    "00000000-0000-0000-0000-000000000009/original.csv",
)


@pytest.fixture
async def own(fresh: str) -> AsyncIterator[Own]:
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    await prepare(connection)
    yield connection
    await connection.close()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage.of(Settings(), tmp_path)


def lay(home: Path, key: str, hours: float = 25) -> None:
    """A file that was last written so long ago."""
    path = home / "datasets" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (time.time() - hours * 3600,) * 2)


def lying(home: Path) -> set[str]:
    root = home / "datasets"
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()} - {OWNER}


async def test_what_no_row_names_goes_after_a_day(own: Own, storage: Storage, tmp_path: Path) -> None:
    gone, other = uuid4(), "00000000-0000-0000-0000-000000000007"
    strays = (
        f"{gone}/original.csv",
        f"{gone}/abcd/table.parquet",
        f"{uuid4()}/original.csv.part",
        f"{other}/0/table.parquet",  # of the reading before
        f"{other}/original.csv",
        f"{other}/1/other.parquet",
    )
    young = (f"{uuid4()}/original.csv.part", f"{uuid4()}/original.csv")
    strange = (
        "README",
        "other/place.csv",
        f"{str(gone).upper()}/original.csv",
        f"backup/{gone}/original.csv",
    )
    for key in (*NAMED, *strays, *strange):
        lay(tmp_path, key)
    for key in young:
        lay(tmp_path, key, hours=23)
    with capture_logs() as log:
        assert await sweep(own, storage) == (0, len(strays))
    assert lying(tmp_path) == {*NAMED, *young, *strange}
    assert not (tmp_path / "datasets" / str(gone)).exists(), "nor do empty directories stay"
    assert log == [{"event": "swept", "log_level": "info", "ownerless": 0, "strays": len(strays)}]
    with capture_logs() as log:
        assert await sweep(own, storage) == (0, 0)
    assert log == []


async def test_many_strays(
    own: Own, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 7)
    for _ in range(50):
        lay(tmp_path, f"{uuid4()}/original.csv")
    for key in NAMED:
        lay(tmp_path, key)
    assert await sweep(own, storage) == (0, 50)
    assert lying(tmp_path) == {*NAMED}


async def test_what_nobody_can_see_goes_with_its_files(own: Own, storage: Storage, tmp_path: Path) -> None:
    for key in NAMED:
        lay(tmp_path, key, hours=0)
    await own.execute("update datasets set user_id = null")
    left = await own.fetchval("select count(*) from datasets where is_public")
    private = await own.fetchval("select count(*) from datasets where not is_public")
    assert (left, private) == (1, 4)
    assert await sweep(own, storage) == (4, 0)
    assert [str(row["id"]) for row in await own.fetch("select id from datasets")] == [NAMED[0][:36]]
    assert lying(tmp_path) == {*NAMED[:3]}


async def test_files_of_another_database_stay(own: Own, storage: Storage, tmp_path: Path) -> None:
    """A second one that is given the same place would take all files of the first for strays."""
    stray = f"{uuid4()}/original.csv"
    lay(tmp_path, stray)
    await sweep(own, storage)
    assert lying(tmp_path) == set()
    owner = (tmp_path / "datasets" / OWNER).read_text()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", owner)

    lay(tmp_path, stray)
    (tmp_path / "datasets" / OWNER).write_text("2001-01-01T00:00:00.000000")
    with capture_logs() as log:
        assert await sweep(own, storage) == (0, 0)
    assert lying(tmp_path) == {stray}
    assert [(one["event"], one["log_level"]) for one in log] == [("not_swept", "warning")]


async def test_a_storage_that_is_away_is_asked_again(
    own: Own, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error does not end it, and the next round does what this one could not."""
    rounds: list[None] = []
    enough = asyncio.Event()

    async def failing(*_: object) -> tuple[int, int]:
        rounds.append(None)
        if len(rounds) == 4:
            enough.set()
        if len(rounds) < 3:
            raise Away
        return 0, 0

    monkeypatch.setattr(sweeping, "sweep", failing)
    monkeypatch.setattr(hourly, "EVERY", 0.01)
    with capture_logs() as log:
        async with swept(own, storage):
            await asyncio.wait_for(enough.wait(), 10)
    assert [one["event"] for one in log] == ["not_swept"] * 2
    await asyncio.sleep(0.05)
    ended = len(rounds)
    await asyncio.sleep(0.05)
    assert len(rounds) == ended, "it ends with the service"


async def test_a_row_that_is_written_meanwhile_keeps_its_file(
    own: Own, storage: Storage, tmp_path: Path
) -> None:
    """An upload is a file first, and a row after that: it is young."""
    id = uuid4()
    lay(tmp_path, f"{id}/original.csv", hours=0)
    assert await sweep(own, storage) == (0, 0)
    await own.execute(
        "insert into datasets "
        "(id, filename, original_filename, file_type, file_path, file_size, sha256, is_public) "
        "values ($1, $2, 'a', 'csv', $3, 1, sha256('x'), true)",
        id,
        f"{id}.csv",
        f"{id}/original.csv",
    )
    lay(tmp_path, f"{id}/original.csv", hours=1000)
    assert await sweep(own, storage) == (0, 0)
    assert lying(tmp_path) == {f"{id}/original.csv"}
