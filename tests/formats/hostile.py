"""Files as nobody should write them: each part of a sound one replaced by what does not belong there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Model, Price, Reject, Result

WRONG: Final[tuple[Any, ...]] = (
    None,
    [],
    {},
    [[]],
    [None],
    {"a": {}},
    "",
    " ",
    "x",
    -1,
    0,
    1e308,
    float("nan"),
    True,
)


class Plain(yaml.SafeDumper):
    """As people write it: what stands there twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(content: Any) -> str:
    return yaml.dump(content, Dumper=Plain)


def brought(folder: Path, name: str, content: Any) -> File:
    """The content as text, as octets, or as the JSON or YAML that the name says."""
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        place.write_bytes(content)
    elif isinstance(content, str):
        place.write_text(content, encoding="utf-8")
    else:
        place.write_text(json.dumps(content) if place.suffix == ".json" else as_yaml(content))
    return File(name, place)


def spoiled(sound: Any) -> Iterator[Any]:
    """Every part, and every part of a part, is once each of the wrong values."""
    if isinstance(sound, dict):
        for key, value in sound.items():
            yield from (sound | {key: wrong} for wrong in (*WRONG, *spoiled(value)))
    elif isinstance(sound, list):
        for place, value in enumerate(sound):
            yield from ([*sound[:place], wrong, *sound[place + 1 :]] for wrong in (*WRONG, *spoiled(value)))


def endured(one: Format, file: File, mapping: Mapping) -> int:
    """How many records it says; fails where it raises what it must not, or says what has no row."""
    if not one.recognises(file):
        return 0
    try:
        said = list(one.read(file, mapping))
    except Unreadable:
        return 0
    for record in said:
        assert isinstance(record, Model | Benchmark | Result | Price | Reject)
        assert record.row >= 1
        assert not isinstance(record, Result) or (type(record.score) is float and record.model)
    return len(said)
