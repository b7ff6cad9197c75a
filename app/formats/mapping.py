"""What a person says of a file that does not say it itself."""

import datetime
import re
from datetime import UTC
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from app.fields import Direction, Evidence, HighestScore, LowestScore, Metric, Organization, Task, Unit, Url

Column = Annotated[str, Meta(min_length=1, max_length=255)]
Pattern = Annotated[str, Meta(min_length=1, max_length=255)]
Factor = Annotated[
    float,
    Meta(
        gt=0,
        description="What numbers are multiplied by, unless the file says that they are in `unit` already.",
        examples=[100],
    ),
]
Written = Annotated[
    Unit,
    Meta(
        description="What the file's numbers are: `%` or `proportion`, for example; it changes none of them."
    ),
]
#: What a format of dates is tried on.
PROBE: Final = datetime.datetime(1987, 11, 23, 16, 28, tzinfo=UTC)


class Facts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is true of a benchmark, where neither its file nor the catalogue says it."""

    category: Annotated[str, Meta(description="What kind of benchmark it is.")] | None = None
    description: Annotated[str, Meta(description="What it is, in prose.")] | None = None
    url: Url | None = None
    metric: Metric | None = None
    unit: Unit | None = None
    higher_is_better: Direction | None = None
    min_score: LowestScore | None = None
    max_score: HighestScore | None = None
    task: Task | None = None


class Columns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which column of a table says what: by its name, or by its place, as `#1` for the first.

    Several columns of models are asked in turn, until one says something.
    """

    model: (
        Annotated[
            Column | tuple[Column, ...],
            Meta(description="The model; several columns are asked in turn, until one says something."),
        ]
        | None
    ) = None
    organization: Annotated[Column, Meta(description="Who made the model.")] | None = None
    benchmark: Annotated[Column, Meta(description="The benchmark.")] | None = None
    metric: (
        Annotated[
            Column, Meta(description="What is counted: each metric of a benchmark is a benchmark of its own.")
        ]
        | None
    ) = None
    score: Annotated[Column, Meta(description="The score, where each row has one.")] | None = None
    score_raw: (
        Annotated[Column, Meta(description="The score as its source printed it, beside the number.")] | None
    ) = None
    unit: Annotated[Column, Meta(description="What the number is: `%`, for example.")] | None = None
    date: Annotated[Column, Meta(description="The day of the test.")] | None = None
    source: Annotated[Column, Meta(description="Who reports it.")] | None = None
    source_url: Annotated[Column, Meta(description="Where it can be read.")] | None = None
    evidence: (
        Annotated[Column, Meta(description="Who tested: self_reported, independent or community.")] | None
    ) = None
    stderr: Annotated[Column, Meta(description="The standard error of the score.")] | None = None
    ci_low: Annotated[Column, Meta(description="The lower end of the 95 % interval.")] | None = None
    ci_high: Annotated[Column, Meta(description="The upper end of the 95 % interval.")] | None = None
    samples: Annotated[Column, Meta(description="How many questions or runs.")] | None = None
    external_id: Annotated[Column, Meta(description="The run's name at the source.")] | None = None
    settings: Annotated[dict[str, Column], Meta(description="Name of a setting to its column.")] = {}
    settings_object: (
        Annotated[Column, Meta(description="A column of JSON objects: several settings at once.")] | None
    ) = None
    release_date: (
        Annotated[
            Column,
            Meta(description="The day of release; with it and no scores, the table describes models."),
        ]
        | None
    ) = None
    license: (
        Annotated[Column, Meta(description="The licence; with it and no scores, the table describes models.")]
        | None
    ) = None
    description: (
        Annotated[Column, Meta(description="What it is; with it and no scores, the table describes models.")]
        | None
    ) = None


class Score(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One column of a wide table: the scores of one benchmark."""

    column: Annotated[Column, Meta(description="The column of its scores.")]
    benchmark: Annotated[Column, Meta(description="The name of the benchmark.")]
    stderr: Annotated[Column, Meta(description="The column of their standard errors.")] | None = None
    ci_low: Annotated[Column, Meta(description="The column of the lower ends of 95 % intervals.")] | None = (
        None
    )
    ci_high: Annotated[Column, Meta(description="The column of the upper ends of 95 % intervals.")] | None = (
        None
    )
    samples: Annotated[Column, Meta(description="The column of how many questions or runs.")] | None = None
    unit: Written | None = None
    multiply_by: Factor | None = None
    facts: Annotated[
        Facts, Meta(description="Of the benchmark; what is not said here, those of the mapping say.")
    ] = Facts()


class Mapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Columns and constants for tables; the constants hold for every format that leaves them open.

    `unit` says what the numbers are (% or proportion, for example) where the file does not, and changes none
    of them; `multiply_by` does, and only it. With both, numbers stay as they are where the file says a unit
    that is `unit` already, or does not become it; without a `unit` all are multiplied.
    """

    files: (
        Annotated[
            str,
            Meta(
                description="A pattern of file names, such as `external_*.csv`, where one mapping of several"
                " is for some files only."
            ),
        ]
        | None
    ) = None
    model: Annotated[str, Meta(description="The model of all results.")] | None = None
    organization: Organization | None = None
    benchmark: Annotated[str, Meta(description="The benchmark of all results.")] | None = None
    source: Annotated[str, Meta(description="Who reports it.")] | None = None
    source_url: Url | None = None
    evidence: Annotated[Evidence, Meta(description="Who tested.")] | None = None
    date: Annotated[datetime.date, Meta(description="The day of the test.")] | None = None
    settings: Annotated[dict[str, Any], Meta(description="How it was tested.")] = {}
    unit: Written | None = None
    multiply_by: Factor | None = None
    facts: Annotated[Facts, Meta(description="Of its benchmarks, where the file leaves it open.")] = Facts()

    columns: Annotated[Columns, Meta(description="Which column of a table says what.")] = Columns()
    scores: Annotated[
        tuple[Score, ...], Meta(description="Columns that hold the scores of one benchmark each.")
    ] = ()
    decimal: Annotated[
        Literal[".", ","], Meta(description="What stands between a number's whole and its decimals.")
    ] = "."
    spread: (
        Annotated[
            Literal["stderr", "ci95"],
            Meta(
                description="What follows a ± in a score: its standard error, or half of its 95 % interval;"
                " else it stays text."
            ),
        ]
        | None
    ) = None
    date_formats: Annotated[
        tuple[str, ...],
        Meta(description="As strptime reads them, tried in turn, such as `%d/%m/%Y`; ISO dates need none."),
    ] = ()
    delimiter: (
        Annotated[
            str,
            Meta(min_length=1, max_length=1, description="What stands between columns, where it is unusual."),
        ]
        | None
    ) = None
    encoding: (
        Annotated[str, Meta(description="Of the text, where it is neither UTF-8 nor UTF-16.")] | None
    ) = None
    split: Annotated[
        tuple[Pattern, ...],
        Meta(
            description="Parts of a model's name that are settings: named groups of a pattern are taken off"
            " the name, as in `(?P<effort>_high)$`."
        ),
    ] = ()
    skip: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description="Rows to leave out: column to the values that say so."),
    ] = {}
    incomplete: Annotated[
        Literal["refuse", "mark"],
        Meta(
            description="Runs that were cancelled, failed or were declared invalid: refused, or taken with"
            " `status` in settings."
        ),
    ] = "refuse"
    absent: Annotated[tuple[str, ...], Meta(description="What the table writes where it has nothing.")] = (
        "",
        "-",
        "n/a",
        "N/A",
        "NA",
        "null",
        "None",
    )

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
