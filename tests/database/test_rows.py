"""What happens to rows: timestamps, duplicates, cascades, round trips, history."""

import json
from typing import Final, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from msgspec import Raw

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ANN: Final = UUID("00000000-0000-0000-0000-00000000000a")
IMPORT: Final = UUID("00000000-0000-0000-0000-00000000000f")
OF_A_MODEL: Final = (
    "benchmark_results",
    "best_results",
    "latest_results",
    "opinions",
    "use_cases",
    "model_prices",
    "model_names",
)


async def add_user(db: Connection) -> None:
    await db.execute(
        "insert into users (id, email, username, hashed_password)"
        " values ($1, 'ann@x.org', 'ann', repeat('x', 20))",
        ANN,
    )


async def count(db: Connection, table: str, where: str = "true") -> int:
    return int(await db.fetchval(f"select count(*) from {table} where {where}"))


@pytest.mark.parametrize("table", [*OF_A_MODEL, "models", "benchmarks", "benchmark_names"])
async def test_a_change_moves_updated_at_and_no_change_does_not(db: Connection, table: str) -> None:
    await db.execute(f"update {table} set created_at = created_at")
    assert await count(db, table, "updated_at > created_at") == 0
    await db.execute(
        f"update {table} set created_at = created_at - interval '1 hour', updated_at = '2000-01-01'"
    )
    assert await count(db, table, "updated_at < statement_timestamp() - interval '1 minute'") == 0


async def test_two_changes_in_one_transaction_have_two_times(db: Connection) -> None:
    change = "update models set license = license || 'x' where id = 1 returning updated_at"
    assert await db.fetchval(change) < await db.fetchval(change)


async def test_a_number_written_otherwise_is_no_change(db: Connection) -> None:
    change = "update benchmark_results set settings = $1 where id = 1 returning updated_at, settings"
    first = await db.fetchrow(change, Raw(b'{"t": 0.5, "a": [{"b": 10}]}'))
    again = await db.fetchrow(change, Raw(b'{"a": [{"b": 10.00}], "t": 0.50}'))
    assert first == again
    assert first is not None
    assert json.loads(bytes(first["settings"])) == {"t": 0.5, "a": [{"b": 10}]}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            '{"a": 5.0, "b": [0.10, -1.000, 100, 1.05, 0.00], "c": 1e2}',
            '{"a": 5, "b": [0.1, -1, 100, 1.05, 0], "c": 100}',
        ),
        (
            r'{"v1.0": "2.50", "\\": "\"1.0, ", "x": "\\\\", "y": 1.0}',
            r'{"v1.0": "2.50", "\\": "\"1.0, ", "x": "\\\\", "y": 1}',
        ),
        (
            '{"deep": ' + "[" * 3000 + "1.0" + "]" * 3000 + "}",
            '{"deep": ' + "[" * 3000 + "1" + "]" * 3000 + "}",
        ),
    ],
    ids=["numbers", "strings", "deep"],
)
async def test_numbers_have_one_spelling(db: Connection, written: str, kept: str) -> None:
    assert await db.fetchval(
        "select plain_numbers($1::text::jsonb)::text = $2::text::jsonb::text", written, kept
    )


ADD: Final = """
insert into benchmark_results (model_id, benchmark_id, score, source, settings) values (7, 1, $1, $2, $3)
"""


async def test_the_same_result_is_refused_once_more_whatever_its_score(db: Connection) -> None:
    await db.execute(ADD, 50.0, None, Raw(b'{"t": 0.50}'))
    await db.execute(ADD, 50.0, None, Raw(b'{"t": 0.51}'))
    await db.execute(ADD, 50.0, "Lab", Raw(b'{"t": 0.5}'))
    with pytest.raises(asyncpg.UniqueViolationError):
        await db.execute(ADD, 51.0, None, Raw(b'{"t": 0.5}'))


async def test_a_retracted_result_does_not_block_its_correction(db: Connection) -> None:
    await db.execute(ADD, 50.0, "Lab", Raw(b"{}"))
    await db.execute(
        "update benchmark_results set status = 'retracted', status_reason = 'a typing error'"
        " where model_id = 7 and source = 'Lab'"
    )
    await db.execute(ADD, 55.0, "Lab", Raw(b"{}"))
    assert await db.fetchval("select score from best_results where model_id = 7") == 55
    with pytest.raises(asyncpg.UniqueViolationError):
        await db.execute(
            "update benchmark_results set status = 'active', status_reason = null where model_id = 7"
        )


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"context_window": 131072, "price": 0.1, "big": 2**53 + 1, "open": True, "none": None},
        {"nested": {"list": [1, [2, {"x": "y"}]], "empty": []}, "text": 'é "quoted" \\ \n 模型 \U0001f600'},
    ],
)
async def test_a_document_comes_back_as_it_went(db: Connection, sent: object) -> None:
    raw = Raw(json.dumps(sent).encode())
    kept = await db.fetchval("update models set metadata = $1 where id = 4 returning metadata", raw)
    assert isinstance(kept, Raw)
    assert json.loads(bytes(kept)) == sent


