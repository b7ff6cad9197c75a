"""What people bring is read by a child process, which is ended when it takes too much of anything."""

import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final

import msgspec
from msgspec import Struct

from app.confined.parent import Ended, running
from app.imports.job import FileRead, Job, Limits, Message, Outcome, Progress, Refusal, Task

#: The numbers of open files are names of files here, so that nothing unpacked needs a name that stays behind.
DESCRIPTORS: Final = Path("/proc/self/fd")
CHILD: Final = ("-P", "-m", "app.imports.child")
MESSAGE: Final = msgspec.json.Decoder(Message)


class CannotRead(Exception):
    """Nothing was taken: says why, and what to do."""


class Reading(Struct, frozen=True, kw_only=True):
    """`spool` stands at its beginning: a line of COPY's text format for each of so many records."""

    files: list[FileRead]
    records: int
    sha256: str
    spool: BinaryIO


@asynccontextmanager
async def read(
    job: Job, limits: Limits, progress: Callable[[Progress], None] = lambda _: None
) -> AsyncIterator[Reading]:
    """Raises CannotRead; whatever happens, the child and its files are gone afterwards."""
    with tempfile.TemporaryFile() as spool, _scratch() as scratch:
        place = DESCRIPTORS / str(scratch.fileno()) if DESCRIPTORS.is_dir() else Path(scratch.name)
        task = Task(job=job, limits=limits, parent=os.getpid(), spool=spool.fileno(), scratch=str(place))
        try:
            async with running(
                CHILD,
                msgspec.json.encode(task),
                seconds=limits.seconds,
                subject=f"reading files for import {job.import_id}",
                inherited=(spool.fileno(), scratch.fileno()),
            ) as lines:
                files, last = await _heard(lines, progress)
        except Ended as ended:
            raise CannotRead(_why(ended, limits)) from None
        if not isinstance(last, Outcome):
            raise CannotRead(last.reason if last else _broken_off("no last word"))
        spool.seek(0)
        yield Reading(files=files, records=last.records, sha256=last.sha256, spool=spool)


def _scratch() -> IO[bytes]:
    return tempfile.TemporaryFile() if DESCRIPTORS.is_dir() else tempfile.NamedTemporaryFile()


async def _heard(
    lines: AsyncIterator[bytes], progress: Callable[[Progress], None]
) -> tuple[list[FileRead], Outcome | Refusal | None]:
    files: list[FileRead] = []
    last: Outcome | Refusal | None = None
    async for line in lines:
        match MESSAGE.decode(line):
            case Progress() as far:
                progress(far)
            case FileRead() as file:
                files.append(file)
            case Outcome() | Refusal() as word:
                last = word
    return files, last


def _why(ended: Ended, limits: Limits) -> str:
    match ended.cause:
        case "memory":
            return (
                f"Reading takes more than {limits.memory:,} MB of memory: bring less at a time, "
                "or raise IMPORT_MEMORY."
            )
        case "time":
            return (
                f"Reading took longer than {limits.seconds} s: bring less at a time, or raise IMPORT_SECONDS."
            )
        case "killed":
            return "The system ended the reading, most likely for want of memory: bring less at a time."
        case "broken":
            return _broken_off(ended.how)


def _broken_off(how: str) -> str:
    return f"Reading broke off ({how}): bring the files one by one to find the one at fault."
