"""Records of files on their way into the catalogue: who they speak of, and what becomes of each.

In the order in which they are asked; all in one transaction, under `import_id`.
"""

from datetime import date
from uuid import UUID

from msgspec import Struct

from app.queries.loader import Db, query


class Counted(Struct, frozen=True):
    """Records of one file and kind, and what became of them."""

    file: int
    kind: str
    verdict: str
    records: int


class Refused(Struct, frozen=True):
    """One record that is not taken."""

    file: int
    row_number: int
    column_name: str | None
    value: str | None
    reason: str


class Reason(Struct, frozen=True):
    """Why records are not taken, and the first of them."""

    reason: str
    column_name: str | None
    records: int
    file: int
    row_number: int
    value: str | None


class MadeModel(Struct, frozen=True):
    """A model that the import makes."""

    id: int
    slug: str
    name: str
    organization: str


class MadeBenchmark(Struct, frozen=True):
    """A benchmark that the import makes."""

    id: int
    slug: str
    name: str
    is_ranked: bool


class Doubtful(Struct, frozen=True):
    """A benchmark in per cent that is given proportions, as it seems."""

    id: int
    slug: str
    name: str
    results: int


class Contradicted(Struct, frozen=True):
    """A benchmark of which files say other bounds than the catalogue."""

    id: int
    slug: str
    name: str
    said_min: float | None
    said_max: float | None
    min_score: float | None
    max_score: float | None


@query
async def count_rows(db: Db) -> bool: ...


@query
async def count_names(db: Db) -> bool: ...


@query
async def gather_models(db: Db, *, import_id: UUID, described: bool) -> None: ...


@query
async def claim_models(db: Db, *, import_id: UUID) -> None: ...


@query
async def find_models(db: Db, *, import_id: UUID) -> None: ...


@query
async def unknown(db: Db, *, import_id: UUID, subject: str, most: int) -> list[str]: ...


@query
async def make_models(db: Db, *, import_id: UUID) -> None: ...


@query
async def keep_model_names(db: Db, *, import_id: UUID) -> None: ...


@query
async def add_model_aliases(db: Db, *, import_id: UUID) -> None: ...


@query
async def fill_models(db: Db, *, import_id: UUID) -> None: ...


@query
async def judge_models(db: Db, *, import_id: UUID, create: bool) -> None: ...


@query
async def gather_benchmarks(db: Db, *, import_id: UUID, described: bool) -> None: ...


@query
async def find_benchmarks(db: Db, *, import_id: UUID) -> None: ...


@query
async def make_benchmarks(db: Db, *, import_id: UUID) -> None: ...


@query
async def keep_benchmark_names(db: Db, *, import_id: UUID) -> None: ...


@query
async def add_benchmark_aliases(db: Db, *, import_id: UUID) -> None: ...


@query
async def fill_benchmarks(db: Db, *, import_id: UUID) -> None: ...


@query
async def judge_benchmarks(db: Db, *, import_id: UUID, create: bool) -> None: ...


@query
async def convert_results(db: Db, *, import_id: UUID) -> None: ...


@query
async def judge_results(
    db: Db, *, import_id: UUID, create_models: bool, create_benchmarks: bool, overwrite: bool
) -> None: ...


@query
async def add_results(db: Db, *, import_id: UUID) -> None: ...


@query
async def change_results(db: Db, *, import_id: UUID) -> None: ...


@query
async def judge_prices(
    db: Db, *, import_id: UUID, today: date, create_models: bool, overwrite: bool, formats: list[str]
) -> None: ...


@query
async def add_prices(db: Db, *, import_id: UUID, today: date) -> None: ...


@query
async def change_prices(db: Db, *, import_id: UUID) -> None: ...


@query
async def drop_models(db: Db, *, import_id: UUID) -> None: ...


@query
async def drop_benchmarks(db: Db, *, import_id: UUID) -> None: ...


@query
async def counted(db: Db, *, import_id: UUID) -> list[Counted]: ...


@query
async def refused(db: Db, *, import_id: UUID, most: int) -> list[Refused]: ...


@query
async def reasons(db: Db, *, import_id: UUID) -> list[Reason]: ...


@query
async def made_models(db: Db, *, import_id: UUID) -> list[MadeModel]: ...


@query
async def made_benchmarks(db: Db, *, import_id: UUID) -> list[MadeBenchmark]: ...


@query
async def doubtful_scales(db: Db, *, import_id: UUID) -> list[Doubtful]: ...


@query
async def contradicted_bounds(db: Db, *, import_id: UUID) -> list[Contradicted]: ...


@query
async def clear_rows(db: Db, *, import_id: UUID) -> None: ...


@query
async def clear_names(db: Db, *, import_id: UUID) -> None: ...
