"""An import undone: the catalogue as it was, where nobody has built on what it brought."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from app.formats.records import Benchmark, Model, Price, Result, Said
from app.imports.report import Counts
from app.imports.undoing import CannotUndo, undo
from app.people import Cause
from app.queries import imports
from tests.imports.catalogue import Catalogue

ANN: Final = UUID("00000000-0000-0000-0000-0000000000a1")
BOB: Final = UUID("00000000-0000-0000-0000-0000000000b0")
#: Something new of every kind, something filled, and names.
FILE: Final[tuple[Said, ...]] = (
    Model(row=1, name="Omega", organization="Novum", aliases=("omega-latest",)),
    Model(row=2, name="gamma", release_date=date(2025, 1, 1), license="mit", aliases=("gamma-one",)),
    Benchmark(row=3, name="New", unit="%", higher_is_better=False, aliases=("newest",)),
    Benchmark(row=4, name="Vibes", category="taste", higher_is_better=True, aliases=("mood",)),
    Result(row=5, model="Omega", benchmark="New", score=10, source="Lab"),
    Result(row=6, model="Alpha", benchmark="Quiz", score=99, source="Lab"),
    Result(row=7, model="Unsaid", benchmark="Unsaid", score=1),
    Price(row=8, model="Omega", provider="p", offering="o", input=1),
    Price(row=9, model="Alpha", provider="acme", offering="alpha", valid_from=date(2025, 1, 1), input=2),
)


async def test_all_is_as_before_and_can_be_done_again(there: Catalogue) -> None:
    before = await there.everything()
    id, report = await there.taken(*FILE)
    after = await there.everything()
    assert await there.undo(id) == []
    assert await there.everything() == before
    again = await there.take(*FILE)
    assert (again.counts, again.kinds) == (report.counts, report.kinds)
    assert {name: len(rows) for name, rows in (await there.everything()).items()} == {
        name: len(rows) for name, rows in after.items()
    }


async def test_updated_rows_return(there: Catalogue) -> None:
    old = Result(row=1, model="Alpha", benchmark="Quiz", score=50, source="x", score_raw="50 %")
    await there.take(old, Price(row=2, model="gamma", provider="p", offering="o", input=1))
    before = await there.everything()
    id, report = await there.taken(
        Result(row=1, model="Alpha", benchmark="Quiz", score=95, source="x", stderr=1),
        Price(row=2, model="gamma", provider="p", offering="o", input=2),
    )
    assert report.counts == Counts(read=2, updated=2)
    assert await there.undo(id) == []
    assert await there.everything() == before


async def test_every_column_that_an_import_changes_returns(there: Catalogue) -> None:
    run: Any = {"model": "Alpha", "benchmark": "Quiz", "external_id": "run-7"}
    old = Result(
        row=1,
        **run,
        score=50,
        score_raw="50 %",
        date_tested=date(2025, 1, 1),
        source_url="https://lab.example/1",
        evidence="independent",
        settings={"n": 1},
        stderr=1,
        ci_low=48,
        ci_high=52,
        samples=100,
    )
    new = Result(
        row=1,
        **run,
        score=51,
        score_raw="51 %",
        date_tested=date(2025, 1, 2),
        source_url="https://lab.example/2",
        evidence="community",
        settings={"n": 2},
        stderr=2,
        ci_low=49,
        ci_high=53,
        samples=200,
    )
    sold: Any = {"model": "gamma", "provider": "p", "offering": "o"}
    cheap = Price(
        row=2, **sold, input=1, output=2, cache_read=3, cache_write=4, source_url="https://p.example/1"
    )
    dear = Price(
        row=2, **sold, input=5, output=6, cache_read=7, cache_write=8, source_url="https://p.example/2"
    )
    await there.take(old, cheap, Model(row=3, name="Omega"), Benchmark(row=4, name="New"))
    before = await there.everything()
    filled = (
        Model(
            row=3,
            name="Omega",
            organization="Novum",
            release_date=date(2025, 1, 1),
            license="mit",
            description="A model.",
            metadata={"size": 7},
        ),
        Benchmark(
            row=4,
            name="New",
            category="taste",
            description="A test.",
            url="https://t.example/",
            metric="m",
            task="t",
            higher_is_better=True,
        ),
    )
    id, report = await there.taken(new, dear, *filled)
    assert report.counts == Counts(read=4, updated=4)
    changed = await there.rows(
        "select key from changes, jsonb_each(before) as b (key, value)"
        " where import_id = $1 and action = 'update' and after -> key is distinct from b.value"
        " and key <> 'updated_at' order by key",
        id,
    )
    assert [key for (key,) in changed] == sorted(
        [
            *("score", "score_raw", "date_tested", "source_url", "evidence", "settings", "stderr", "ci_low"),
            *("ci_high", "samples", "input", "output", "cache_read", "cache_write", "source_url"),
            *("organization", "release_date", "license", "description", "metadata"),
            *("category", "description", "url", "metric", "task", "higher_is_better"),
        ]
    )
    assert await there.undo(id) == []
    assert await there.everything() == before


async def test_a_price_that_somebody_has_corrected_stays(there: Catalogue) -> None:
    id, _ = await there.taken(*FILE)
    await there.database.execute("update model_prices set input = 3 where offering = 'o'")
    assert sorted(await there.undo(id)) == [
        ("model_prices", "It was changed since."),
        ("models", "Something else speaks of it."),
    ]


async def test_a_name_that_has_become_the_benchmarks_own_stays(there: Catalogue) -> None:
    id, _ = await there.taken(*FILE)
    await there.database.execute("update benchmarks set name = 'Mood' where id = 3")
    await there.undo(id)
    assert await there.value("select kind from benchmark_names where name = 'mood'") == "name"


async def test_after_an_undo_the_rows_still_are_an_imports(there: Catalogue) -> None:
    """What returns was written by an import before, so a newer file may update it again."""
    await there.take(Result(row=1, model="Alpha", benchmark="Quiz", score=50, source="x"))
    newer = Result(row=1, model="Alpha", benchmark="Quiz", score=95, source="x")
    id, _ = await there.taken(newer)
    await there.undo(id)
    assert (await there.take(newer)).counts == Counts(read=1, updated=1)


async def test_what_somebody_changed_since_stays_and_is_listed(there: Catalogue) -> None:
    id, _ = await there.taken(*FILE)
    await there.database.execute(
        "update benchmark_results set score = 98 where score = 99 and import_id is not null"
    )
    await there.database.execute("update models set license = 'apache-2.0' where id = 4")
    assert await there.undo(id) == [
        ("models", "It was changed since."),
        ("benchmark_results", "It was changed since."),
    ]
    assert await there.value("select score from benchmark_results where score = 98") == 98
    assert await there.rows("select release_date, license from models where id = 4") == [
        (date(2025, 1, 1), "apache-2.0")
    ]
    assert await there.value("select conflicts from imports where id = $1", id) == 2


async def test_what_was_left_says_whose_it_is_and_who_changed_what(there: Catalogue) -> None:
    await there.database.execute(
        "insert into users (id, email, username, hashed_password)"
        " values ($1, 'ann@example.org', 'ann', repeat('x', 20))",
        ANN,
    )
    id, _ = await there.taken(*FILE)
    newer, _ = await there.taken(Result(row=1, model="Omega", benchmark="New", score=11, source="Lab"))
    async with there.database.transaction(Cause(actor=ANN)) as ann:
        for statement in (
            "update benchmarks set category = 'none', task = 'x' where name = 'Vibes'",
            "delete from benchmark_results where score = 99",
            "update model_prices set output = 3, input = 4 where offering = 'o'",
        ):
            await ann.fetch(statement)
    await there.undo(id)
    await there.database.execute("update models set name = 'Omega 1', license = 'mit' where name = 'Omega'")
    left = await imports.conflicts(there.database, import_id=id, after_position=None, limit=10)
    assert {(one.table, one.model, one.benchmark, one.offering): tuple(one.changed) for one in left} == {
        ("models", "Omega 1", None, None): (),
        ("benchmarks", None, "New", None): (),
        ("benchmarks", None, "Vibes", None): ("category", "task"),
        ("benchmark_results", "Omega 1", "New", None): ("score",),
        ("model_prices", "Omega 1", None, "o"): ("input", "output"),
    }
    assert {(one.table, one.changed_by, one.changed_by_import) for one in left if one.changed} == {
        ("benchmarks", "ann", None),
        ("benchmark_results", None, newer),
        ("model_prices", "ann", None),
    }
    assert [one.changed_at is not None for one in left] == [bool(one.changed) for one in left]


async def test_an_account_that_is_gone_has_changed_nothing(there: Catalogue) -> None:
    """Neither what an import made nor what it changed is somebody's any more; that keeps nothing."""
    await there.database.execute(
        "insert into users (id, email, username, hashed_password)"
        " select i, n || '@example.org', n, repeat('x', 20)"
        " from (values ($1::uuid, 'ann'), ($2, 'bob')) as p (i, n)",
        ANN,
        BOB,
    )
    await there.take(Result(row=1, model="Alpha", benchmark="Quiz", score=50, source="x"), actor=ANN)
    before = await there.everything()
    id, report = await there.taken(
        Result(row=1, model="Alpha", benchmark="Quiz", score=51, source="x"),
        *(
            Result(row=2, model="Alpha", benchmark="Quiz", score=score, source=f"{score}")
            for score in (52, 53)
        ),
        actor=ANN,
    )
    assert report.counts == Counts(read=3, created=2, updated=1)
    assert await there.value("select count(*) from benchmark_results where created_by = $1", ANN) == 3
    async with there.database.transaction(Cause(actor=BOB)) as bob:
        await bob.fetch("update benchmark_results set score = 54 where score = 53")
    await there.database.execute("delete from users where id = $1", ANN)
    assert await there.undo(id) == [("benchmark_results", "It was changed since.")]
    (left,) = await imports.conflicts(there.database, import_id=id, after_position=None, limit=10)
    assert (left.changed, left.changed_by) == (["score"], "bob")
    await there.database.execute("delete from benchmark_results where score = 54")
    assert (await there.everything())["best_results"] == before["best_results"]
    assert await there.rows("select score from benchmark_results where source in ('x', '52', '53')") == [
        (50,)
    ]


