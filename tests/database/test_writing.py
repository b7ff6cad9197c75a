"""What the functions of writing promise: addresses, merge patches, refused rows, aliases in the history."""

import json
from typing import Any, Final, TypeAlias

import asyncpg
import pytest
from msgspec import Raw

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

MERGE: Final = """
insert into merges (source_id, source_slug, source_name, target_id, undone_at)
values ($1, $2, 'Old', $3, case when $4 then now() end)
"""


async def merged(db: Connection, source: int, slug: str, target: int, undone: bool = False) -> None:
    await db.execute(MERGE, source, slug, target, undone)


@pytest.mark.parametrize(
    ("address", "model", "benchmark"),
    [
        ("alpha", 1, None),
        ("ALPHA-2", 2, None),
        ("qUiZ", None, 1),
        ("1", 1, 1),
        ("7", 7, None),
        ("01", None, None),
        ("+1", None, None),
        ("1 ", None, None),
        ("0", None, None),
        ("99", None, None),
        ("9223372036854775807", None, None),
        ("9223372036854775808", None, None),
        ("1" * 200, None, None),
        ("\u0661", None, None),
        ("\u017fpsilon", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
async def test_an_address(
    db: Connection, address: str | None, model: int | None, benchmark: int | None
) -> None:
    assert await db.fetchval("select model_at($1)", address) == model
    assert await db.fetchval("select benchmark_at($1)", address) == benchmark


async def test_an_old_address_leads_to_where_the_model_is_now(db: Connection) -> None:
    await merged(db, 98, "old", 99)
    assert await db.fetchval("select model_at('OLD')") is None
    await merged(db, 99, "newer", 2)
    for address in ("old", "OLD", "98", "newer", "99"):
        assert await db.fetchval("select model_at($1)", address) == 2


async def test_a_merge_that_is_undone_leads_nowhere(db: Connection) -> None:
    await merged(db, 98, "old", 2, undone=True)
    assert await db.fetchval("select model_at('old')") is None
    assert await db.fetchval("select model_at('98')") is None


async def test_a_living_model_comes_before_an_old_address(db: Connection) -> None:
    await merged(db, 98, "alpha", 2)
    assert await db.fetchval("select model_at('alpha')") == 1
    assert await db.fetchval("select model_at('98')") == 2


async def test_of_two_merges_of_one_slug_the_later_counts(db: Connection) -> None:
    await merged(db, 98, "old", 1)
    await merged(db, 99, "old", 2)
    assert await db.fetchval("select model_at('old')") == 2


async def test_merges_in_a_circle_end(db: Connection) -> None:
    await merged(db, 98, "old", 99)
    await merged(db, 99, "newer", 98)
    assert await db.fetchval("select model_at('old')") is None


async def test_the_slug_of_a_merged_model_is_not_given_again(db: Connection) -> None:
    add = "insert into models (name, organization) values ($1, 'x') returning slug"
    await merged(db, 98, "nova", 1)
    await merged(db, 99, "nova-2", 1, undone=True)
    assert await db.fetchval(add, "Nova") == "nova-2"
    assert await db.fetchval(add, "Nova.") == "nova-3"


@pytest.mark.parametrize(
    ("address", "index"),
    [
        ("ALPHA", "models_slug_key"),
        ("1", "models_pkey"),
        ("old", "merges_source_slug_idx"),
        ("98", "merges_source_id_key"),
    ],
)
async def test_an_address_is_a_look_at_a_key(db: Connection, address: str, index: str) -> None:
    await merged(db, 98, "old", 2)
    await db.execute("set local enable_seqscan = off")  # tables of one page are read whole
    scans = "select pg_stat_get_xact_numscans($1::text::regclass)"
    before = await db.fetchval(scans, index)
    read = "select sum(pg_stat_get_xact_numscans(t::regclass)) from unnest('{models,merges}'::text[]) as t"
    whole = await db.fetchval(read)
    assert await db.fetchval("select model_at($1)", address) in (1, 2)
    assert await db.fetchval(scans, index) > before  # a merge is looked for once more where it leads to
    assert await db.fetchval(read) == whole


# The examples of RFC 7396, appendix A, and what a column needs beside them.
PATCHES: Final[list[tuple[Any, Any, Any]]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"c": None}}}, {"a": {"b": {"d": 2}}}),
    ({"a": "text"}, {"a": {"b": 1, "c": None}}, {"a": {"b": 1}}),
    ({"a": 1}, {}, {"a": 1}),
    ({"a": 1}, {"a": [None, {"b": None}]}, {"a": [None, {"b": None}]}),
    ({"": 1, "a": 2}, {"": None}, {"a": 2}),
]


