"""Texts that are of a type in all but the way they are written: told, and left as they are."""

import re
from collections.abc import Sequence
from typing import Final

from app.datasets.columns import NearMiss
from app.datasets.options import ColumnType
from app.datasets.profiling.meaning import alike
from app.datasets.typing.deciding import MOST_EXAMPLES, printable, quoted

#: What it looks like, the type that it is nearly of, and what is said of it.
HINTS: Final[Sequence[tuple[re.Pattern[str], ColumnType, str]]] = (
    (re.compile(r"[+-]?\d{1,3}(?:[, ']\d{3})+(?:\.\d+)?"), "number", "numbers with signs between thousands"),
    (re.compile(r"[+-]?\d+,\d+"), "number", 'numbers with a decimal comma (the option "decimal" takes them)'),
    (re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*%"), "number", "numbers with a percent sign"),
    (re.compile(r"[$€£]\s?\d[\d.,]*"), "number", "amounts of money"),
    (
        re.compile(r"[+-]?\d+(?:\.\d+)?\s*%?\s*(?:±|\+/-|\+-)\s*\d+(?:\.\d+)?\s*%?"),
        "number",
        "numbers with ±",
    ),
    (re.compile(r"[+-]?0\d+"), "integer", "numbers with zeros before them"),
    (re.compile(r"[+-]?\d{19,}"), "integer", "whole numbers of more than 64 bits"),
    (re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}"), "date", "dates with the day or the month first"),
    (re.compile(r"\d{4}[/.]\d{1,2}[/.]\d{1,2}"), "date", "dates without hyphens (YYYY-MM-DD has them)"),
)


def hint(samples: Sequence[str], values: int) -> NearMiss | None:
    """Of a column of so many texts, by different ones of them."""
    if not samples:
        return None
    for pattern, type, what in HINTS:
        if alike(samples, pattern):
            examples = [printable(text) for text in samples[:MOST_EXAMPLES]]
            said = f"They seem to be {what}, and are kept as texts: {', '.join(map(quoted, examples))}."
            return NearMiss(type, values, examples, said)
    return None
