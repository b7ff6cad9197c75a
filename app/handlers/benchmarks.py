"""Benchmarks over HTTP."""

from functools import partial
from typing import Annotated

from litestar import Router, get
from litestar.params import QueryParameter

from app.fields import address
from app.http.document import asks
from app.http.etags import versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import InDb, InPath, Search, found
from app.http.permissions import anyone
from app.http.problems import fails
from app.queries import benchmarks
from app.queries.benchmarks import Benchmark

BY_NAME = Order(Benchmark, after_name="name", after_id="id")


@get(
    "/",
    operation_id="listBenchmarks",
    summary="List benchmarks",
    guards=[anyone],
    operation_class=asks(benchmarks.by_name),
    responses=fails(406),
)
async def list_benchmarks(
    db: InDb,
    pages: InPages,
    category: Annotated[str | None, QueryParameter(max_length=255, description="Whatever the case.")] = None,
    q: Search = None,
) -> Page[Benchmark]:
    """Benchmarks by name; q finds beginnings of words in one alias, or in category and name together."""
    return await pages.of(BY_NAME, partial(benchmarks.by_name, db, category=category, q=q), Benchmark)


@get(
    "/{benchmark:str}",
    operation_id="getBenchmark",
    summary="Get a benchmark",
    guards=[anyone],
    operation_class=asks(benchmarks.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_benchmark(db: InDb, benchmark: InPath) -> Benchmark:
    """One benchmark, by the id or the slug in its address."""
    id, slug = address(benchmark)
    return found(await benchmarks.get(db, id=id, slug=slug), "benchmark")


router = Router("/benchmarks", tags=["Benchmarks"], route_handlers=[list_benchmarks, get_benchmark])