@pytest.mark.parametrize(("target", "patch", "result"), PATCHES)
async def test_a_merge_patch(db: Connection, target: Any, patch: Any, result: Any) -> None:
    raw = [Raw(json.dumps(value).encode()) for value in (target, patch)]
    assert json.loads(bytes(await db.fetchval("select merge_patch($1, $2)", *raw))) == result


async def test_no_patch_and_a_patch_of_null(db: Connection) -> None:
    kept = await db.fetchval("select merge_patch('{\"a\": 1}', null)")
    assert json.loads(bytes(kept)) == {"a": 1}
    assert await db.fetchval("select merge_patch('{\"a\": 1}', 'null') is null")
    assert await db.fetchval("select merge_patch(null, '{}') = '{}'")
    assert await db.fetchval("select merge_patch(null, null) is null")


async def test_a_deep_merge_patch(db: Connection) -> None:
    deep = '{"a": ' * 500 + '{"b": null, "c": 1}' + "}" * 500
    merged = await db.fetchval('select merge_patch(\'{"a": {"x": 1}}\', $1::text::jsonb)::text', deep)
    assert merged == '{"a": {"a": ' + '{"a": ' * 498 + '{"c": 1}' + "}" * 498 + ', "x": 1}}'


def row(number: int, **fields: object) -> dict[str, object]:
    return {"model": "zeta-no-results", "benchmark": "quiz", "score": number % 100, **fields} | (
        {} if "external_id" in fields else {"external_id": f"new-{number}"}
    )


async def refused(db: Connection, rows: list[dict[str, object]]) -> list[tuple[int, str]]:
    found = await db.fetch("select * from refused_results($1)", Raw(json.dumps(rows).encode()))
    return [(row["row_number"], row["constraint_name"]) for row in found]


async def test_each_refused_row_is_named(db: Connection) -> None:
    rows = [
        row(1),
        row(2, model="nobody"),
        row(3, model=7, benchmark=1),
        row(4, benchmark="nothing"),
        row(5, score=100.5),
        row(6, external_id="new-1"),
        row(7, samples=0),
        row(8, score=None),
        row(9, model="ALPHA", source="Lab", external_id="run-1"),
        row(10, settings={"shots": 5}, source_url="ftp://x"),
        row(11, model=None, date_tested="2025-01-01", ci_low=1, ci_high=2, score_raw="1 %"),
    ]
    assert await refused(db, rows) == [
        (2, "model_id"),
        (4, "benchmark_id"),
        (5, "benchmark_results_bounds_check"),
        (6, "benchmark_results_identity_key"),
        (7, "benchmark_results_samples_check"),
        (8, "score"),
        (9, "benchmark_results_external_id_key"),
        (10, "benchmark_results_source_url_check"),
        (11, "model_id"),
    ]


@pytest.mark.parametrize("first", [1, 250, 256, 257, 599])
async def test_of_two_the_later_is_named_wherever_they_are(db: Connection, first: int) -> None:
    rows = [row(number) for number in range(1, 601)]
    rows[599]["external_id"] = rows[first - 1]["external_id"]
    rows[599]["score"] = 1
    assert await refused(db, rows) == [(600, "benchmark_results_identity_key")]


