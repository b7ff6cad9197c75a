"""Benchmarks over HTTP: made, changed, deleted."""

from functools import partial
from typing import Final

from litestar import Router, delete, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType, field

from app.fields import (
    Aliases,
    BenchmarkName,
    BenchmarkSlug,
    Category,
    Direction,
    HighestScore,
    LowestScore,
    Metric,
    Prose,
    Task,
    Unit,
    Url,
    address,
)
from app.http.bodies import Body, columns, merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, made, versioned
from app.http.parameters import InCatalogue, InCause, InPath, existing, found
from app.http.permissions import editors_write
from app.http.problems import BODY, about, fails
from app.queries import benchmarks, changes
from app.queries.benchmarks import Benchmark
from app.queries.changes import Gone
from app.queries.loader import Db


class NewBenchmark(Body, frozen=True):
    """A benchmark that is not there yet."""

    name: BenchmarkName
    slug: BenchmarkSlug | None = None
    category: Category | None = None
    description: Prose | None = None
    url: Url | None = None
    metric: Metric | None = None
    unit: Unit | None = None
    higher_is_better: Direction | None = True
    min_score: LowestScore | None = None
    max_score: HighestScore | None = None
    task: Task | None = None
    aliases: Aliases = field(default_factory=list)


class BenchmarkPatch(Body, frozen=True):
    """What is to be different; null takes a value away, what is left out stays."""

    name: BenchmarkName | UnsetType = UNSET
    category: Category | UnsetType | None = UNSET
    description: Prose | UnsetType | None = UNSET
    url: Url | UnsetType | None = UNSET
    metric: Metric | UnsetType | None = UNSET
    unit: Unit | UnsetType | None = UNSET
    higher_is_better: Direction | UnsetType | None = UNSET
    min_score: LowestScore | UnsetType | None = UNSET
    max_score: HighestScore | UnsetType | None = UNSET
    task: Task | UnsetType | None = UNSET
    aliases: Aliases | UnsetType = UNSET


async def locked(tx: Db, benchmark: str) -> int:
    """The id of the benchmark at this address, which nobody else changes now."""
    id, slug = address(benchmark)
    return await existing(benchmarks.lock(tx, id=id, slug=slug), "benchmark")


#: Of both bounds together: the one that was sent is at fault.
BOUNDS: Final = ("benchmarks_bounds_check", "benchmarks_results_bounds_check")


@post(
    "/",
    operation_id="createBenchmark",
    summary="Create a benchmark",
    guards=[editors_write],
    operation_class=asks(benchmarks.create, benchmarks.call, benchmarks.get),
    responses=fails(409, *BODY),
    after_request=made("/api/v1/benchmarks/{slug}"),
)
async def create_benchmark(db: InCatalogue, data: JSONBody[NewBenchmark], cause: InCause) -> Benchmark:
    """A benchmark and its aliases; without a slug it gets one from its name.

    No two benchmarks share a name or an alias, however it is written: "SWE-bench", "swe bench" and
    "Swe_Bench" are one. The higher score is the better one unless `higher_is_better` says false; where it is
    null nothing is ranked.
    """
    new = columns(data)
    aliases = new.pop("aliases")
    async with db.transaction(cause) as tx:
        id = await benchmarks.create(tx, **new)
        if aliases:
            with about("aliases"):
                await benchmarks.call(tx, id=id, aliases=aliases)
        return found(await benchmarks.get(tx, id=id, slug=None), "benchmark")


@patch(
    "/{benchmark:str}",
    operation_id="changeBenchmark",
    summary="Change a benchmark",
    guards=[editors_write],
    operation_class=asks(benchmarks.lock, benchmarks.get, benchmarks.change, benchmarks.call),
    responses=fails(404, 409, 412, *BODY),
    after_request=versioned,
)
async def change_benchmark(
    db: InCatalogue,
    benchmark: InPath,
    data: JSONBody[BenchmarkPatch],
    cause: InCause,
    precondition: InPrecondition,
) -> Benchmark:
    """Only the fields that are sent change (merge patch, RFC 7396), aliases as a whole; the slug stays.

    `higher_is_better` turns the boards. Bounds that would leave an active result outside are refused.
    """
    async with db.transaction(cause) as tx:
        id = await locked(tx, benchmark)
        await precondition.check(partial(benchmarks.get, tx, id=id, slug=None))
        with about("max_score" if data.min_score is UNSET else "min_score", *BOUNDS):
            await benchmarks.change(tx, id=id, patch=merge_patch(data))
        if data.aliases is not UNSET:
            with about("aliases"):
                await benchmarks.call(tx, id=id, aliases=data.aliases)
        return found(await benchmarks.get(tx, id=id, slug=None), "benchmark")


@delete(
    "/{benchmark:str}",
    status_code=200,
    operation_id="deleteBenchmark",
    summary="Delete a benchmark",
    guards=[editors_write],
    operation_class=asks(benchmarks.lock, benchmarks.get, benchmarks.remove, changes.gone),
    responses=fails(404, 412),
)
async def delete_benchmark(
    db: InCatalogue, benchmark: InPath, cause: InCause, precondition: InPrecondition
) -> Gone:
    """The benchmark with its names and results; answers how many went with it.

    The history keeps them all: `/benchmarks/{id}/changes`, by its id.
    """
    async with db.transaction(cause) as tx:
        id = await locked(tx, benchmark)
        await precondition.check(partial(benchmarks.get, tx, id=id, slug=None))
        await benchmarks.remove(tx, id=id)
        return await changes.gone(tx)


router = Router(
    "/benchmarks", tags=["Benchmarks"], route_handlers=[create_benchmark, change_benchmark, delete_benchmark]
)
