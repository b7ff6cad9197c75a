"""Who reads what: each dataset once, by who holds it; what goes wrong is tried again, and leaves nothing."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from msgspec import Raw
from msgspec.structs import replace
from structlog.testing import capture_logs

from app.database.address import parse
from app.datasets.attempts import Pace
from app.datasets.job import Limits
from app.datasets.leases import Found, Lease
from app.datasets.storage import Away
from app.datasets.storage.directory import Directory
from app.queries import datasets, uploads
from tests.datasets.queueing import LIMITS, QUICK, Queue, children, eventually, queue

pytestmark = pytest.mark.once

Write = Callable[[Queue, UUID, str], Awaitable[UUID | None]]

PAST = datetime(2025, 1, 1, tzinfo=UTC)
FUTURE = datetime(2999, 1, 1, tzinfo=UTC)
HELD = {"status": "processing", "leased_by": "me", "leased_until": FUTURE, "attempts": 1}
FOUND = Found(
    file_type="csv", compression=None, rows=1, rejected=0, columns=[], findings=Raw(b"{}"), rejects=[]
)


@pytest.fixture
async def there(fresh: str, tmp_path: Path) -> AsyncIterator[Queue]:
    async with queue(fresh, tmp_path) as made:
        yield made


async def claim(there: Queue, holder: str = "me", seconds: float = 60) -> datasets.Claimed | None:
    return await datasets.claim(there.database, holder=holder, seconds=seconds, most=3)


async def test_a_file_is_read(there: Queue) -> None:
    id = await there.add("read 2")
    assert await there.worker().take()
    row = await there.row(id)
    assert (row.status, row.stage, row.progress, row.attempts, row.version, row.leased_by, row.error) == (
        *("ready", None, None, 1, 1, None, None),
    )
    assert row.table_path
    directory = row.table_path.split("/")[1]
    assert row.table_path == f"{id}/{directory}/table.parquet"
    assert row.text_path == f"{id}/{directory}/text.parquet"
    assert (there.files / row.table_path).read_text() == "table.parquet of scores.csv"
    assert (there.files / row.text_path).read_text() == "text.parquet of scores.csv"
    told = await there.database.fetchrow(
        "select file_type, compression, row_count, column_count, rows_rejected, "
        "columns_info #>> '{0,title}', findings ->> 'encoding', processed_at > now() - interval '1 minute' "
        "from datasets where id = $1",
        id,
    )
    assert tuple(told) == ("csv", "gzip", 3, 1, 2, "Score", "utf-8", True)
    rejects = await there.database.fetch(
        "select position, row_number, column_name, char_length(value), reason from dataset_rejects "
        "where dataset_id = $1 order by position",
        id,
    )
    assert [tuple(one) for one in rejects] == [
        (1, 2, "score", 1000, "Expected a number."),
        (2, 3, "score", 1000, "Expected a number."),
    ]
    assert not await there.worker().take()


async def test_read_anew_it_replaces_what_was_there(there: Queue) -> None:
    id = await there.add("read 2500")
    await there.worker().take()
    before = await there.row(id)
    (there.files / str(id) / "original.csv").write_text("read 1")
    await uploads.reread(there.database, id=id, options=Raw(b"{}"))
    await there.worker().take()
    after = await there.row(id)
    assert (after.status, after.version) == ("ready", 2)
    assert before.table_path != after.table_path
    assert there.stored(id) == {
        path.removeprefix(f"{id}/") for path in (after.table_path, after.text_path) if path
    }
    assert await there.value("select count(*) from dataset_rejects where dataset_id = $1", id) == 1


async def test_rejects_keep_their_places_over_several_writes(there: Queue) -> None:
    id = await there.add("read 2500")
    await there.worker().take()
    places = "select min(position), max(position), max(row_number - position), count(*) from dataset_rejects "
    found = await there.database.fetchrow(f"{places} where dataset_id = $1", id)
    assert tuple(found) == (1, 2500, 1, 2500)


async def test_what_waits_is_claimed_once_and_the_oldest_first(there: Queue) -> None:
    added = [await there.add("read", run_after=PAST + timedelta(days=day)) for day in (3, 1, 2)]
    added += [await there.add("read", run_after=PAST + timedelta(days=9)) for _ in range(17)]
    first = [await claim(there, f"{number}") for number in range(3)]
    assert [one and one.id for one in first] == [added[1], added[2], added[0]]
    others = await asyncio.gather(*(claim(there, f"other {number}") for number in range(40)))
    claimed = [one.id for one in others if one]
    assert sorted(claimed) == sorted(added[3:])


async def test_one_that_somebody_has_locked_is_passed_over(there: Queue, fresh: str) -> None:
    locked = await there.add("read", run_after=PAST)
    other = await there.add("read")
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        async with connection.transaction():
            await connection.execute("select from datasets where id = $1 for update", locked)
            found = await claim(there)
            assert found
            assert found.id == other
            assert await claim(there) is None
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("columns", "attempts"),
    [
        ({"run_after": FUTURE}, None),
        (HELD, None),
        ({**HELD, "leased_until": PAST}, 2),
        ({**HELD, "leased_until": PAST, "run_after": FUTURE}, None),
        ({"status": "error", "error": "It is empty."}, None),
        ({"attempts": 2}, 3),
    ],
)
async def test_what_may_be_claimed(there: Queue, columns: dict[str, Any], attempts: int | None) -> None:
    id = await there.add("read", **columns)
    found = await claim(there, "you")
    if attempts is None:
        assert found is None
        return
    assert found
    assert (found.id, found.attempts, found.is_over) == (id, attempts, False)
    row = await there.row(id)
    assert (row.status, row.leased_by, row.attempts) == ("processing", "you", attempts)


async def test_the_third_lost_attempt_is_the_last(there: Queue) -> None:
    id = await there.add("read", **{**HELD, "leased_until": PAST, "attempts": 3})
    assert await there.worker().take()
    row = await there.row(id)
    assert (row.status, row.attempts) == ("error", 3)
    assert row.error == (
        "The process that read it ended before it was done, three times; most likely for want of memory: "
        "upload it in parts, or try again."
    )
    assert children() == set()


async def test_when_to_look_again(there: Queue) -> None:
    """The sample has one that waits until the year 2999, and one that is held until then."""
    assert await datasets.due(there.database) > 10**9  # type: ignore[operator]  # there are some
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    await there.add("read", run_after=in_an_hour)
    assert await datasets.due(there.database) == pytest.approx(3600, abs=60)
    await there.add("read", **{**HELD, "leased_until": in_an_hour - timedelta(minutes=30)})
    assert await datasets.due(there.database) == pytest.approx(1800, abs=60)
    await there.database.execute("delete from datasets where status in ('uploaded', 'processing')")
    assert await datasets.due(there.database) is None


async def beat(there: Queue, id: UUID, holder: str) -> UUID | None:
    return await datasets.beat(
        there.database, id=id, holder=holder, attempts=1, seconds=9, stage="reading", progress=0.5
    )


async def finish(there: Queue, id: UUID, holder: str) -> UUID | None:
    return await datasets.finish(
        there.database,
        id=id,
        holder=holder,
        attempts=1,
        file_type="csv",
        compression=None,
        row_count=1,
        column_count=1,
        rows_rejected=0,
        table_path="a",
        text_path="b",
        columns_info=Raw(b"[]"),
        findings=Raw(b"{}"),
    )


async def fail(there: Queue, id: UUID, holder: str) -> UUID | None:
    return await datasets.fail(there.database, id=id, holder=holder, attempts=1, error="No.")


async def again(there: Queue, id: UUID, holder: str) -> UUID | None:
    return await datasets.again(there.database, id=id, holder=holder, attempts=1, pause=5)


async def give_back(there: Queue, id: UUID, holder: str) -> UUID | None:
    return await datasets.give_back(there.database, id=id, holder=holder, attempts=1)


@pytest.mark.parametrize("write", [beat, finish, fail, again, give_back])
@pytest.mark.parametrize(
    "columns",
    [
        {**HELD, "leased_by": "you"},
        {**HELD, "attempts": 2},
        {"status": "uploaded", "attempts": 1},
        {"status": "error", "error": "It is empty.", "attempts": 1},
    ],
)
async def test_who_has_lost_it_writes_nothing(there: Queue, write: Write, columns: dict[str, Any]) -> None:
    id = await there.add("read", **columns)
    question = "select to_jsonb(d) from datasets as d where d.id = $1"
    before = await there.value(question, id)
    assert await write(there, id, "me") is None
    assert await there.value(question, id) == before
    assert await write(there, uuid4(), "me") is None
    await there.change(id, **{"error": None, **HELD})
    assert await write(there, id, "me") == id
    assert await there.value(question, id) != before


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 20)])
async def test_the_pause_grows(there: Queue, attempts: int, seconds: int) -> None:
    id = await there.add("read", **{**HELD, "attempts": attempts})
    await datasets.again(there.database, id=id, holder="me", attempts=attempts, pause=5)
    pause = "select extract(epoch from run_after - updated_at) from datasets where id = $1"
    assert float(await there.value(pause, id)) == pytest.approx(seconds, abs=2)
    row = await there.row(id)
    assert (row.status, row.attempts) == ("uploaded", attempts)


async def test_a_bad_file_is_not_tried_again(there: Queue) -> None:
    id = await there.add("refuse The file is empty: upload one with rows.")
    await there.worker().take()
    row = await there.row(id)
    assert (row.status, row.attempts, row.version) == ("error", 1, 0)
    assert row.error == "The file is empty: upload one with rows."
    assert there.stored(id) == set()


@pytest.mark.parametrize(
    ("does", "limits", "reason"),
    [
        (
            "hog",
            LIMITS,
            "Reading it takes more than 300 MB of memory: upload it in parts, or ask for a larger ",
        ),
        (
            "sleep",
            replace(LIMITS, seconds=1),
            "Reading it took longer than 1 s: upload it in parts, or ask for a larger ",
        ),
    ],
)
async def test_a_limit_is_not_tried_again(there: Queue, does: str, limits: Limits, reason: str) -> None:
    """Others would wait as long once more."""
    id = await there.add(does)
    await there.worker(QUICK, limits).take()
    row = await there.row(id)
    assert (row.status, row.attempts) == ("error", 1)
    assert row.error
    assert row.error.startswith(reason)
    assert there.stored(id) == set()


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("crash", "Reading it broke off (signal 11). That is a fault of the catalogue's: its log "),
        ("fault", "Reading it broke off (status 1). That is a fault of the catalogue's: its log says more."),
        ("silent", "Reading it broke off (no last word). That is a fault of the catalogue's: its log "),
        ("nothing", "Reading it failed. That is a fault of the catalogue's: its log says more."),
    ],
)
async def test_trouble_is_tried_again_and_then_told(there: Queue, does: str, reason: str) -> None:
    id = await there.add(does, attempts=1)
    worker = there.worker(QUICK, LIMITS)
    await worker.take()
    row = await there.row(id)
    assert (row.status, row.attempts, row.error) == ("uploaded", 2, None)
    await there.change(id, run_after=PAST)
    await worker.take()
    row = await there.row(id)
    assert (row.status, row.attempts) == ("error", 3)
    assert row.error
    assert row.error.startswith(reason)
    assert there.stored(id) == set()


async def test_a_child_that_somebody_kills(there: Queue) -> None:
    id = await there.add("wait", attempts=2)
    taking = asyncio.create_task(there.worker().take())
    (pid,) = await eventually(children)
    os.kill(pid, signal.SIGKILL)
    await taking
    error = (await there.row(id)).error
    assert error == "The system ended the reading, most likely for want of memory: upload it in parts."


async def test_an_original_that_is_gone(there: Queue) -> None:
    id = await there.add("read", attempts=2)
    (there.files / str(id) / "original.csv").unlink()
    await there.worker().take()
    assert (await there.row(id)).error == "Its file is not where files are kept any more: upload it again."


class Failing(Directory):
    """Keeps the first of the two files of a reading, and has no room for the second."""

    async def put(self, key: str, path: Path) -> None:
        if key.endswith("table.parquet"):
            raise Away
        await super().put(key, path)


async def test_a_storage_that_fails(there: Queue) -> None:
    there.storage = Failing(there.files)
    id = await there.add("read", attempts=2)
    await there.worker().take()
    row = await there.row(id)
    assert row.error == "Where files are kept does not answer, or has no room: try again later."
    assert there.stored(id) == set()


async def test_a_database_that_fails_at_the_last(there: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise asyncpg.CannotConnectNowError

    monkeypatch.setattr(Lease, "finish", away)
    id = await there.add("read", attempts=2)
    await there.worker().take()
    row = await there.row(id)
    assert row.error == "The database did not answer in time: try again later."
    assert there.stored(id) == set()


async def test_an_answer_that_is_lost(there: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last write went well, but nobody heard of it: what it names stays."""
    finish = Lease.finish

    async def unheard(self: Lease, *given: Any) -> None:
        await finish(self, *given)
        raise ConnectionResetError

    monkeypatch.setattr(Lease, "finish", unheard)
    id = await there.add("read")
    await there.worker().take()
    assert (await there.row(id)).status == "ready"
    assert len(there.stored(id)) == 2


