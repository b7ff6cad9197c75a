"""What the columns of a file seem to mean, as a mapping: from their names, their profile, and known names.

Nothing here writes or decides: `looks` says what each column looks like, `words` which names mean what,
`roles` who gets which column, `scores` which columns are scores, `proposing` puts it together, `asking` asks
the catalogue and the file.
"""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from app.fields import Slug
from app.formats.mapping import Mapping

Shape = Literal["long", "wide", "models"]
Confidence = Annotated[
    float, Meta(ge=0, le=1, description="How sure: 1 is as good as said by somebody.", examples=[0.9])
]


class Role(Struct, frozen=True):
    """What a column seems to mean."""

    role: Annotated[
        str,
        Meta(
            description="A field of a mapping's `columns`, `settings.…` for one of the settings; or `scores`,"
            " for each column of a wide table.",
            examples=["model"],
        ),
    ]
    column: Annotated[str, Meta(description="The column, as the mapping names it.", examples=["LLM"])]
    confidence: Confidence
    reason: Annotated[str, Meta(description="For people.", examples=["It is called LLM."])]


class NearName(Struct, frozen=True, kw_only=True):
    """A name that the catalogue does not know, and the known one most like it: never taken for the same."""

    kind: Annotated[Literal["model", "benchmark"], Meta(description="What it seems to be the name of.")]
    name: Annotated[str, Meta(description="As the file writes it.")]
    did_you_mean: Annotated[str, Meta(description="The known name.")]
    slug: Annotated[Slug, Meta(description="The address of what has it.")]
    similarity: Annotated[float, Meta(ge=0, le=1, description="How like.")]


class Previewed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record as the import would take it, or why it would refuse it; what it leaves open is left out."""

    row: Annotated[int, Meta(ge=1, description="Where it stands in the file.")]
    model: Annotated[str, Meta(description="The model.")] | None = None
    name: Annotated[str, Meta(description="Of a table of models: the model.")] | None = None
    organization: Annotated[str, Meta(description="Who made the model.")] | None = None
    benchmark: Annotated[str, Meta(description="The benchmark.")] | None = None
    score: Annotated[float, Meta(description="The score.")] | None = None
    score_raw: Annotated[str, Meta(description="The score as it is written.")] | None = None
    unit: Annotated[str, Meta(description="What it is measured in.")] | None = None
    date_tested: Annotated[date, Meta(description="The day of the test.")] | None = None
    source: Annotated[str, Meta(description="Who reports it.")] | None = None
    source_url: Annotated[str, Meta(description="Where it can be read.")] | None = None
    evidence: Annotated[str, Meta(description="Who tested.")] | None = None
    settings: Annotated[dict[str, Any], Meta(description="How it was tested.")] = {}
    stderr: Annotated[float, Meta(description="The standard error of the score.")] | None = None
    ci_low: Annotated[float, Meta(description="The lower end of the 95 % interval.")] | None = None
    ci_high: Annotated[float, Meta(description="The upper end of the 95 % interval.")] | None = None
    samples: Annotated[int, Meta(description="How many questions or runs.")] | None = None
    external_id: Annotated[str, Meta(description="The run's name at the source.")] | None = None
    release_date: Annotated[date, Meta(description="Of a table of models: the day of release.")] | None = None
    license: Annotated[str, Meta(description="Of a table of models: the licence.")] | None = None
    description: Annotated[str, Meta(description="Of a table of models: what it is.")] | None = None
    refused: Annotated[str, Meta(description="Why it would not be taken.")] | None = None


class Suggestion(Struct, frozen=True, kw_only=True):
    """A mapping for a file, how sure it is, and why."""

    shape: (
        Annotated[
            Shape,
            Meta(
                description="long: a score each row; wide: a column of scores for each benchmark; models: a"
                " table of models without scores. Null where there are no scores to be seen."
            ),
        ]
        | None
    )
    confidence: Annotated[
        float, Meta(ge=0, le=1, description="Of the weakest of what it needs; 0 where something is missing.")
    ]
    mapping: Annotated[Mapping, Meta(description="Ready to be sent, unless something is missing.")]
    roles: Annotated[list[Role], Meta(description="What each column that it names seems to mean, and why.")]
    missing: Annotated[
        list[str],
        Meta(
            description="What must still be said before it can be imported.",
            examples=[["Which benchmark the scores are of: say it as `benchmark`."]],
        ),
    ]
    questions: Annotated[
        list[str],
        Meta(
            description="What the file leaves open and is not guessed.",
            examples=[["Scores lie between 0 and 1: say `unit` (`proportion`) if they are shares of 1."]],
        ),
    ]
    did_you_mean: Annotated[
        list[NearName],
        Meta(description="Names in it that are like known ones; only exact names are taken as known."),
    ]
    preview: Annotated[
        list[Previewed], Meta(description="The first three records, as they would be imported.")
    ]
    warnings: Annotated[list[str], Meta(description="What of the file is not used, or looks odd.")]
