"""Leaderboards and scores over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Annotated, Final

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Raw, Struct

from app.fields import Evidence, Pick, address
from app.http.document import asks
from app.http.paging import InPages, Order, Page
from app.http.parameters import ENCODED, InDb, InPath, existing, json_object, model_at, narrowed
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import benchmarks, leaderboards, merges, models
from app.queries.leaderboards import BestScore, RankedScore, Standing

Ask = Callable[..., Awaitable[list[Standing]]]

PLACE: Final = {"after_score": "score", "after_model": "model_id"}
RANKED: Final = Order(Standing, rows="after_rows", **PLACE, after_rank="rank")
AMONG: Final = Order(Standing, **PLACE)
WHOLE: Final[dict[Pick, Ask]] = {"best": leaderboards.best, "latest": leaderboards.latest}
FILTERED: Final[dict[Pick, Ask]] = {"best": leaderboards.best_among, "latest": leaderboards.latest_among}
BY_BENCHMARK: Final = Order(RankedScore, after_name="benchmark_name", after_benchmark="benchmark_id")
BY_MODEL: Final = Order(BestScore, after_model="model_id", after_benchmark="benchmark_id")


class BoardFilter(Struct, frozen=True):
    """Which results a leaderboard is made of; the fields are parameters of the query."""

    evidence: str | None
    source: str | None
    organization: str | None
    settings: Raw | None
    as_of: date | None


def board_filter(
    evidence: Annotated[Evidence | None, QueryParameter(description="Who tested.")] = None,
    source: Annotated[str | None, QueryParameter(max_length=255, description="Whatever the case.")] = None,
    organization: Annotated[
        str | None, QueryParameter(max_length=255, description="Whatever the case.")
    ] = None,
    settings: Annotated[
        str | None,
        QueryParameter(max_length=4000, description=f'Contained, for example `{{"shots":5}}`; {ENCODED}'),
    ] = None,
    as_of: Annotated[
        date | None,
        QueryParameter(
            description="The board as it was on this day. A result counts from the day of its test; without a"
            " date, from the release of its model; where that is unknown too, from the day it was recorded."
        ),
    ] = None,
) -> BoardFilter:
    return BoardFilter(evidence, source, organization, json_object("settings", settings), as_of)


@get(
    "/benchmarks/{benchmark:str}/leaderboard",
    operation_id="getLeaderboard",
    summary="Get a leaderboard",
    guards=[anyone],
    operation_class=asks(*WHOLE.values(), *FILTERED.values(), benchmarks.get),
    responses=fails(404, 406),
    dependencies={"narrow": Provide(board_filter, sync_to_thread=False)},
)
async def get_leaderboard(
    db: InDb,
    pages: InPages,
    benchmark: InPath,
    narrow: NamedDependency[BoardFilter],
    pick: Annotated[Pick, QueryParameter(description="Which result of a model counts.")] = "best",
) -> Page[Standing]:
    """One row a model, the better first, whichever way the benchmark counts.

    Ties share a rank, and the next rank counts them (1, 1, 3). Where nobody knows which way is better, the
    higher number comes first and nothing is ranked. Retracted and superseded results do not count. With
    filters, ranks are those among the results that pass.
    """
    ask = narrowed(WHOLE[pick], FILTERED[pick], narrow)
    benchmark_id, slug = address(benchmark)

    asked = partial(ask, db, benchmark_id=benchmark_id, benchmark_slug=slug)
    return await pages.of(
        RANKED if ask is WHOLE[pick] else AMONG,
        asked,
        Standing,
        parent=lambda: existing(benchmarks.get(db, id=benchmark_id, slug=slug), "benchmark"),
    )


@get(
    "/models/{model:str}/scores",
    operation_id="listModelScores",
    summary="List a model's scores",
    guards=[anyone],
    operation_class=asks(leaderboards.scores_of_model, models.get, merges.moved),
    responses=fails(404, 406),
)
async def list_model_scores(db: InDb, pages: InPages, model: InPath) -> Page[RankedScore]:
    """A model's best score on each benchmark, by name of the benchmark, and its rank among all models."""
    model_id, slug = address(model)

    ask = partial(leaderboards.scores_of_model, db, model_id=model_id, model_slug=slug)
    return await pages.of(
        BY_BENCHMARK,
        ask,
        RankedScore,
        parent=lambda: model_at((model_id, slug), partial(models.get, db), partial(merges.moved, db)),
    )


@get(
    "/scores",
    operation_id="listScores",
    summary="List models with scores",
    guards=[anyone],
    operation_class=asks(leaderboards.scores),
    responses=fails(406),
)
async def list_scores(
    db: InDb,
    pages: InPages,
    organization: Annotated[
        str | None, QueryParameter(max_length=255, description="Whatever the case.")
    ] = None,
    category: Annotated[
        str | None, QueryParameter(max_length=255, description="Of the benchmark, whatever the case.")
    ] = None,
) -> Page[BestScore]:
    """Each model with its best score on each benchmark: the whole matrix, one cell a row."""
    ask = partial(leaderboards.scores, db, organization=organization, category=category)
    return await pages.of(BY_MODEL, ask, BestScore)


router = Router("/", tags=["Leaderboards"], route_handlers=[get_leaderboard, list_model_scores, list_scores])
