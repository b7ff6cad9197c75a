"""What becomes of results: created, updated, left alone or refused."""

import asyncio
from datetime import date
from uuid import uuid4

import asyncpg
import pytest

from app.database.address import parse
from app.formats.records import Benchmark, Model, Price, Reject, Result
from app.imports import taking
from app.imports.report import Counts, OtherBounds
from app.imports.taking import CannotWrite
from app.queries import imports, staging
from tests.imports.catalogue import Catalogue, result


async def test_a_result_of_known_names_is_written_with_its_import(there: Catalogue) -> None:
    id, report = await there.taken(result(row=7, source="Lab", settings={"shots": 3}, score_raw="50.0%"))
    assert report.kinds == {"result": Counts(read=1, created=1)}
    written = await there.rows(
        "select model_id, benchmark_id, score, score_raw, source, settings, source_row from benchmark_results"
        " where import_id = $1",
        id,
    )
    assert [row[:5] + row[6:] for row in written] == [(1, 1, 50.0, "50.0%", "Lab", 7)]
    assert bytes(written[0][5]) == b'{"shots": 3}'
    assert await there.value("select import_id from changes order by id desc limit 1") == id


async def test_units_are_compared_in_any_case(there: Catalogue) -> None:
    await there.take(Benchmark(row=1, name="Race", unit="Seconds"))
    report = await there.take(
        result(1, benchmark="Race", unit="seconds"), result(2, benchmark="Race", unit="hours", source="x")
    )
    assert report.counts == Counts(read=2, created=1, rejected=1)


async def test_a_superseded_result_is_not_brought_back_while_its_better_is_there(there: Catalogue) -> None:
    said = result(score=71, source="x")
    await there.take(said)
    await there.database.execute(
        "update benchmark_results set status = 'superseded', status_reason = 'Better.', superseded_by = 1"
        " where source = 'x'"
    )
    report = await there.take(said)
    assert report.reasons[0].reason.endswith("was superseded: Better.")


async def test_of_an_active_and_a_retracted_row_the_active_counts(there: Catalogue) -> None:
    said = result(score=71, source="x")
    await there.take(said)
    await there.database.execute(
        "update benchmark_results set status = 'retracted', status_reason = 'Wrong.' where source = 'x'"
    )
    await there.database.execute(
        "insert into benchmark_results (model_id, benchmark_id, score, source) values (1, 1, 71, 'x')"
    )
    await there.database.execute(
        "update benchmark_results set status_reason = 'Very wrong.' where status = 'retracted'"
    )
    assert (await there.take(said)).counts == Counts(read=1, unchanged=1)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (result(score=101), "Scores of Quiz lie between 0 and 100."),
        (result(benchmark="WER", score=-1), "Scores of WER lie between 0 and any."),
        (
            result(score=0.5, unit="proportion"),
            "Quiz is measured in %, and the file says proportion: let the import convert.",
        ),
    ],
)
async def test_scale_and_bounds_of_the_benchmark_hold(there: Catalogue, said: Result, reason: str) -> None:
    id, report = await there.taken(said)
    assert report.counts.rejected == 1
    assert await there.value("select reason from import_rejects where import_id = $1", id) == reason


async def test_per_cent_and_proportions_are_converted_where_a_person_says_so(there: Catalogue) -> None:
    share = Benchmark(row=1, name="Share", unit="proportion", min_score=0, max_score=1)
    report = await there.take(
        share,
        result(2, score=0.859, unit="proportion", stderr=0.007, ci_low=0.8, ci_high=0.9),
        result(3, benchmark="Share", score=28.4, unit="%", score_raw="28.4 %"),
        result(4, score=70, unit="%", source="a"),
        result(5, score=0.5, source="b"),
        result(6, score=1 / 3, unit="proportion", source="c", stderr=0.33333333333333337),
        convert=True,
    )
    assert report.counts.rejected == 0
    assert await there.rows(
        "select score, score_raw, stderr, ci_low, ci_high from benchmark_results"
        " where import_id is not null order by id"
    ) == [
        (85.9, "0.859", 0.7, 80.0, 90.0),
        (0.284, "28.4 %", None, None, None),
        (70.0, None, None, None, None),
        (0.5, None, None, None, None),
        (33.33333333333333, "0.3333333333333333", 33.333333333333336, None, None),
    ]
    again = await there.take(
        result(2, score=0.859, unit="proportion", stderr=0.007, ci_low=0.8, ci_high=0.9),
        result(6, score=1 / 3, unit="proportion", source="c", stderr=0.33333333333333337),
        convert=True,
    )
    assert again.counts.unchanged == 2


