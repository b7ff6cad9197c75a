"""Entries held against the types that a description gives them."""

import re
from datetime import date
from typing import Any, Final, TypeVar

import msgspec

from app.formats.records import Reject
from app.formats.values import day

Kind = TypeVar("Kind")

_WORDS: Final = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "nothing",
}


def typed(row: int, given: Any, kind: type[Kind]) -> Kind | Reject:
    """The entry, or why it is none: with the field at fault, and what was expected there.

    Lists write whole numbers as `256000.0` and `"256000"` too.
    """
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as fault:
        reason, _, place = str(fault).partition(" - at ")
        field = place.rpartition("$")[2].strip(".`")
        return Reject(row=row, column=field or None, reason=f"{_in_words(reason)}.")


def a_day(given: Any) -> date | None:
    """As YAML and TOML know days, or printed as ISO dates are; raises ValueError."""
    try:
        return None if given is None else day(given)
    except ValueError:
        raise ValueError("Expected a date such as 2025-01-24.") from None


def _in_words(reason: str) -> str:
    return re.sub(r"`([a-z |]+)`", lambda found: _alternatives(found[1]), reason)


def _alternatives(kinds: str) -> str:
    return " or ".join(_WORDS.get(kind, f"`{kind}`") for kind in kinds.split(" | "))
