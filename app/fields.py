"""Named field types; their limits are those of the columns."""

import re
from datetime import date, datetime
from typing import Annotated, Final, Literal

from msgspec import Meta

INT8_MAX: Final = 2**63 - 1
SLUG: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")

Sentiment = Literal["positive", "negative", "neutral", "mixed"]
Evidence = Literal["self_reported", "independent", "community"]
ModelStatus = Literal["active", "deprecated", "retired"]
ResultStatus = Literal["active", "retracted", "superseded"]
Pick = Literal["best", "latest"]

Id = Annotated[int, Meta(ge=1, le=INT8_MAX, description="Never reused.", examples=[17])]
Slug = Annotated[str, Meta(max_length=100, description="The readable address.", examples=["gpt-4o"])]
Score = Annotated[float, Meta(description="In the unit of the benchmark.", examples=[88.7])]
Moment = Annotated[datetime, Meta(tz=True)]
Day = date


NOBODY: Final = 0  # identity columns begin with 1


def address(text: str | None) -> tuple[int | None, str | None]:
    """An id or a slug, as two values of which one is set; a slug is never all digits.

    Both are null where nothing is given. What can be neither becomes an id that nobody has.
    """
    if text is None:
        return None, None
    if text.isascii() and text.isdigit():
        return (number if (number := int(text[:20])) <= INT8_MAX else NOBODY), None
    return (None, text) if len(text) <= 100 and SLUG.fullmatch(text) else (NOBODY, None)
