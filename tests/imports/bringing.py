"""What tests of readings share: limits, jobs, the child with odd formats, and whether it is gone."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from app.imports.job import Job, Limits, Place, Progress
from app.imports.reading import Reading, read

ODD: Final = Path(__file__).with_name("odd_child.py")
IMPORT: Final = UUID("0b5d3a5e-1111-4222-8333-444455556666")
LIMITS: Final = Limits(memory=512, seconds=60, size=2**26, files=100, inflated=2**28)
ESCAPED: Final = {r"\\": "\\", r"\t": "\t", r"\n": "\n", r"\r": "\r"}


def limited(**changes: int) -> Limits:
    return replace(LIMITS, **changes)


def job(*paths: Path, **more: Any) -> Job:
    return Job(import_id=IMPORT, places=tuple(Place(path.name, os.fsencode(path)) for path in paths), **more)


class Seen:
    """A reading, and what its spool holds."""

    def __init__(self, reading: Reading, far: list[Progress]) -> None:
        self.files = reading.files
        self.records = reading.records
        self.sha256 = reading.sha256
        self.far = far
        self.lines = [line.decode().rstrip("\n").split("\t") for line in reading.spool]

    @property
    def said(self) -> Iterator[tuple[int, int, str, Any]]:
        """File, row, kind, and the record; of a reject column, value and reason."""
        for _, _, file, row, kind, parsed, _, *why in self.lines:
            what = why if kind == "reject" else json.loads(parsed.replace(r"\\", "\\"))
            yield int(file), int(row), kind, what


async def seen(*paths: Path, limits: Limits = LIMITS, **more: Any) -> Seen:
    far: list[Progress] = []
    async with read(job(*paths, **more), limits, far.append) as reading:
        return Seen(reading, far)


def children() -> set[int]:
    """Processes of odd children that this process has started."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and os.fsencode(ODD) in (path / "cmdline").read_bytes():
                found.add(int(path.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
