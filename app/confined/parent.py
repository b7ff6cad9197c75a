"""The side of the parent: it starts a child, hears it, and ends it when it takes too much of anything."""

import asyncio
import logging
import os
import signal
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from app.confined.child import OUT_OF_MEMORY

LONGEST_COMPLAINT: Final = 16_384
#: Seconds between two looks at the memory that a child has in use.
LOOK_EVERY: Final = 0.1
#: What a library in Rust says, and aborts.
NO_ROOM: Final = "memory allocation of"
PAGE: Final = os.sysconf("SC_PAGE_SIZE")

Cause = Literal["time", "memory", "killed", "broken"]
log = logging.getLogger(__name__)


class Ended(Exception):
    """The child has not ended well. `killed`: by somebody else; `broken`: by itself, `how` says with what."""

    def __init__(self, cause: Cause, how: str) -> None:
        super().__init__(cause, how)
        self.cause = cause
        self.how = how


@asynccontextmanager
async def running(
    program: tuple[str, ...],
    task: bytes,
    *,
    seconds: float,
    subject: str,
    inherited: tuple[int, ...] = (),
    resident: int | None = None,
) -> AsyncIterator[AsyncIterator[bytes]]:
    """Gives the lines that the child writes; read them to their end, which is its own.

    `program` is what Python is called with, `task` comes to its standard input, `inherited` are open files
    that it shares, `resident` the most bytes of memory that it may have in use (on Linux, which tells). What
    it complains of is in the log, as about `subject`. Raises Ended; whatever happens, the child is gone
    afterwards.
    """
    process = await _started(program, inherited)
    complaints = asyncio.create_task(_tail(process.stderr))
    watch = asyncio.create_task(_outgrown(process, resident))
    try:
        async with asyncio.timeout(seconds) as clock:
            await _give(process.stdin, task)
            yield _lines(process.stdout)
            await process.wait()
    except TimeoutError:
        if clock.expired():
            raise Ended("time", f"{seconds:g} s") from None
        raise
    finally:
        await _end(process)
        outgrown = await watch
        if said := await complaints:
            log.error("%s: %s", subject, said)
    if process.returncode:
        raise _ended(process.returncode, outgrown or NO_ROOM in said)


async def _started(program: tuple[str, ...], inherited: tuple[int, ...]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        pass_fds=inherited,
        start_new_session=True,  # Ctrl-C is not for it
        # None of our secrets; and glibc would reserve 64 MB of addresses for each thread of a library.
        env={"PYTHONPATH": os.pathsep.join(sys.path), "MALLOC_ARENA_MAX": "1"},
    )


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


async def _outgrown(process: Process, most: int | None) -> bool:
    """Whether it had to be ended for its memory. The kernel's limit also counts what is only reserved."""
    while most is not None and process.returncode is None:
        if _resident(process.pid) > most:
            _kill(process)
            return True
        await asyncio.sleep(LOOK_EVERY)
    return False


def _resident(pid: int) -> int:
    """Bytes in use; 0 where nobody tells."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * PAGE
    return 0


async def _end(process: Process) -> None:
    if process.returncode is None:
        _kill(process)
    await process.wait()


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _ended(status: int, outgrown: bool) -> Ended:
    how = f"signal {-status}" if status < 0 else f"status {status}"
    if outgrown or status == OUT_OF_MEMORY:
        return Ended("memory", how)
    causes: dict[int, Cause] = {-signal.SIGXCPU: "time", -signal.SIGKILL: "killed"}
    return Ended(causes.get(status, "broken"), how)
