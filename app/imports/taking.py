"""Files taken into the catalogue: read in a child, then written in one transaction."""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import perf_counter
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Raw
from msgspec.structs import asdict, replace

from app.database.faults import Meaning, collided, constraint, meaning
from app.database.pool import Database
from app.imports.job import Job, Limits, Place, Progress
from app.imports.reading import CannotRead, Reading, read
from app.imports.wanted import Wanted
from app.imports.writing import Written, write
from app.queries import imports
from app.queries.loader import Db

ATTEMPTS: Final = 4
#: Seconds that one statement may take, and the wait for whoever writes the same rows.
WRITING: Final = 600
LONGEST_PAUSE: Final = 0.2

log = logging.getLogger(__name__)


class CannotWrite(Exception):
    """Nothing was written: says why, and what to do."""


async def take(
    database: Database,
    places: Sequence[Place],
    wanted: Wanted,
    limits: Limits,
    progress: Callable[[Progress], None] = lambda _: None,
) -> UUID:
    """The id of an import that is done; raises CannotRead or CannotWrite of one that has failed."""
    import_id = await imports.begin(
        database,
        created_by=wanted.actor,
        dataset_id=wanted.dataset_id,
        format=wanted.format or "auto",
        filename=wanted.filename,
        mapping=Raw(msgspec.json.encode(wanted.mappings)) if wanted.mappings else None,
        options=_options(wanted),
        dry_run=wanted.dry_run,
        seconds=limits.seconds + ATTEMPTS * WRITING,
    )
    try:
        await _taken(database, import_id, places, wanted, limits, progress)
    except (CannotRead, CannotWrite) as error:
        await imports.fail(database, id=import_id, error=str(error)[:2000])
        raise
    except BaseException:
        # Also where the task is cancelled: the row must not say for an hour that it is running.
        await asyncio.shield(
            imports.fail(database, id=import_id, error="It was broken off. Nothing was written.")
        )
        raise
    return import_id


def _options(wanted: Wanted) -> Raw:
    """As everybody sees them; who it was, and of which file, stands beside them."""
    beside = ("actor", "dataset_id")
    return Raw(
        msgspec.json.encode({name: value for name, value in asdict(wanted).items() if name not in beside})
    )


async def _taken(
    database: Database,
    import_id: UUID,
    places: Sequence[Place],
    wanted: Wanted,
    limits: Limits,
    progress: Callable[[Progress], None],
) -> None:
    started = perf_counter()
    job = Job(import_id=import_id, places=tuple(places), mappings=wanted.mappings, format=wanted.format)
    async with read(job, limits, progress) as reading:
        await apply(database, import_id, reading, wanted, perf_counter() - started)


async def apply(
    database: Database, import_id: UUID, reading: Reading, wanted: Wanted, seconds: float
) -> None:
    """Writes what was read in so many seconds, again where others were in the way; raises CannotWrite."""
    for attempt in range(ATTEMPTS):
        try:
            await _write(database, import_id, reading, wanted, seconds)
        except Exception as error:
            _give_up(error, last=attempt == ATTEMPTS - 1)
        else:
            return
        await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311  # nobody gains by guessing it


def _give_up(error: Exception, last: bool) -> None:
    """Raises, unless it may go well another time: somebody else has just written what this import writes."""
    refused = meaning(error) is Meaning.CONSTRAINT
    if not last and (refused or collided(error)):
        return
    if refused:
        log.error("an import met a constraint that its statements should know: %s", constraint(error))
        raise CannotWrite(
            "The catalogue refuses what the files say, or others keep writing the same; nothing was written."
        ) from error
    if collided(error):
        raise CannotWrite(
            "Others keep writing the same rows; nothing was written. Try again later."
        ) from error
    if meaning(error) is Meaning.SLOW:
        raise CannotWrite(
            "It took too long to write; nothing was written. Import fewer files at once."
        ) from error
    raise error


async def _write(
    database: Database, import_id: UUID, reading: Reading, wanted: Wanted, seconds: float
) -> None:
    """In one transaction, which a dry run takes back; its report is kept."""
    started = perf_counter()
    reading.spool.seek(0)
    async with database.alone(WRITING) as alone:
        written = None
        with suppress(_TakenBack):
            async with alone.transaction():
                written = await write(alone, import_id, reading.spool, reading.files, wanted, WRITING)
                if wanted.dry_run:
                    raise _TakenBack
                await _finish(alone, import_id, reading, written, seconds, perf_counter() - started)
        if wanted.dry_run and written:
            async with alone.transaction():
                await _finish(alone, import_id, reading, written, seconds, perf_counter() - started)


class _TakenBack(Exception):
    """Ends the transaction of a dry run."""


async def _finish(
    alone: Db, import_id: UUID, reading: Reading, written: Written, read_in: float, written_in: float
) -> None:
    report = replace(written.report, seconds_reading=round(read_in, 3), seconds_writing=round(written_in, 3))
    formats = sorted({file.format for file in reading.files if file.format})
    still_running = await imports.finish(
        alone,
        id=import_id,
        format=formats[0] if len(formats) == 1 else "several",
        formats=formats,
        sha256=bytes.fromhex(reading.sha256),
        read=report.counts.read,
        created=report.counts.created,
        updated=report.counts.updated,
        unchanged=report.counts.unchanged,
        rejected=report.counts.rejected,
        left_out=sum(file.format is None and file.error is None for file in reading.files),
        report=Raw(msgspec.json.encode(report)),
    )
    if still_running is None:
        raise CannotWrite("It was given up meanwhile; nothing was written.")
    await imports.keep_rejects(alone, id=import_id, rows=Raw(msgspec.json.encode(_rejects(reading, written))))


def _rejects(reading: Reading, written: Written) -> list[dict[str, object]]:
    return [
        {**asdict(reject), "file_name": reading.files[reject.file - 1].name[-1024:]}
        for reject in written.rejects
    ]
