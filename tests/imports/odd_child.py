"""The child with formats of its own: one that is plain, and others that do what no format should."""

import os
import signal
import time
from collections.abc import Callable, Iterator

from app.formats import Format, formats
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.records import Reject, Result, Said
from app.imports.child import main


def lines(file: File, _: Mapping) -> Iterator[Said]:
    """model;benchmark;score a line, behind the first."""
    for row, line in enumerate(file.text.splitlines()[1:], 2):
        model, benchmark, score = line.split(";")
        if score == "?":
            yield Reject(row=row, reason="Expected a number.", column="score", value=score)
        elif score == "stop":
            raise Unreadable("It stops here: bring the rest.")
        elif score == "fault":
            raise KeyError(score)
        elif score == "deep":
            raise RecursionError
        else:
            yield Result(row=row, model=model, benchmark=benchmark, score=float(score))


def hog(_: File, __: Mapping) -> Iterator[Said]:
    kept = []
    while True:
        kept.append(bytearray(2**20))
        if not kept:
            yield Reject(row=1, reason="never")


def spin(_: File, __: Mapping) -> Iterator[Said]:
    row = 0
    while True:
        row += 1
        yield Reject(row=row, reason="again")


def sleep(_: File, __: Mapping) -> Iterator[Said]:
    yield Reject(row=1, reason="once")
    time.sleep(600)


def crash(_: File, __: Mapping) -> Iterator[Said]:
    yield Reject(row=1, reason="once")
    os.kill(os.getpid(), signal.SIGSEGV)


def chatter(_: File, __: Mapping) -> Iterator[Said]:
    """More on both ways out than any pipe holds."""
    os.write(2, b"e" * 500_000)
    yield Reject(row=1, reason="once")
    raise Unreadable("o" * 3000)


def told(_: File, __: Mapping) -> Iterator[Said]:
    yield Reject(row=1, reason="once")
    raise Unreadable(" ".join(sorted(os.environ)))


def odd(read: Callable[[File, Mapping], Iterator[Said]]) -> Format:
    name = read.__name__
    begins = f"odd {name}\n".encode()
    return Format(
        name=name,
        title=f"odd {name}",
        described="here",
        recognises=lambda file: file.head.startswith(begins),
        read=read,
    )


for function in (lines, hog, spin, sleep, crash, chatter, told):
    formats()[function.__name__] = odd(function)

if __name__ == "__main__":
    main()
