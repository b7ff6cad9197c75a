"""Numbers, dates, settings and links as a reader sees them; one place, so that they are written once."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from markupsafe import Markup, escape

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SPACE: Final = "\N{NO-BREAK SPACE}"
NOTHING: Final = "\N{EN DASH}"
UNHEARD_OF: Final = 1e12


def month(day: date | None) -> str:
    """`Sep 2025`; a dash where the day is unknown."""
    return f"{MONTHS[day.month - 1]} {day.year}" if day else NOTHING


def moment(at: datetime | None) -> str:
    """`1 Mar 2025, 12:00 UTC`; a dash where there is none."""
    if at is None:
        return NOTHING
    there = at.astimezone(UTC)
    return f"{there.day}{SPACE}{MONTHS[there.month - 1]}{SPACE}{there.year}, {there:%H:%M}{SPACE}UTC"


def least_decimals(values: Iterable[float]) -> int:
    """So many decimals every number of a column has at least, so that 90 stands as 90.0 beneath 88.7."""
    return int(any(value != round(value) for value in values if abs(value) < 1000))


def number(value: float, least: int = 0) -> str:
    """As many decimals as a number of its size needs, and at least so many."""
    size = abs(value)
    if size >= UNHEARD_OF or 0 < size < 0.0001:
        return f"{value:.3g}"
    most = 1 if size >= 100 else 2 if size >= 1 else 4
    whole, _, fraction = f"{value:,.{most}f}".partition(".")
    fraction = fraction.rstrip("0").ljust(least if size < 1000 else 0, "0")
    text = f"{whole}.{fraction}" if fraction else whole
    return text.replace("-", "\N{MINUS SIGN}")


def unit(name: str | None) -> str:
    """What stands behind a number: a percent sign close to it, a word apart."""
    return "" if not name else name if name in ("%", "°") else f"{SPACE}{name}"


def difference(gain: float, name: str | None) -> str:
    """How far apart two scores are; of percentages, in points."""
    sign = "+" if gain > 0 else ""
    return f"{sign}{number(round(gain, 6))}{unit('points' if name == '%' else name)}"


def settings(raw: msgspec.Raw) -> str:
    """`effort high, shots 5` from the JSON object of a result."""
    given: dict[str, Any] = msgspec.json.decode(raw)
    return ", ".join(f"{name.replace('_', ' ')} {_setting(value)}" for name, value in given.items())


def _setting(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case _:
            return msgspec.json.encode(value).decode()


def link(url: str | None) -> str | None:
    """The address if a browser may follow it: the database refuses others, and a page trusts nobody."""
    return url if url and re.match(r"https?://\S+$", url) else None


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def prose(text: str) -> Markup:
    """Paragraphs and `code` of a docstring as HTML; everything else is escaped."""
    escaped = [
        re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(part))) for part in text.strip().split("\n\n")
    ]
    return Markup("".join(f"<p>{part}</p>" for part in escaped if part))  # noqa: S704 escaped above
