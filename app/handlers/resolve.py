"""Names over HTTP: what of the catalogue each of them means."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import Annotated, Final, Literal, NamedTuple, TypeVar

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from app.fields import Id, Slug
from app.http.bodies import Body
from app.http.document import asks
from app.http.parameters import InDb
from app.http.permissions import anyone
from app.http.problems import BODY, fails
from app.queries import names
from app.queries.names import Alike, Called, FoundBy, Similarity

Row = TypeVar("Row", Called, Alike)

#: Names in one statement: a thousand unknown ones take seconds, and no statement shall.
AT_ONCE: Final = 100
CONFIDENCE: Final[dict[str, float]] = {"name": 1.0, "alias": 1.0, "organization": 0.9}

Asked = Annotated[str, Meta(min_length=1, max_length=255)]
Matched = Annotated[
    str, Meta(description="The name of it that fits, as the catalogue writes that.", examples=["gpt-4o"])
]
Named = Annotated[str, Meta(description="As people write it.", examples=["GPT-4o"])]
AsAsked = Annotated[str, Meta(description="The name as it was sent.", examples=["openai/gpt 4o"])]
Confidence = Annotated[
    float,
    Meta(
        ge=0,
        le=1,
        description="1 for a name or an alias, 0.9 where an organization stands before it; null where the"
        " name is not resolved.",
    ),
]


class Names(Body, frozen=True):
    """Names as somebody else writes them."""

    names: Annotated[
        list[Asked],
        Meta(
            min_length=1,
            max_length=1000,
            description="Each may come more than once.",
            examples=[["gpt 4o", "openai/gpt-4o"]],
        ),
    ]
    kind: Annotated[Literal["model", "benchmark"], Meta(description="What they are names of.")] = "model"


class Entry(Struct, frozen=True):
    """A model or a benchmark, in short."""

    id: Id
    slug: Slug
    name: Named


class Candidate(Struct, frozen=True):
    """What may have been meant."""

    id: Id
    slug: Slug
    name: Named
    matched: Matched
    similarity: Similarity


Candidates = Annotated[
    list[Candidate],
    Meta(
        description="Where the name is not resolved: at most five whose names are alike, of a similarity from"
        " 0.3 to 1, the most alike first."
    ),
]


class ResolvedModel(Struct, frozen=True):
    """The model that a name means, or models that it may mean."""

    name: AsAsked
    model: Annotated[Entry, Meta(description="What has this name; null where nothing has.")] | None
    found_by: FoundBy | None
    confidence: Confidence | None
    did_you_mean: Candidates


class ResolvedBenchmark(Struct, frozen=True):
    """The benchmark that a name means, or benchmarks that it may mean."""

    name: AsAsked
    benchmark: Annotated[Entry, Meta(description="What has this name; null where nothing has.")] | None
    found_by: FoundBy | None
    confidence: Confidence | None
    did_you_mean: Candidates


class ResolvedModels(Struct, frozen=True):
    """An answer for each name."""

    items: Annotated[list[ResolvedModel], Meta(description="In the order of the names.")]


class ResolvedBenchmarks(Struct, frozen=True):
    """An answer for each name."""

    items: Annotated[list[ResolvedBenchmark], Meta(description="In the order of the names.")]


class Meaning(NamedTuple):
    """What is said of a name, in the order of the fields above."""

    entry: Entry | None
    found_by: FoundBy | None
    confidence: Confidence | None
    did_you_mean: list[Candidate]


@post(
    "/resolve",
    status_code=200,
    operation_id="resolveNames",
    summary="Resolve names",
    guards=[anyone],
    operation_class=asks(
        names.models_called, names.models_alike, names.benchmarks_called, names.benchmarks_alike
    ),
    responses=fails(*BODY),
)
async def resolve_names(db: InDb, data: JSONBody[Names]) -> ResolvedModels | ResolvedBenchmarks:
    """What each name means: the model or benchmark that has it, as its own or as an alias.

    "GPT-4o", "gpt 4o" and "Gpt_4o" are one name; "openai/gpt-4o" is that of the model with its organization
    before it. Nothing else is resolved: no beginning of a name, no name without its date or its effort. What
    is alike is offered, and left to you.
    """
    if data.kind == "model":
        found = await meanings(data.names, partial(names.models_called, db), partial(names.models_alike, db))
        return ResolvedModels([ResolvedModel(name, *found[name]) for name in data.names])
    found = await meanings(
        data.names, partial(names.benchmarks_called, db), partial(names.benchmarks_alike, db)
    )
    return ResolvedBenchmarks([ResolvedBenchmark(name, *found[name]) for name in data.names])


async def meanings(
    asked: Sequence[str],
    called: Callable[..., Awaitable[list[Called]]],
    alike: Callable[..., Awaitable[list[Alike]]],
) -> dict[str, Meaning]:
    """What each name means; what is alike is asked for those only that nothing has."""
    distinct = list(dict.fromkeys(asked))
    found: dict[str, Meaning] = {}
    for start in range(0, len(distinct), AT_ONCE):
        some = distinct[start : start + AT_ONCE]
        known = by_name(await called(names=some))
        found |= {name: known_as(rows) for name, rows in known.items()}
        if unknown := [name for name in some if name not in known]:
            near = by_name(await alike(names=unknown))
            found |= {name: Meaning(None, None, None, candidates(near.get(name, []))) for name in unknown}
    return found


def by_name(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each name that was asked for; they come in its order."""
    return {name: list(some) for name, some in groupby(rows, lambda row: row.asked)}


def known_as(rows: list[Called]) -> Meaning:
    """What has the name; where several have, none of them is taken."""
    if len(rows) > 1:
        return Meaning(None, None, None, [Candidate(r.id, r.slug, r.name, r.matched, 1.0) for r in rows[:5]])
    (row,) = rows
    return Meaning(Entry(row.id, row.slug, row.name), row.found_by, CONFIDENCE[row.found_by], [])


def candidates(rows: list[Alike]) -> list[Candidate]:
    return [Candidate(row.id, row.slug, row.name, row.matched, row.similarity) for row in rows]


router = Router("/", tags=["Models"], route_handlers=[resolve_names])
