"""Parts of JSON and YAML, which may hold anything where something else was expected."""

from typing import Any


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
