"""The sample catalogue: whole files in one statement each, names resolved by the database."""

from msgspec import Raw

from app.queries.loader import Db, query


@query
async def is_alone(db: Db) -> bool: ...


@query
async def is_wanted(db: Db) -> bool: ...


@query
async def add_models(db: Db, *, rows: Raw) -> None: ...


@query
async def add_model_aliases(db: Db, *, rows: Raw) -> None: ...


@query
async def add_benchmarks(db: Db, *, rows: Raw) -> None: ...


@query
async def add_benchmark_aliases(db: Db, *, rows: Raw) -> None: ...


@query
async def add_results(db: Db, *, rows: Raw) -> None: ...


@query
async def add_prices(db: Db, *, rows: Raw) -> None: ...


@query
async def add_opinions(db: Db, *, rows: Raw) -> None: ...


@query
async def add_use_cases(db: Db, *, rows: Raw) -> None: ...
