"""What a file leaves open: asked of the person who brought it, and never guessed."""

from collections.abc import Iterator
from typing import Final

from app.datasets.suggesting.looks import Look
from app.formats.mapping import Mapping
from app.formats.tables.places import named
from app.formats.vocabulary.numbers import SPREAD

MOST: Final = 10
#: Of a list of columns so many are named.
SHOWN: Final = 12


def asked(mapping: Mapping, looks: dict[str, Look], benchmarks: set[str]) -> list[str]:
    """For people, each with what to say."""
    scores = [looks[name] for name in _scores(mapping) if name in looks]
    questions = [*_units(mapping, scores), *_spreads(mapping, scores), *_dates(mapping, looks)]
    return (questions + list(_directions(mapping, benchmarks)))[:MOST]


def unused(looks: list[Look], used: set[str]) -> list[str]:
    """Columns of numbers that nothing is made of, and values that will be refused."""
    left = [look.name for look in looks if look.is_number and look.name not in used and not look.is_counter]
    found = []
    if left:
        more = f", and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
        found.append(f"Columns of numbers that are not used: {', '.join(left[:SHOWN])}{more}.")
    misses = ((look.name, look.column.near_miss) for look in looks if look.name in used)
    return found + [f"{name}: {miss.said}" for name, miss in misses if miss is not None]


def _scores(mapping: Mapping) -> list[str]:
    return [mapping.columns.score] if mapping.columns.score else [score.column for score in mapping.scores]


def _units(mapping: Mapping, scores: list[Look]) -> Iterator[str]:
    if mapping.unit or mapping.columns.unit:
        return
    open_ones = [look for look in scores if look.unit is None and look.spans]
    spans = [look.spans for look in open_ones if look.spans]
    shares = [look.name for look in open_ones if look.spans and look.spans[0] >= 0 and look.spans[1] <= 1]
    if spans and len(shares) == len(open_ones):
        yield (
            "The scores lie between 0 and 1: say `unit` (`proportion`) if they are shares of 1; with"
            " `multiply_by` 100 as well they become per cent (`unit` is `%` then)."
        )
    elif shares and len(shares) < len(open_ones):
        yield (
            f"Some columns lie between 0 and 1 ({', '.join(shares[:SHOWN])}) and others do not: say the"
            " `unit` of each in `scores`."
        )
    elif spans and all(low >= 0 and high <= 100 for low, high in spans):
        yield "The scores lie between 0 and 100: say `unit` (`%`) if they are per cent."


def _spreads(mapping: Mapping, scores: list[Look]) -> Iterator[str]:
    if any(SPREAD.search(value) for look in scores for value in look.samples):
        yield "What stands behind ± in the scores: say `spread`, `stderr` or `ci95`; else it stays text."


def _dates(mapping: Mapping, looks: dict[str, Look]) -> Iterator[str]:
    used = set(named(mapping))
    for look in looks.values():
        if look.name not in used and len(look.date_formats) > 1 and look.column.type == "text":
            forms = " or ".join(f"`{form}`" for form in look.date_formats)
            yield (
                f"Which of the numbers in {look.name} ({look.samples[0]}) is the month: say `columns.date`"
                f" with `date_formats`, {forms}."
            )


def _directions(mapping: Mapping, benchmarks: set[str]) -> Iterator[str]:
    new = [score.benchmark for score in mapping.scores if score.benchmark not in benchmarks]
    if new and not any(score.facts.higher_is_better is not None for score in mapping.scores):
        yield (
            f"Whether more is better on {', '.join(new[:SHOWN])}: say it as `facts.higher_is_better`; a"
            " benchmark that is new is not ranked until somebody does."
        )
