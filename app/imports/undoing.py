"""Undoing an import: the catalogue as if it had not been, where nobody has built on it."""

from uuid import UUID

from app.database.faults import Meaning, constraint, meaning
from app.database.pool import Database
from app.imports.taking import WRITING, log
from app.people import Cause
from app.queries import imports, undoing
from app.queries.loader import Db


class CannotUndo(Exception):
    """Nothing was undone: says why."""


async def undo(database: Database, import_id: UUID, cause: Cause) -> bool:
    """False where there is none; raises CannotUndo. Rows that stay as they are become conflicts."""
    try:
        async with database.alone(WRITING) as alone, alone.transaction():
            await imports.attribute(
                alone, import_id=import_id, actor=cause.actor, reason=cause.reason, seconds=WRITING
            )
            await imports.take_turn(alone)
            if (state := await undoing.lock(alone, import_id=import_id)) is None:
                return False
            _demand(state)
            await _take_back(alone, import_id)
    except Exception as error:
        if meaning(error) is not Meaning.CONSTRAINT:
            raise
        log.warning("undoing an import met a constraint: %s", constraint(error))
        raise CannotUndo(
            "Something that was written since stands in its place: a result of the same evaluation, a price"
            " of the same day, or bounds of a benchmark."
        ) from error
    return True


def _demand(state: undoing.State) -> None:
    if state.dry_run:
        raise CannotUndo("It was a dry run: there is nothing to undo.")
    if state.status == "undone":
        raise CannotUndo("It has been undone already.")
    if state.status == "running":
        raise CannotUndo("It is still running.")
    if state.status == "failed":
        raise CannotUndo("It has failed: nothing was written, so there is nothing to undo.")


async def _take_back(db: Db, import_id: UUID) -> None:
    """Results and prices first: models and benchmarks go only where nothing speaks of them any more."""
    for step in (
        undoing.remove_results,
        undoing.restore_results,
        undoing.remove_prices,
        undoing.restore_prices,
        undoing.remove_model_aliases,
        undoing.remove_benchmark_aliases,
        undoing.remove_models,
        undoing.restore_models,
        undoing.remove_benchmarks,
        undoing.restore_benchmarks,
        undoing.finish,
    ):
        await step(db, import_id=import_id)
