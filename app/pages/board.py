"""The page of one benchmark: its leaderboard, and its scores over time."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from litestar import Request, Response, get
from litestar.params import PathParameter, QueryParameter
from msgspec import Struct

from app.fields import address
from app.http.formats import MEDIA_TYPES, Csv
from app.http.paging import Page
from app.http.parameters import InDb, found
from app.http.permissions import unasked
from app.pages.charts import Chart, over_time, records
from app.pages.commands import curl, psql
from app.pages.rendering import page
from app.pages.rows import GROUPS, Row, facts, legend, rows
from app.pages.view import EVIDENCE, WEIGHTS, ChosenEvidence, ChosenWeights, View
from app.pages.wording import link
from app.queries import benchmarks, leaderboards
from app.queries.benchmarks import Benchmark
from app.queries.leaderboards import Standing
from app.queries.loader import Db

#: So many rows of a board are read for filters and records, and so many of those shown.
READ: Final = 10_000
SHOWN: Final = 500
WIDE: Final = (1040, 400)
NARROW: Final = (400, 340)


class Figure(Struct, frozen=True):
    """Scores over time for a wide and for a narrow window; labels shrink with neither."""

    wide: Chart
    narrow: Chart
    records: int
    undated: int


@get("/benchmarks/{benchmark:str}", include_in_schema=False, guards=[unasked])
async def show_board(
    request: Request[Any, Any, Any],
    db: InDb,
    *,
    benchmark: Annotated[str, PathParameter(max_length=200)],
    find: Annotated[str, QueryParameter(max_length=200)] = "",
    organization: Annotated[str, QueryParameter(max_length=255)] = "",
    evidence: Annotated[ChosenEvidence, QueryParameter()] = "",
    weights: Annotated[ChosenWeights, QueryParameter()] = "",
    format: Annotated[Literal["html", "json", "csv"], QueryParameter()] = "html",
) -> Response[Any]:
    """The board as a page; or the rows that it would show, as data."""
    id, slug = address(benchmark)
    one = found(await benchmarks.get(db, id=id, slug=slug), "benchmark")
    view = View(one.slug, find, organization, evidence, weights)
    standings = await ask(db, one, evidence or None)
    known = {each.model_id: each.open for each in await leaderboards.weights(db, benchmark_id=one.id)}
    wanted = [each for each in standings if view.admits(each, known.get(each.model_id))]
    if format != "html":
        return exported(wanted, format)
    board = rows(one, standings, known)
    keys = {each.model_id for each in wanted}
    shown = [row for row in board if row.standing.model_id in keys]
    return page(
        "board.html",
        benchmark=one,
        home=link(one.url),
        view=view,
        evidence_names=EVIDENCE,
        weights_names=WEIGHTS,
        **everything(one, board),
        found=len(shown),
        all_rows=shown,
        rows=shown[:SHOWN],
        has_intervals=any(row.interval for row in shown[:SHOWN]),
        figure=figure(one, shown),
        json_address=view.data_address("json", wanted),
        csv_address=view.data_address("csv", wanted),
        curl=curl(request, view.data_address("json", wanted)),
        sql=psql(one.slug, evidence),
    )


def everything(benchmark: Benchmark, board: Sequence[Row]) -> dict[str, Any]:
    """What the page says of the whole board, whichever of its rows are shown."""
    spelled = {row.standing.organization.lower(): row.standing.organization for row in board}
    kinds = {row.standing.evidence for row in board}
    return {
        "total": len(board),
        "facts": facts(benchmark, board),
        "legend": legend([row.standing for row in board]),
        "others": len(spelled) > GROUPS,
        "organizations": sorted(spelled.values(), key=str.lower),
        "has_independent": "independent" in kinds,
        "has_claims": "self_reported" in kinds,
    }


async def ask(db: Db, benchmark: Benchmark, evidence: str | None) -> list[Standing]:
    """The whole board; or the board of the results with this evidence alone."""
    if evidence is None:
        return await leaderboards.best(
            db,
            benchmark_id=benchmark.id,
            benchmark_slug=None,
            after_score=None,
            after_model=None,
            after_rank=None,
            after_rows=None,
            limit=READ,
        )
    return await leaderboards.best_among(
        db,
        benchmark_id=benchmark.id,
        benchmark_slug=None,
        evidence=evidence,
        source=None,
        organization=None,
        settings=None,
        as_of=None,
        after_score=None,
        after_model=None,
        limit=READ,
    )


def exported(wanted: list[Standing], form: Literal["json", "csv"]) -> Response[Any]:
    headers = {"Cache-Control": "no-cache"}
    if form == "json":
        return Response(Page(wanted), media_type=MEDIA_TYPES["json"], headers=headers)
    table = Csv(Standing)
    return Response(table.head() + table.rows(wanted), media_type=MEDIA_TYPES["csv"], headers=headers)


def figure(benchmark: Benchmark, shown: Sequence[Row]) -> Figure | None:
    """Of the rows in the table and of every record; None where no model has a release date."""
    dated = [point for row in shown if (point := row.point)]
    if not dated:
        return None
    held = {point.key for point in records(dated, benchmark.higher_is_better)}
    table = {row.standing.model for row in shown[:SHOWN]}
    points = [point for point in dated if point.key in held | table]
    bounds = (benchmark.min_score, benchmark.max_score)
    direction = benchmark.higher_is_better
    wide, narrow = (
        over_time(points, size=size, higher_is_better=direction, bounds=bounds, unit=benchmark.unit)
        for size in (WIDE, NARROW)
    )
    return Figure(wide, narrow, len(held), len(shown) - len(dated))
