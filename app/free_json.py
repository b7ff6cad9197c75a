"""JSON that is only passed on, such as settings: what every reader can read, and a person can survey."""

import json
import math
from decimal import Decimal
from typing import Any, Final

DEEPEST: Final = 32
MOST_KEYS: Final = 256
#: More have no room in any column, and to look at each of them takes time.
MOST_VALUES: Final = 22_000

#: Beyond it a double has not every whole number.
EXACT: Final = 2**53

NUL: Final = "NUL characters are not allowed."
INEXACT: Final = "A whole number of so many digits would lose some in other programs: send it as text."
BOUNDLESS: Final = "NaN and infinity are not allowed: JSON has no such numbers."


def flaw_of_json(document: dict[str, Any]) -> str | None:
    """Why JSON that is only passed on cannot be kept; None where it can."""
    keys, depth = 0, 0
    nodes: list[Any] = [document]
    while nodes:
        depth += 1
        keys += sum(len(node) for node in nodes if isinstance(node, dict))
        if depth > DEEPEST:
            return f"Expected at most {DEEPEST} levels of nesting."
        if keys > MOST_KEYS:
            return f"Expected at most {MOST_KEYS} keys in all."
        parts = [part for node in nodes for part in _parts(node)]
        if len(parts) > MOST_VALUES:
            return f"Expected at most {MOST_VALUES:,} values."
        if flaw := next((flaw for part in parts if (flaw := _flaw_of_scalar(part))), None):
            return flaw
        nodes = [part for part in parts if isinstance(part, dict | list)]
    return None


def _parts(node: Any) -> list[Any]:
    return [*node.keys(), *node.values()] if isinstance(node, dict) else node


def _flaw_of_scalar(part: Any) -> str | None:
    if isinstance(part, str) and "\0" in part:
        return NUL
    if isinstance(part, int) and not _exact(part):
        return INEXACT
    if isinstance(part, float) and not math.isfinite(part):
        return BOUNDLESS
    return None


def _exact(number: int) -> bool:
    """Whether a reader that makes a double of it writes the same digits: 2e25 is, 2^53 + 1 is not."""
    if abs(number) <= EXACT:
        return True
    try:
        return Decimal(repr(float(number))) == number
    except OverflowError:
        return False


def stored_size(part: Any) -> int:
    """Bytes of its text in the database: a blank after each comma and colon, and no exponents."""
    match part:
        case dict():
            return 2 * max(len(part), 1) + sum(
                stored_size(key) + 2 + stored_size(value) for key, value in part.items()
            )
        case list():
            return 2 * max(len(part), 1) + sum(map(stored_size, part))
        case float():
            return len(format(Decimal(repr(part)), "f"))
        case _:
            return len(json.dumps(part, ensure_ascii=False).encode())