async def test_many_refused_rows_among_many(db: Connection) -> None:
    bad = {1, 2, 3, 100, 255, 256, 257, 258, 512, 513, 600}
    rows = [row(number, **({"score": -1} if number in bad else {})) for number in range(1, 601)]
    assert [number for number, _ in await refused(db, rows)] == sorted(bad)


async def test_no_rows_refuse_nothing(db: Connection) -> None:
    assert await refused(db, []) == []


async def test_what_is_no_constraint_is_no_refused_row(db: Connection) -> None:
    with pytest.raises(asyncpg.DataError):
        await refused(db, [row(1, date_tested="tomorrow, perhaps")])


async def history(db: Connection, table: str) -> list[tuple[int, str, str | None, str | None]]:
    rows = await db.fetch(
        "select row_id, action, before ->> 'spelling' as before, after ->> 'spelling' as after from changes"
        " where table_name = $1 and transaction_id = pg_current_xact_id() order by id",
        table,
    )
    return [tuple(row) for row in rows]


async def test_aliases_are_in_the_history_of_their_model(db: Connection) -> None:
    await db.execute(
        "insert into model_names (name, model_id, spelling) values ('one', 1, 'One'), ('two', 1, 'Two')"
    )
    await db.execute("update model_names set spelling = 'ONE' where name = 'one'")
    await db.execute("update model_names set spelling = 'ONE' where name = 'one'")
    await db.execute("update model_names set model_id = 2 where name = 'two'")
    await db.execute("update model_names set name = 'deux', spelling = 'Deux' where name = 'two'")
    await db.execute("delete from model_names where name = 'one'")
    assert await history(db, "model_names") == [
        (1, "insert", None, "One"),
        (1, "insert", None, "Two"),
        (1, "update", "One", "ONE"),
        (1, "delete", "Two", None),
        (2, "insert", None, "Two"),
        (2, "insert", None, "Deux"),
        (2, "delete", "Two", None),
        (1, "delete", "ONE", None),
    ]


async def test_aliases_of_benchmarks_too_and_with_who_and_why(db: Connection) -> None:
    await db.execute("select set_config('catalogue.reason', 'better known', true)")
    await db.execute("insert into benchmark_names (name, benchmark_id, spelling) values ('exam', 1, 'Exam')")
    await db.execute("update benchmark_names set spelling = 'EXAM' where name = 'exam'")
    await db.execute("delete from benchmarks where id = 1")
    assert await history(db, "benchmark_names") == [
        (1, "insert", None, "Exam"),
        (1, "update", "Exam", "EXAM"),
        (1, "delete", "EXAM", None),
        (1, "delete", "Quiz-4", None),
    ]
    reasons = await db.fetch(
        "select distinct reason from changes"
        " where table_name = 'benchmark_names' and transaction_id = pg_current_xact_id()"
    )
    assert [row["reason"] for row in reasons] == ["better known"]


async def test_a_name_is_no_alias_until_it_is_one(db: Connection) -> None:
    await db.execute("insert into models (name, organization) values ('Omega', 'x')")
    await db.execute("update models set name = 'Omega 2' where name = 'Omega'")
    assert await history(db, "model_names") == []
    await db.execute("update models set name = 'Acme Alpha One' where id = 1")
    await db.execute("update model_names set kind = 'alias' where name = 'acme alpha one'")
    assert await history(db, "model_names") == [
        (1, "delete", "ACME Alpha One", None),
        (1, "update", "Acme Alpha One", "Acme Alpha One"),
    ]


async def test_what_replaced_a_result_is_forgotten_with_it(db: Connection) -> None:
    await db.execute(
        "update benchmark_results set status = 'superseded', status_reason = 'A better run.',"
        " superseded_by = 2 where id = 1"
    )
    await db.execute("delete from benchmark_results where id = 2")
    kept = await db.fetchrow("select status, superseded_by from benchmark_results where id = 1")
    assert kept is not None
    assert tuple(kept) == ("superseded", None)
