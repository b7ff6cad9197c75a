"""What is known of a file's columns, and of how it was read."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.datasets.options import ColumnType
from app.fields import INT8_MAX

Meaning = Literal["date", "url", "email", "id", "model", "benchmark", "score"]


class Quantiles(Struct, frozen=True):
    """Below each lies so much of the numbers."""

    p05: Annotated[float, Meta(description="5 % of them.")]
    p25: Annotated[float, Meta(description="A quarter.")]
    p50: Annotated[float, Meta(description="Half: the median.")]
    p75: Annotated[float, Meta(description="Three quarters.")]
    p95: Annotated[float, Meta(description="95 % of them.")]


class Histogram(Struct, frozen=True):
    """`counts[i]` values lie from `edges[i]` up to `edges[i + 1]`; edges are numbers, or days."""

    edges: Annotated[list[float | str], Meta(description="One more than there are counts.")]
    counts: Annotated[list[int], Meta(description="How many values lie in each part.")]


class Lengths(Struct, frozen=True):
    """Of texts, in characters."""

    min: Annotated[int, Meta(description="Of the shortest.")]
    max: Annotated[int, Meta(description="Of the longest.")]
    mean: Annotated[float, Meta(description="On the average.")]


class Top(Struct, frozen=True):
    """A value and how often it stands there."""

    value: Annotated[str, Meta(description="As a text.")]
    count: Annotated[int, Meta(description="In how many rows.")]


class NearMiss(Struct, frozen=True):
    """Values that keep a column from being of a type that nearly all of it is of."""

    type: Annotated[ColumnType, Meta(description="The type that it nearly is of.")]
    count: Annotated[int, Meta(description="How many values are not.")]
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
    position: Annotated[int, Meta(ge=1, le=INT8_MAX, description="Its place in the file, from 1.")]
    type: Annotated[ColumnType, Meta(description="Of all its values.")]
    meaning: Annotated[Meaning, Meta(description="What it seems to say.")] | None = None
    nulls: Annotated[int, Meta(ge=0, description="Rows in which it says nothing.")]
    distinct: Annotated[int, Meta(ge=0, description="How many different values there are.")] | None = None
    distinct_exact: (
        Annotated[bool, Meta(description="Whether that is counted; else it is estimated.")] | None
    ) = None
    min: Annotated[float | str | bool, Meta(description="The smallest value, or the first.")] | None = None
    max: Annotated[float | str | bool, Meta(description="The largest value, or the last.")] | None = None
    mean: Annotated[float, Meta(description="Of numbers.")] | None = None
    std: Annotated[float, Meta(description="Of numbers: the standard deviation.")] | None = None
    quantiles: Annotated[Quantiles, Meta(description="Of numbers.")] | None = None
    histogram: Annotated[Histogram, Meta(description="Of numbers and days.")] | None = None
    top: Annotated[list[Top], Meta(description="The most frequent values, at most ten.")] = []
    length: Annotated[Lengths, Meta(description="Of texts.")] | None = None
    examples: Annotated[list[str], Meta(description="At most three values.")] = []
    near_miss: Annotated[NearMiss, Meta(description="What keeps it from another type.")] | None = None


class Findings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a file was read, and what is odd about it."""

    encoding: Annotated[str, Meta(description="Of a text.")] | None = None
    delimiter: Annotated[str, Meta(description="What stands between columns.")] | None = None
    header: Annotated[bool, Meta(description="Whether the first row names the columns.")] | None = None
    skipped_lines: Annotated[int, Meta(description="Lines before the header, or the first row.")] = 0
    decimal: (
        Annotated[str, Meta(description="What stands between a number's whole and its decimals.")] | None
    ) = None
    sheet: Annotated[str, Meta(description="Of a workbook: the sheet that was read.")] | None = None
    sheets: Annotated[list[str], Meta(description="Of a workbook: all its sheets.")] = []
    records: Annotated[str, Meta(description="Of JSON: where its list of rows stands.")] | None = None
    uncompressed_size: Annotated[int, Meta(description="Bytes, of a file that is compressed.")] | None = None
    duplicate_rows: Annotated[int, Meta(description="Rows that say the same as one before.")] | None = None
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
