"""Workers, in `catalogue worker` and inside the service: they read what was uploaded, and end in order."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.database.address import parse
from app.database.server import running_urls
from tests.conftest import serving
from tests.datasets.listening import events
from tests.datasets.queueing import Queue, queue
from tests.people import MIA
from tests.service.conftest import Launch
from tests.service.processes import (
    CATALOGUE,
    Service,
    alive,
    descendants,
    eventually,
    free_port,
    launch,
    one_line,
    run,
)

pytestmark = pytest.mark.once

SCORES = "model,score\nalpha,1\nbeta,2\n"
Start = Callable[..., Service]


@pytest.fixture
async def there(fresh: str, tmp_path: Path) -> AsyncIterator[Queue]:
    async with queue(fresh, tmp_path / "home") as made:
        yield made


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Start]:
    """Starts a worker on a data directory, by default one beside the test's other files."""
    started: list[Service] = []

    def worker(*words: str, home: Path = tmp_path / "home", **settings: object) -> Service:
        outputs = tmp_path / f"worker {len(started)}"
        outputs.mkdir()
        command = (*CATALOGUE, "worker", *words)
        started.append(launch(home, outputs, wait=False, command=command, **settings))  # type: ignore[arg-type]  # any setting
        assert eventually(lambda: "worker_started" in told(started[-1]), 30), started[-1].complaints
        return started[-1]

    yield worker
    for one in started:
        one.put_away()


def told(worker: Service) -> dict[str, dict[str, Any]]:
    """The last line of each event."""
    return {line["event"]: line for line in worker.log}


def reader_of(worker: Service) -> int | None:
    """The child that reads for it, while there is one."""
    for pid in descendants(worker.process.pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            if b"app.datasets.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
    return None


async def test_it_reads_and_ends_at_a_signal(there: Queue, fresh: str, begin: Start) -> None:
    """Nobody's tokens are its business: it needs no SECRET_KEY."""
    good, bad = await there.add(SCORES), await there.add("")
    worker = begin("--readers", "2", DATABASE_URL=fresh, SECRET_KEY="")
    assert told(worker)["worker_started"]["readers"] == 2
    row = await there.until(good, status="ready")
    assert (row.version, row.attempts) == (1, 1)
    assert row.table_path
    assert (there.files / row.table_path).read_bytes()[:4] == b"PAR1"
    await there.until(bad, status="error")
    lines = [line for line in worker.log if line["event"] == "dataset_read"]
    assert {(line["dataset"], line["outcome"], line["attempt"]) for line in lines} == {
        (str(good), "ready", 1),
        (str(bad), "error", 1),
    }
    later = await there.add(SCORES)
    await there.until(later, status="ready")
    worker.send(signal.SIGTERM)
    assert worker.wait() == 0
    assert worker.log[-1]["event"] == "worker_ended"


@pytest.mark.parametrize(("number", "group"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
async def test_what_it_is_at_is_given_back(
    there: Queue, fresh: str, begin: Start, number: signal.Signals, group: bool
) -> None:
    worker = begin(DATABASE_URL=fresh)
    id = await there.add(SCORES)
    reader = await asyncio.to_thread(stopped, worker)
    worker.send(number, group=group)
    assert worker.wait() == 0
    assert not alive(reader)
    row = await there.row(id)
    assert (row.status, row.attempts, row.leased_by) == ("uploaded", 0, None)
    assert told(worker)["dataset_read"]["outcome"] == "given back"
    assert not there.stored(id)


def stopped(worker: Service) -> int:
    """Its child, which goes on with nothing."""
    assert eventually(lambda: reader_of(worker) is not None, 30)
    reader = reader_of(worker)
    assert reader
    os.kill(reader, signal.SIGSTOP)
    return reader


async def test_killed_its_job_is_another_ones(there: Queue, fresh: str, begin: Start) -> None:
    """The lease was of fifteen seconds; here it is over sooner."""
    worker = begin(DATABASE_URL=fresh)
    id = await there.add(SCORES)
    reader = await asyncio.to_thread(stopped, worker)
    worker.send(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    with suppress(ProcessLookupError):  # it was too young to end with its parent, or not
        os.kill(reader, signal.SIGCONT)
    assert eventually(lambda: not alive(reader), 10)
    assert (await there.row(id)).status == "processing"
    await there.database.execute("update datasets set leased_until = now() where id = $1", id)
    begin(DATABASE_URL=fresh)
    row = await there.until(id, status="ready")
    assert (row.version, row.attempts) == (1, 2)


async def test_the_service_reads_by_itself(there: Queue, fresh: str, tmp_path: Path) -> None:
    async with serving(fresh, dataset_readers=1, data_dir=str(tmp_path / "home")) as client:
        id = await there.add(SCORES)
        answer = await client.get(f"/api/v1/datasets/{id}/events", headers=MIA.headers())
        assert events(answer.text)[-1]["status"] == "ready"
        waiting = await there.add(SCORES, run_after=datetime(2999, 1, 1, tzinfo=UTC))
    assert (await there.row(waiting)).status == "uploaded"


def test_without_a_schema_or_a_database(tmp_path: Path, migrated: Any) -> None:
    away = run("worker", cwd=tmp_path, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    assert "is away" in one_line(away)
    empty = migrated.owner_url.replace("/catalogue?", "/postgres?")
    assert "run `make migrate`" in one_line(run("worker", cwd=tmp_path, DATABASE_URL=empty))


async def test_beside_a_service_it_joins_its_database(start: Launch, home: Path, begin: Start) -> None:
    service = start(DATASET_READERS=0)
    worker = begin(home=home)
    owner = await asyncpg.connect(**parse(running_urls(home).owner_url).asyncpg())
    try:
        id = await put(owner, home)
        question = "select status from datasets where id = $1"
        async with asyncio.timeout(30):
            while await owner.fetchval(question, id) != "ready":  # noqa: ASYNC110  # it tells nobody here
                await asyncio.sleep(0.05)
    finally:
        await owner.close()
    worker.send(signal.SIGTERM)
    assert worker.wait() == 0
    assert service.process.poll() is None


async def put(owner: "asyncpg.Connection[asyncpg.Record]", home: Path) -> UUID:
    """A file that was uploaded, by somebody who has left."""
    id = MIA.id
    path = home / "datasets" / str(id) / "original.csv"
    path.parent.mkdir(parents=True)
    path.write_text(SCORES)
    await owner.execute(
        "insert into datasets (id, filename, original_filename, file_type, file_path, file_size, sha256) "
        "values ($1, $2, 'scores.csv', 'csv', $3, 1, sha256('scores'))",
        *(id, f"{id}.csv", f"{id}/original.csv"),
    )
    return id
