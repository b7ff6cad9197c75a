"""What a person says of a file that does not say it itself."""

import datetime
import re
from datetime import UTC
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from app.fields import Evidence, Metric, Organization, Task, Unit, Url

Column = Annotated[str, Meta(min_length=1, max_length=255)]
Pattern = Annotated[str, Meta(min_length=1, max_length=255)]
Factor = Annotated[float, Meta(gt=0)]
#: What a format of dates is tried on.
PROBE: Final = datetime.datetime(1987, 11, 23, 16, 28, tzinfo=UTC)


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
    """Which column of a table says what: by its name, or by its place, as `#1` for the first.

    Several columns of models are asked in turn, until one says something.
    """

    model: Column | tuple[Column, ...] | None = None
    organization: Column | None = None
    benchmark: Column | None = None
    #: Where each row is one metric of the benchmark: each metric is a benchmark of its own.
    metric: Column | None = None
    score: Column | None = None
    #: As the source printed it, where the table has that beside the number.
    score_raw: Column | None = None
    unit: Column | None = None
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
    #: A column of JSON objects: several settings at once.
    settings_object: Column | None = None
    #: With any of these and no scores, the table describes models.
    release_date: Column | None = None
    license: Column | None = None
    description: Column | None = None


class Score(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One column of a wide table: the scores of one benchmark."""

    column: Column
    benchmark: Column
    stderr: Column | None = None
    ci_low: Column | None = None
    ci_high: Column | None = None
    samples: Column | None = None
    unit: Unit | None = None
    multiply_by: Factor | None = None
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
    multiply_by: Factor | None = None
    facts: Facts = Facts()

    columns: Columns = Columns()
    scores: tuple[Score, ...] = ()
    decimal: Literal[".", ","] = "."
    #: What follows a ± in a score: its standard error, or half of its 95 % interval; else it stays text.
    spread: Literal["stderr", "ci95"] | None = None
    #: As strptime reads them, tried in turn; ISO dates need none.
    date_formats: tuple[str, ...] = ()
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] | None = None
    encoding: str | None = None
    #: Parts of a model's name that are settings: named groups of a pattern are taken off the name.
    split: tuple[Pattern, ...] = ()
    #: Rows to leave out: column to the values that say so.
    skip: dict[str, tuple[str, ...]] = {}
    #: Runs that were cancelled, failed or were declared invalid: refused, or taken with `status` in settings.
    incomplete: Literal["refuse", "mark"] = "refuse"
    #: What the table writes where it has nothing.
    absent: tuple[str, ...] = ("", "-", "n/a", "N/A", "NA", "null", "None")

    def __post_init__(self) -> None:
        """What the types cannot say; raises ValueError."""
        for pattern in self.split:
            _demand_groups(pattern)
        for form in self.date_formats:
            _demand_day(form)
        if self.scores and (self.columns.score or self.columns.benchmark or self.columns.metric):
            raise ValueError("Either `scores`, a column each, or `columns.score`, a row each.")


def _demand_groups(pattern: str) -> None:
    try:
        groups = re.compile(pattern).groupindex
    except re.error as fault:
        raise ValueError(f"`split`: {pattern} is no regular expression: {fault}.") from None
    if not groups:
        raise ValueError(f"`split`: {pattern} has no named group, such as (?P<effort>_high)$.")


def _demand_day(form: str) -> None:
    try:
        found = datetime.datetime.strptime(PROBE.strftime(form), form)  # noqa: DTZ007 only its day is asked
    except ValueError:
        raise ValueError(f"`date_formats`: {form} is none that strptime reads, such as %d/%m/%Y.") from None
    if found.date() != PROBE.date():
        raise ValueError(f"`date_formats`: {form} does not name the day, the month and the year.")
