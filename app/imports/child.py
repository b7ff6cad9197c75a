"""The process that reads what people bring: it may be ended at any moment, and leaves nothing behind."""

import ctypes
import os
import resource
import signal
import sys
from typing import Final

import msgspec

from app.formats import formats
from app.formats.files import Unreadable
from app.imports.job import Limits, Message, Refusal, Task
from app.imports.limits import TooMuch
from app.imports.reader import FULL, NO_ROOM, Reader, printable, say
from app.imports.spool import Spool

#: Exit status: the memory did not suffice, not even to say so.
OUT_OF_MEMORY: Final = 77
#: What records say is longer than the file that says it.
SPOOL_RATIO: Final = 4
BUFFER: Final = 2**20
#: Whoever waits for an answer of the service comes first.
NICENESS: Final = 10
LINUX: Final = sys.platform == "linux"
_PR_SET_PDEATHSIG: Final = 1


def _end_with_parent() -> None:
    """Elsewhere the limit of seconds ends it. To Linux the parent is the thread that started it."""
    if LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))


def _limit(limits: Limits) -> None:
    os.nice(NICENESS)
    for kind, most in (
        *([(resource.RLIMIT_AS, limits.memory * 2**20)] if LINUX else []),  # macOS refuses to set it
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, SPOOL_RATIO * limits.inflated),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    _end_with_parent()
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    if os.getppid() != task.parent:
        return  # it was gone before the first line
    _limit(task.limits)
    formats()  # a broken one is no fault of any file
    file = os.fdopen(task.spool, "wb", buffering=BUFFER)
    last: Message
    try:
        last = Reader(task, Spool(file, task.job.import_id)).run()
        file.flush()
    except (TooMuch, Unreadable) as error:
        last = Refusal(printable(str(error)))
    except OSError as error:
        if error.errno not in FULL:
            raise
        last = Refusal(NO_ROOM)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    say(last)
    sys.stdout.flush()
    os._exit(0)  # without another try to write what there was no room for


if __name__ == "__main__":
    main()
