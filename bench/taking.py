"""One import by our own code, in a process of its own: `python -m bench.taking FILE` prints what it took."""

import asyncio
import os
import resource
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

import msgspec
from msgspec import Struct

from app.database.address import parse
from app.database.pool import Database
from app.imports.job import Limits, Place
from app.imports.report import Report
from app.imports.taking import take
from app.imports.wanted import Wanted
from app.queries import imports
from app.queries.loader import trace
from app.settings import Settings
from bench.scores import MAPPING


class Taken(Struct, frozen=True, kw_only=True):
    """Seconds of the whole and of its parts; megabytes that each process has had at most."""

    created: int
    unchanged: int
    seconds: float
    reading: float
    judging: float
    adding: float
    parent: float
    child: float


async def taken(settings: Settings, path: Path) -> Taken:
    """The whole of it: the child that reads, COPY, judging, writing, history and standings."""
    spent: list[tuple[str, float]] = []
    trace.set(spent)
    wanted = Wanted(today=date(2026, 1, 1), mappings=(MAPPING,))
    async with Database(parse(settings.database_url or ""), settings).opened() as database:
        start = perf_counter()
        id = await take(database, [Place(path.name, os.fsencode(path))], wanted, Limits.of(settings))
        seconds = perf_counter() - start
        done = await imports.get(database, id=id)
    if done is None or done.report is None:
        raise SystemExit("The import has left no report.")
    report = msgspec.json.decode(done.report, type=Report)
    parent, child = peaks()
    return Taken(
        created=report.kinds["result"].created,
        unchanged=report.kinds["result"].unchanged,
        seconds=seconds,
        reading=report.seconds_reading,
        judging=sum(took for name, took in spent if name == "staging.judge_results"),
        adding=sum(took for name, took in spent if name == "staging.add_results"),
        parent=parent,
        child=child,
    )


def peaks() -> tuple[float, float]:
    """Megabytes of this process and of its child; getrusage would give this one what its parent had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    own = int(status.partition("VmHWM:")[2].split()[0])
    return own / 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    done = asyncio.run(taken(Settings.from_environment(), Path(sys.argv[1])))
    sys.stdout.write(msgspec.json.encode(done).decode())
