"""What a terminal is told of rows that undoing left."""

import pytest

from app.importing.telling import tell_undone
from app.imports.shown import shown
from app.queries import imports
from tests.imports.catalogue import Catalogue, result


async def test_what_undoing_left_is_told_with_its_names(
    there: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    await there.take(result(score=50))
    id, _ = await there.taken(result(score=51))
    newer, _ = await there.taken(result(score=52))
    await there.undo(id)
    done = await shown(there.database, id)
    assert done is not None
    left = await imports.conflicts(there.database, import_id=id, after_position=None, limit=10)
    tell_undone(done, left, as_json=False)
    told = capsys.readouterr().out
    assert f"benchmark_results {left[0].row} (Alpha, Quiz) stays as it is: It was changed since." in told
    assert f"(score; by import {newer}; 20" in told
