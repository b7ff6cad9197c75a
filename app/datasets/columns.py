"""What is known of a file's columns, and of how it was read."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.datasets.options import ColumnType

Meaning = Literal["date", "url", "email", "id", "model", "benchmark", "score"]


class Quantiles(Struct, frozen=True):
    """Below each lies so much of the numbers."""

    p05: float
    p25: float
    p50: float
    p75: float
    p95: float


class Histogram(Struct, frozen=True):
    """`counts[i]` values lie from `edges[i]` up to `edges[i + 1]`; edges are numbers, or days."""

    edges: list[float] | list[str]
    counts: list[int]


class Lengths(Struct, frozen=True):
    """Of texts, in characters."""

    min: int
    max: int
    mean: float


class Top(Struct, frozen=True):
    """A value and how often it stands there."""

    value: str
    count: int


class NearMiss(Struct, frozen=True):
    """Values that keep a column from being of a type that nearly all of it is of."""

    type: ColumnType
    count: int
    examples: Annotated[list[str], Meta(description="At most three.")]
    said: Annotated[
        str,
        Meta(description="For people.", examples=["1 value of 5,000 is not a number: 'pending'."]),
    ]


class Column(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One column of a file. Statistics that its type does not have, and those of columns beyond the
    thousandth, are left out; texts are cut at 120 characters.
    """

    name: Annotated[str, Meta(description="As it is asked for here: unique, whatever the case of letters.")]
    title: Annotated[str, Meta(description="As the file has it; empty where it has none.")]
    position: Annotated[int, Meta(ge=1)]
    type: ColumnType
    meaning: Annotated[Meaning, Meta(description="What it seems to say.")] | None = None
    nulls: Annotated[int, Meta(ge=0, description="Rows in which it says nothing.")]
    distinct: Annotated[int, Meta(ge=0)] | None = None
    distinct_exact: bool | None = None
    min: float | str | bool | None = None
    max: float | str | bool | None = None
    mean: float | None = None
    std: float | None = None
    quantiles: Quantiles | None = None
    histogram: Histogram | None = None
    top: Annotated[list[Top], Meta(description="The most frequent values, at most ten.")] = []
    length: Lengths | None = None
    examples: Annotated[list[str], Meta(description="At most three values.")] = []
    near_miss: NearMiss | None = None


class Findings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a file was read, and what is odd about it."""

    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None
    skipped_lines: int = 0
    decimal: str | None = None
    sheet: str | None = None
    sheets: list[str] = []
    records: str | None = None
    uncompressed_size: int | None = None
    duplicate_rows: int | None = None
    empty_cells: Annotated[float, Meta(description="Their part of all cells, from 0 to 1.")] | None = None
    warnings: Annotated[list[str], Meta(description="For people: what to look at.")] = []


class Reject(Struct, frozen=True, kw_only=True):
    """A row that could not be taken; `row` is the line of a text, the entry of anything else, from 1."""

    row: int
    reason: str
    column: str | None = None
    value: str | None = None


class Profile(Struct, frozen=True, kw_only=True):
    """What a reading has found; at most 10,000 of the rejected rows are kept."""

    file_type: str
    compression: str | None
    rows: int
    rejected: int
    columns: list[Column]
    findings: Findings
    rejects: list[Reject]
