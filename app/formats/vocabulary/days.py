"""Days as files write them: ISO 8601, or seconds since 1970."""

from datetime import UTC, date, datetime
from typing import Final

from app.formats.records import FIRST_DAY, LAST_DAY
from app.formats.vocabulary.numbers import NUMBER

LONGEST: Final = 100
#: What is less or more is no moment of an evaluation, but a year or milliseconds.
FIRST_SECOND: Final = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
LAST_SECOND: Final = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def day(written: object) -> date:
    """Of an ISO date or moment, or of one that is no text, as YAML and TOML have them; raises ValueError.

    The day of a moment is the one that it names, in whatever zone.
    """
    match iso(written) if isinstance(written, str) else written:
        case datetime() as moment:
            found = moment.date()
        case date() as found:
            pass
        case _:
            raise ValueError("Expected a date such as 2025-01-24.")
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError("Expected a date between 1900 and 9999.")
    return found


def iso(text: str) -> datetime | None:
    """None where it is none; Python takes endless fractions of a second."""
    if len(text) > LONGEST:
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def day_of_moment(written: object) -> date:
    """In UTC where it is seconds since 1970, as a number or a text; else as `day` reads it, and raises."""
    text = str(written) if isinstance(written, int | float) else written
    if not isinstance(text, str) or not NUMBER.fullmatch(text.strip()):
        return day(text)
    seconds = float(text)
    if not FIRST_SECOND <= seconds < LAST_SECOND:
        raise ValueError("Expected a date such as 2025-01-24, or seconds since 1970.")
    return datetime.fromtimestamp(seconds, UTC).date()
