"""A suggestion for a dataset: what the catalogue knows of its names, and its first records."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Collection, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Final

from msgspec import structs

from app.datasets.columns import Column
from app.datasets.exploring.explorer import Explorer
from app.datasets.ready import Ready
from app.datasets.suggesting import NearName, Suggestion
from app.datasets.suggesting.looks import looks
from app.datasets.suggesting.previewing import previewed
from app.datasets.suggesting.proposing import suggested
from app.datasets.suggesting.roles import Known
from app.datasets.suggesting.scores import bare
from app.datasets.suggesting.words import parts_of_name
from app.queries import names
from app.queries.loader import Db
from app.queries.names import Alike, Called

#: Names that are looked up, in one statement each for models and benchmarks; and of them those without one.
MOST_ASKED: Final = 400
MOST_ALIKE: Final = 20
LIKE: Final = 0.5
LONGEST_NAME: Final = 255


async def suggestion(db: Db, explorer: Explorer, ready: Ready, text: Path) -> Suggestion:
    """`text` is the file's rows as they were written."""
    given, filename = ready.columns, ready.original_filename
    # Of two thousand columns it takes a second or two, in which others want to be answered.
    values, titles = await to_thread(_names, given, ready.findings.decimal or ".", filename)
    known = Known(
        models=_known(await names.models_called(db, names=values)),
        benchmarks=_known(await names.benchmarks_called(db, names=[*values, *titles])),
    )
    found = await to_thread(suggested, filename, given, ready.findings, ready.row_count, known)
    near = [
        *await _near(
            db,
            "model",
            names.models_alike,
            _unknown(found, given, "model", known.models.keys() | set(known.models.values())),
        ),
        *await _near(
            db,
            "benchmark",
            names.benchmarks_alike,
            _unknown(found, given, "benchmark", known.benchmarks.keys() | set(known.benchmarks.values())),
        ),
    ]
    preview = [] if found.missing else await previewed(explorer, text, filename, given, found.mapping)
    return structs.replace(found, did_you_mean=near, preview=preview)


def _names(given: list[Column], decimal: str, filename: str) -> tuple[list[str], list[str]]:
    """Values that may be names of models or benchmarks; titles of columns, and parts of the file's name."""
    found = looks(given, decimal)
    values = (value for look in found if look.is_text for value in look.samples)
    titles = (bare(look.column.title) for look in found if look.is_number)
    return _some(values), _some([*parts_of_name(filename), *titles])


def _some(given: Iterable[str]) -> list[str]:
    fit = (one for one in given if 1 <= len(one) <= LONGEST_NAME and "\0" not in one)
    return list(islice(dict.fromkeys(fit), MOST_ASKED))


def _known(rows: list[Called]) -> dict[str, str]:
    """Only what one thing alone is called."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.asked, set()).add(row.name)
    return {asked: next(iter(several)) for asked, several in found.items() if len(several) == 1}


def _unknown(found: Suggestion, given: list[Column], kind: str, known: Collection[str]) -> list[str]:
    columns = {role.column for role in found.roles if role.role == kind}
    values = [top.value.strip() for column in given if column.name in columns for top in column.top]
    if kind == "benchmark":
        values += [score.benchmark for score in found.mapping.scores]
    return [value for value in _some(values) if value not in known][:MOST_ALIKE]


async def _near(
    db: Db, kind: Any, alike: Callable[..., Awaitable[list[Alike]]], unknown: list[str]
) -> list[NearName]:
    """Of each name the most alike."""
    found: dict[str, NearName] = {}
    for one in await alike(db, names=unknown):
        if one.similarity >= LIKE and one.asked not in found:
            found[one.asked] = NearName(
                kind=kind, name=one.asked, did_you_mean=one.name, slug=one.slug, similarity=one.similarity
            )
    return list(found.values())
