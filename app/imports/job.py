"""What the two processes of an import say to each other."""

from typing import Self
from uuid import UUID

from msgspec import Struct

from app.formats.mapping import Mapping
from app.settings import Settings


class Place(Struct, frozen=True):
    """What a person brought: `name` as they call it; `path`, as the system has it, of a file or directory."""

    name: str
    path: bytes


class Job(Struct, frozen=True, kw_only=True):
    """`format` is the name of one, where the person says so; else each file is recognised by its content."""

    import_id: UUID
    places: tuple[Place, ...]
    mappings: tuple[Mapping, ...] = ()
    format: str | None = None


class Limits(Struct, frozen=True, kw_only=True):
    """Of one import: megabytes of memory, seconds, and what is brought: bytes, files, bytes once unpacked."""

    memory: int
    seconds: int
    size: int
    files: int
    inflated: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            memory=settings.import_memory,
            seconds=settings.import_seconds,
            size=settings.import_size,
            files=settings.import_files,
            inflated=settings.import_inflated,
        )


class Task(Struct, frozen=True, kw_only=True):
    """`spool` is the number of an inherited file, `scratch` where archives are unpacked file by file."""

    job: Job
    limits: Limits
    parent: int
    spool: int
    scratch: str


class Progress(Struct, frozen=True, tag="progress"):
    """`records` counts those of all files so far."""

    file: int
    of: int
    name: str
    records: int


class FileRead(Struct, frozen=True, kw_only=True, tag="file"):
    """Without a format and an error it was left out: it was found beside others, and no format knows it.

    `name` is the path below what was brought. `records` counts those that may be kept, `rejected` the others;
    a file with an error has no records, and one reject that says why.
    """

    name: str
    format: str | None = None
    bytes: int = 0
    sha256: str | None = None
    records: int = 0
    rejected: int = 0
    error: str | None = None


class Outcome(Struct, frozen=True, tag="outcome"):
    """The last word of a reading that went well; `sha256` stands for everything that was read."""

    records: int
    sha256: str


class Refusal(Struct, frozen=True, tag="refusal"):
    """The last word of one that did not: a sentence for people, with what to do."""

    reason: str


Message = Progress | FileRead | Outcome | Refusal
