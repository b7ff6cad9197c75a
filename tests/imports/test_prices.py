"""Prices of files: a row only where the price in force changes, and never two sources in turn."""

from datetime import date
from typing import Any

from app.formats.records import Price
from app.imports.report import Counts
from tests.imports.catalogue import TODAY, Catalogue


def price(row: int = 1, valid_from: date | None = None, **amounts: Any) -> Price:
    return Price(row=row, model="gamma", provider="p", offering="o", valid_from=valid_from, **amounts)


async def prices(there: Catalogue) -> list[tuple[Any, ...]]:
    return await there.rows(
        "select valid_from, input::float8, output::float8 from model_prices where model_id = 4"
        " order by valid_from"
    )


async def test_a_price_without_a_day_holds_from_today(there: Catalogue) -> None:
    assert (await there.take(price(input=1.25, output=10))).kinds == {"price": Counts(read=1, created=1)}
    assert await prices(there) == [(TODAY, 1.25, 10.0)]


async def test_the_same_price_on_another_day_is_no_other_price(there: Catalogue) -> None:
    await there.take(price(input=1.25))
    report = await there.take(price(input=1.25), today=date(2026, 2, 1))
    assert report.counts == Counts(read=1, unchanged=1)


async def test_a_price_that_has_changed_is_a_row_more(there: Catalogue) -> None:
    await there.take(price(input=1.25))
    report = await there.take(price(input=1), today=date(2026, 2, 1))
    assert report.counts == Counts(read=1, created=1)
    assert await prices(there) == [(TODAY, 1.25, None), (date(2026, 2, 1), 1.0, None)]


async def test_a_price_that_is_corrected_on_its_day_is_an_update(there: Catalogue) -> None:
    await there.take(price(input=1.25))
    assert (await there.take(price(input=1.5))).counts == Counts(read=1, updated=1)
    assert await prices(there) == [(TODAY, 1.5, None)]


async def test_a_history_is_taken_whole_and_only_where_it_changes(there: Catalogue) -> None:
    said = (
        price(1, date(2025, 4, 16), input=10, output=40),
        price(2, date(2025, 5, 1), input=10, output=40),
        price(3, date(2025, 6, 10), input=2, output=8),
    )
    assert (await there.take(*said)).counts == Counts(read=3, created=2, unchanged=1)
    assert await prices(there) == [(date(2025, 4, 16), 10.0, 40.0), (date(2025, 6, 10), 2.0, 8.0)]
    assert (await there.take(*said)).counts == Counts(read=3, unchanged=3)


async def test_another_source_does_not_take_turns_with_the_first(there: Catalogue) -> None:
    await there.take(price(input=1), format="models.dev")
    for day in (TODAY, date(2026, 2, 1)):
        report = await there.take(price(input=2), format="litellm", today=day)
        assert report.counts == Counts(read=1, rejected=1)
        assert "Another source says something else" in report.reasons[0].reason
    assert (await there.take(price(input=1), format="litellm")).counts == Counts(read=1, unchanged=1)
    report = await there.take(price(input=2), format="litellm", overwrite=True)
    assert report.counts == Counts(read=1, updated=1)
    assert (await there.take(price(input=3), format="litellm")).counts == Counts(read=1, updated=1)


async def test_a_price_by_hand_stays_and_a_later_dated_one_is_news(there: Catalogue) -> None:
    await there.database.execute(
        "insert into model_prices (model_id, provider, offering, valid_from, input)"
        " values (4, 'p', 'o', '2025-01-01', 7)"
    )
    assert (await there.take(price(input=8))).counts.rejected == 1
    assert (await there.take(price(1, date(2025, 1, 1), input=8))).counts.rejected == 1
    assert (await there.take(price(1, date(2025, 2, 1), input=8))).counts.created == 1


async def test_two_prices_of_one_day_in_a_file(there: Catalogue) -> None:
    report = await there.take(price(1, input=1), price(2, input=1), price(3, input=2))
    assert report.counts == Counts(read=3, created=1, unchanged=1, rejected=1)
    assert [(one.reason, one.value) for one in report.reasons] == [
        ("Row 1 says something else of the same offering, tier and day.", "p o standard")
    ]


async def test_two_files_of_one_import_do_not_take_turns(there: Catalogue) -> None:
    """One says since when, the other only what holds now, and it says something else."""
    said = (price(1, date(2025, 1, 1), input=1), price(2, input=1))
    assert (await there.take(*said)).counts == Counts(read=2, created=1, unchanged=1)
    assert await prices(there) == [(date(2025, 1, 1), 1.0, None)]
