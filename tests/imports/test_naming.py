"""Whom records speak of: models and benchmarks that are found, or made, and what is known of them."""

from datetime import date

import pytest

from app.formats.records import Benchmark, Model, Price, Said
from app.imports.report import Counts
from tests.imports.catalogue import Catalogue, result


@pytest.mark.parametrize("name", ["alpha", "ALPHA", "acme alpha one", "Alpha-2024_01_10"])
async def test_models_are_found_by_exact_normalised_name_or_alias(there: Catalogue, name: str) -> None:
    report = await there.take(result(model=name))
    assert report.models_made.count == 0
    assert await there.value("select model_id from benchmark_results order by id desc limit 1") == 1


async def test_a_longer_name_is_another_model_and_a_near_one_is_told(there: Catalogue) -> None:
    report = await there.take(result(model="Beta-3.1-8B"))
    assert report.models_made.names == ["Beta-3.1-8B"]
    assert [(near.name, near.did_you_mean) for near in report.near_models] == [
        ("Beta-3.1-8B", "Beta-3.1-8B-Instruct")
    ]
    assert report.unknown_organizations == 1
    assert await there.rows("select organization, slug from models order by id desc limit 1") == [
        ("unknown", "beta-3.1-8b")
    ]


async def test_an_address_finds_the_model_of_its_maker_only(there: Catalogue) -> None:
    report = await there.take(
        result(1, "Acme/Alpha"), result(2, "stranger/Alpha"), result(3, "Borealis/gamma", source="x")
    )
    assert report.models_made.names == ["stranger/Alpha"]
    assert await there.rows("select name, organization from models order by id desc limit 1") == [
        ("stranger/Alpha", "stranger")
    ]


async def test_an_address_that_nobody_has_makes_a_model_of_its_maker(there: Catalogue) -> None:
    report = await there.take(
        result(1, "novum/Omega-7B"),
        result(2, "Omega 7B", source="x"),
        result(3, "other/Omega-7B"),
        result(4, "novum/Omega-7B", source="y"),
    )
    assert report.models_made.count == 2
    assert await there.rows("select name, organization, slug from models order by id desc limit 2") == [
        ("other/Omega-7B", "other", "other-omega-7b"),
        ("Omega-7B", "novum", "omega-7b"),
    ]
    assert (
        await there.value(
            "select count(*) from benchmark_results as r join models as m on m.id = r.model_id"
            " where m.slug = 'omega-7b'"
        )
        == 3
    )


async def test_spellings_of_one_new_name_make_one_model(there: Catalogue) -> None:
    report = await there.take(
        result(1, "Omega 7B"), result(2, "omega-7b", source="x"), result(3, "OMEGA_7B", source="y")
    )
    assert report.models_made.names == ["Omega 7B"]
    assert report.counts == Counts(read=3, created=3)


async def test_new_models_share_a_slug_base_and_each_gets_its_own(there: Catalogue) -> None:
    await there.database.execute(
        "insert into models (name, organization, slug) values ('Taken', 'x', 'omega')"
    )
    names = ["Omega", "Omega.", "Omega!?+", "omega-2", "(Omega)"]
    await there.take(*(result(row, name) for row, name in enumerate(names, 1)))
    slugs = [row[0] for row in await there.rows("select slug from models where id > 8 order by id")]
    assert len(set(slugs)) == len(slugs) == await there.value("select count(*) from models where id > 8")


async def test_a_described_model_is_made_with_what_is_said_of_it(there: Catalogue) -> None:
    said = Model(
        row=1,
        name="Omega",
        organization="Novum",
        release_date=date(2025, 3, 1),
        license="mit",
        metadata={"context_window": 1000},
        aliases=("omega-latest", "omega-2025-03-01"),
    )
    report = await there.take(said, result(2, "omega-latest"), result(3, "Omega", source="x"))
    assert report.kinds["model"] == Counts(read=1, created=1)
    assert await there.rows(
        "select m.organization, m.release_date, m.license, count(*) from models as m"
        " join benchmark_results as r on r.model_id = m.id where m.name = 'Omega' group by m.id"
    ) == [("Novum", date(2025, 3, 1), "mit", 2)]


