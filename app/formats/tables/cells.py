"""What a cell says: each reader takes its text, and gives None where the table has nothing there."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, get_args

from app.fields import Evidence
from app.formats.mapping import Mapping
from app.formats.vocabulary.days import day, iso
from app.formats.vocabulary.numbers import Number, is_plain, number, spread_of, whole
from app.formats.vocabulary.settings import printed

#: So many scores are remembered, for most have two or three digits.
REMEMBERED: Final = 32_768
LONGEST_CELL: Final = 20_000
SEPARATORS: Final = " _-/:@,;()[]"

Read = Callable[[str], Any]
Parse = Callable[[str], Any]


class Named(NamedTuple):
    """A model, and the settings that stood in its name."""

    model: str
    settings: dict[str, Any]


class Cells:
    """The readers of a table, as its mapping has its cells understood."""

    def __init__(self, mapping: Mapping) -> None:
        self.absent = frozenset(mapping.absent)
        self._decimal = mapping.decimal
        self._split = [re.compile(pattern) for pattern in mapping.split]
        self._parsers: dict[str, Parse] = {
            "date_tested": lambda text: _day(text, mapping.date_formats),
            "release_date": lambda text: _day(text, mapping.date_formats),
            "score": lru_cache(REMEMBERED)(self._score),
            "stderr": self._stderr,
            "ci_low": lambda text: number(text, mapping.decimal).value,
            "ci_high": lambda text: number(text, mapping.decimal).value,
            "samples": lambda text: whole(text, mapping.decimal),
            "evidence": _evidence,
            "settings_object": _settings,
        }

    def field(self, name: str) -> Read:
        """The reader of a field of a record, text where it is no other; see _score and _stderr."""
        return self._reader(self._parsers.get(name, _text))

    def model(self, settings: dict[str, Any]) -> Callable[[str], Named | None]:
        """Gives its settings over those of the mapping."""
        return self._reader(lambda text: self._named(_text(text), settings))

    def setting(self, name: str) -> Read:
        return self._reader(lambda text: printed(name, _text(text), self._decimal))

    def _score(self, text: str) -> tuple[Number, str | None]:
        """With the text, where that is not simply the number."""
        found = number(text, self._decimal)
        return found, None if is_plain(text) and float(text) == found.value else text

    def _stderr(self, text: str) -> Callable[[float], float]:
        """Of a score that is still to be known, for it may stand among others."""
        if "±" in text:
            return lambda score: spread_of(score, text)
        found = abs(number(text, self._decimal).value)
        return lambda _: found

    def _named(self, text: str, settings: dict[str, Any]) -> Named:
        found = dict(settings)
        for pattern in self._split:
            if (match := pattern.search(text)) and (rest := _without_groups(match)):
                text = rest
                taken = {name: (part or "").strip(SEPARATORS) for name, part in match.groupdict().items()}
                found.update((name, printed(name, part)) for name, part in taken.items() if part)
        return Named(text, found)

    def _reader(self, parse: Parse) -> Read:
        absent = self.absent

        def read(text: str) -> Any:
            bare = text.strip()
            return None if bare in absent else parse(bare)

        return read


def _without_groups(match: re.Match[str]) -> str:
    """The text without what the named groups have taken."""
    taken = [match.span(name) for name in match.groupdict()]
    kept = (
        sign
        for place, sign in enumerate(match.string)
        if not any(start <= place < end for start, end in taken)
    )
    return "".join(kept).strip()


def _text(text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise ValueError(f"Expected at most {LONGEST_CELL:,} characters.")
    return text


@lru_cache(4096)
def _day(text: str, formats: tuple[str, ...]) -> date:
    """In the first of the formats that fits, else ISO; raises ValueError."""
    found = next(filter(None, (_moment(text, form) for form in formats)), None) or iso(text)
    if found is not None:
        return day(found)
    if formats:
        raise ValueError(f"Expected a date such as 2025-01-24, or as {' or '.join(formats)}.")
    raise ValueError(
        "Expected a date such as 2025-01-24; date_formats in the mapping says how it is written here."
    )


def _moment(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 only its day is asked
    except ValueError:
        return None


def _evidence(text: str) -> str:
    found = text.lower().replace("-", "_").replace(" ", "_")
    if found not in get_args(Evidence):
        raise ValueError(f"Expected {', '.join(get_args(Evidence)[:-1])} or {get_args(Evidence)[-1]}.")
    return found


def _settings(text: str) -> dict[str, Any]:
    try:
        found = json.loads(_text(text))
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    raise ValueError('Expected a JSON object, such as {"shots": 5}.')
