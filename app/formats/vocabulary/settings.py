"""Settings that stand as text: which of them are numbers and switches."""

import re
from typing import Any, Final

from app.formats.vocabulary.numbers import NUMBER, number

SWITCHES: Final = {"true": True, "false": False}
SHOTS: Final = re.compile(r"([0-9]{1,6})[ -]?shots?", re.IGNORECASE)
#: Those that print the same again.
WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
DECIMAL: Final = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
#: Of a command line.
INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}")


def printed(name: str, text: str) -> bool | float | str:
    """In a table, whose column may hold anything: a number only where it prints the same, `007` is none."""
    if name == "shots" and (shots := SHOTS.fullmatch(text)):
        return int(shots[1])
    if _is_version(name):
        return text
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text) and str(float(text)) == text:
        return float(text)
    return SWITCHES.get(text.lower(), text)


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


def _is_version(name: str) -> bool:
    """Which stays text, for 1.10 is not 1.1."""
    return name.endswith(("version", "revision"))
