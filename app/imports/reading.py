"""What people bring is read by a child process, which is ended when it takes too much of anything."""

import asyncio
import logging
import os
import signal
import sys
import tempfile
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, Final

import msgspec
from msgspec import Struct

from app.imports.child import OUT_OF_MEMORY
from app.imports.job import FileRead, Job, Limits, Message, Outcome, Progress, Refusal, Task

#: The numbers of open files are names of files here, so that nothing unpacked needs a name that stays behind.
DESCRIPTORS: Final = Path("/proc/self/fd")
CHILD: Final = ("-P", "-m", "app.imports.child")
LONGEST_COMPLAINT: Final = 16_384
MESSAGE: Final = msgspec.json.Decoder(Message)
log = logging.getLogger(__name__)


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
        process = await _started(spool.fileno(), scratch.fileno())
        complaints = asyncio.create_task(_tail(process.stderr))
        try:
            async with asyncio.timeout(limits.seconds):
                files, last = await _conversation(process, task, progress)
        except TimeoutError:
            raise CannotRead(_too_slow(limits)) from None
        finally:
            await _end(process)
            if said := await complaints:
                log.error("reading files for import %s: %s", job.import_id, said)
        if not isinstance(last, Outcome):
            raise CannotRead(last.reason if last else _why(process.returncode, limits))
        spool.seek(0)
        yield Reading(files=files, records=last.records, sha256=last.sha256, spool=spool)


def _scratch() -> IO[bytes]:
    return tempfile.TemporaryFile() if DESCRIPTORS.is_dir() else tempfile.NamedTemporaryFile()


async def _started(*inherited: int) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *CHILD,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        pass_fds=inherited,
        start_new_session=True,  # Ctrl-C is not for it
        env={"PYTHONPATH": os.pathsep.join(sys.path)},  # none of our secrets
    )


async def _conversation(
    process: Process, task: Task, progress: Callable[[Progress], None]
) -> tuple[list[FileRead], Outcome | Refusal | None]:
    files: list[FileRead] = []
    last: Outcome | Refusal | None = None
    await _give(process.stdin, msgspec.json.encode(task))
    async for line in _lines(process.stdout):
        match MESSAGE.decode(line):
            case Progress() as far:
                progress(far)
            case FileRead() as file:
                files.append(file)
            case Outcome() | Refusal() as word:
                last = word
    await process.wait()
    return files, last


async def _give(stdin: StreamWriter | None, task: bytes) -> None:
    if stdin:
        stdin.write(task)
        with suppress(ConnectionError):  # it has ended already; how, its status says
            await stdin.drain()
        stdin.close()


async def _lines(stdout: StreamReader | None) -> AsyncIterator[bytes]:
    while stdout and (line := await stdout.readline()).endswith(b"\n"):
        yield line


async def _tail(stderr: StreamReader | None) -> str:
    said = b""
    while stderr and (more := await stderr.read(LONGEST_COMPLAINT)):
        said = (said + more)[-LONGEST_COMPLAINT:]
    return said.decode(errors="replace").strip()


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _too_slow(limits: Limits) -> str:
    return f"Reading took longer than {limits.seconds} s: bring less at a time, or raise IMPORT_SECONDS."


def _why(status: int | None, limits: Limits) -> str:
    if status == OUT_OF_MEMORY:
        return (
            f"Reading takes more than {limits.memory:,} MB of memory: bring less at a time, "
            "or raise IMPORT_MEMORY."
        )
    if status == -signal.SIGXCPU:
        return _too_slow(limits)
    if status == -signal.SIGKILL:
        return "The system ended the reading, most likely for want of memory: bring less at a time."
    how = f"signal {-status}" if status and status < 0 else f"status {status}"
    return f"Reading broke off ({how}): bring the files one by one to find the one at fault."
