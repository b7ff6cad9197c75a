"""Every constraint: a statement that it alone refuses, and a sentence for the client."""

import re
from pathlib import Path
from typing import Final, TypeAlias

import asyncpg
import pytest

from app.database.faults import constraint
from app.http.constraints import RULES

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ROWS, *STATEMENTS = re.split(
    r"^-- breaks( \(ours\))?: (\w+)\n",
    Path(__file__).with_name("broken.sql").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)
BROKEN: Final = list(zip(STATEMENTS[1::3], STATEMENTS[2::3], strict=True))
OURS: Final = {name for mark, name in zip(STATEMENTS[::3], STATEMENTS[1::3], strict=True) if mark}
NAMED: Final = Path(__file__).with_name("named.sql").read_text(encoding="utf-8")
#: Checks that refuse not what a row would be, but what all rows together would be.
STATES: Final = {"users_last_superuser_check"}
WHERE_A_SLUG_FOUND_NOTHING: Final = {"model_id", "benchmark_id"}


@pytest.mark.parametrize(("name", "statement"), BROKEN, ids=[name for name, _ in BROKEN])
async def test_one_constraint_refuses(db: Connection, name: str, statement: str) -> None:
    await db.execute(ROWS)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refusal:
        await db.execute(statement)
    assert constraint(refusal.value) == name


async def test_every_constraint_has_something_that_breaks_it(db: Connection) -> None:
    named = {row["name"] for row in await db.fetch(NAMED)}
    assert named == {name for name, _ in BROKEN}


async def test_the_client_is_told_of_every_constraint_that_a_request_can_break(db: Connection) -> None:
    named = {row["name"] for row in await db.fetch(NAMED)}
    assert named - OURS | WHERE_A_SLUG_FOUND_NOTHING == RULES.keys()


async def test_a_slug_that_finds_nothing_is_a_missing_parent(db: Connection) -> None:
    with pytest.raises(asyncpg.NotNullViolationError) as refusal:
        await db.execute(
            "insert into benchmark_results (model_id, benchmark_id, score)"
            " select (select id from models where slug = 'nobody'), 1, 1"
        )
    assert RULES[constraint(refusal.value)].detail == "There is no such model."


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_duplicate_is_a_conflict_and_a_value_is_not(name: str) -> None:
    rule = RULES[name]
    assert rule.status == (409 if name.endswith(("_key", "_pkey")) or name in STATES else 422)
    assert rule.status_for("DELETE") == 409
    assert re.fullmatch(r"[A-Z].*\.", rule.detail)
