"""The hold that a reader has on a dataset: what it writes counts only while it has it."""

import asyncio
from time import monotonic
from typing import Final, TypedDict
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from app.database.faults import Meaning, meaning
from app.database.pool import Database
from app.datasets.job import Progress, Stage
from app.http import incidents
from app.queries import datasets
from app.queries.datasets import Claimed

#: Seconds between two looks at whether there is something new to be said.
PULSE: Final = 1.0
#: Rejects that are written at once.
BATCH: Final = 1000
LONGEST_ERROR: Final = 2000
NOT_BEGUN: Final[tuple[Stage | None, float]] = (None, 0.0)


class Lost(Exception):
    """The dataset is somebody else's by now, or nobody's: it was deleted, or is to be read otherwise."""


class Mine(TypedDict):
    """What every write says."""

    id: UUID
    holder: str
    attempts: int


class Found(Struct, frozen=True, kw_only=True):
    """A Profile, of which most is only passed on."""

    file_type: str
    compression: str | None
    rows: int
    rejected: int
    columns: list[Raw]
    findings: Raw
    rejects: list[Raw]


class Lease:
    """One attempt at a dataset. Whatever writes raises Lost where it is no longer held."""

    def __init__(self, database: Database, claimed: Claimed, holder: str, seconds: float) -> None:
        self._database = database
        self._mine = Mine(id=claimed.id, holder=holder, attempts=claimed.attempts)
        self._seconds = seconds
        self._far = NOT_BEGUN

    def tell(self, far: Progress) -> None:
        """How far it is, to be written with the next beat."""
        self._far = (far.stage, min(max(far.fraction, 0.0), 1.0))

    async def keep(self) -> None:
        """Renews it for as long as it runs, and writes how far it is; only Lost ends it.

        A database that is away is asked again, until the lease is over.
        """
        written, renewed = NOT_BEGUN, monotonic()
        while True:
            await asyncio.sleep(min(PULSE, self._seconds / 3))
            if written == self._far and monotonic() - renewed < self._seconds / 3:
                continue
            try:
                await self._beat()
            except Exception as error:
                if meaning(error) not in {Meaning.AWAY, Meaning.SLOW}:
                    raise
                incidents.note("lease_not_renewed", "", error)
                if monotonic() - renewed > self._seconds:
                    raise Lost from error
            else:
                written, renewed = self._far, monotonic()

    async def _beat(self) -> None:
        stage, progress = self._far
        held(
            await datasets.beat(
                self._database, **self._mine, seconds=self._seconds, stage=stage, progress=progress
            )
        )

    async def finish(self, found: Found, table_path: str, text_path: str) -> None:
        """It is ready."""
        async with self._database.transaction() as db:
            held(
                await datasets.finish(
                    db,
                    **self._mine,
                    file_type=found.file_type,
                    compression=found.compression,
                    row_count=found.rows,
                    column_count=len(found.columns),
                    rows_rejected=found.rejected,
                    table_path=table_path,
                    text_path=text_path,
                    columns_info=Raw(msgspec.json.encode(found.columns)),
                    findings=found.findings,
                )
            )
            await datasets.forget_rejects(db, id=self._mine["id"])
            for kept in range(0, len(found.rejects), BATCH):
                rows = Raw(msgspec.json.encode(found.rejects[kept : kept + BATCH]))
                await datasets.keep_rejects(db, id=self._mine["id"], kept=kept, rows=rows)

    async def fail(self, reason: str) -> None:
        """It cannot be read."""
        held(await datasets.fail(self._database, **self._mine, error=reason[:LONGEST_ERROR]))

    async def again(self, pause: float) -> None:
        """It is to be tried again, the first time after so many seconds."""
        held(await datasets.again(self._database, **self._mine, pause=pause))

    async def give_back(self) -> None:
        """It waits again, as if this attempt had not begun."""
        held(await datasets.give_back(self._database, **self._mine))


def held(row: UUID | None) -> None:
    """Raises Lost where a write has found nothing."""
    if row is None:
        raise Lost
