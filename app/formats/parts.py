"""Parts of JSON, YAML and TOML, which may hold anything where something else was expected."""

import re
from typing import Any, Final, TypeVar

import msgspec

from app.fields import LINK
from app.formats.records import Reject

Kind = TypeVar("Kind")

#: What msgspec calls them, for people.
WORDS: Final = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "nothing",
}


def part(of: Any, key: str) -> dict[str, Any]:
    """The object under the key; an empty one where there is none."""
    found = of.get(key) if isinstance(of, dict) else None
    return found if isinstance(found, dict) else {}


def entries(of: Any, key: str) -> list[Any]:
    found = of.get(key) if isinstance(of, dict) else None
    return found if isinstance(found, list) else []


def words(of: Any, key: str) -> str | None:
    """The text under the key, without blanks around it; None where there is none."""
    found = of.get(key) if isinstance(of, dict) else None
    return (found.strip() or None) if isinstance(found, str) else None


def count(of: Any, key: str) -> int | None:
    found = of.get(key) if isinstance(of, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def address(given: Any) -> str | None:
    """The text, where it is an address of the web and nothing else."""
    return given if isinstance(given, str) and re.match(LINK, given) else None


def shown(value: Any) -> str:
    """For a person to find it again; what is nested is named by its kind alone."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return str(value)[:200]


def told(settings: dict[str, Any]) -> dict[str, Any]:
    """Those that have a value; 0 and False are values."""
    return {name: value for name, value in settings.items() if value not in (None, "", {}, [])}


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


def _in_words(reason: str) -> str:
    return re.sub(r"`([a-z |]+)`", lambda found: _alternatives(found[1]), reason)


def _alternatives(kinds: str) -> str:
    return " or ".join(WORDS.get(kind, f"`{kind}`") for kind in kinds.split(" | "))
