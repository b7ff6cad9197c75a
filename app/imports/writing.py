"""One transaction: the records of files come in, each is judged, and what is new is written."""

from collections.abc import Awaitable, Callable
from typing import BinaryIO, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from app.database.pool import Alone
from app.imports import spool
from app.imports.job import FileRead
from app.imports.report import Near, Report, report
from app.imports.wanted import Wanted
from app.queries import imports, names, staging
from app.queries.loader import Db
from app.queries.names import Alike
from app.queries.staging import Refused

#: Rejects that are kept one by one; the report counts all.
MOST_REJECTS: Final = 10_000
#: Unknown names for which known ones that are like them are looked for, and how like they must be.
MOST_ASKED: Final = 200
LIKE: Final = 0.5


class Written(Struct, frozen=True):
    """What the transaction has found."""

    report: Report
    rejects: list[Refused]


async def write(
    alone: Alone, import_id: UUID, lines: BinaryIO, files: list[FileRead], wanted: Wanted, seconds: int
) -> Written:
    """All of it, inside a transaction that the caller begins; a dry run is rolled back by the caller."""
    await imports.attribute(
        alone, import_id=import_id, actor=wanted.actor, reason=wanted.reason, seconds=seconds
    )
    await imports.take_turn(alone)
    await alone.copy("import_rows", spool.COLUMNS, lines)
    await staging.count_rows(alone)
    near_models = await _models(alone, import_id, wanted)
    near_benchmarks = await _benchmarks(alone, import_id, wanted)
    await staging.count_rows(alone)
    await _results(alone, import_id, wanted)
    await _prices(alone, import_id, wanted, [file.format or "" for file in files])
    await staging.claim_models(alone, import_id=import_id)
    await staging.drop_models(alone, import_id=import_id)
    await staging.drop_benchmarks(alone, import_id=import_id)
    found = await _found(alone, import_id, files)
    rejects = await staging.refused(alone, import_id=import_id, most=MOST_REJECTS)
    await staging.clear_rows(alone, import_id=import_id)
    await staging.clear_names(alone, import_id=import_id)
    return Written(replace(found, near_models=near_models, near_benchmarks=near_benchmarks), rejects)


async def _models(db: Db, import_id: UUID, wanted: Wanted) -> list[Near]:
    """First those that files describe, for their other names are known then to results and prices."""
    near: list[Near] = []
    for described in (True, False):
        await staging.gather_models(db, import_id=import_id, described=described)
        await staging.count_names(db)
        await _known_models(db, import_id)
        near += await _near(db, import_id, "model", names.models_alike)
        # Twice: a name behind its maker may be taken by another model that the first turn has made.
        for _ in range(2 if wanted.models == "create" else 0):
            await staging.make_models(db, import_id=import_id)
            await _known_models(db, import_id)
        if described:
            await staging.add_model_aliases(db, import_id=import_id)
    await staging.fill_models(db, import_id=import_id)
    await staging.judge_models(db, import_id=import_id, create=wanted.models == "create")
    return near


async def _known_models(db: Db, import_id: UUID) -> None:
    """What one spelling has found, others of the same name find too, now and another time."""
    await staging.find_models(db, import_id=import_id)
    await staging.keep_model_names(db, import_id=import_id)
    await staging.find_models(db, import_id=import_id)


async def _benchmarks(db: Db, import_id: UUID, wanted: Wanted) -> list[Near]:
    near: list[Near] = []
    for described in (True, False):
        await staging.gather_benchmarks(db, import_id=import_id, described=described)
        await staging.count_names(db)
        await _known_benchmarks(db, import_id)
        near += await _near(db, import_id, "benchmark", names.benchmarks_alike)
        if wanted.benchmarks == "create":
            await staging.make_benchmarks(db, import_id=import_id)
            await _known_benchmarks(db, import_id)
        if described:
            await staging.add_benchmark_aliases(db, import_id=import_id)
    await staging.fill_benchmarks(db, import_id=import_id)
    await staging.judge_benchmarks(db, import_id=import_id, create=wanted.benchmarks == "create")
    return near


async def _known_benchmarks(db: Db, import_id: UUID) -> None:
    await staging.find_benchmarks(db, import_id=import_id)
    await staging.keep_benchmark_names(db, import_id=import_id)
    await staging.find_benchmarks(db, import_id=import_id)


async def _near(
    db: Db, import_id: UUID, subject: str, alike: Callable[..., Awaitable[list[Alike]]]
) -> list[Near]:
    """Known names that are like unknown ones, before those are made; of each the most alike."""
    asked = await staging.unknown(db, import_id=import_id, subject=subject, most=MOST_ASKED)
    found: dict[str, Near] = {}
    for one in await alike(db, names=asked):
        if one.similarity >= LIKE and one.asked not in found:
            found[one.asked] = Near(
                name=one.asked, did_you_mean=one.name, slug=one.slug, similarity=one.similarity
            )
    return list(found.values())


async def _results(db: Db, import_id: UUID, wanted: Wanted) -> None:
    if wanted.convert:
        await staging.convert_results(db, import_id=import_id)
    await staging.judge_results(
        db,
        import_id=import_id,
        create_models=wanted.models == "create",
        create_benchmarks=wanted.benchmarks == "create",
        overwrite=wanted.overwrite,
    )
    await staging.change_results(db, import_id=import_id)
    await staging.add_results(db, import_id=import_id)


async def _prices(db: Db, import_id: UUID, wanted: Wanted, formats: list[str]) -> None:
    await staging.judge_prices(
        db,
        import_id=import_id,
        today=wanted.today,
        create_models=wanted.models == "create",
        overwrite=wanted.overwrite,
        formats=formats,
    )
    await staging.change_prices(db, import_id=import_id)
    await staging.add_prices(db, import_id=import_id, today=wanted.today)


async def _found(db: Db, import_id: UUID, files: list[FileRead]) -> Report:
    return report(
        files,
        await staging.counted(db, import_id=import_id),
        await staging.reasons(db, import_id=import_id),
        await staging.made_models(db, import_id=import_id),
        await staging.made_benchmarks(db, import_id=import_id),
        await staging.doubtful_scales(db, import_id=import_id),
        await staging.contradicted_bounds(db, import_id=import_id),
    )