async def test_what_was_deleted_since_is_called_as_it_was(there: Catalogue) -> None:
    await there.take(Result(row=1, model="Omega", benchmark="New", score=50, source="x"))
    id, _ = await there.taken(Result(row=1, model="Omega", benchmark="New", score=51, source="x"))
    await there.database.execute("delete from models where name = 'Omega'")
    await there.database.execute("delete from benchmarks where name = 'New'")
    await there.undo(id)
    (left,) = await imports.conflicts(there.database, import_id=id, after_position=None, limit=10)
    assert (left.model, left.benchmark, left.reason) == ("Omega", "New", "It was deleted since.")
    assert (left.changed, left.changed_at is not None, left.changed_by) == ([], True, None)


async def test_a_row_that_is_gone_already_is_no_conflict_and_one_that_was_changed_is(
    there: Catalogue,
) -> None:
    await there.take(Result(row=1, model="Alpha", benchmark="Quiz", score=50, source="x"))
    id, _ = await there.taken(
        Result(row=1, model="Alpha", benchmark="Quiz", score=51, source="x"),
        Result(row=2, model="Alpha", benchmark="Quiz", score=52, source="y"),
    )
    await there.database.execute("delete from benchmark_results where source in ('x', 'y')")
    assert await there.undo(id) == [("benchmark_results", "It was deleted since.")]


