"""The records in the form in which they are kept, and what is wrong with those that do not have it."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, get_type_hints

import msgspec
from msgspec import Struct, defstruct, inspect, structs

from app.formats.records import Benchmark, Model, Price, Record, Result
from app.free_json import NUL
from app.words import is_null, words

#: As normal_name in the database: what it takes for the space between words.
BETWEEN: Final = re.compile(r"[\s!-*,/:;=?@\[-`{-~-]+")
#: Of msgspec's sentence: the field that it speaks of.
FIELD: Final = re.compile(r"`\$\.(\w+)")


class Flaw(ValueError):
    """Why a record may not be kept: the field at fault, what it says, what was expected."""

    def __init__(self, column: str | None, value: object, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = None if value is None else str(value)
        self.reason = reason


class Kept(NamedTuple):
    """`struct` has the same fields, may be changed, and writes no nulls; `fields` is what each takes."""

    kind: bytes
    struct: type[Struct]
    fields: dict[str, str]


def _kept(kind: type[Record]) -> Kept:
    hints = get_type_hints(kind, include_extras=True)
    fields = [field for field in structs.fields(kind) if field.name != "row"]
    struct = defstruct(
        kind.__name__,
        [
            (field.name, hints[field.name], None)
            if field.default is None
            else (field.name, hints[field.name])
            for field in fields
        ],
        kw_only=True,
        omit_defaults=True,
        gc=False,
    )
    return Kept(kind.__name__.lower().encode(), struct, {f.name: _expected(hints[f.name]) for f in fields})


def _expected(hint: Any) -> str:
    info = inspect.type_info(hint)
    ways = info.types if isinstance(info, inspect.UnionType) else (info,)
    return f"Expected {words(next(way for way in ways if not is_null(way)))}."


KEPT: Final[dict[type[Record], Kept]] = {kind: _kept(kind) for kind in (Model, Benchmark, Result, Price)}


def tidied(record: Record, kept: Kept) -> Any:
    """As it would be without blanks around its texts, and without empty ones; raises Flaw."""
    given = {name: tidy(getattr(record, name)) for name in kept.fields}
    try:
        return msgspec.convert(given, kept.struct)
    except UnicodeEncodeError:
        refuse_unwritable(given)
        raise
    except msgspec.ValidationError as error:
        found = FIELD.search(str(error))
        name = found[1] if found else ""
        raise Flaw(name or None, given.get(name), kept.fields.get(name, f"{error}.")) from None


def tidy(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, tuple | list):
        return [clean for one in value if (clean := tidy(one)) is not None]
    return value


def name_words(name: str) -> str:
    """What is left of a name when it is compared."""
    return BETWEEN.sub(" ", unicodedata.normalize("NFKC", name)).strip()


def refuse_unwritable(fields: dict[str, Any]) -> None:
    """Finds the text that the database cannot hold, where there is one."""
    for name, text in _texts(fields):
        if "\0" in text:
            raise Flaw(name, text, NUL)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Flaw(
                name, text, "Expected text: a half of a character (a lone surrogate) is in it."
            ) from None


def _texts(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        match value:
            case str():
                yield name, value
            case list() | tuple():
                yield from ((name, text) for text in value if isinstance(text, str))
            case dict():
                yield name, json.dumps(value, ensure_ascii=False, default=str)
