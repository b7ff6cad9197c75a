"""Reads files that people bring, each with its format and its mapping, into the spool."""

import errno
import hashlib
import os
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from time import monotonic
from typing import Final

from app.confined.child import say
from app.formats import Format, formats, recognised
from app.formats.checked import Checked
from app.formats.files import File, Unreadable
from app.formats.kept import Flaw
from app.formats.mapping import Mapping
from app.formats.records import Reject
from app.formats.unrecognised import DEEP, why
from app.imports.archives import Brought, Member
from app.imports.brought import brought
from app.imports.job import FileRead, Outcome, Progress, Task
from app.imports.limits import Budget, TooMuch
from app.imports.spool import Spool
from app.traces import told

SECONDS_BETWEEN: Final = 0.2
#: Records between two looks at the clock.
STRIDE: Final = 1024
FULL: Final = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)
NO_ROOM: Final = "There is no room for what is read of it: bring less at a time."
LONGEST_TEXT: Final = 4000


class Reader:
    """Reads all that a task names, and writes its records into the spool."""

    def __init__(self, task: Task, spool: Spool) -> None:
        self._task = task
        self._spool = spool
        self._forced = _named(task.job.format) if task.job.format else None
        self._mappings = task.job.mappings
        self._checked: dict[int, Checked] = {}
        self._files: list[FileRead] = []
        self._unknown: list[str] = []
        self._of = 0
        self._told = 0.0

    def run(self) -> Outcome:
        """Raises TooMuch, and Unreadable where nothing of it all can be taken."""
        budget, scratch = Budget(self._task.limits), Path(self._task.scratch)
        opened = []
        for place in self._task.job.places:
            try:
                opened.append(brought(place, scratch, budget))
            except Unreadable as error:
                self._note(FileRead(name=printable(place.name), error=printable(str(error))))
        self._of = len(self._files) + sum(one.files for one in opened)
        for one in opened:
            for member in one.members:
                self._note(self._file(member, one))
        if not any(file.sha256 and not file.error for file in self._files):
            raise Unreadable(_why_nothing(self._files, self._unknown))
        return Outcome(self._spool.number, self._sha256())

    def _note(self, file: FileRead) -> None:
        self._files.append(file)
        if file.error is not None:
            self._spool.reject(len(self._files), 1, file.error, None, file.name)
        say(file)

    def _file(self, member: Member, found_in: Brought) -> FileRead:
        """A format that the person names holds for a file alone; of several it takes those that it knows."""
        mark, name, size = self._spool.mark(), printable(member.name), 0
        try:
            file = File(name, member.unpack())
            size = file.place.stat().st_size
            found = self._format(file, alone=found_in.files == 1)
            if found is None:
                return self._left_out(file, size, found_in)
            rejected = self._records(found, file)
        except (MemoryError, TooMuch):
            raise
        except Exception as error:
            complaint = printable(_complaint(name, error))
            self._spool.back_to(mark)
            return FileRead(name=name, bytes=size, error=complaint)
        records = self._spool.number - mark[1] - rejected
        return FileRead(
            name=name,
            format=found.name,
            bytes=size,
            sha256=_sha256_of(file),
            records=records,
            rejected=rejected,
        )

    def _left_out(self, file: File, size: int, found_in: Brought) -> FileRead:
        """Of what a person names each file counts; beside results in a directory others may lie."""
        if found_in.files > 1:
            return FileRead(name=file.name, bytes=size)
        self._unknown.append(why(file))
        return FileRead(name=file.name, bytes=size, error=self._unknown[-1] if found_in.is_named else None)

    def _format(self, file: File, *, alone: bool) -> Format | None:
        if self._forced is None:
            return recognised(file)
        return self._forced if alone or self._forced.recognises(file) else None

    def _records(self, found: Format, file: File) -> int:
        """How many cannot be taken."""
        number, spool, rejected = len(self._files) + 1, self._spool, 0
        which = self._mapping_of(file.name)
        mapping = self._mappings[which] if which >= 0 else Mapping()
        checked = self._checked[which] = self._checked.get(which) or Checked(mapping)
        self._tell(number, file.name)
        for said in found.read(file, mapping):
            if isinstance(said, Reject):
                rejected += 1
                spool.reject(number, said.row, said.reason, said.column, said.value)
            else:
                try:
                    kind, parsed = checked.json(said)
                except Flaw as flaw:
                    rejected += 1
                    spool.reject(number, said.row, flaw.reason, flaw.column, flaw.value)
                else:
                    spool.record(number, said.row, kind, parsed)
            if not spool.number % STRIDE:
                self._tell(number, file.name)
        return rejected

    def _mapping_of(self, name: str) -> int:
        """The first that names such files, else the first that names none; -1 where there is none."""
        general = -1
        for which, mapping in enumerate(self._mappings):
            if mapping.files is None:
                general = which if general < 0 else general
            elif fnmatchcase(name, mapping.files) or fnmatchcase(name.rpartition("/")[2], mapping.files):
                return which
        return general

    def _tell(self, number: int, name: str) -> None:
        now = monotonic()
        if now - self._told >= SECONDS_BETWEEN:
            self._told = now
            say(Progress(number, self._of, name, self._spool.number))
            sys.stdout.flush()

    def _sha256(self) -> str:
        """Of the file, where one was brought; else of all names and hashes."""
        places = self._task.job.places
        path = Path(os.fsdecode(places[0].path))
        if len(places) == 1 and path.is_file():
            return _sha256_of(File(places[0].name, path))
        parts = sorted(f"{file.name}\0{file.sha256}\n" for file in self._files if file.sha256)
        return hashlib.sha256("".join(parts).encode()).hexdigest()


def _named(name: str) -> Format:
    found = formats().get(name)
    if found is None:
        raise Unreadable(f"There is no format {name}. There are: {', '.join(formats())}.")
    return found


def _sha256_of(file: File) -> str:
    with file.place.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _complaint(name: str, error: Exception) -> str:
    """What a person is told of a file that cannot be taken; faults of ours go to the log."""
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, RecursionError):
        return DEEP
    if isinstance(error, OSError) and error.errno in FULL:
        raise TooMuch(NO_ROOM) from error
    if isinstance(error, OSError) and error.strerror:
        return f"It cannot be opened: {error.strerror}."
    sys.stderr.write(f"{name}:\n{told(error)}\n")
    return (
        f"Reading it failed ({type(error).__name__}). That is a fault of the catalogue's: its log says more."
    )


def _why_nothing(files: list[FileRead], unknown: list[str]) -> str:
    errors = [file for file in files if file.error]
    if len(files) == 1 and errors:
        return errors[0].error or ""
    if errors:
        return f"None of {len(files):,} files can be taken. The first: {errors[0].name}: {errors[0].error}"
    if len(files) == 1:
        return unknown[0]
    if not any(file.bytes for file in files):
        return "There is nothing in it."
    return f"No known format is recognised in {len(files):,} files. There are: {', '.join(formats())}."


def printable(text: str) -> str:
    """Names of files need not be text."""
    return text[:LONGEST_TEXT].encode("utf-8", "replace").decode()
