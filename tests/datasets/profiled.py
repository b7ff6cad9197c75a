"""Columns of small tables, as a profile says them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from app.datasets.columns import Column, Top
from app.datasets.options import ColumnType

NOTHING = frozenset({"", "-", "N/A", "NA", "null", "None"})


def columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Types are decided on all rows, as a reading does."""
    found = []
    for place, title in enumerate(header):
        said = [row[place].strip() for row in rows if row[place].strip() not in NOTHING]
        kind = _kind(said)
        numbers = [float(value) for value in said] if kind in {"integer", "number"} else []
        found.append(
            Column(
                name=title or f"column_{place + 1}",
                title=title,
                position=place + 1,
                type=kind,
                nulls=len(rows) - len(said),
                distinct=len(set(said)),
                min=min(numbers, default=None),
                max=max(numbers, default=None),
                top=[Top(value, count) for value, count in Counter(said).most_common(10)],
                examples=list(dict.fromkeys(said))[:3],
            )
        )
    return found


def _kind(said: list[str]) -> ColumnType:
    if said and all(value.lower() in {"true", "false"} for value in said):
        return "boolean"
    if said and all(value.lstrip("-").isdigit() and (value == "0" or value[0] != "0") for value in said):
        return "integer"
    for kind, read in (("number", float), ("date", date.fromisoformat)):
        if said and _all(said, read):
            return kind  # type: ignore[return-value]  # of the two above
    return "text"


def _all(said: list[str], read: object) -> bool:
    try:
        for value in said:
            read(value)  # type: ignore[operator]  # one of two readers
    except ValueError:
        return False
    return True
