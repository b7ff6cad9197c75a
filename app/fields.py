"""Named field types; their limits are those of the columns."""

import re
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import Meta, Struct

INT8_MAX: Final = 2**63 - 1
SLUG: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")

#: How an address on the web begins.
LINK: Final = "^https?://"

Sentiment = Literal["positive", "negative", "neutral", "mixed"]
Evidence = Literal["self_reported", "independent", "community"]
ModelStatus = Literal["active", "deprecated", "retired"]
ResultStatus = Literal["active", "retracted", "superseded"]
Pick = Literal["best", "latest"]

Id = Annotated[int, Meta(ge=1, le=INT8_MAX, description="Never reused.", examples=[17])]
Slug = Annotated[str, Meta(max_length=100, description="The readable address.", examples=["gpt-4o"])]
ModelName = Annotated[
    str, Meta(min_length=1, max_length=255, description="As people write it.", examples=["GPT-4o"])
]
Organization = Annotated[
    str, Meta(min_length=1, max_length=255, description="Who made the model.", examples=["OpenAI"])
]
License = Annotated[
    str,
    Meta(min_length=1, max_length=255, description="Under which it is given.", examples=["apache-2.0"]),
]
Alias = Annotated[str, Meta(min_length=1, max_length=255)]
Prose = Annotated[str, Meta(min_length=1, max_length=20_000, description="What it is, in prose.")]
Url = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=2048,
        pattern=LINK,
        description="Where it can be read.",
        examples=["https://example.org/"],
    ),
]
BenchmarkSlug = Annotated[str, Meta(max_length=100, description="The readable address.", examples=["mmlu"])]
BenchmarkName = Annotated[
    str, Meta(min_length=1, max_length=255, description="As people write it.", examples=["MMLU"])
]
Category = Annotated[
    str,
    Meta(min_length=1, max_length=255, description="What kind of benchmark it is.", examples=["knowledge"]),
]
Unit = Annotated[
    str, Meta(min_length=1, max_length=50, description="What a score is measured in.", examples=["%"])
]
Direction = Annotated[
    bool, Meta(description="Whether the higher score is the better one; null where nobody knows.")
]
Score = Annotated[float, Meta(description="In the unit of the benchmark.", examples=[88.7])]
Moment = Annotated[datetime, Meta(tz=True)]
Created = Annotated[datetime, Meta(tz=True, description="When the catalogue got to know it.")]
Updated = Annotated[datetime, Meta(tz=True, description="When it was last changed here.")]


class Cause(Struct, frozen=True):
    """Who changes the catalogue, and why; null where nobody says."""

    actor: UUID | None = None
    reason: str | None = None


NOBODY: Final = 0  # identity columns begin with 1


def address(text: str | None) -> tuple[int | None, str | None]:
    """An id or a slug in any case, as two values of which one is set; a slug is never all digits.

    Both are null where nothing is given. What can be neither becomes an id that nobody has.
    """
    if text is None:
        return None, None
    if text.isascii() and text.isdigit():
        number = NOBODY if text.startswith("0") else int(text[:20])  # a number has one address
        return (number if number <= INT8_MAX else NOBODY), None
    slug = text.lower()
    return (None, slug) if len(slug) <= 100 and SLUG.fullmatch(slug) else (NOBODY, None)
