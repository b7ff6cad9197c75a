"""A program that reads one file, as the child of the service does.

Prints the number of rows, or the sentence with which it is refused; and how many megabytes that took.
"""

import sys
from pathlib import Path

from app.datasets.job import Limits
from app.datasets.options import Options
from app.datasets.reading.kinds import Unreadable
from app.datasets.reading.table import opened


def main(place: Path, scratch: Path, memory: int) -> None:
    limits = Limits(memory=memory, seconds=300, inflated=2**32)
    try:
        found = opened(place, place.name, Options(), scratch, limits, lambda _: None)
        told = str(sum(1 for _ in found.rows))
    except Unreadable as refused:
        told = str(refused)
    print(told)
    status = Path("/proc/self/status").read_text(
        encoding="ascii"
    )  # what getrusage says begins with the parent's
    print(int(status.partition("VmHWM:")[2].split()[0]) >> 10)


main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
