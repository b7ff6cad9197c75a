"""What the worker and the child that reads a file say to each other."""

from typing import Final, Literal, Self

from msgspec import Struct

from app.datasets.options import Options
from app.settings import Settings

Stage = Literal["fetching", "unpacking", "reading", "typing", "profiling", "storing"]

#: What the child leaves in its directory: rows as written, rows with their types, and a Profile as JSON.
TEXT: Final = "text.parquet"
TABLE: Final = "table.parquet"
PROFILE: Final = "profile.json"
#: The first column of both tables: the line of a text, the entry of anything else, from 1.
ROW: Final = "__row"
MOST_COLUMNS: Final = 2000
MOST_REJECTS: Final = 10_000


class Limits(Struct, frozen=True, kw_only=True):
    """Of one reading: megabytes of memory in use, seconds, and bytes once unpacked."""

    memory: int
    seconds: int
    inflated: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            memory=settings.dataset_memory,
            seconds=settings.dataset_seconds,
            inflated=settings.dataset_inflated,
        )


class Task(Struct, frozen=True, kw_only=True):
    """`filename` is what its owner calls it, `original` where its bytes lie, `scratch` an empty directory."""

    filename: str
    original: str
    scratch: str
    options: Options
    limits: Limits
    parent: int


class Progress(Struct, frozen=True, tag="progress"):
    """`fraction` is of the whole reading, from 0 to 1."""

    stage: Stage
    fraction: float


class Done(Struct, frozen=True, tag="done"):
    """The last word of a reading that went well."""


class Refusal(Struct, frozen=True, tag="refusal"):
    """The last word of one that did not, which another try would not help: a sentence, with what to do."""

    reason: str


Message = Progress | Done | Refusal
