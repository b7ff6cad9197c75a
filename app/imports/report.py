"""What an import has found and done, for people and programs."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct, field

from app.fields import INT8_MAX
from app.imports.job import FileRead
from app.queries.imports import Count
from app.queries.staging import Contradicted, Counted, Doubtful, MadeBenchmark, MadeModel, Reason

#: Names that the report lists; it counts all.
MOST_NAMES: Final = 200


class Counts(Struct, frozen=True, kw_only=True):
    """Records, and what became of them."""

    read: Annotated[Count, Meta(description="All of them.")] = 0
    created: Annotated[Count, Meta(description="They were new.")] = 0
    updated: Annotated[Count, Meta(description="They said it anew.")] = 0
    unchanged: Annotated[Count, Meta(description="They were there already.")] = 0
    rejected: Annotated[Count, Meta(description="They were refused.")] = 0


class FileReport(Struct, frozen=True, kw_only=True):
    """One file; without a format and an error it was left out: no format knew it, and nobody named it."""

    name: Annotated[str, Meta(description="As it is called, below what was brought.")]
    format: Annotated[str, Meta(description="As it was recognised; null where it was not.")] | None
    bytes: Annotated[Count, Meta(description="Its size.")]
    counts: Annotated[Counts, Meta(description="Of its records.")]
    error: Annotated[str, Meta(description="Why nothing of it could be taken.")] | None = None


class Example(Struct, frozen=True, kw_only=True):
    """Why records are rejected, how many, and the first of them."""

    reason: Annotated[str, Meta(description="What was expected.")]
    records: Annotated[Count, Meta(description="How many were refused for that.")]
    column: Annotated[str, Meta(description="Of the first: the column or the field at fault.")] | None
    file: Annotated[str, Meta(description="Of the first: the file.")]
    row: Annotated[int, Meta(ge=1, le=INT8_MAX, description="Of the first: its line or entry, from 1.")]
    value: Annotated[str, Meta(description="Of the first: what it said.")] | None


class Near(Struct, frozen=True, kw_only=True):
    """A name that was not known, and the known one that is most like it: never taken for the same."""

    name: Annotated[str, Meta(description="As the files write it.")]
    did_you_mean: Annotated[str, Meta(description="The known name.")]
    slug: Annotated[str, Meta(description="The address of what has it.")]
    similarity: Annotated[float, Meta(description="How like, up to 1.")]


class OtherBounds(Struct, frozen=True, kw_only=True):
    """A benchmark whose scores lie between others than the files say; what the catalogue says stays."""

    name: Annotated[str, Meta(description="The benchmark.")]
    said_min: Annotated[float, Meta(description="The lowest score, as the files say.")] | None
    said_max: Annotated[float, Meta(description="The highest score, as the files say.")] | None
    min_score: Annotated[float, Meta(description="The lowest score, as the catalogue says.")] | None
    max_score: Annotated[float, Meta(description="The highest score, as the catalogue says.")] | None

    def in_words(self) -> str:
        theirs, ours = _span(self.said_min, self.said_max), _span(self.min_score, self.max_score)
        return (
            f"Scores of {self.name} lie {theirs} as the files say, and {ours} in the catalogue, which stays."
        )


def _span(lowest: float | None, highest: float | None) -> str:
    low, high = ("any" if end is None else f"{end:,.15g}" for end in (lowest, highest))
    return f"between {low} and {high}"


class Made(Struct, frozen=True, kw_only=True):
    """Models or benchmarks that were not there: how many, and the first of their names."""

    count: Annotated[Count, Meta(description="How many.")] = 0
    names: Annotated[list[str], Meta(description="The first 200 of their names.")] = []


class Report(Struct, frozen=True, kw_only=True):
    """Counts of all records and of each kind and file; what was made; what a person may want to look at."""

    counts: Annotated[Counts, Meta(description="Of all records.")]
    kinds: Annotated[
        dict[str, Counts], Meta(description="Of each kind: benchmark, model, price, result, reject.")
    ]
    files: Annotated[list[FileReport], Meta(description="Each file.")]
    reasons: Annotated[list[Example], Meta(description="Why records were refused.")] = []
    models_made: Annotated[Made, Meta(description="Models that were not there.")] = field(
        default_factory=Made
    )
    benchmarks_made: Annotated[Made, Meta(description="Benchmarks that were not there.")] = field(
        default_factory=Made
    )
    unknown_organizations: Annotated[
        Count, Meta(description="Models that were made without a word of who made them.")
    ] = 0
    unranked: Annotated[
        Made,
        Meta(description="Benchmarks that were made without a word of which way their scores point."),
    ] = field(default_factory=Made)
    doubtful_scales: Annotated[
        list[str], Meta(description="Benchmarks in per cent whose scores look like proportions.")
    ] = []
    other_bounds: Annotated[
        list[OtherBounds],
        Meta(description="Benchmarks whose scores lie between others than the files say."),
    ] = []
    near_models: Annotated[list[Near], Meta(description="Unknown names that are like known models.")] = []
    near_benchmarks: Annotated[
        list[Near], Meta(description="Unknown names that are like known benchmarks.")
    ] = []
    seconds_reading: Annotated[float, Meta(description="How long reading took.")] = 0
    seconds_writing: Annotated[float, Meta(description="How long writing took.")] = 0


def report(
    read: list[FileRead],
    counted: list[Counted],
    reasons: list[Reason],
    models: list[MadeModel],
    benchmarks: list[MadeBenchmark],
    doubtful: list[Doubtful],
    contradicted: list[Contradicted],
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
        other_bounds=msgspec.convert(contradicted, list[OtherBounds], from_attributes=True),
    )


def _by(counted: list[Counted], field: str) -> dict[Any, list[Counted]]:
    groups: dict[Any, list[Counted]] = defaultdict(list)
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


def _files(read: list[FileRead], counted: dict[Any, list[Counted]]) -> list[FileReport]:
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