async def test_what_is_known_of_a_model_stays_and_what_is_not_is_filled(there: Catalogue) -> None:
    said = Model(
        row=1, name="gamma", organization="Else", release_date=date(2025, 1, 1), metadata={"family": "g"}
    )
    known = Model(row=2, name="Alpha", release_date=date(2020, 1, 1), metadata={"family": "x", "size": 7})
    report = await there.take(said, known)
    assert report.kinds["model"] == Counts(read=2, updated=2)
    assert await there.rows(
        "select organization, release_date, metadata ->> 'family', metadata ->> 'size' from models"
        " where id in (1, 4) order by id"
    ) == [("Acme", date(2024, 1, 10), "alpha", "7"), ("Borealis", date(2025, 1, 1), "g", None)]
    again = await there.take(said, known)
    assert again.kinds["model"] == Counts(read=2, unchanged=2)


async def test_of_two_records_the_first_is_believed_and_what_is_known_before_both(there: Catalogue) -> None:
    await there.take(
        Model(row=1, name="gamma", license="first", description="One."),
        Model(row=2, name="gamma", license="second", release_date=date(2025, 1, 1)),
        Model(row=3, name="Alpha", license="another"),
        Benchmark(row=4, name="Vibes", metric="first"),
        Benchmark(row=5, name="Vibes", metric="second", task="later"),
    )
    assert await there.rows("select license, description, release_date from models where id = 4") == [
        ("first", "One.", date(2025, 1, 1))
    ]
    assert await there.value("select license from models where id = 1") == "apache-2.0"
    assert await there.rows("select metric, task from benchmarks where id = 3") == [("first", "later")]


async def test_only_names_that_are_much_alike_are_offered(there: Catalogue) -> None:
    report = await there.take(result(1, "Alphabet soup of the day"), result(2, "Beta-3.1-8B-Instrukt"))
    assert [near.name for near in report.near_models] == ["Beta-3.1-8B-Instrukt"]


async def test_an_unknown_organization_is_named_later(there: Catalogue) -> None:
    await there.take(result(1, "Omega"))
    await there.take(Model(row=1, name="Omega", organization="Novum"))
    assert await there.value("select organization from models where name = 'Omega'") == "Novum"


async def test_an_alias_of_the_file_finds_a_model_that_is_there(there: Catalogue) -> None:
    report = await there.take(Model(row=1, name="Alpha (January)", aliases=("acme alpha one", "alpha-jan")))
    assert report.models_made.count == 0
    assert await there.value("select model_id from model_names where name = 'alpha jan'") == 1


async def test_an_alias_of_another_model_stays_with_it(there: Catalogue) -> None:
    await there.take(Model(row=1, name="Alpha", aliases=("gamma", "alpha-x")))
    assert await there.value("select model_id from model_names where name = 'gamma'") == 4


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        (result(model="Nobody"), "model", "The catalogue has no such model, and none was to be made."),
        (
            result(benchmark="Nothing"),
            "benchmark",
            "The catalogue has no such benchmark, and none was to be made.",
        ),
        (Model(row=1, name="Nobody"), "name", "The catalogue has no such model, and none was to be made."),
        (
            Benchmark(row=1, name="Nothing"),
            "name",
            "The catalogue has no such benchmark, and none was to be made.",
        ),
        (
            Price(row=1, model="Nobody", provider="x", offering="y", input=1),
            "model",
            "The catalogue has no such model, and none was to be made.",
        ),
    ],
)
async def test_unknown_names_are_refused_where_none_may_be_made(
    there: Catalogue, said: Said, column: str, reason: str
) -> None:
    before = await there.everything()
    id, report = await there.taken(said, models="refuse", benchmarks="refuse")
    assert report.counts == Counts(read=1, rejected=1)
    assert await there.rows(
        "select file_name, row_number, column_name, reason from import_rejects where import_id = $1", id
    ) == [("scores.csv", 1, column, reason)]
    assert await there.everything() == before


async def test_what_was_made_for_nothing_is_not_kept(there: Catalogue) -> None:
    before = await there.everything()
    report = await there.take(
        result(1, "Omega", "Nothing"), result(2, "Omega", "Quiz", 101), benchmarks="refuse"
    )
    assert (report.counts, report.models_made.count) == (Counts(read=2, rejected=2), 0)
    report = await there.take(
        result(1, "Zeta 2", "New"), Model(row=2, name="Omega"), Benchmark(row=3, name="Old"), models="refuse"
    )
    assert (report.counts.rejected, report.benchmarks_made.names) == (2, ["Old"])
    assert await there.value("select count(*) from models") == len(before["models"])


