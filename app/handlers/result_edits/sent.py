"""What clients send of results."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType, field

from app.fields import BenchmarkAddress, ModelAddress, Score
from app.http.bodies import Body
from app.queries.results import (
    High,
    Low,
    RawScore,
    Reason,
    RunName,
    Samples,
    Source,
    SourceUrl,
    StandardError,
    Tested,
    Tester,
)

Settings = Annotated[
    dict[str, Any],
    Meta(
        description="How it was tested; at most 8,192 bytes, 256 keys and 32 levels.",
        examples=[{"shots": 5}],
    ),
]


class ReportedRun(Body, frozen=True, kw_only=True):
    """A result, except who reports it and what the run is called there."""

    model: ModelAddress
    benchmark: BenchmarkAddress
    score: Score
    score_raw: RawScore | None = None
    date_tested: Tested | None = None
    source_url: SourceUrl | None = None
    evidence: Tester | None = None
    settings: Settings = field(default_factory=dict)
    stderr: StandardError | None = None
    ci_low: Low | None = None
    ci_high: High | None = None
    samples: Samples | None = None


class NewResult(ReportedRun, frozen=True, kw_only=True):
    """A result that is not there yet."""

    source: Source | None = None
    external_id: RunName | None = None


class BetterResult(NewResult, frozen=True, kw_only=True):
    """A new result that takes the place of another, and why."""

    reason: Reason


class Retraction(Body, frozen=True):
    """Why a result no longer holds."""

    reason: Reason


class ResultPatch(Body, frozen=True):
    """What was wrong; null takes a value away, what is left out stays."""

    model: ModelAddress | UnsetType = UNSET
    benchmark: BenchmarkAddress | UnsetType = UNSET
    score: Score | UnsetType = UNSET
    score_raw: RawScore | UnsetType | None = UNSET
    date_tested: Tested | UnsetType | None = UNSET
    source: Source | UnsetType | None = UNSET
    source_url: SourceUrl | UnsetType | None = UNSET
    evidence: Tester | UnsetType | None = UNSET
    settings: Settings | UnsetType | None = UNSET
    stderr: StandardError | UnsetType | None = UNSET
    ci_low: Low | UnsetType | None = UNSET
    ci_high: High | UnsetType | None = UNSET
    samples: Samples | UnsetType | None = UNSET
    external_id: RunName | UnsetType | None = UNSET


def as_json(sent: object) -> Raw:
    """One result, or a list of them, as the queries take it."""
    return Raw(msgspec.json.encode(sent))
