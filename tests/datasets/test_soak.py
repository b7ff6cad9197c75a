"""Many files, processes that read them, of which some are killed: each file is read well exactly once."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from app.database.address import parse
from app.database.server import Server
from app.datasets.scratch import Scratch
from tests.conftest import database_url
from tests.datasets.queueing import Queue, queue
from tests.service.processes import alive, descendants, environment, eventually

pytestmark = pytest.mark.once

FILES: Final = 100
PROCESSES: Final = 3
#: A process is killed when so many are done.
KILLS: Final = (10, 25, 40, 55, 70)
SECONDS: Final = 90
COUNTING: Final = """
create table completions (id uuid not null, attempts bigint not null);
create function count_completion() returns trigger language plpgsql security definer as $$
begin
    insert into completions (id, attempts) values (new.id, new.attempts);
    return null;
end
$$;
create trigger datasets_count_completion after update on datasets
for each row when (new.version > old.version) execute function count_completion();
grant select on completions to public;
"""


@pytest.fixture
async def there(migrated: Server, fresh: str, tmp_path: Path) -> AsyncIterator[Queue]:
    owner = await asyncpg.connect(**parse(database_url(migrated.owner_url, parse(fresh).database)).asyncpg())
    try:
        await owner.execute(COUNTING)
    finally:
        await owner.close()
    async with queue(fresh, tmp_path) as made:
        yield made


class Crew:
    """Processes that read, of which some are killed and replaced."""

    def __init__(self, url: str, place: Path) -> None:
        self._command = [sys.executable, "-m", "tests.datasets.soaking", url, str(place)]
        self._outputs = place / "outputs"
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        with self._outputs.open("ab") as outputs:
            self._processes.append(
                subprocess.Popen(self._command, env=environment(), stdout=outputs, stderr=outputs)
            )

    def kill(self) -> None:
        """The one that has worked longest; none of its children outlives it."""
        process = self._processes.pop(0)
        family = descendants(process.pid)
        process.kill()
        process.wait()
        assert eventually(lambda: not any(map(alive, family)), 10)


@contextmanager
def crew(url: str, place: Path) -> Iterator[Crew]:
    made = Crew(url, place)
    for _ in range(PROCESSES):
        made.start()
    try:
        yield made
    finally:
        for _ in range(PROCESSES):
            made.kill()


async def test_each_is_read_once(there: Queue, fresh: str, tmp_path: Path) -> None:
    added = [await there.add("slowly 0.1") for _ in range(FILES)]
    started = time.monotonic()
    with crew(fresh, tmp_path) as readers:
        async with asyncio.timeout(SECONDS):
            for done in KILLS:
                await completed(there, done)
                readers.kill()
                readers.start()
            await completed(there, FILES)
    print(f"{FILES} files in {time.monotonic() - started:.1f} s")
    told = await there.database.fetchrow(
        "select count(*), count(distinct c.id), max(c.attempts) between 2 and 3 from completions as c"
    )
    assert tuple(told) == (FILES, FILES, True)
    for id in added:
        row = await there.row(id)
        assert (row.status, row.version, row.leased_by) == ("ready", 1, None)
        assert row.table_path
        assert (there.files / row.table_path).read_text() == "table.parquet of scores.csv"
    async with Scratch(there.scratch).place() as place:
        assert list(there.scratch.iterdir()) == [place]  # what the killed ones left is gone


async def completed(there: Queue, count: int) -> None:
    while await there.value("select count(*) from completions") < count:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
