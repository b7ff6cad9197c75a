"""Settings that stand as text: which of them are numbers and switches."""

import re
from decimal import Decimal
from typing import Any, Final

from app.formats.vocabulary.numbers import NUMBER, number

SWITCHES: Final = {"true": True, "false": False}
SHOTS: Final = re.compile(r"([0-9]{1,6})[ -]?shots?", re.IGNORECASE)
WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
#: As people and programs print them: `0.10`, `.5`, `1e-05`; an exponent without a sign may be an id.
FRACTION: Final = re.compile(
    r"-?(?:(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,20})?|\.[0-9]{1,20})(?:[eE][+-][0-9]{1,3})?"
)
#: Of a command line.
INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}")


def printed(name: str, text: str, decimal: str = ".") -> bool | float | str:
    """In a table, whose column may hold anything: the number that JSON would have, where there is no doubt.

    `0.10`, `0.1` and `.1` are one number. Text stay zeros in front (`007`), an exponent without a sign
    (`1e5`), more digits than a number keeps, and whatever is called a version or a revision.
    """
    if name == "shots" and (shots := SHOTS.fullmatch(text)):
        return int(shots[1])
    if _is_version(name):
        return text
    if WHOLE.fullmatch(text):
        return int(text)
    found = _fraction(text, decimal)
    return SWITCHES.get(text.lower(), text) if found is None else found


def argument(name: str, value: Any) -> bool | float | str | None:
    """On a command line or in a map of texts: a number however it is written, as the program took it.

    None for a list or an object.
    """
    if not isinstance(value, str):
        return value if isinstance(value, bool | int | float) else None
    if _is_version(name):
        return value
    if INTEGER.fullmatch(value):
        return int(value)
    try:
        return number(value).value if NUMBER.fullmatch(value) else SWITCHES.get(value.lower(), value)
    except ValueError:
        return value


def _fraction(text: str, decimal: str) -> float | None:
    """None where it is no number, or where some of its digits would be lost."""
    if decimal == ",":
        text = text.replace(".", " ").replace(",", ".")
    if not FRACTION.fullmatch(text) or Decimal(text) != Decimal(repr(float(text))):
        return None
    return float(text)


def _is_version(name: str) -> bool:
    """Which stays text, for 1.10 is not 1.1."""
    return name.lower().endswith(("version", "revision"))
