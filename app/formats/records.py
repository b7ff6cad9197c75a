"""What a file says, in the words of the catalogue: records that every format yields."""

from datetime import date
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from app.fields import (
    Alias,
    Amount,
    Category,
    Evidence,
    License,
    Metric,
    ModelName,
    Offering,
    Organization,
    Prose,
    Provider,
    Task,
    Tier,
    Unit,
    Url,
)

#: Beyond them the driver's dates are infinity.
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(9999, 12, 30)

PERCENT: Final = "%"
PROPORTION: Final = "proportion"

Row = Annotated[int, Meta(ge=1)]
Text = Annotated[str, Meta(min_length=1, max_length=255)]


class Record(Struct, frozen=True, kw_only=True):
    """`row` is where it stands: the line of a table or a text, the entry of anything else, from 1."""

    row: Row


class Model(Record, frozen=True, kw_only=True):
    """What a file knows of a model; `name` may begin with its maker and a slash, as `openai/gpt-4o` does."""

    name: ModelName
    organization: Organization | None = None
    release_date: date | None = None
    license: License | None = None
    description: Prose | None = None
    metadata: dict[str, Any] | None = None
    aliases: tuple[Alias, ...] = ()


class Benchmark(Record, frozen=True, kw_only=True):
    """What a file knows of a benchmark; `higher_is_better` is null where it does not say: not ranked."""

    name: ModelName
    category: Category | None = None
    description: Prose | None = None
    url: Url | None = None
    metric: Metric | None = None
    unit: Unit | None = None
    higher_is_better: bool | None = None
    min_score: float | None = None
    max_score: float | None = None
    task: Task | None = None
    aliases: tuple[Alias, ...] = ()


class Result(Record, frozen=True, kw_only=True):
    """One score as it is written; `unit` is the file's own (PERCENT, PROPORTION …), else null."""

    model: ModelName
    benchmark: ModelName
    score: float
    organization: Organization | None = None
    score_raw: Text | None = None
    unit: Unit | None = None
    date_tested: date | None = None
    source: ModelName | None = None
    source_url: Url | None = None
    evidence: Evidence | None = None
    settings: dict[str, Any] = {}
    stderr: Annotated[float, Meta(ge=0)] | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    samples: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    external_id: Text | None = None


class Price(Record, frozen=True, kw_only=True):
    """USD per million tokens; `valid_from` is null where the file only says what holds now."""

    model: ModelName
    provider: Provider
    offering: Offering
    organization: Organization | None = None
    tier: Tier = "standard"
    valid_from: date | None = None
    input: Amount | None = None
    output: Amount | None = None
    cache_read: Amount | None = None
    cache_write: Amount | None = None
    source_url: Url | None = None


class Reject(Record, frozen=True, kw_only=True):
    """What cannot be taken, and what was expected; the column is a field where the file has no columns."""

    reason: str
    column: str | None = None
    value: str | None = None


Said = Model | Benchmark | Result | Price | Reject
