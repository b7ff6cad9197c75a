"""The rival's endpoints: an AsyncSession a request, eager loading, answers validated by Pydantic."""

import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Response
from pydantic import TypeAdapter
from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import joinedload, selectinload

from app.database.address import parse
from bench.rival.answers import ModelAnswer, ModelPage, StandingAnswer, StandingPage
from bench.rival.cursors import decoded, encoded
from bench.rival.tables import Benchmark, BenchmarkResult, BestResult, Model

engine = create_async_engine(
    "postgresql+asyncpg://",
    connect_args=parse(os.environ["DATABASE_URL"]).asyncpg(),
    pool_size=int(os.environ["POOL_SIZE"]),
    max_overflow=0,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()

#: Of the model a leaderboard shows only these.
SHOWN = (Model.slug, Model.name, Model.organization, Model.release_date)

AfterName = TypeAdapter(tuple[str, int])
AfterStanding = TypeAdapter(tuple[float, int, int | None, int])


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2000)]


@app.get("/models/{id}")
async def get_model(session: Session, id: int) -> ModelAnswer:
    model = await session.get(Model, id, options=[selectinload(Model.alias_names)])
    if model is None:
        raise HTTPException(404, "There is no such model.")
    return model  # type: ignore[return-value]  # FastAPI makes the answer from its attributes


@app.get("/models")
async def list_models(
    session: Session, response: Response, limit: Limit = 50, cursor: Cursor = None
) -> ModelPage:
    by_name = func.lower(Model.name)
    wanted = (
        select(Model).options(selectinload(Model.alias_names)).order_by(by_name, Model.id).limit(limit + 1)
    )
    if after := decoded(AfterName, cursor):
        wanted = wanted.where(tuple_(by_name, Model.id) > tuple_(func.lower(after[0]), after[1]))
    models = (await session.scalars(wanted)).all()
    following = None
    if len(models) > limit:
        following = encoded(AfterName, (models[limit - 1].name, models[limit - 1].id))
        response.headers["Link"] = f'</models?limit={limit}&cursor={following}>; rel="next"'
    return {"items": models[:limit], "next": following}  # type: ignore[return-value]  # as above


@app.get("/benchmarks/{slug}/leaderboard")
async def get_leaderboard(
    session: Session, response: Response, slug: str, limit: Limit = 50, cursor: Cursor = None
) -> StandingPage:
    """From the table of best results, which triggers of the database keep."""
    benchmark = await found(session, slug)
    after = decoded(AfterStanding, cursor)
    rows = await session.execute(standings(benchmark, after).limit(limit + 1))
    placed = [(standing.merit, standing.result, rank) for standing, rank in rows]
    return page(response, benchmark, placed, after, limit)


@app.get("/benchmarks/{slug}/leaderboard/from-results")
async def get_leaderboard_from_results(
    session: Session, response: Response, slug: str, limit: Limit = 50
) -> StandingPage:
    """From the results themselves, by window functions: what one writes without such a table."""
    benchmark = await found(session, slug)
    rows = await session.execute(best_of_all(benchmark).limit(limit + 1))
    return page(response, benchmark, [(merit, result, rank) for result, merit, rank in rows], None, limit)


async def found(session: AsyncSession, slug: str) -> Benchmark:
    benchmark = await session.scalar(select(Benchmark).where(Benchmark.slug == slug))
    if benchmark is None:
        raise HTTPException(404, "There is no such benchmark.")
    return benchmark


def standings(
    benchmark: Benchmark, after: tuple[float, int, int | None, int] | None
) -> Select[BestResult, int]:
    rank = func.rank().over(order_by=BestResult.merit.desc())
    wanted = (
        select(BestResult, rank)
        .where(BestResult.benchmark_id == benchmark.id)
        .options(joinedload(BestResult.result).joinedload(BenchmarkResult.model).load_only(*SHOWN))
        .order_by(BestResult.merit.desc(), BestResult.model_id)
    )
    if after is None:
        return wanted
    worse = BestResult.merit < after[0]
    return wanted.where(or_(worse, (BestResult.merit == after[0]) & (BestResult.model_id > after[1])))


def best_of_all(benchmark: Benchmark) -> Select[BenchmarkResult, float, int]:
    score = BenchmarkResult.score
    merit = -score if benchmark.higher_is_better is False else score
    order = (merit.desc(), BenchmarkResult.id.desc())
    place = func.row_number().over(partition_by=BenchmarkResult.model_id, order_by=order)
    numbered = (
        select(BenchmarkResult.id, merit.label("merit"), place.label("place"))
        .where(BenchmarkResult.benchmark_id == benchmark.id, BenchmarkResult.status == "active")
        .subquery()
    )
    rank = func.rank().over(order_by=numbered.c.merit.desc())
    return (
        select(BenchmarkResult, numbered.c.merit, rank)
        .join(numbered, numbered.c.id == BenchmarkResult.id)
        .where(numbered.c.place == 1)
        .options(joinedload(BenchmarkResult.model).load_only(*SHOWN))
        .order_by(numbered.c.merit.desc(), BenchmarkResult.model_id)
    )


def page(
    response: Response,
    benchmark: Benchmark,
    placed: list[tuple[float, BenchmarkResult, int]],
    after: tuple[float, int, int | None, int] | None,
    limit: int,
) -> StandingPage:
    merit_before, _, rank_before, rows_before = after or (None, 0, None, 0)
    items = []
    for merit, result, place in placed[:limit]:
        rank = rank_before if merit == merit_before else rows_before + place
        items.append(standing_answer(None if benchmark.higher_is_better is None else rank, result))
    if len(placed) <= limit:
        return StandingPage(items=items)
    last = placed[limit - 1]
    following = encoded(AfterStanding, (last[0], last[1].model_id, items[-1].rank, rows_before + limit))
    response.headers["Link"] = (
        f'</benchmarks/{benchmark.slug}/leaderboard?limit={limit}&cursor={following}>; rel="next"'
    )
    return StandingPage(items=items, next=following)


def standing_answer(rank: int | None, result: BenchmarkResult) -> StandingAnswer:
    return StandingAnswer(
        rank=rank,
        model=result.model.slug,
        model_name=result.model.name,
        model_id=result.model_id,
        organization=result.model.organization,
        release_date=result.model.release_date,
        score=result.score,
        stderr=result.stderr,
        ci_low=result.ci_low,
        ci_high=result.ci_high,
        samples=result.samples,
        result=result.id,
        source=result.source,
        source_url=result.source_url,
        evidence=result.evidence,  # type: ignore[arg-type]  # a text to the ORM, one of three to Pydantic
        date_tested=result.date_tested,
        settings=result.settings,
    )
