"""A queue of uploaded files whose reading is played by a child of the tests' own."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from msgspec import Struct

from app.database.address import parse
from app.database.listening import Hints
from app.database.pool import Database
from app.datasets.attempts import Means, Pace
from app.datasets.job import Limits
from app.datasets.scratch import Scratch
from app.datasets.storage import Storage
from app.datasets.storage.directory import Directory
from app.datasets.worker import CHANNEL, Worker, at_work
from app.queries.loader import Db
from app.settings import Settings
from tests.people import MIA

ODD: Final = Path(__file__).with_name("odd_child.py")
CHILD: Final = ("-P", str(ODD))
LIMITS: Final = Limits(memory=300, seconds=60, inflated=2**30)
QUICK: Final = Pace(lease=3.0, look=(0.05, 0.1), pause=0.01)
SECONDS: Final = 30


class Row(Struct, frozen=True):
    """What a worker changes of a dataset."""

    status: str
    stage: str | None
    progress: float | None
    attempts: int
    version: int
    leased_by: str | None
    error: str | None
    table_path: str | None
    text_path: str | None


class Queue:
    """Files of Mia's, and those who read them."""

    def __init__(self, database: Database, place: Path, hints: Hints) -> None:
        self.database = database
        self.files = place / "datasets"
        self.scratch = place / "datasets-reading"
        self.storage: Storage = Directory(self.files)
        self.hints = hints
        self.ending = asyncio.Event()

    def means(self, pace: Pace = QUICK, limits: Limits = LIMITS) -> Means:
        return Means(
            database=self.database,
            storage=self.storage,
            scratch=Scratch(self.scratch),
            limits=limits,
            pace=pace,
            program=CHILD,
        )

    def worker(self, pace: Pace = QUICK, limits: Limits = LIMITS) -> Worker:
        return Worker(self.means(pace, limits), self.ending)

    @asynccontextmanager
    async def at_work(
        self, count: int = 1, pace: Pace = QUICK, limits: Limits = LIMITS
    ) -> AsyncIterator[None]:
        async with at_work(count, self.means(pace, limits), self.hints, self.ending):
            yield

    async def add(self, does: str, **columns: Any) -> UUID:
        """A file that says so, and its row; `columns` are what differs from one that waits.

        Nobody sees it before it is as it is to be.
        """
        id = uuid4()
        path = self.files / str(id) / "original.csv"
        path.parent.mkdir(parents=True, mode=0o700)
        path.write_text(does)
        async with self.database.transaction() as db:
            await db.execute(
                "insert into datasets (id, user_id, filename, original_filename, file_type, file_path, "
                "file_size, sha256) values ($1, $2, $3, 'scores.csv', 'csv', $4, 1, sha256($5))",
                *(id, MIA.id, f"{id}.csv", f"{id}/original.csv", id.bytes),
            )
            await _change(db, id, columns)
        return id

    async def change(self, id: UUID, **columns: Any) -> None:
        await _change(self.database, id, columns)

    async def row(self, id: UUID) -> Row:
        columns = ", ".join(Row.__struct_fields__)
        (found,) = await self.database.fetch(f"select {columns} from datasets where id = $1", id)
        return Row(*found)

    async def value(self, question: str, *values: object) -> Any:
        return (await self.database.fetchrow(question, *values))[0]

    async def until(self, id: UUID, **columns: Any) -> Row:
        """The row, once it says that."""
        async with asyncio.timeout(SECONDS):
            row = await self.row(id)
            while any(getattr(row, name) != value for name, value in columns.items()):
                await asyncio.sleep(0.01)
                row = await self.row(id)
        return row

    def stored(self, id: UUID) -> set[str]:
        """What lies in the storage of a dataset, but for its original."""
        below = self.files / str(id)
        found = {str(path.relative_to(below)) for path in below.rglob("*") if path.is_file()}
        return found - {"original.csv", "go"}

    def go(self, id: UUID) -> None:
        """Those that wait may read now."""
        (self.files / str(id) / "go").touch()


async def _change(db: Db, id: UUID, columns: dict[str, Any]) -> None:
    settings = ", ".join(["id = id", *(f"{name} = ${number}" for number, name in enumerate(columns, 2))])
    await db.execute(f"update datasets set {settings} where id = $1", id, *columns.values())


@asynccontextmanager
async def queue(url: str, place: Path) -> AsyncIterator[Queue]:
    settings = Settings(database_url=url, pool_wait=20, query_timeout=60)
    async with (
        Database(parse(url), settings).opened() as database,
        Hints(parse(url), CHANNEL).opened() as hints,
    ):
        made = Queue(database, place, hints)
        yield made
        made.ending.set()
    assert children() == set()
    assert not made.scratch.exists() or list(made.scratch.iterdir()) == []


async def eventually(condition: Callable[[], Any]) -> Any:
    """What it gives, once that is something."""
    async with asyncio.timeout(SECONDS):
        while not (found := condition()):  # noqa: ASYNC110  # processes tell nobody
            await asyncio.sleep(0.01)
    return found


def children() -> set[int]:
    """Odd children that this process has started."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and os.fsencode(ODD) in (path / "cmdline").read_bytes():
                found.add(int(path.name))
    return found
