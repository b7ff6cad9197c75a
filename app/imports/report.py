"""What an import has found and done, for people and programs."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from app.imports.job import FileRead
from app.queries.staging import Counted, Doubtful, MadeBenchmark, MadeModel, Reason

#: Names that the report lists; it counts all.
MOST_NAMES: Final = 200


class Counts(Struct, frozen=True, kw_only=True):
    """Records, and what became of them."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


class FileReport(Struct, frozen=True, kw_only=True):
    """One file; without a format no format knew it, and nothing of it was read."""

    name: str
    format: str | None
    bytes: int
    counts: Counts
    error: str | None = None


class Example(Struct, frozen=True, kw_only=True):
    """Why records are rejected, how many, and the first of them."""

    reason: str
    records: int
    column: str | None
    file: str
    row: int
    value: str | None


class Near(Struct, frozen=True, kw_only=True):
    """A name that was not known, and the known one that is most like it: never taken for the same."""

    name: str
    did_you_mean: str
    slug: str
    similarity: float


class Made(Struct, frozen=True, kw_only=True):
    """Models or benchmarks that were not there: how many, and the first of their names."""

    count: int = 0
    names: list[str] = []


class Report(Struct, frozen=True, kw_only=True):
    """Counts of all records and of each kind and file; what was made; what a person may want to look at.

    `unknown_organizations` counts models that were made without a word of who made them, `unranked` names
    benchmarks that were made without a word of which way their scores point, `doubtful_scales` benchmarks in
    per cent whose scores look like proportions.
    """

    counts: Counts
    kinds: dict[str, Counts]
    files: list[FileReport]
    reasons: list[Example] = []
    models_made: Made = Made()
    benchmarks_made: Made = Made()
    unknown_organizations: int = 0
    unranked: Made = Made()
    doubtful_scales: list[str] = []
    near_models: list[Near] = []
    near_benchmarks: list[Near] = []
    seconds_reading: float = 0
    seconds_writing: float = 0


def report(
    read: list[FileRead],
    counted: list[Counted],
    reasons: list[Reason],
    models: list[MadeModel],
    benchmarks: list[MadeBenchmark],
    doubtful: list[Doubtful],
) -> Report:
    """Without near names and times: others know them."""
    unranked = [one.name for one in benchmarks if not one.is_ranked]
    return Report(
        counts=_sum(counted),
        kinds={kind: _sum(rows) for kind, rows in sorted(_by(counted, "kind").items())},
        files=_files(read, _by(counted, "file")),
        reasons=[_example(one, read) for one in reasons],
        models_made=_made(one.name for one in models),
        benchmarks_made=_made(one.name for one in benchmarks),
        unknown_organizations=sum(one.organization == "unknown" for one in models),
        unranked=_made(unranked),
        doubtful_scales=[one.name for one in doubtful],
    )


def _by(counted: list[Counted], field: str) -> dict[object, list[Counted]]:
    groups: dict[object, list[Counted]] = defaultdict(list)
    for row in counted:
        groups[getattr(row, field)].append(row)
    return groups


VERDICTS: Final = {"create": "created", "update": "updated", "unchanged": "unchanged", "reject": "rejected"}


def _sum(rows: Iterable[Counted]) -> Counts:
    counts = dict.fromkeys(Counts.__struct_fields__, 0)
    for row in rows:
        counts["read"] += row.records
        counts[VERDICTS[row.verdict]] += row.records
    return Counts(**counts)


def _files(read: list[FileRead], counted: dict[object, list[Counted]]) -> list[FileReport]:
    return [
        FileReport(
            name=file.name,
            format=file.format,
            bytes=file.bytes,
            counts=_sum(counted.get(number, [])),
            error=file.error,
        )
        for number, file in enumerate(read, 1)
    ]


def _example(one: Reason, read: list[FileRead]) -> Example:
    return Example(
        reason=one.reason,
        records=one.records,
        column=one.column_name,
        file=read[one.file - 1].name,
        row=one.row_number,
        value=one.value,
    )


def _made(names: Iterable[str]) -> Made:
    found = list(names)
    return Made(count=len(found), names=found[:MOST_NAMES])
