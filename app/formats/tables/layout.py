"""What the columns of a table mean: as the person says, else as a ready mapping does, else by known names."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec import structs

from app.formats.files import Unreadable
from app.formats.mapping import Columns, Facts, Mapping
from app.formats.mappings import mapping_for
from app.formats.tables.places import shown
from app.formats.tables.proposing import proposed
from app.formats.tables.rows import Row

#: Columns that need no explanation: what they say, and their names; the first that is there.
KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "model": ("model_name", "model"),
    "organization": ("organization", "organisation"),
    "benchmark": ("benchmark_name", "benchmark"),
    "metric": ("metric",),
    "score": ("score",),
    "score_raw": ("score_raw",),
    "unit": ("unit",),
    "date": ("date_tested", "date"),
    "source": ("source",),
    "source_url": ("source_url",),
    "evidence": ("evidence",),
    "stderr": ("stderr", "standard_error"),
    "ci_low": ("ci_low",),
    "ci_high": ("ci_high",),
    "samples": ("samples",),
    "external_id": ("external_id",),
    "settings_object": ("settings",),
}
KNOWN_SETTINGS: Final[tuple[str, ...]] = (
    "shots",
    "effort",
    "tools",
    "harness",
    "harness_version",
    "benchmark_version",
    "revision",
    "limit",
    "epochs",
    "filter",
    "subset",
    "split",
    "temperature",
)
#: In the catalogue's own table of results: those that no longer hold.
NO_LONGER: Final[dict[str, tuple[str, ...]]] = {"status": ("retracted", "superseded")}
DESCRIBING: Final = ("release_date", "license", "description")


def complete(mapping: Mapping, name: str, header: list[str], rows: Iterable[Row]) -> Mapping:
    """The mapping with columns; where nobody says what they mean it reads rows and raises Unreadable."""
    filled = _filled(_of_the_file(mapping), name, header)
    if missing := _missing(filled):
        example = proposed(_filled(mapping, name, header), header, rows)
        raise Unreadable(
            f"Nothing says which column is the {missing}. The columns are {shown(header)}. "
            f"A mapping says it, for example {example}"
        )
    return filled


def _filled(mapping: Mapping, name: str, header: list[str]) -> Mapping:
    if mapping.columns != Columns() or mapping.scores:
        return mapping
    base = mapping_for(name, header) or _by_names(header)
    return structs.replace(base, **dict(_said(mapping)))


def describes_models(mapping: Mapping) -> bool:
    """Whether the table is one of models, without scores."""
    columns = mapping.columns
    described = any(getattr(columns, name) for name in DESCRIBING)
    return bool(columns.model and described and not columns.score and not mapping.scores)


def _of_the_file(mapping: Mapping) -> Mapping:
    """Of numbers that are still to be multiplied, unit and bounds as the person says them do not hold yet."""
    if mapping.multiply_by is None:
        return mapping
    scores = tuple(structs.replace(one, facts=_unbounded(one.facts)) for one in mapping.scores)
    return structs.replace(mapping, unit=None, facts=_unbounded(mapping.facts), scores=scores)


def _unbounded(facts: Facts) -> Facts:
    return structs.replace(facts, unit=None, min_score=None, max_score=None)


def _missing(mapping: Mapping) -> str | None:
    columns = mapping.columns
    if not (columns.model or mapping.model):
        return "model"
    if mapping.scores or describes_models(mapping):
        return None
    if not columns.score:
        return "score"
    return None if columns.benchmark or mapping.benchmark else "benchmark"


def _said(mapping: Mapping) -> Iterator[tuple[str, Any]]:
    """The fields that the person has filled."""
    plain = Mapping()
    for field in mapping.__struct_fields__:
        if (value := getattr(mapping, field)) != getattr(plain, field):
            yield field, value


def _by_names(header: list[str]) -> Mapping:
    names = {name.lower().replace(" ", "_").replace("-", "_"): name for name in reversed(header)}
    columns = {
        said: next(names[known] for known in several if known in names)
        for said, several in KNOWN.items()
        if any(known in names for known in several)
    }
    settings = {known: names[known] for known in KNOWN_SETTINGS if known in names}
    skip = {names[column]: values for column, values in NO_LONGER.items() if column in names}
    return Mapping(columns=Columns(**columns, settings=settings), skip=skip)
