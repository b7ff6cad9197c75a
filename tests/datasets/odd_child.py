"""A child that does as the file says that it is to read: its first word, and what follows it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import msgspec

from app.confined.child import begin, end, say
from app.datasets.columns import Column, Findings, Profile, Reject
from app.datasets.job import PROFILE, TABLE, TEXT, Done, Progress, Refusal, Task

DOING: Final[dict[str, Callable[..., None]]] = {}


def doing(do: Callable[..., None]) -> Callable[..., None]:
    DOING[do.__name__] = do
    return do


@doing
def read(task: Task, rejected: str = "0") -> None:
    """As a file of three rows, of which none or some cannot be taken."""
    rejects = [
        Reject(row=row, reason="Expected a number.", column="score", value="?" * 1500)
        for row in range(2, 2 + int(rejected))
    ]
    profile = Profile(
        file_type="csv",
        compression="gzip",
        rows=3,
        rejected=len(rejects),
        columns=[Column(name="score", title="Score", position=1, type="integer", nulls=0)],
        findings=Findings(encoding="utf-8", warnings=["Look at it."]),
        rejects=rejects,
    )
    scratch = Path(task.scratch)
    for name in (TEXT, TABLE):
        (scratch / name).write_text(f"{name} of {task.filename}")
    (scratch / PROFILE).write_bytes(msgspec.json.encode(profile))
    say(Done())


@doing
def wait(task: Task, *_: str) -> None:
    """Until it is ended, or the file of this name beside the original is there."""
    tell("typing", 0.5)
    while not Path(task.original).with_name("go").exists():
        time.sleep(0.01)
    read(task)


@doing
def slowly(task: Task, seconds: str) -> None:
    for part in range(10):
        tell("reading", part / 10)
        time.sleep(float(seconds) / 10)
    read(task)


@doing
def refuse(_: Task, *words: str) -> None:
    say(Refusal(" ".join(words)))


@doing
def nothing(_: Task) -> None:
    """Says that it has done what it has not."""
    say(Done())


@doing
def hog(_: Task) -> NoReturn:
    kept = []
    while True:
        kept.append(b"x" * 2**22)
        time.sleep(0.001)


@doing
def sleep(_: Task) -> None:
    time.sleep(600)


@doing
def crash(_: Task) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


@doing
def fault(_: Task) -> None:
    raise KeyError


@doing
def silent(_: Task) -> None:
    """Ends well without a word."""


def tell(stage: str, fraction: float) -> None:
    say(msgspec.convert({"type": "progress", "stage": stage, "fraction": fraction}, Progress))
    sys.stdout.flush()


def main() -> None:
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    begin(task.parent, address_space=2**33, seconds=60, file_size=2**30)
    word, *more = Path(task.original).read_text().split()
    DOING[word](task, *more)
    end()


if __name__ == "__main__":
    main()