async def test_nothing_is_half_written(there: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rejects cannot be kept, the dataset is not ready either."""

    async def away(*_: object, **__: object) -> None:
        raise asyncpg.CannotConnectNowError

    monkeypatch.setattr(datasets, "keep_rejects", away)
    id = await there.add("read 3")
    await there.worker().take()
    row = await there.row(id)
    assert (row.status, row.version) == ("uploaded", 0)
    assert there.stored(id) == set()


async def deleted(there: Queue, id: UUID) -> None:
    """As its owner does it: first the row, then the files."""
    await there.database.execute("delete from datasets where id = $1", id)
    await there.storage.delete(str(id))


async def to_be_read_otherwise(there: Queue, id: UUID) -> None:
    await uploads.reread(there.database, id=id, options=Raw(b'{"header": false}'))
    await there.change(id, run_after=FUTURE)


async def held_by_another(there: Queue, id: UUID) -> None:
    await there.change(id, leased_by="another", leased_until=FUTURE)


MEANWHILE = [deleted, to_be_read_otherwise, held_by_another]
Happening = Callable[[Queue, UUID], Awaitable[None]]


@pytest.mark.parametrize("happens", MEANWHILE)
async def test_lost_while_reading(there: Queue, happens: Happening) -> None:
    """The child is ended, and what it would have said counts for nothing."""
    id = await there.add("wait")
    worker = there.worker(Pace(lease=0.3, pause=0.01))
    taking = asyncio.create_task(worker.take())
    await eventually(children)
    await happens(there, id)
    question = "select to_jsonb(d) from datasets as d where d.id = $1"
    before = await there.database.fetch(question, id)
    await taking
    assert children() == set()
    assert await there.database.fetch(question, id) == before
    assert there.stored(id) == set()


class Meanwhile(Directory):
    """Something happens to the dataset just before its last file is kept."""

    def __init__(self, there: Queue, happens: Happening) -> None:
        super().__init__(there.files)
        self._there = there
        self._happens = happens

    async def put(self, key: str, path: Path) -> None:
        if key.endswith("table.parquet"):
            await self._happens(self._there, UUID(key.partition("/")[0]))
        await super().put(key, path)


@pytest.mark.parametrize("happens", MEANWHILE)
async def test_lost_at_the_last_moment(there: Queue, happens: Happening) -> None:
    """Who does not know yet that it is lost keeps files and writes: the write finds nothing, the files go."""
    there.storage = Meanwhile(there, happens)
    id = await there.add("read")
    await there.worker(Pace(lease=60)).take()
    assert there.stored(id) == set()
    rows = await there.database.fetch("select status, version from datasets where id = $1", id)
    assert [tuple(row) for row in rows] != [("ready", 1)]
    if happens is deleted:
        assert not (there.files / str(id)).exists()


async def test_it_says_how_far_it_is_and_keeps_its_lease(there: Queue) -> None:
    id = await there.add("wait")
    taking = asyncio.create_task(there.worker(Pace(lease=0.6)).take())
    row = await there.until(id, stage="typing", progress=0.5)
    assert row.status == "processing"
    await asyncio.sleep(1)
    assert await claim(there, "another") is None
    there.go(id)
    await taking
    assert (await there.row(id)).status == "ready"


async def test_a_lease_outlasts_a_database_that_is_away_for_a_moment(
    there: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat, failures = datasets.beat, iter([ConnectionResetError(), TimeoutError()])

    async def at_times(*given: Any, **more: Any) -> UUID | None:
        if (error := next(failures, None)) is not None:
            raise error
        return await beat(*given, **more)

    monkeypatch.setattr(datasets, "beat", at_times)
    id = await there.add("wait")
    taking = asyncio.create_task(there.worker(Pace(lease=1.5)).take())
    await there.until(id, stage="typing")
    there.go(id)
    await taking
    assert next(failures, None) is None
    assert (await there.row(id)).status == "ready"


async def test_the_end_of_the_process_gives_back_what_it_is_at(there: Queue) -> None:
    id = await there.add("wait", attempts=1)
    async with there.at_work():
        await there.until(id, status="processing", attempts=2)
        await eventually(children)
    row = await there.row(id)
    assert (row.status, row.attempts, row.leased_by, row.stage) == ("uploaded", 1, None, None)
    assert await there.value("select run_after <= now() from datasets where id = $1", id)
    assert children() == set()


async def test_whatever_happens_it_goes_on(there: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    claim, failures = datasets.claim, iter([ConnectionRefusedError(), RuntimeError()])

    async def at_times(*given: Any, **more: Any) -> datasets.Claimed | None:
        if (error := next(failures, None)) is not None:
            raise error
        return await claim(*given, **more)

    monkeypatch.setattr(datasets, "claim", at_times)
    id = await there.add("read")
    with capture_logs() as log:
        async with there.at_work():
            await there.until(id, status="ready")
    assert [line["error"] for line in log if line["event"] == "dataset_worker"] == [
        *("ConnectionRefusedError", "RuntimeError"),
    ]


async def test_a_hint_spares_waiting(there: Queue) -> None:
    """It would look again in an hour; the upload of a file tells it."""
    async with there.at_work(2, Pace(look=(3600, 3600))):
        await there.until(await there.add("read"), status="ready")
        await asyncio.sleep(0.2)
        await there.until(await there.add("read"), status="ready")


async def test_it_looks_when_the_pause_is_over(there: Queue) -> None:
    async with there.at_work(1, Pace(look=(3600, 3600), pause=0.5)):
        id = await there.add("crash", attempts=1)
        await there.until(id, status="error", attempts=3)


async def test_behind_a_pooler_it_looks(fresh: str, tmp_path: Path) -> None:
    async with queue(f"{fresh}&pgbouncer=true", tmp_path) as there, there.at_work(1, QUICK):
        await asyncio.sleep(0.2)
        await there.until(await there.add("read"), status="ready")
        listening = "select count(*) from pg_stat_activity where query ilike 'listen%'"
        assert await there.value(f"{listening} and datname = current_database()") == 0
