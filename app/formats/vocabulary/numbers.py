"""Numbers as people print them; what cannot be read is a Reject's reason, never a guess."""

import math
import re
from decimal import Decimal
from typing import Any, Final, NamedTuple

from app.formats.records import PERCENT

USD: Final = "USD"
NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
NO_NUMBER: Final = re.compile(r"[+-]?(?:nan|inf(?:inity)?|#n/a|#div/0!)", re.IGNORECASE)
SPREAD: Final = re.compile(r"±|\+/-|\+-")
#: Scores among others, each with its spread.
SPREADS: Final = re.compile(r"(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)%? ?± ?([0-9.]{1,15})")
LONGEST: Final = 100
#: What stands between thousands, by the decimal sign; a group of zeros first is none: "0,123" is no 123.
GROUPED: Final = {
    ".": re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([,' ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]*)?"),
    ",": re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([.' ])[0-9]{3})(?:\1[0-9]{3})*(?:,[0-9]*)?"),
}
#: Signs of typographers, and what they stand for.
PLAIN: Final = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})


class Number(NamedTuple):
    """A printed number; `unit` is PERCENT after a percent sign, USD behind a dollar sign; `spread` is what
    follows ±, of whatever kind.
    """

    value: float
    unit: str | None = None
    spread: float | None = None

    def uncertainty(self, kind: str | None) -> dict[str, Any]:
        """The fields of a result that the spread fills; none unless a mapping says of which kind it is."""
        if self.spread is None or kind is None:
            return {}
        if kind == "stderr":
            return {"stderr": self.spread}
        low, high = self.value - self.spread, self.value + self.spread
        return {"ci_low": round(low, 12), "ci_high": round(high, 12)}


def number(printed: object, decimal: str = ".") -> Number:
    """`0.85`, `77.0%`, `$0.13`, `97.3 ± 0.2`, `1,234.5`; raises ValueError with what was expected instead."""
    if isinstance(printed, str):
        if decimal == "." and len(printed) < LONGEST and is_plain(printed):
            return Number(_finite(float(printed)))
        return _signed(printed.translate(PLAIN).strip(), decimal)
    if isinstance(printed, int | float) and not isinstance(printed, bool):
        return Number(_finite(printed))
    raise ValueError("Expected a number.")


def whole(printed: object, decimal: str = ".") -> int:
    """`805`, and `805.0` too; raises ValueError."""
    value = number(printed, decimal).value
    if not value.is_integer():
        raise ValueError("Expected a whole number.")
    return int(value)


def spread_of(score: float, printed: str) -> float:
    """What follows the ± of the one of `choice:0.85±0.02,other:0.7±0.03` that is this score, rounded.

    Raises ValueError where none is.
    """
    found = [
        (abs(float(text) - score), _last_place(text), spread) for text, spread in SPREADS.findall(printed)
    ]
    distance, place, spread = min(found, default=(math.inf, 0.0, ""))
    if distance > place * 0.501:
        raise ValueError(f"Expected {score} ± something among them.")
    return number(spread).value


def _last_place(text: str) -> float:
    """What one more of the last digit is: 0.01 of 0.85."""
    return float(10 ** -len(text.partition(".")[2]))


def times(value: float, factor: Decimal) -> float:
    """In decimals, as people multiply: 0.57 times 100 is 57, not 56.99999999999999. Raises ValueError."""
    product = float(Decimal(repr(value)) * factor)
    if not math.isfinite(product):
        raise ValueError("Expected a number that stays finite when it is multiplied.")
    return product


def is_plain(printed: str) -> bool:
    """Whether it says nothing but the number: no sign of a unit, no spread, no groups."""
    return NUMBER.fullmatch(printed) is not None


def _signed(text: str, decimal: str) -> Number:
    main, *spread = SPREAD.split(text)
    if len(spread) > 1:
        raise ValueError("Expected a number, or one with one ±.")
    unit = PERCENT if "%" in text else USD if "$" in main else None
    return Number(_bare(main, decimal), unit, abs(_bare(spread[0], decimal)) if spread else None)


def _bare(text: str, decimal: str) -> float:
    digits = text.strip().removesuffix("%").strip().removeprefix("$").strip()
    if grouped := GROUPED[decimal].fullmatch(digits):
        digits = digits.replace(grouped[1], "")
    elif decimal == "," and "." in digits:
        raise ValueError("Expected a number with a decimal comma.")
    point = digits.replace(",", ".") if decimal == "," else digits
    if len(point) >= LONGEST or not NUMBER.fullmatch(point):
        raise ValueError(_instead_of(digits))
    return _finite(float(point))


def _instead_of(digits: str) -> str:
    if NO_NUMBER.fullmatch(digits):
        return "Expected a finite number."
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", digits):
        return 'Expected a number with a decimal point; "decimal": "," in the mapping reads a comma.'
    return "Expected a number."


def _finite(value: float) -> float:
    try:
        found = float(value)
    except OverflowError:  # of an integer with hundreds of digits
        found = math.inf
    if not math.isfinite(found):
        raise ValueError("Expected a finite number.")
    return found
