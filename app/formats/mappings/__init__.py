"""Ready mappings: tables that many people have, known by the names of their files and columns.

One JSON file a publisher: `described` says where the meaning of its columns comes from, `shared` holds for
all of its `tables`, and what a table says itself goes before.
"""

from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec import Struct

from app.formats.mapping import Mapping
from app.formats.tables.places import named, places


class Ready(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one file of this package holds."""

    described: str
    tables: list[dict[str, Any]]
    shared: dict[str, Any] = {}


def mapping_for(name: str, header: list[str]) -> Mapping | None:
    """The first that is for files so named and finds each of its columns, exactly once."""
    last = PurePosixPath(name).name
    return next((one for one in ready() if fnmatchcase(last, one.files or "*") and _fits(one, header)), None)


def _fits(mapping: Mapping, header: list[str]) -> bool:
    return all(len(places(header, column)) == 1 for column in named(mapping))


@cache
def ready() -> tuple[Mapping, ...]:
    """In the order of their files' names, and as they stand there."""
    found = sorted(
        (one for one in files(__name__).iterdir() if one.name.endswith(".json")), key=lambda one: one.name
    )
    return tuple(mapping for one in found for mapping in _mappings(one.read_bytes()))


def _mappings(data: bytes) -> list[Mapping]:
    publisher = msgspec.json.decode(data, type=Ready)
    return [msgspec.convert(_over(publisher.shared, table), Mapping) for table in publisher.tables]


def _over(shared: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    columns = {**shared.get("columns", {}), **table.get("columns", {})}
    facts = {**shared.get("facts", {}), **table.get("facts", {})}
    return {**shared, **table, "columns": columns, "facts": facts}
