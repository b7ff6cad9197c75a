"""A child and its parent: what the parent hears, and how a child ends that takes too much or is not heard."""

import asyncio
import logging
import signal
from contextlib import suppress

import pytest

from app.confined.parent import Ended, running
from tests.service.processes import alive, eventually

pytestmark = pytest.mark.once

#: Keeps what it is told to, in megabytes, says its number, and waits.
KEEPING = """
import os, sys, time
kept = bytearray(int(sys.stdin.read()) * 2**20)
for place in range(0, len(kept), 4096):
    kept[place] = 1
print(os.getpid(), flush=True)
time.sleep(600)
"""
#: A child of its own that no signal of the terminal's reaches, and both of their numbers.
BEARING = """
import os, time
child = os.fork()
if not child:
    time.sleep(600)
print(os.getpid(), child, flush=True)
time.sleep(600)
"""


async def heard(
    program: str, task: bytes = b"", seconds: float = 30, resident: int | None = None
) -> list[int]:
    """The numbers that a program says before it is ended."""
    said: list[int] = []
    with suppress(asyncio.CancelledError):
        async with running(
            ("-c", program), task, seconds=seconds, subject="test", resident=resident
        ) as lines:
            async for line in lines:
                said += map(int, line.split())
    return said


async def test_lines_are_heard_and_complaints_logged(caplog: pytest.LogCaptureFixture) -> None:
    program = "import sys; print(sys.stdin.read() * 2); print(2); sys.stderr.write('Alas.')"
    with caplog.at_level(logging.ERROR):
        assert await heard(program, b"1") == [11, 2]
    assert [record.getMessage() for record in caplog.records] == ["test: Alas."]


async def test_a_fault_is_logged_without_values(caplog: pytest.LogCaptureFixture) -> None:
    program = """
import os
from app.confined.child import begin
begin(os.getppid(), address_space=2**33, seconds=60, file_size=2**20)
def cut(cell): raise ValueError(cell)
cut("a secret score")
"""
    with caplog.at_level(logging.ERROR), pytest.raises(Ended):
        await heard(program)
    (line,) = (record.getMessage() for record in caplog.records)
    assert line.endswith("ValueError")
    assert "cut" in line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("program", "cause", "how"),
    [
        ("import sys; sys.exit(77)", "memory", "status 77"),
        ("import sys; sys.exit(3)", "broken", "status 3"),
        ("import os; os.write(2, b'memory allocation of 9 bytes failed'); os.abort()", "memory", "signal 6"),
        ("import os; os.abort()", "broken", "signal 6"),
        ("import os; os.kill(os.getpid(), 9)", "killed", "signal 9"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "time", f"signal {int(signal.SIGXCPU)}"),
        ("import os; os.kill(os.getpid(), 11)", "broken", "signal 11"),
        ("import time; time.sleep(600)", "time", "0.5 s"),
    ],
)
async def test_how_it_ended(program: str, cause: str, how: str) -> None:
    with pytest.raises(Ended) as ended:
        await heard(program, seconds=0.5 if "sleep" in program else 30)
    assert (ended.value.cause, ended.value.how) == (cause, how)


async def test_memory_in_use_is_watched() -> None:
    """What is less than allowed is none of anybody's business; the limit of seconds ends that."""
    with pytest.raises(Ended) as ended:
        await heard(KEEPING, b"200", resident=100 * 2**20)
    assert ended.value.cause == "memory"
    with pytest.raises(Ended) as ended:
        await heard(KEEPING, b"50", seconds=2, resident=100 * 2**20)
    assert ended.value.cause == "time"


async def test_its_own_children_go_with_it() -> None:
    numbers: list[int] = []

    async def hear() -> None:
        async with running(("-c", BEARING), b"", seconds=30, subject="test") as lines:
            async for line in lines:
                numbers.extend(map(int, line.split()))

    task = asyncio.create_task(hear())
    while not numbers:  # noqa: ASYNC110  # processes tell nobody
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(numbers) == 2
    assert await asyncio.to_thread(eventually, lambda: not any(map(alive, numbers)), 5)


async def test_a_slow_parent_is_no_slow_child() -> None:
    """What takes too long inside the block says so in its own words."""
    with pytest.raises(TimeoutError, match="mine"):
        async with running(("-c", "print(1)"), b"", seconds=30, subject="test"):
            raise TimeoutError("mine")


async def test_a_task_that_nobody_reads() -> None:
    with pytest.raises(Ended) as ended:
        await heard("import sys; sys.exit(4)", b"x" * 2**22)
    assert ended.value.how == "status 4"
