"""What is wrong with a body, field by field, in a person's words."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Raw, Struct, inspect, structs

from app.free_json import NUL, flaw_of_json
from app.http.problems import Fault
from app.words import is_null, words

LONGEST_NAME: Final = 100

VAST: Final = "A number in it is too large: send it as text."


class Wanted(NamedTuple):
    """A field of a struct, or an item of a list or of an object; `item` is what its own items are."""

    kind: inspect.Type
    words: str
    decoder: "msgspec.json.Decoder[Any]"
    required: bool = True
    item: "Wanted | None" = None


@cache
def fields(kind: type[Struct]) -> dict[str, Wanted]:
    """Raises TypeError where a type cannot be decoded, takes any field, or no words are known for one."""
    if not kind.__struct_config__.forbid_unknown_fields:
        raise TypeError(f"{kind.__name__} would take any field: make it a Body")
    hints = get_type_hints(kind, include_extras=True)
    return {
        field.encode_name: _wanted(hints[field.name], required=field.required)
        for field in structs.fields(kind)
    }


def _wanted(hint: Any, *, required: bool = True) -> Wanted:
    info = inspect.type_info(hint)
    kind = _plain(info)
    item = None if (inner := _item(hint)) is None else _wanted(inner)
    if isinstance(kind, inspect.StructType):
        fields(kind.cls)
    return Wanted(kind, words(info), msgspec.json.Decoder(hint), required, item)


def _plain(kind: inspect.Type) -> inspect.Type:
    """What is wanted where it is not null."""
    if isinstance(kind, inspect.Metadata):
        return _plain(kind.type)
    if isinstance(kind, inspect.UnionType):
        given = [one for one in kind.types if not is_null(one)]
        return _plain(given[0]) if len(given) == 1 else kind
    return kind


def _item(hint: Any) -> Any:
    """What a list is of, or an object that is not of anything; it may be one of a union, and annotated."""
    if get_origin(hint) in (list, tuple):
        return get_args(hint)[0]
    if get_origin(hint) is dict:
        return None if get_args(hint)[1] is Any else get_args(hint)[1]
    return next((found for one in get_args(hint) if (found := _item(one))), None)


def faults(kind: type[Struct], body: bytes | Raw, at: str = "") -> Iterator[Fault]:
    """Everything that keeps well-formed JSON from being this struct; `at` is where it stands in the body.

    Nothing where a field is given twice and the last of them fits.
    """
    try:
        given = msgspec.json.decode(body, type=dict[str, Raw])
    except msgspec.ValidationError:
        yield Fault(at or "body", "Expected an object.")
        return
    known = fields(kind)
    there_are = f"There is no such field; there are {', '.join(known)}."
    before = f"{at}." if at else ""
    for name, wanted in known.items():
        if wanted.required and name not in given:
            yield Fault(before + name, "This field is required.")
    for name, raw in given.items():
        if name in known:
            yield from _of_value(known[name], raw, before + name)
        else:
            yield Fault(before + _short(name), there_are)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def _of_value(wanted: Wanted, raw: Raw, at: str) -> Iterator[Fault]:
    try:
        value = wanted.decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        fault = None
        for fault in _of_unfit(wanted, raw, at):
            yield fault
        if fault is None and isinstance(error.__cause__, ValueError):
            yield Fault(at, str(error.__cause__))  # a struct's own word, of fields that do not go together
    else:
        yield from _flaws(value, at, is_free=wanted.item is None)


def _of_unfit(wanted: Wanted, raw: Raw, at: str) -> Iterator[Fault]:
    """Of a list or an object what is wrong within, if that is all."""
    kind = _meant(wanted.kind, raw)
    if isinstance(kind, inspect.StructType):
        yield from faults(kind.cls, raw, at)
    elif wanted.item and (items := _items(kind, raw)):
        for name, item in items:
            yield from _of_value(wanted.item, item, f"{at}{_short(name)}")
        if isinstance(kind, inspect.DictType):
            yield from _of_names(kind, [name.removeprefix(".") for name, _ in items], at)
    elif isinstance(kind, inspect.DictType) and bytes(raw).startswith(b"{"):
        yield Fault(at, VAST)
    else:
        yield Fault(at, f"Expected {wanted.words}.")


def _of_names(kind: inspect.DictType, names: list[str], at: str) -> Iterator[Fault]:
    """Of an object: how many names it has, and how long they are."""
    name = _plain(kind.key_type)
    if kind.max_length is not None and len(names) > kind.max_length:
        yield Fault(at, f"Expected at most {kind.max_length:,} names.")
    elif isinstance(name, inspect.StrType) and not all(
        (name.min_length or 0) <= len(one) <= (name.max_length or len(one)) for one in names
    ):
        yield Fault(at, f"Expected names that are {words(name)}.")


#: What a value of a union is meant to be, by its first character.
MEANT: Final[dict[bytes, tuple[type[inspect.Type], ...]]] = {
    b"{": (inspect.StructType, inspect.DictType),
    b"[": (inspect.ListType, inspect.VarTupleType),
}


def _meant(kind: inspect.Type, raw: Raw) -> inspect.Type:
    if not isinstance(kind, inspect.UnionType):
        return kind
    wanted = MEANT.get(bytes(raw)[:1], ())
    return next((_plain(one) for one in kind.types if isinstance(_plain(one), wanted)), kind)


def _items(kind: Any, raw: Raw) -> list[tuple[str, Raw]] | None:
    """The parts of a list or an object; None where it is too long or too short, or something else."""
    try:
        if isinstance(kind, inspect.DictType):
            parts = msgspec.json.decode(raw, type=dict[str, Raw])
            return [(f".{name}", part) for name, part in parts.items()]
        if not isinstance(kind, inspect.ListType | inspect.VarTupleType):
            return None
        items = msgspec.json.decode(raw, type=list[Raw])
    except msgspec.ValidationError:
        return None
    fits = (kind.min_length or 0) <= len(items) <= (kind.max_length or len(items))
    return [(f"[{n}]", item) for n, item in enumerate(items)] if fits else None


def flaws(data: Struct, body: bytes) -> Iterator[Fault]:
    """What JSON allows and a column, or another reader, does not: NUL, and JSON without measure."""
    return _flaws(data, "", may_hold_nul=b"\\u0000" in body)


def _flaws(value: Any, at: str, *, may_hold_nul: bool = True, is_free: bool = True) -> Iterator[Fault]:
    """An object is free where anything may be in it; what a type says of any other is measure enough."""
    match value:
        case str():
            if may_hold_nul and "\0" in value:
                yield Fault(at, NUL)
        case dict() if not is_free:
            if any("\0" in name for name in value):
                yield Fault(at, NUL)
            for name, one in value.items():
                yield from _flaws(one, f"{at}.{_short(name)}", may_hold_nul=may_hold_nul)
        case dict():
            if value and (flaw := flaw_of_json(value)):
                yield Fault(at, flaw)
        case list() | tuple():
            for n, one in enumerate(value):
                yield from _flaws(one, f"{at}[{n}]", may_hold_nul=may_hold_nul)
        case Struct():
            known = fields(type(value))
            for name, encoded in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
                inner, is_free = f"{at}.{name}" if at else name, known[encoded].item is None
                yield from _flaws(getattr(value, name), inner, may_hold_nul=may_hold_nul, is_free=is_free)
