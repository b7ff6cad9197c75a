"""What a column looks like, from its profile."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Final

from app.datasets.columns import Column
from app.datasets.suggesting.words import plain
from app.formats.mapping import Mapping
from app.formats.records import PERCENT
from app.formats.vocabulary.days import iso
from app.formats.vocabulary.metrics import definition, is_percentage
from app.formats.vocabulary.numbers import Number, number

#: As strptime reads them; of each pair that one date can fit alike, both stand here.
FORMATS: Final = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%B %d %Y", "%d-%b-%Y", "%d/%m/%y", "%m/%d/%y"),
    *("%d %B %Y %I:%M%p", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"),
    *("%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M"),
)
ABSENT: Final = frozenset(Mapping().absent)
URL: Final = re.compile(r"https?://\S+")
DIGIT: Final = re.compile(r"[0-9]")
#: So much of what is looked at must be alike.
MOST: Final = 0.8
REMARK: Final = re.compile(r"\s*\([^()]*\)$")
LONGEST_METRIC: Final = 100
PERCENT_SIGN: Final = re.compile(r"%|\bpercent(age)?\b|\bpct\b", re.IGNORECASE)


class Look:
    """A column, and what can be told from its name and some of its values."""

    def __init__(self, column: Column, decimal: str) -> None:
        self.column = column
        self.name = column.name
        #: A name that the service has made says nothing.
        self.words = plain(column.title)
        self._decimal = decimal

    @cached_property
    def samples(self) -> list[str]:
        """Its most frequent values and some others, each once, without blanks around them."""
        values = (*(top.value for top in self.column.top), *self.column.examples)
        return [value for value in dict.fromkeys(one.strip() for one in values) if value not in ABSENT]

    @cached_property
    def numbers(self) -> list[Number]:
        return [found for value in self.samples if (found := _number(value, self._decimal)) is not None]

    @cached_property
    def is_number(self) -> bool:
        """Also where its numbers have signs around them, as `63.3%`, `$1.20` and `85.2 ± 0.4`."""
        if self.column.type in {"integer", "number"}:
            return True
        # Of a handful one may be none: `to do`.
        nearly = 2 <= len(self.numbers) == len(self.samples) - 1
        return self.column.type == "text" and (nearly or _most(len(self.numbers), self.samples))

    @cached_property
    def is_url(self) -> bool:
        return _most(sum(URL.fullmatch(one) is not None for one in self.samples), self.samples)

    @cached_property
    def is_json(self) -> bool:
        return self.column.type == "json"

    @cached_property
    def is_text(self) -> bool:
        """Words: no numbers, dates or addresses."""
        plain = self.column.type == "text" and not (self.is_number or self.is_url or self.date_formats)
        return plain and bool(self.samples)

    @cached_property
    def date_formats(self) -> tuple[str, ...]:
        """All that every one of its values fits; `""` for ISO, which needs none."""
        if self.column.type in {"date", "datetime"}:
            return ("",)
        if (
            self.column.type not in {"text", "integer"}
            or not self.samples
            or not DIGIT.search(self.samples[0])
        ):
            return ()
        if self.column.type == "text" and all(iso(value) for value in self.samples):
            return ("",)
        return tuple(form for form in FORMATS if all(_fits(value, form) for value in self.samples))

    @cached_property
    def unit(self) -> str | None:
        """As its cells or its name say it."""
        units = {found.unit for found in self.numbers if found.unit}
        if len(units) == 1:
            return units.pop()
        return PERCENT if is_percentage(self.column.title) or PERCENT_SIGN.search(self.column.title) else None

    @cached_property
    def metric(self) -> str | None:
        """What is counted, where its name says so and which way it points; `Acc (%)` counts Acc."""
        name = REMARK.sub("", self.column.title)
        return name if len(name) <= LONGEST_METRIC and definition(name) else None

    @cached_property
    def spans(self) -> tuple[float, float] | None:
        """The least and the greatest of its numbers, as far as is known."""
        match self.column.min, self.column.max:
            case (float() | int() as low, float() | int() as high) if self.column.type != "boolean":
                return float(low), float(high)
        values = [found.value for found in self.numbers]
        return (min(values), max(values)) if values else None

    @cached_property
    def is_counter(self) -> bool:
        """Whole numbers, each once, from 0 or 1: numbers of rows."""
        column = self.column
        whole = column.type == "integer" and column.distinct is not None and column.nulls == 0
        spans = self.spans
        return bool(whole and spans and spans[0] in {0, 1} and spans[1] - spans[0] + 1 == column.distinct)


def looks(columns: Iterable[Column], decimal: str) -> list[Look]:
    """Those that say something at all."""
    found = (Look(column, decimal) for column in columns)
    return [look for look in found if look.samples or look.column.distinct]


def _most(count: int, of: list[str]) -> bool:
    return bool(of) and count >= MOST * len(of)


def _number(value: str, decimal: str) -> Number | None:
    try:
        return number(value, decimal)
    except ValueError:
        return None


def _fits(value: str, form: str) -> bool:
    try:
        found = datetime.strptime(value, form)  # noqa: DTZ007 only its day is asked
    except ValueError:
        return False
    return 1990 <= found.year <= 2100
