"""What a transaction has deleted is counted of that transaction alone."""

import asyncpg

from app.queries import changes
from app.queries.changes import Gone


async def test_one_of_the_same_number_does_not_count(db: "asyncpg.Connection[asyncpg.Record]") -> None:
    """On another server the numbers of transactions begin anew, beside the history of the first one."""
    await db.execute(
        "insert into changes (transaction_id, created_at, table_name, row_id, action, before)"
        " values (pg_current_xact_id(), '2020-01-01', 'opinions', 1, 'delete', '{}')"
    )
    await db.execute("delete from use_cases where id = 1")
    assert await changes.gone(db) == Gone(aliases=0, results=0, opinions=0, use_cases=1, prices=0)
