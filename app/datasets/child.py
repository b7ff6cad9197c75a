"""The process that reads an uploaded file: ended at any moment, it leaves nothing outside its directory."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec

from app.confined.child import OUT_OF_MEMORY, begin, end, say
from app.datasets.engine import OutOfMemory
from app.datasets.job import PROFILE, Done, Message, Progress, Refusal, Stage, Task
from app.datasets.profiling.file import profile_of
from app.datasets.reading.kinds import Unreadable

#: The engine reserves much more than it uses; how much is in use, the parent watches.
ADDRESS_SPACE: Final = 8 * 2**30
#: Rows are written before they are compressed, with their numbers.
SCRATCH_RATIO: Final = 4
SCRATCH_LEAST: Final = 16 * 2**20
SECONDS_BETWEEN: Final = 0.2
LONGEST_REASON: Final = 1000
NO_ROOM: Final = "There is no room for what is unpacked of it: bring less at a time."


class Telling:
    """Says how far the reading is, and not more often than somebody would look."""

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._told = 0.0

    def of(self, stage: Stage, since: float, until: float) -> Callable[[float], None]:
        """For a part of the whole, which takes it from one fraction to another."""
        return lambda fraction: self._tell(stage, since + (until - since) * fraction)

    def _tell(self, stage: Stage, fraction: float) -> None:
        now = monotonic()
        if stage != self._stage or now - self._told >= SECONDS_BETWEEN:
            self._stage, self._told = stage, now
            say(Progress(stage, round(fraction, 4)))
            sys.stdout.flush()


def main() -> None:
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    begin(
        task.parent,
        address_space=ADDRESS_SPACE + task.limits.memory * 2**20,
        seconds=task.limits.seconds,
        file_size=SCRATCH_LEAST + SCRATCH_RATIO * task.limits.inflated,
    )
    try:
        say(_last_word(task))
    except (MemoryError, OutOfMemory):
        os._exit(OUT_OF_MEMORY)
    end()


def _last_word(task: Task) -> Message:
    try:
        profile = profile_of(task, Telling().of)
        (Path(task.scratch) / PROFILE).write_bytes(msgspec.json.encode(profile))
    except Unreadable as error:
        return Refusal(str(error).replace("\0", "\ufffd")[:LONGEST_REASON])
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        return Refusal(NO_ROOM)
    return Done()


if __name__ == "__main__":
    main()
