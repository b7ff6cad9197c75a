"""The side of the child: what it may take of the machine, and what it says to its parent."""

import ctypes
import os
import resource
import signal
import sys
from types import TracebackType
from typing import Final

import msgspec
from msgspec import Struct

from app.traces import told

#: Exit status: the memory did not suffice, not even to say so.
OUT_OF_MEMORY: Final = 77
#: Whoever waits for an answer of the service comes first.
NICENESS: Final = 10
LINUX: Final = sys.platform == "linux"
_PR_SET_PDEATHSIG: Final = 1


def _end_with_parent() -> None:
    """Elsewhere the limit of seconds ends it. To Linux the parent is the thread that started it."""
    if LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))


def _tell(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    """The log gets what is said here, and never a value."""
    sys.stderr.write(f"{told(error)}\n")


def begin(parent: int, *, address_space: int, seconds: int, file_size: int) -> None:
    """Before any work: it ends with its parent, and takes at most so many bytes, seconds of a processor,
    and bytes a file. Ends the process where the parent, by its process id, is gone already.
    """
    _end_with_parent()
    if os.getppid() != parent:
        sys.exit()
    sys.excepthook = _tell
    os.nice(NICENESS)
    for kind, most in (
        *([(resource.RLIMIT_AS, address_space)] if LINUX else []),  # macOS refuses to set it
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def say(message: Struct) -> None:
    """One line to the parent; it comes to it with the next flush of standard output."""
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")


def end() -> None:
    """Says what is still to be said, and ends well: without another try at what there was no room for."""
    sys.stdout.flush()
    os._exit(0)
