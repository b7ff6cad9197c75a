"""What a person says of a file that does not say it itself."""

import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from app.fields import Evidence, Metric, Organization, Task, Unit, Url

Column = Annotated[str, Meta(min_length=1, max_length=255)]
Pattern = Annotated[str, Meta(min_length=1, max_length=255)]


class Facts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is true of a benchmark that the catalogue does not have yet."""

    category: str | None = None
    description: str | None = None
    url: Url | None = None
    metric: Metric | None = None
    unit: Unit | None = None
    higher_is_better: bool | None = None
    min_score: float | None = None
    max_score: float | None = None
    task: Task | None = None


class Columns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which column of a table says what."""

    model: Column | None = None
    organization: Column | None = None
    benchmark: Column | None = None
    score: Column | None = None
    date: Column | None = None
    source: Column | None = None
    source_url: Column | None = None
    evidence: Column | None = None
    stderr: Column | None = None
    ci_low: Column | None = None
    ci_high: Column | None = None
    samples: Column | None = None
    external_id: Column | None = None
    #: Name of the setting to column.
    settings: dict[str, Column] = {}


class Score(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One column of a wide table: the scores of one benchmark."""

    column: Column
    benchmark: Column
    stderr: Column | None = None
    samples: Column | None = None
    unit: Unit | None = None
    multiply_by: float | None = None
    facts: Facts = Facts()


class Mapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Columns and constants for tables; the constants hold for every format that leaves them open.

    `unit` says what the file's numbers are (% or proportion, for example), and changes none of them;
    `multiply_by` does, and only it.
    """

    #: A pattern of file names, such as `external_*.csv`, where one mapping of several is for some files only.
    files: str | None = None
    model: str | None = None
    organization: Organization | None = None
    benchmark: str | None = None
    source: str | None = None
    source_url: Url | None = None
    evidence: Evidence | None = None
    date: datetime.date | None = None
    settings: dict[str, Any] = {}
    unit: Unit | None = None
    multiply_by: float | None = None
    facts: Facts = Facts()

    columns: Columns = Columns()
    scores: tuple[Score, ...] = ()
    decimal: Literal[".", ","] = "."
    #: As strptime reads them, tried in turn; ISO dates need none.
    date_formats: tuple[str, ...] = ()
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] | None = None
    encoding: str | None = None
    #: Parts of a model's name that are settings: named groups of a pattern are taken off the name.
    split: tuple[Pattern, ...] = ()
    #: Rows to leave out: column to the values that say so.
    skip: dict[str, tuple[str, ...]] = {}
    #: Runs that were cancelled, failed or were declared invalid: refused, or taken with `status` in their settings.
    incomplete: Literal["refuse", "mark"] = "refuse"
    #: What the table writes where it has nothing.
    absent: tuple[str, ...] = ("", "-", "n/a", "N/A", "NA", "null", "None")
