"""Texts of an address as values of a column's type."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from math import isfinite
from typing import Final

from app.datasets.exploring.named import Named
from app.datasets.options import ColumnType
from app.fields import INT8_MAX
from app.http.problems import BadParameter

Value = int | float | bool | date | datetime | str

INTEGER: Final = re.compile(r"[+-]?[0-9]{1,19}")
NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT: Final = re.compile(
    DAY.pattern + r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
#: What a text must be to be a value of a type.
WANTED: Final[dict[ColumnType, str]] = {
    "integer": "a whole number",
    "number": "a number such as 85.2",
    "boolean": "true or false",
    "date": "a date such as 2025-01-31",
    "datetime": "a moment such as 2025-01-31T12:00:00Z",
    "text": "a text",
    "json": "a text",
}


def value(parameter: str, column: Named, text: str) -> Value:
    """Raises BadParameter where the text is no value of the column's type."""
    try:
        return READ[column.type](text.strip() if column.type not in {"text", "json"} else text)
    except ValueError:
        raise BadParameter(
            parameter, f"Expected {WANTED[column.type]}: of this type is the column “{column.name}”."
        ) from None


def truth(parameter: str, text: str) -> bool:
    """Of operators that ask whether something holds."""
    try:
        return _boolean(text.strip())
    except ValueError:
        raise BadParameter(parameter, "Expected true or false.") from None


def _integer(text: str) -> int:
    if not INTEGER.fullmatch(text) or not -INT8_MAX - 1 <= int(text) <= INT8_MAX:
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    if not NUMBER.fullmatch(text) or not isfinite(float(text)):
        raise ValueError(text)
    return float(text)


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


def _date(text: str) -> date:
    if not DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    """In UTC, which is also meant where no zone is given; it does not say so, as the columns do not."""
    if not MOMENT.fullmatch(text):
        raise ValueError(text)
    given = datetime.fromisoformat(text)
    try:
        return given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given
    except OverflowError:
        raise ValueError(text) from None


READ: Final[dict[ColumnType, Callable[[str], Value]]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _moment,
    "text": str,
    "json": str,
}
