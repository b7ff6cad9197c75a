"""Mappings as people give them: in a request, in a file, or by the name under which one is kept."""

import math
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, structs

from app.formats.mapping import Mapping
from app.http.bodies import NOT_JSON, Body, decoded, malformed
from app.http.flaws import fields
from app.queries import mappings
from app.queries.loader import Db

Several = Annotated[
    list[Mapping],
    Meta(min_length=1, max_length=100, description="Each for the files that its pattern names."),
]


class GivenMapping(Body, frozen=True, kw_only=True):
    """What is said of files that do not say it themselves."""

    mapping: Annotated[
        Mapping | Several,
        Meta(
            description="One, or several, each for the files that its pattern names.",
            examples=[{"source": "Us", "columns": {"model": "Model", "benchmark": "Test", "score": "Score"}}],
        ),
    ]


def given(json: bytes) -> tuple[Mapping, ...]:
    """One mapping or an array of them; raises Malformed, or Unfit with every field at fault."""
    try:
        whole = msgspec.json.decode(json, type=Raw)
    except NOT_JSON as error:
        raise malformed(error) from None
    return each(decoded(GivenMapping, b'{"mapping":%b}' % bytes(whole)).mapping)


def each(mapping: Mapping | list[Mapping]) -> tuple[Mapping, ...]:
    return tuple(mapping) if isinstance(mapping, list) else (mapping,)


async def kept(db: Db, name: str) -> tuple[Mapping, ...] | None:
    """None where nothing is kept under the name."""
    found = await mappings.get(db, name=name)
    return None if found is None else each(msgspec.json.decode(found.mapping, type=Mapping | list[Mapping]))


def with_constants(mappings: tuple[Mapping, ...], constants: dict[str, Any]) -> tuple[Mapping, ...]:
    """What is said beside the mappings goes before what they say, and holds for files that none is for."""
    said = {name: value for name, value in constants.items() if value is not None}
    if not said:
        return mappings
    rest = () if any(one.files is None for one in mappings) else (Mapping(),)
    return tuple(structs.replace(one, **said) for one in (*mappings, *rest))


def flaw_of_constant(name: str, value: Any) -> str | None:
    """What a mapping expects of this field instead; None where it takes the value."""
    wanted = fields(Mapping)[name]
    if value == "":
        return "Empty; give it a value, or leave it out."
    if isinstance(value, float) and not math.isfinite(value):
        return "Expected a finite number."
    try:
        wanted.decoder.decode(msgspec.json.encode(value))
    except msgspec.ValidationError:
        return f"Expected {wanted.words}.".replace(" or null.", ".").replace(", or null.", ".")
    return None
