"""Moments as programs write them: seconds since 1970, or ISO 8601."""

from datetime import UTC, date, datetime
from typing import Final

from app.formats.values import NUMBER, day

#: What is less or more is no moment of an evaluation, but a year or milliseconds.
FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
LAST: Final = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def day_of(printed: object) -> date:
    """The day in UTC of seconds since 1970, as a number or a text; else as `day` reads it.

    Raises ValueError with what was expected instead.
    """
    text = str(printed) if isinstance(printed, int | float) else printed
    if not isinstance(text, str) or not NUMBER.fullmatch(text.strip()):
        return day(text)
    seconds = float(text)
    if not FIRST <= seconds < LAST:
        raise ValueError("Expected a date such as 2025-01-24, or seconds since 1970.")
    return datetime.fromtimestamp(seconds, UTC).date()