async def test_scores_that_look_like_proportions_are_doubted_and_the_other_way(there: Catalogue) -> None:
    share = Benchmark(row=1, name="Share", unit="proportion")
    report = await there.take(share, result(2, score=0.5), result(3, benchmark="Share", score=50))
    assert report.doubtful_scales == ["Quiz", "Share"]
    assert report.counts.created == 3
    report = await there.take(
        result(1, score=0.5, source="a"),
        result(2, score=1.5, source="a", settings={"shots": 1}),
        result(3, benchmark="Share", score=1, source="a"),
        result(4, benchmark="Vibes", score=0.1),
    )
    assert report.doubtful_scales == []
    report = await there.take(result(1, score=0.5, source="b", unit="%"))
    assert report.doubtful_scales == []


async def test_bounds_that_contradict_the_catalogue_are_told_and_nothing_else(there: Catalogue) -> None:
    await there.take(Benchmark(row=1, name="Open", unit="points", min_score=0))
    report = await there.take(
        Benchmark(row=1, name="Quiz", min_score=0, max_score=1),
        Benchmark(row=2, name="Quiz", min_score=0, max_score=10),
        Benchmark(row=3, name="Open", unit="Points", min_score=-1, max_score=5),
        Benchmark(row=4, name="New", min_score=0, max_score=1),
    )
    assert report.other_bounds == [
        OtherBounds(name="Open", said_min=-1, said_max=5, min_score=0, max_score=None),
        OtherBounds(name="Quiz", said_min=0, said_max=1, min_score=0, max_score=100),
    ]
    assert report.counts.rejected == 0
    assert await there.rows(
        "select name, min_score, max_score from benchmarks where name in ('Open', 'Quiz') order by name"
    ) == [("Open", 0.0, None), ("Quiz", 0.0, 100.0)]


@pytest.mark.parametrize(
    "said",
    [
        Benchmark(row=1, name="Quiz", min_score=0, max_score=100),
        Benchmark(row=1, name="Quiz", max_score=100.0),
        Benchmark(row=1, name="Quiz"),
        Benchmark(row=1, name="Quiz", unit="proportion", min_score=0, max_score=1),
        Benchmark(row=1, name="WER", min_score=0, max_score=9),
    ],
)
async def test_bounds_that_contradict_nothing(there: Catalogue, said: Benchmark) -> None:
    assert (await there.take(said)).other_bounds == []


async def test_the_same_again_changes_nothing(there: Catalogue) -> None:
    said = (
        result(1, source="Lab", date_tested=date(2025, 1, 1), settings={"temperature": 0.50}),
        result(2, "Omega", "New", source="Lab", external_id="run-9"),
        Model(row=3, name="Omega", organization="Novum"),
        Benchmark(row=4, name="New", unit="%"),
        Price(row=5, model="Omega", provider="p", offering="o", input=1.5),
    )
    await there.take(*said)
    before = await there.everything()
    changes = await there.value("select count(*) from changes")
    report = await there.take(*said)
    assert report.counts == Counts(read=5, unchanged=5)
    assert (report.models_made.count, report.benchmarks_made.count) == (0, 0)
    assert await there.everything() == before
    assert await there.value("select count(*) from changes") == changes


async def test_a_newer_file_updates_what_an_import_wrote(there: Catalogue) -> None:
    await there.take(result(1, score=50, source="Lab", external_id="r1"), result(2, score=40, source="Lab"))
    report = await there.take(
        result(1, score=51, source="Lab", external_id="r1", settings={"shots": 1}),
        result(2, score=41, source="Lab", stderr=0.5),
    )
    assert report.kinds["result"] == Counts(read=2, updated=2)
    assert await there.rows(
        "select score, stderr from benchmark_results where import_id is not null order by id"
    ) == [(51.0, None), (41.0, 0.5)]


