"""What the columns demand of a value beyond its type; what does not fit raises Flaw."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Final

import msgspec

from app.formats.kept import Flaw, name_words
from app.formats.records import FIRST_DAY, LAST_DAY
from app.free_json import flaw_of_json, stored_size

LONGEST_NAME: Final = 255
#: So many names are remembered as sound: memory stays flat.
REMEMBERED: Final = 20_000


def checked_name(field: str, text: str) -> str:
    """Without blanks around it."""
    try:
        return _read_name(text)
    except ValueError as fault:
        raise Flaw(field, text, str(fault)) from None


@lru_cache(REMEMBERED)
def _read_name(text: str) -> str:
    """Names are compared by their letters and digits, so it needs some."""
    name = text.strip()
    if not 1 <= len(name_words(name)) <= LONGEST_NAME:
        raise ValueError("Expected a name of 1 to 255 characters, with a letter or a digit.")
    return name


def checked_model_name(field: str, text: str) -> str:
    """Of org/name the maker and the model are names of their own."""
    try:
        return _read_model_name(text)
    except ValueError as fault:
        raise Flaw(field, text, str(fault)) from None


@lru_cache(REMEMBERED)
def _read_model_name(text: str) -> str:
    if "/" in text and not all(map(name_words, text.split("/", 1))):
        raise ValueError("Expected a letter or a digit before and behind the slash.")
    return _read_name(text)


def check_day(field: str, day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Flaw(field, day, "Expected a date between 1900 and 9999.")


def check_interval(line: Any) -> None:
    if line.ci_low is None or line.ci_high is None:
        missing = "ci_low" if line.ci_low is None else "ci_high"
        raise Flaw(missing, None, "Expected both ends of the interval, or none.")
    if line.ci_low > line.ci_high:
        raise Flaw("ci_low", line.ci_low, "Expected the lower end of the interval not to be above the upper.")


def check_json(field: str, document: dict[str, Any], most: int) -> None:
    plain = written(field, document, msgspec.to_builtins)
    flaw = flaw_of_json(plain)
    if flaw is None and stored_size(plain) > most:
        flaw = f"Expected at most {most:,} bytes of JSON."
    if flaw is not None:
        raise Flaw(field, document, flaw)


def written(field: str, document: dict[str, Any], write: Callable[[Any], Any]) -> Any:
    try:
        return write(document)
    except (TypeError, RecursionError):
        raise Flaw(field, None, "Expected JSON: objects, lists, texts and numbers, not too deep.") from None