@pytest.mark.parametrize(
    "use",
    [
        "insert into opinions (model_id, content) select id, 'Good.' from models where name = 'Omega'",
        "insert into use_cases (model_id, use_case) select id, 'Work' from models where name = 'Omega'",
        "insert into benchmark_results (model_id, benchmark_id, score)"
        " select id, 1, 1 from models where name = 'Omega'",
        "insert into model_prices (model_id, provider, offering, valid_from, input)"
        " select id, 'x', 'y', '2025-01-01', 1 from models where name = 'Omega'",
        "insert into model_names (name, model_id, spelling)"
        " select 'o o', id, 'O o' from models where name = 'Omega'",
        "insert into merges (source_id, target_id, source_slug, source_name)"
        " select 997, id, 'old-omega', 'Old Omega' from models where name = 'Omega'",
    ],
)
async def test_a_model_stays_where_something_else_speaks_of_it(there: Catalogue, use: str) -> None:
    id, _ = await there.taken(*FILE)
    await there.database.execute(use)
    assert await there.undo(id) == [("models", "Something else speaks of it.")]
    assert await there.value("select count(*) from models where name = 'Omega'") == 1
    assert await there.value("select count(*) from models where name = 'Unsaid'") == 0


async def test_a_benchmark_stays_where_something_else_speaks_of_it(there: Catalogue) -> None:
    id, _ = await there.taken(*FILE)
    await there.database.execute(
        "insert into benchmark_results (model_id, benchmark_id, score)"
        " select 1, id, 1 from benchmarks where name = 'New'"
    )
    assert await there.undo(id) == [("benchmarks", "Something else speaks of it.")]
    assert await there.value("select count(*) from benchmark_names where name = 'newest'") == 1


