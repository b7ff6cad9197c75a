"""Days as files write them."""

import datetime
from datetime import UTC, date

import pytest

from app.formats.vocabulary.days import day, day_of_moment

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-01-24", date(2025, 1, 24)),
        (" 2025-01-24T23:30:00-08:00 ", date(2025, 1, 24)),
        (date(2025, 1, 24), date(2025, 1, 24)),
        (datetime.datetime(2025, 1, 24, 23, 59, tzinfo=UTC), date(2025, 1, 24)),
    ],
)
def test_a_day_is_the_one_that_it_names(written: object, read: date) -> None:
    assert day(written) == read
    assert day_of_moment(written) == read


@pytest.mark.parametrize(
    "written",
    ["24/1/2025", "yesterday", "", "2025", "2025-13-01", "1" * 5000, None, 20250124, ["2025-01-24"], True],
)
def test_what_is_no_iso_date_is_no_day(written: object) -> None:
    with pytest.raises(ValueError, match=r"^Expected a date such as 2025-01-24\.$"):
        day(written)


@pytest.mark.parametrize("written", ["1899-12-31", "9999-12-31", date(1, 1, 1)])
def test_a_day_that_the_database_cannot_hold_is_none(written: object) -> None:
    with pytest.raises(ValueError, match="between 1900 and 9999"):
        day(written)


@pytest.mark.parametrize("written", [1740787199.5, 1740787199, " 1740787199.5 ", "1.7407871995e9"])
def test_seconds_since_1970_are_a_day_in_utc(written: object) -> None:
    assert day_of_moment(written) == date(2025, 2, 28)


@pytest.mark.parametrize("written", [0, 2025, "20250124", 1740787199000, float("1e300")])
def test_numbers_that_are_no_such_seconds_are_none(written: object) -> None:
    with pytest.raises(ValueError, match="or seconds since 1970"):
        day_of_moment(written)


@pytest.mark.parametrize("written", [None, True, float("nan"), float("inf"), [], "yesterday"])
def test_what_is_neither_is_no_moment(written: object) -> None:
    with pytest.raises(ValueError, match=r"^Expected a date such as 2025-01-24\.$"):
        day_of_moment(written)