async def test_a_new_benchmark_has_what_is_said_of_it(there: Catalogue) -> None:
    said = Benchmark(
        row=1,
        name="Loss",
        metric="loss",
        unit="nats",
        higher_is_better=False,
        min_score=0,
        task="lm",
        aliases=("LM loss",),
    )
    report = await there.take(said, result(2, benchmark="lm-loss"), result(3, benchmark="Unsaid", unit="%"))
    assert report.benchmarks_made.names == ["Loss", "Unsaid"]
    assert report.unranked.names == ["Unsaid"]
    assert await there.rows(
        "select name, metric, unit, higher_is_better, min_score, max_score, task from benchmarks"
        " order by id desc limit 2"
    ) == [("Unsaid", None, "%", None, None, None, None), ("Loss", "loss", "nats", False, 0.0, None, "lm")]


async def test_a_benchmark_that_is_there_keeps_its_scale(there: Catalogue) -> None:
    report = await there.take(
        Benchmark(row=1, name="Vibes", unit="points", max_score=1, higher_is_better=True, category="taste")
    )
    assert report.kinds["benchmark"] == Counts(read=1, updated=1)
    assert await there.rows(
        "select unit, max_score, higher_is_better, category from benchmarks where id = 3"
    ) == [(None, None, True, "taste")]
    assert (
        await there.value("select count(*) from best_results where benchmark_id = 3 and merit = score") == 2
    )


async def test_a_model_of_nobody_known_is_the_first_makers(there: Catalogue) -> None:
    await there.take(result(1, "Omega 7B"))
    said = (result(1, "novum/omega-7b", source="x"), result(2, "other/omega-7b", source="x"))
    report = await there.take(*said)
    assert report.models_made.names == ["other/omega-7b"]
    assert await there.value("select organization from models where name = 'Omega 7B'") == "novum"
    assert (await there.take(*said)).counts == Counts(read=2, unchanged=2)


async def test_two_records_that_claim_one_alias_are_told_apart_the_same_way_again(there: Catalogue) -> None:
    said = (
        Model(row=1, name="Omega 13B", aliases=("novum/omega-l2-13b",)),
        Model(row=2, name="novum/omega-l2-13b", release_date=date(2025, 1, 1)),
        result(3, "novum/omega-l2-13b"),
        result(4, "Omega 13B", source="x"),
    )
    await there.take(*said)
    before = await there.everything()
    report = await there.take(*said)
    assert report.counts == Counts(read=4, unchanged=4)
    assert await there.everything() == before


async def test_a_name_with_a_slash_and_the_same_words_are_one_model(there: Catalogue) -> None:
    said = (Model(row=1, name="Omega Router"), Model(row=2, name="omega/router"), result(3, "omega/router"))
    assert (await there.take(*said)).models_made.names == ["Omega Router"]
    assert (await there.take(*said)).counts == Counts(read=3, unchanged=3)


async def names_of_alpha(there: Catalogue) -> set[str]:
    return {name for (name,) in await there.rows("select name from model_names where model_id = 1")}


async def test_a_spelling_of_refused_rows_is_no_name(there: Catalogue) -> None:
    """Nobody has vouched for it: what is refused may be of another model."""
    before = await there.everything()
    report = await there.take(
        result(1, "Acme/Alpha", score=500), result(2, "acme/alpha", score=501, source="x")
    )
    assert report.counts == Counts(read=2, rejected=2)
    assert await there.everything() == before


@pytest.mark.parametrize(
    "said",
    [
        result(2, "acme/ALPHA", source="x"),
        Price(row=2, model="Acme/Alpha", provider="p", offering="o", input=1),
        Model(row=2, name="Acme/Alpha", license="mit"),
        Model(row=2, name="Alpha", aliases=("Acme/Alpha",)),
    ],
)
async def test_a_spelling_that_something_taken_uses_is_one(there: Catalogue, said: Said) -> None:
    before = await names_of_alpha(there)
    refused = result(1, "Acme/Alpha", score=500)
    assert (await there.take(refused, said)).counts.rejected == 1
    assert await names_of_alpha(there) - before == {"acme alpha"}
    await there.take(refused)
    assert await names_of_alpha(there) - before == {"acme alpha"}, "what was a name before stays one"


async def test_a_spelling_of_a_row_that_is_there_already_is_a_name(there: Catalogue) -> None:
    await there.take(result(1, "Alpha"))
    report = await there.take(result(1, "Acme/Alpha"))
    assert report.counts == Counts(read=1, unchanged=1)
    assert "acme alpha" in await names_of_alpha(there)


async def test_a_model_is_claimed_by_what_is_taken_only(there: Catalogue) -> None:
    await there.take(result(1, "Omega"))
    await there.take(result(1, "novum/Omega", score=500), models="refuse")
    assert await there.value("select organization from models where name = 'Omega'") == "unknown"
    await there.take(result(1, "novum/Omega", source="x"), models="refuse")
    assert await there.value("select organization from models where name = 'Omega'") == "novum"
