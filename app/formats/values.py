"""Numbers and days as people print them; what cannot be read is a Reject's reason, never a guess."""

import math
import re
from datetime import date, datetime
from typing import Final, NamedTuple

from app.formats.records import FIRST_DAY, LAST_DAY, PERCENT

NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")


class Number(NamedTuple):
    """A printed number; `unit` is PERCENT after a percent sign, `spread` what follows ±, of whatever kind."""

    value: float
    unit: str | None = None
    spread: float | None = None


def number(printed: str | float, decimal: str = ".") -> Number:
    """`0.85`, `77.0%`, `$0.13`, `97.3 ± 0.2`, `1,234.5`; raises ValueError with what was expected instead."""
    if not isinstance(printed, str):
        return Number(_finite(float(printed)))
    text = printed.strip().replace("\u2212", "-").replace("\u00a0", " ")
    main, _, spread = re.sub(r"\+/-|\+-", "±", text).partition("±")
    unit = PERCENT if "%" in text else None
    return Number(_plain(main, decimal), unit, abs(_plain(spread, decimal)) if spread.strip() else None)


def _plain(text: str, decimal: str) -> float:
    bare = text.strip().removesuffix("%").strip().removeprefix("$").strip()
    group = "," if decimal == "." else "."
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(decimal)}\d*)?", bare):
        bare = bare.replace(group, "")
    bare = bare.replace(decimal, ".") if decimal != "." and "." not in bare else bare
    if not NUMBER.fullmatch(bare):
        raise ValueError("Expected a number.")
    return _finite(float(bare))


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("Expected a finite number.")
    return value


def day(printed: str, formats: tuple[str, ...] = ()) -> date:
    """An ISO date or moment, or one of the formats that strptime knows; raises ValueError."""
    text = printed.strip()
    for form in formats:
        try:
            return _possible(datetime.strptime(text, form).date())  # noqa: DTZ007 a day as printed
        except ValueError:
            continue
    try:
        return _possible(datetime.fromisoformat(text).date())
    except ValueError:
        expected = " or ".join(formats) if formats else "a date such as 2025-01-24"
        raise ValueError(f"Expected {expected}.") from None


def _possible(found: date) -> date:
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError("Expected a date between 1900 and 9999.")
    return found