@pytest.mark.parametrize("tags", [[], ["a"], ["two words", "a;b", "{c}", '"d"', "\\", "NULL", "é 模型"]])
async def test_a_list_comes_back_as_it_went(db: Connection, tags: list[str]) -> None:
    assert await db.fetchval("update opinions set tags = $1 where id = 1 returning tags", tags) == tags


async def test_a_model_takes_everything_of_its_own_along(db: Connection) -> None:
    others = {table: await count(db, table, "model_id <> 1") for table in OF_A_MODEL}
    assert all([await count(db, table, "model_id = 1") for table in OF_A_MODEL])
    await db.execute("delete from models where id = 1")
    assert {table: await count(db, table) for table in OF_A_MODEL} == others


async def test_a_benchmark_takes_its_results_along(db: Connection) -> None:
    tables = ("benchmark_results", "best_results", "latest_results", "benchmark_names")
    others = {table: await count(db, table, "benchmark_id <> 1") for table in tables}
    await db.execute("delete from benchmarks where id = 1")
    assert {table: await count(db, table) for table in tables} == others


async def test_a_user_leaves_what_they_wrote(db: Connection) -> None:
    await add_user(db)
    written = ("benchmark_results", "opinions", "use_cases", "imports", "datasets")
    await db.execute("insert into imports (format) values ('csv')")
    await db.execute(
        "insert into datasets (filename, original_filename, file_type, file_path, file_size, sha256, user_id)"
        " values ('a', 'a', 'csv', 'a', 1, sha256('a'), $1)",
        ANN,
    )
    await db.execute("insert into sessions (user_id, expires_at) values ($1, now())", ANN)
    for table in written[:-1]:
        await db.execute(f"update {table} set created_by = $1", ANN)
    before = [await count(db, table) for table in written]
    await db.execute("delete from users where id = $1", ANN)
    assert [await count(db, table) for table in written] == before
    for table in written[:-1]:
        assert await count(db, table, "created_by is not null") == 0
    assert await count(db, "datasets", f"user_id = '{ANN}'") == 0
    assert await count(db, "sessions", f"user_id = '{ANN}'") == 0


async def history(db: Connection, table: str, row: int) -> list[tuple[str, object, object]]:
    rows = await db.fetch(
        "select action, before, after from changes where table_name = $1 and row_id = $2"
        " and transaction_id = pg_current_xact_id() order by id",
        table,
        row,
    )
    return [(row["action"], document(row["before"]), document(row["after"])) for row in rows]


def document(raw: Raw | None) -> object:
    return None if raw is None else json.loads(bytes(raw))


async def test_history_has_each_row_before_and_after(db: Connection) -> None:
    row = await db.fetchval("insert into use_cases (model_id, use_case) values (1, 'first') returning id")
    await db.execute("update use_cases set use_case = 'second' where id = $1", row)
    await db.execute("update use_cases set use_case = 'second' where id = $1", row)
    await db.execute("delete from use_cases where id = $1", row)
    (insert, nothing, first), (update, before, after), (delete, last, gone) = await history(
        db, "use_cases", row
    )
    assert (insert, update, delete, nothing, gone) == ("insert", "update", "delete", None, None)
    assert (first, last) == (before, after)
    assert isinstance(first, dict)
    assert isinstance(last, dict)
    assert (first["use_case"], last["use_case"], first["model_id"]) == ("first", "second", 1)


async def test_history_has_what_a_cascade_deleted(db: Connection) -> None:
    recorded = ("benchmark_results", "opinions", "use_cases", "model_prices")
    there = {table: await count(db, table, "model_id = 1") for table in recorded}
    await db.execute("delete from models where id = 1")
    rows = await db.fetch(
        "select table_name, count(*) from changes"
        " where action = 'delete' and transaction_id = pg_current_xact_id() group by table_name"
    )
    assert {row["table_name"]: row["count"] for row in rows} == there | {"models": 1, "model_names": 2}


async def test_history_knows_who_and_why_for_one_transaction(db: Connection) -> None:
    async with db.transaction():
        await db.execute(
            "select set_config('catalogue.actor_id', $1, true), set_config('catalogue.import_id', $2, true),"
            " set_config('catalogue.reason', 'a correction', true)",
            str(ANN), str(IMPORT),
        )  # fmt: skip
        await db.execute("update models set license = 'mit' where id = 1")
    columns = "select actor_id, import_id, reason from changes where row_id = 1 order by id desc limit 1"
    assert [tuple(row) for row in await db.fetch(columns)] == [(ANN, IMPORT, "a correction")]
    await db.execute(
        "select set_config('catalogue.reason', '', true), set_config('catalogue.actor_id', '', true)"
    )
    await db.execute("update models set license = 'isc' where id = 1")
    assert [tuple(row) for row in await db.fetch(columns)] == [(None, IMPORT, None)]
