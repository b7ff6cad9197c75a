"""A suggestion from a profile: a ready mapping where one fits, else a proposal."""

from collections.abc import Iterator
from typing import Final

from msgspec import structs

from app.datasets.columns import Column, Findings
from app.datasets.suggesting import Role, Shape, Suggestion
from app.datasets.suggesting.looks import looks
from app.datasets.suggesting.proposal import Proposal, answer
from app.datasets.suggesting.roles import Known
from app.formats.mapping import Mapping
from app.formats.mappings import mapping_for
from app.formats.tables.layout import describes_models
from app.formats.tables.places import place

READY: Final = "A ready mapping for files of this name says so."
READY_CONFIDENCE: Final = 0.98


def suggested(filename: str, given: list[Column], findings: Findings, rows: int, known: Known) -> Suggestion:
    """Without what only the file itself and likeness of names can say."""
    header = [column.name for column in given]
    if (ready := mapping_for(filename, header)) is not None:
        return _ready(structs.replace(ready, files=None), header)
    found = looks(given, findings.decimal or ".")
    return Proposal(filename, found, findings, rows, known).suggestion()


def _ready(mapping: Mapping, header: list[str]) -> Suggestion:
    roles = [
        Role(role, header[place(header, column)], READY_CONFIDENCE, READY)
        for role, column in _played(mapping)
    ]
    shape: Shape = "models" if describes_models(mapping) else "wide" if mapping.scores else "long"
    return answer(shape, READY_CONFIDENCE, mapping, roles, [], [], [])


def _played(mapping: Mapping) -> Iterator[tuple[str, str]]:
    for part, column in structs.asdict(mapping.columns).items():
        match column:
            case str():
                yield part, column
            case tuple():
                yield from ((part, one) for one in column)
            case dict():
                yield from ((f"settings.{name}", one) for name, one in column.items())
    yield from (("scores", score.column) for score in mapping.scores)
