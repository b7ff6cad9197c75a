"""Named field types; their limits are those of the columns."""

import re
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import Meta

INT8_MAX: Final = 2**63 - 1
SLUG: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")

# Shapes of texts, as the columns demand them, in expressions that ECMA and Python read alike. "$" alone would
# match before a last line break too.
LINK: Final = r"^https?://\S+$(?!\n)"
LINE: Final = r"^[^ ]([\s\S]*[^ ])?$(?!\n)"
PRINTED: Final = r"^[^\x00-\x20\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\x9f])?$(?!\n)"
READABLE: Final = r"^(?=.*[a-z])[a-z0-9]+([.-][a-z0-9]+)*$(?!\n)"
ACCOUNT: Final = r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$(?!\n)"
LABEL: Final = r"^[^, ]([^,]*[^, ])?$(?!\n)"
#: What each demands, in words.
SHAPES: Final = {
    LINK: ", beginning with http:// or https://, without blanks",
    LINE: " without blanks at either end",
    PRINTED: " without blanks at either end or control characters",
    READABLE: " of a-z, 0-9, '-' and '.', with a letter, no two of '-' and '.' together",
    ACCOUNT: " of a-z, 0-9, '.', '_' and '-', a letter or digit at both ends",
    LABEL: " without commas, or blanks at either end",
}

Sentiment = Literal["positive", "negative", "neutral", "mixed"]
Evidence = Literal["self_reported", "independent", "community"]
ModelStatus = Literal["active", "deprecated", "retired"]
ResultStatus = Literal["active", "retracted", "superseded"]
Pick = Literal["best", "latest"]

Id = Annotated[int, Meta(ge=1, le=INT8_MAX, description="Never reused.", examples=[17])]
Slug = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=READABLE,
        description="The readable address.",
        examples=["gpt-4o"],
    ),
]
ModelName = Annotated[
    str,
    Meta(
        min_length=1, max_length=255, pattern=PRINTED, description="As people write it.", examples=["GPT-4o"]
    ),
]
Organization = Annotated[
    str,
    Meta(
        min_length=1, max_length=255, pattern=PRINTED, description="Who made the model.", examples=["OpenAI"]
    ),
]
License = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=LINE,
        description="Under which it is given.",
        examples=["apache-2.0"],
    ),
]
ModelAddress = Annotated[
    Annotated[str, Meta(min_length=1, max_length=100)] | Annotated[int, Meta(ge=1, le=INT8_MAX)],
    Meta(description="Which model: its slug, in any case, or its id.", examples=["gpt-4o"]),
]
Alias = Annotated[str, Meta(min_length=1, max_length=255, pattern=PRINTED)]
Aliases = Annotated[list[Alias], Meta(max_length=100, description="What else it is called.")]
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
    str,
    Meta(min_length=1, max_length=255, pattern=PRINTED, description="As people write it.", examples=["MMLU"]),
]
BenchmarkAddress = Annotated[
    Annotated[str, Meta(min_length=1, max_length=100)] | Annotated[int, Meta(ge=1, le=INT8_MAX)],
    Meta(description="Which benchmark: its slug, in any case, or its id.", examples=["mmlu"]),
]
Category = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=LINE,
        description="What kind of benchmark it is.",
        examples=["knowledge"],
    ),
]
Unit = Annotated[
    str,
    Meta(
        min_length=1, max_length=50, pattern=LINE, description="What a score is measured in.", examples=["%"]
    ),
]
Direction = Annotated[
    bool, Meta(description="Whether the higher score is the better one; null where nobody knows.")
]
Metric = Annotated[
    str,
    Meta(min_length=1, max_length=100, pattern=LINE, description="What is counted.", examples=["accuracy"]),
]
Task = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=LINE,
        description="What a model has to do.",
        examples=["code generation"],
    ),
]
LowestScore = Annotated[float, Meta(description="The lowest score that there can be.", examples=[0])]
HighestScore = Annotated[float, Meta(description="The highest score that there can be.", examples=[100])]
Content = Annotated[
    str, Meta(min_length=1, max_length=20_000, description="What was said.", examples=["Fast and cheap."])
]
Judgement = Annotated[Sentiment, Meta(description="As somebody judged it; null where nobody has.")]
Medium = Annotated[
    str,
    Meta(
        min_length=1, max_length=255, pattern=LINE, description="Where it was said.", examples=["Hacker News"]
    ),
]
Author = Annotated[str, Meta(min_length=1, max_length=255, pattern=LINE, description="Who said it.")]
Published = Annotated[date, Meta(description="The day it was said, where it is known.")]
Tags = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=2000, pattern=LABEL)]],
    Meta(
        max_length=32,
        description="What it is about: labels without commas, of 2,000 characters together.",
        examples=[["speed", "price"]],
    ),
]
Use = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=LINE,
        description="What it is used for.",
        examples=["Code review"],
    ),
]
Witness = Annotated[str, Meta(min_length=1, max_length=255, pattern=LINE, description="Who says so.")]
Provider = Annotated[
    str, Meta(min_length=1, max_length=100, pattern=LINE, description="Who sells it.", examples=["openai"])
]
Offering = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=LINE,
        description="What the provider calls it.",
        examples=["gpt-4o-2024-08-06"],
    ),
]
Tier = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=50,
        pattern=LINE,
        description="Under which terms it is sold.",
        examples=["batch"],
    ),
]
FirstDay = Annotated[date, Meta(description="The first day that it holds.", examples=["2025-01-31"])]
Amount = Annotated[
    float,
    Meta(
        ge=0,
        le=99_999_999.999999,
        description="USD per million tokens, with at most 6 decimals; null where not sold or unknown.",
        examples=[2.5],
    ),
]
Score = Annotated[float, Meta(description="In the unit of the benchmark.", examples=[88.7])]
FromDataset = Annotated[
    UUID,
    Meta(
        description="The uploaded file that it came from, where that is still there; its owner decides who"
        " may see it: to others `/datasets/{id}` is a 404."
    ),
]
Moment = Annotated[datetime, Meta(tz=True)]
Created = Annotated[datetime, Meta(tz=True, description="When the catalogue got to know it.")]
Updated = Annotated[datetime, Meta(tz=True, description="When it was last changed here.")]


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
