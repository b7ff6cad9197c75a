"""Values of a table as a profile says them."""

from datetime import date, datetime
from typing import Final

Value = int | float | bool | str | date | datetime

#: Whole numbers beyond lose digits in most readers of JSON.
SAFE: Final = 2**53


def printed(value: Value, longest: int) -> str:
    """As text, cut; moments with the Z of their zone."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{value.isoformat()}Z"
        case date():
            return value.isoformat()
        case str():
            return value if len(value) <= longest else value[: longest - 1] + "…"
        case _:
            return repr(value)


def bound(value: Value) -> float | str | bool:
    """The least or the greatest of a column."""
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) <= SAFE):
        return value
    return printed(value, len(repr(value)))