async def test_of_two_imports_the_first_is_undone_beneath_the_second(there: Catalogue) -> None:
    first, _ = await there.taken(*FILE)
    await there.take(Result(row=1, model="Omega", benchmark="New", score=11, source="Lab"))
    conflicts = await there.undo(first)
    assert sorted(conflicts) == [
        ("benchmark_results", "It was changed since."),
        ("benchmarks", "Something else speaks of it."),
        ("models", "Something else speaks of it."),
    ]
    assert await there.value("select count(*) from model_prices where offering = 'o'") == 0


async def test_a_model_that_was_merged_away_takes_its_results_out_of_reach(there: Catalogue) -> None:
    id, _ = await there.taken(Result(row=1, model="Omega", benchmark="Quiz", score=10))
    await there.database.execute("update benchmark_results set model_id = 1 where import_id is not null")
    assert await there.undo(id) == [("benchmark_results", "It was changed since.")]


async def test_bounds_that_are_narrower_since_stand_in_the_way(there: Catalogue) -> None:
    await there.take(Result(row=1, model="Alpha", benchmark="Vibes", score=1, source="x"))
    id, _ = await there.taken(Result(row=1, model="Alpha", benchmark="Vibes", score=8, source="x"))
    await there.database.execute("update benchmarks set min_score = 5 where id = 3")
    before = await there.everything()
    with pytest.raises(CannotUndo, match="stands in its place"):
        await there.undo(id)
    assert await there.everything() == before
    assert await there.value("select status from imports where id = $1", id) == "done"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("update imports set dry_run = true where id = $1", "dry run"),
        ("update imports set status = 'failed' where id = $1", "has failed"),
        ("update imports set status = 'running' where id = $1", "still running"),
        ("update imports set status = 'undone', undone_at = now() where id = $1", "undone already"),
    ],
)
async def test_what_cannot_be_undone_says_why(there: Catalogue, change: str, reason: str) -> None:
    id, _ = await there.taken(*FILE)
    await there.database.execute(change, id)
    with pytest.raises(CannotUndo, match=reason):
        await there.undo(id)


async def test_an_import_that_there_is_not(there: Catalogue) -> None:
    assert not await undo(there.database, uuid4(), Cause())


async def test_the_history_says_that_the_import_was_undone(there: Catalogue) -> None:
    id, _ = await there.taken(*FILE)
    await there.undo(id)
    assert await there.rows(
        "select distinct import_id, reason from changes where action = 'delete' and transaction_id ="
        " (select max(transaction_id) from changes)"
    ) == [(id, "A test.")]