async def test_who_says_less_has_no_news_and_who_says_more_is_heard(there: Catalogue) -> None:
    less = result(1, score=50.5, source="Lab")
    more = result(2, score=50.5, source="Lab", stderr=0.5, samples=805, score_raw="50.5 (0.5)")
    assert (await there.take(less, more)).counts == Counts(read=2, created=1, unchanged=1)
    said = "select score, stderr, samples, score_raw from benchmark_results where import_id is not null"
    assert await there.rows(said) == [(50.5, 0.5, 805, "50.5 (0.5)")]
    assert (await there.take(less)).counts == Counts(read=1, unchanged=1)
    linked = result(1, score=50.5, source="Lab", source_url="https://lab.example/")
    assert (await there.take(linked)).counts == Counts(read=1, updated=1)
    assert await there.rows(said) == [(50.5, 0.5, 805, "50.5 (0.5)")]
    assert (await there.take(result(1, score=51, source="Lab"))).counts == Counts(read=1, updated=1)
    assert await there.rows(said) == [(51.0, None, None, None)]


async def test_other_settings_dates_and_sources_are_other_results(there: Catalogue) -> None:
    report = await there.take(
        result(1, source="Lab"),
        result(2, source="Labor"),
        result(3, source="Lab", settings={"shots": 1}),
        result(4, source="Lab", date_tested=date(2025, 1, 1)),
        result(5, source="Lab", external_id="x"),
        result(6),
    )
    assert report.counts.created == 6


async def test_numbers_in_settings_that_are_equal_are_one_setting(there: Catalogue) -> None:
    await there.take(result(1, settings={"temperature": 0.5, "top_p": 1.0}))
    report = await there.take(result(1, settings={"top_p": 1, "temperature": 0.50}))
    assert report.counts == Counts(read=1, unchanged=1)


async def test_the_same_evaluation_twice_in_a_file(there: Catalogue) -> None:
    id, report = await there.taken(result(3), result(8), result(9, score=51))
    assert report.counts == Counts(read=3, created=1, unchanged=1, rejected=1)
    assert await there.rows(
        "select row_number, column_name, value, reason from import_rejects where import_id = $1", id
    ) == [
        (
            9,
            "score",
            "51",
            "Row 3 says something else of the same evaluation: a setting, a source or a number of its own"
            " would tell them apart.",
        )
    ]


async def test_a_score_that_cannot_be_says_nothing_of_the_evaluation(there: Catalogue) -> None:
    id, report = await there.taken(result(3, score=101, samples=10), result(8, score=50), result(9))
    assert report.counts == Counts(read=3, created=1, unchanged=1, rejected=1)
    assert await there.rows("select row_number, reason from import_rejects where import_id = $1", id) == [
        (3, "Scores of Quiz lie between 0 and 100.")
    ]


async def test_what_a_person_wrote_stays_unless_the_import_may_overwrite(there: Catalogue) -> None:
    said = result(score=70, source="Acme", date_tested=date(2024, 1, 10), settings={"shots": 5})
    report = await there.take(said)
    assert [one.reason for one in report.reasons] == [
        "Result 1 was written by hand; it stays unless the import is to overwrite."
    ]
    assert (await there.take(said, overwrite=True)).counts == Counts(read=1, updated=1)
    assert await there.value("select score from benchmark_results where id = 1") == 70


async def test_a_correction_by_hand_is_not_taken_back_by_the_file(there: Catalogue) -> None:
    said = result(score=70, source="x")
    await there.take(said)
    await there.database.execute("update benchmark_results set score = 71 where source = 'x'")
    assert (await there.take(said)).counts == Counts(read=1, rejected=1)
    await there.database.execute("update benchmark_results set score = 70 where source = 'x'")
    assert (await there.take(said)).counts == Counts(read=1, unchanged=1)


async def test_a_retracted_result_is_not_brought_back(there: Catalogue) -> None:
    said = result(model="Delta", score=99, source="Delta Labs", date_tested=date(2023, 3, 14))
    report = await there.take(said, overwrite=True)
    assert [one.reason for one in report.reasons] == ["Result 7 was retracted: Trained on the test."]


