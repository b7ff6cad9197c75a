"""What the rival answers, as Pydantic models."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class ModelAnswer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    slug: str
    name: str
    organization: str
    release_date: date | None
    license: str | None
    status: Literal["active", "deprecated", "retired"]
    description: str | None
    metadata: dict[str, Any] | None = Field(validation_alias="details")
    aliases: list[str]
    created_at: datetime
    updated_at: datetime


class StandingAnswer(BaseModel):
    rank: int | None
    model: str
    model_name: str
    model_id: int
    organization: str
    release_date: date | None
    score: float
    stderr: float | None
    ci_low: float | None
    ci_high: float | None
    samples: int | None
    result: int
    source: str | None
    source_url: str | None
    evidence: Literal["self_reported", "independent", "community"] | None
    date_tested: date | None
    settings: dict[str, Any]


class ModelPage(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[ModelAnswer]
    next: str | None = None


class StandingPage(BaseModel):
    items: list[StandingAnswer]
    next: str | None = None
