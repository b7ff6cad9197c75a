"""Reads a file in a child process, which is ended when it takes too much of anything."""

from collections.abc import AsyncIterator, Callable
from typing import Final

import msgspec

from app.confined.parent import Ended, running
from app.datasets.job import Done, Limits, Message, Progress, Refusal, Task

CHILD: Final = ("-P", "-m", "app.datasets.child")
MESSAGE: Final = msgspec.json.Decoder(Message)


class CannotRead(Exception):
    """No other attempt will do better: says why, and what to do."""


class Trouble(Exception):
    """Another attempt may do better; says, for after the last, why none did, and what to do."""


async def read(program: tuple[str, ...], task: Task, subject: str, tell: Callable[[Progress], None]) -> None:
    """What the child leaves is in task.scratch; raises CannotRead or Trouble."""
    limits = task.limits
    try:
        async with running(
            program,
            msgspec.json.encode(task),
            seconds=limits.seconds,
            subject=subject,
            resident=limits.memory * 2**20,
        ) as lines:
            last = await _last_word(lines, tell)
    except Ended as ended:
        # What passes a limit would pass it again, and keep others waiting as long.
        refused = ended.cause in {"memory", "time"}
        raise (CannotRead if refused else Trouble)(_why(ended, limits)) from None
    if isinstance(last, Refusal):
        raise CannotRead(last.reason)
    if last is None:
        raise Trouble(_broken_off("no last word"))


async def _last_word(lines: AsyncIterator[bytes], tell: Callable[[Progress], None]) -> Done | Refusal | None:
    last: Done | Refusal | None = None
    async for line in lines:
        match MESSAGE.decode(line):
            case Progress() as far:
                tell(far)
            case Done() | Refusal() as word:
                last = word
    return last


def _why(ended: Ended, limits: Limits) -> str:
    match ended.cause:
        case "memory":
            return (
                f"Reading it takes more than {limits.memory:,} MB of memory: upload it in parts, "
                "or ask for a larger DATASET_MEMORY."
            )
        case "time":
            return (
                f"Reading it took longer than {limits.seconds:,} s: upload it in parts, "
                "or ask for a larger DATASET_SECONDS."
            )
        case "killed":
            return "The system ended the reading, most likely for want of memory: upload it in parts."
        case "broken":
            return _broken_off(ended.how)


def _broken_off(how: str) -> str:
    return f"Reading it broke off ({how}). That is a fault of the catalogue's: its log says more."
