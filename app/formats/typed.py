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
    """The entry, or why it is none: with the field at fault, and what was expected there."""
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as fault:
        reason, _, place = str(fault).partition(" - at ")
        field = place.rpartition("$")[2].strip(".`")
        return Reject(row=row, column=field or None, reason=f"{_in_words(reason)}.")


def a_day(given: Any) -> date | None:
    """As YAML and TOML know days, or printed; raises ValueError."""
    if given is None:
        return None
    if isinstance(given, date):
        return day(given.isoformat())
    if isinstance(given, str):
        return day(given)
    raise ValueError("Expected a date such as 2025-01-24.")


def _in_words(reason: str) -> str:
    return re.sub(r"`([a-z |]+)`", lambda found: _alternatives(found[1]), reason)


def _alternatives(kinds: str) -> str:
    return " or ".join(_WORDS.get(kind, f"`{kind}`") for kind in kinds.split(" | "))