async def test_a_loser_whose_winner_is_gone_does_not_block(there: Catalogue) -> None:
    """Merged, and then the import that brought the winner undone: the file is taken again."""
    said = (result(1, score=71, source="x"), result(2, "Zeta (no results)", score=72, source="x"))
    id, _ = await there.taken(*said)
    await there.database.execute(
        "update benchmark_results set status = 'superseded', status_reason = 'Merged.', model_id = 1,"
        " superseded_by = (select w.id from benchmark_results as w where w.source = 'x' and w.score = 71)"
        " where source = 'x' and score = 72"
    )
    assert (await there.take(said[0])).counts == Counts(read=1, unchanged=1)
    await there.undo(id)
    assert (await there.take(said[0])).counts == Counts(read=1, created=1)


async def test_an_import_waits_longer_than_people_for_its_turn(there: Catalogue) -> None:
    async with there.database.alone(5) as alone, alone.transaction():
        await imports.attribute(alone, import_id=uuid4(), actor=None, reason=None, seconds=600)
        assert [
            tuple(row)
            for row in await alone.fetch(
                "select current_setting('lock_timeout'), current_setting('statement_timeout')"
            )
        ] == [("10min", "10min")]


async def test_rejects_of_the_reader_are_kept_in_order_with_the_others(there: Catalogue) -> None:
    id, report = await there.taken(
        result(1, score=500),
        Reject(row=2, reason="Expected a number.", column="score", value="n\\a\t"),
        result(3, score=-1),
    )
    assert report.counts == Counts(read=3, rejected=3)
    assert report.kinds["reject"] == Counts(read=1, rejected=1)
    assert await there.rows(
        "select position, row_number, value from import_rejects where import_id = $1 order by position", id
    ) == [(1, 1, "500"), (2, 2, "n\\a\t"), (3, 3, "-1")]


async def test_a_dry_run_says_the_same_and_writes_nothing(there: Catalogue) -> None:
    said = (
        result(1, "Omega", "New", source="Lab"),
        result(2, score=101),
        Price(row=3, model="Omega", provider="p", offering="o", input=1),
        Model(row=4, name="gamma", license="mit"),
    )
    before = await there.everything()
    id, dry = await there.taken(*said, dry_run=True)
    assert await there.everything() == before
    assert await there.value("select count(*) from changes where import_id = $1", id) == 0
    assert await there.value("select count(*) from import_rejects where import_id = $1", id) == 1
    real = await there.take(*said)
    assert (dry.counts, dry.kinds, dry.models_made, dry.reasons) == (
        real.counts,
        real.kinds,
        real.models_made,
        real.reasons,
    )


async def test_nothing_of_the_work_is_left(there: Catalogue) -> None:
    await there.take(result(1, "Omega"))
    await there.take(result(1, "Omega2"), dry_run=True)
    assert (
        await there.value("select (select count(*) from import_rows) + (select count(*) from import_names)")
        == 0
    )


async def test_somebody_else_writes_the_same_meanwhile(there: Catalogue, fresh: str) -> None:
    """It waits for the other, then finds the row by a fresh look, and says so."""
    other = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        transaction = other.transaction()
        await transaction.start()
        await other.execute("insert into benchmark_results (model_id, benchmark_id, score) values (1, 1, 50)")
        importing = asyncio.create_task(there.take(result()))
        await asyncio.sleep(0.3)
        assert not importing.done()
        await transaction.commit()
        assert (await importing).counts == Counts(read=1, unchanged=1)
    finally:
        await other.close()


async def test_what_the_statements_did_not_foresee_is_an_error_that_writes_nothing(
    there: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def blind(*_: object, **__: object) -> None:
        await there.database.execute("select 1")

    before = await there.everything()
    monkeypatch.setattr(taking, "LONGEST_PAUSE", 0)
    monkeypatch.setattr(staging, "find_benchmarks", blind)
    with pytest.raises(CannotWrite, match="nothing was written"):
        await there.take(result())
    assert await there.everything() == before
