"""What is wrong with a body, field by field, in a person's words."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple, get_type_hints

import msgspec
from msgspec import Raw, Struct, inspect

from app.fields import LINK
from app.http.problems import Fault

#: Of JSON that is only passed on: what every reader of JSON can read, and a person can survey.
DEEPEST: Final = 32
MOST_KEYS: Final = 256
LARGEST_INTEGER: Final = 2**53

NUL: Final = "NUL characters are not allowed."


class Wanted(NamedTuple):
    """One field of a struct."""

    type: inspect.Type
    required: bool
    decoder: "msgspec.json.Decoder[Any]"


@cache
def fields(kind: type[Struct]) -> dict[str, Wanted]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        field.encode_name: Wanted(field.type, field.required, msgspec.json.Decoder(hints[field.name]))
        for field in inspect.type_info(kind).fields  # type: ignore[attr-defined]  # of a struct
    }


def faults(kind: type[Struct], body: bytes | Raw, at: str = "") -> list[Fault]:
    """Everything that keeps well-formed JSON from being this struct; `at` is where it stands in the body."""
    try:
        given = msgspec.json.decode(body, type=dict[str, Raw])
    except msgspec.ValidationError:
        return [Fault(at.rstrip(".") or "body", "Expected an object.")]
    known = fields(kind)
    found = [Fault(at + name, "This field is required.") for name in known if _lacks(given, name, known)]
    for name, raw in given.items():
        if name in known:
            found += _faults_of(known[name], raw, at + name)
        else:
            found.append(Fault(at + name, f"There is no such field; there are {', '.join(known)}."))
    return found


def _lacks(given: dict[str, Raw], name: str, known: dict[str, Wanted]) -> bool:
    return known[name].required and name not in given


def _faults_of(wanted: Wanted, raw: Raw, at: str) -> list[Fault]:
    """The faults of one field; of a list of structs, those of each that does not fit."""
    if not _fails(wanted.decoder, raw):
        return []
    rows = _rows(wanted.type, raw)
    if rows is None:
        return [Fault(at, f"Expected {words(wanted.type)}.")]
    kind = wanted.type.item_type.cls  # type: ignore[attr-defined]  # _rows has seen a list of structs
    return [fault for n, row in enumerate(rows) for fault in faults(kind, row, f"{at}[{n}].")]


def _fails(decoder: "msgspec.json.Decoder[Any]", raw: Raw) -> bool:
    try:
        decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return True
    return False


def _rows(wanted: inspect.Type, raw: Raw) -> list[Raw] | None:
    """The parts of a list of structs; None where something else is wanted, or given."""
    if not isinstance(wanted, inspect.ListType) or not isinstance(wanted.item_type, inspect.StructType):
        return None
    try:
        rows = msgspec.json.decode(raw, type=list[Raw])
    except msgspec.ValidationError:
        return None
    return rows if (wanted.min_length or 0) <= len(rows) <= (wanted.max_length or len(rows)) else None


def words(kind: inspect.Type) -> str:
    """What a field takes: `1 to 255 characters`, `a number, 0 or more, or null` …"""
    return next((say(kind) for one, say in WORDS.items() if isinstance(kind, one)), "an object")


def _text(kind: inspect.StrType) -> str:
    extent = _extent(kind.min_length, kind.max_length, "characters") or "a text"
    return f"{extent}, beginning with http:// or https://" if kind.pattern == LINK else extent


#: How to say each kind of type.
WORDS: Final[dict[type[inspect.Type], Callable[[Any], str]]] = {
    inspect.Metadata: lambda kind: words(kind.type),
    inspect.UnionType: lambda kind: " or ".join(words(one) for one in sorted(kind.types, key=_is_null)),
    inspect.NoneType: lambda _: "null",
    inspect.StrType: _text,
    inspect.IntType: lambda kind: f"a whole number{_range(kind.ge, kind.le)}",
    inspect.FloatType: lambda kind: f"a number{_range(kind.ge, kind.le)}",
    inspect.BoolType: lambda _: "true or false",
    inspect.LiteralType: lambda kind: f"one of {', '.join(map(str, kind.values))}",
    inspect.DateType: lambda _: "a date such as 2025-01-31",
    inspect.ListType: lambda kind: (
        f"a list of {extent}" if (extent := _extent(kind.min_length, kind.max_length, "items")) else "a list"
    ),
}


def _is_null(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.NoneType)


def _extent(least: int | None, most: int | None, what: str) -> str:
    if most is None:
        return f"at least {least:,} {what}" if least else ""
    return f"{least:,} to {most:,} {what}" if least else f"at most {most:,} {what}"


def _range(least: float | None, most: float | None) -> str:
    """Bounds that mean something; the limit of a column's type tells a reader nothing."""
    if most is not None and most < LARGEST_INTEGER:
        return f" from {least:,} to {most:,}" if least is not None else f", at most {most:,}"
    return f", {least:,} or more" if least is not None else ""


def flaws(data: Struct, body: bytes) -> list[Fault]:
    """What JSON allows and a column, or another reader, does not: NUL, and JSON without measure."""
    return list(_flaws(data, "", may_hold_nul=b"\\u0000" in body))


def _flaws(value: Any, at: str, *, may_hold_nul: bool) -> Iterator[Fault]:
    match value:
        case str():
            if may_hold_nul and "\0" in value:
                yield Fault(at, NUL)
        case dict():
            if value and (flaw := flaw_of_json(value)):
                yield Fault(at, flaw)
        case list():
            for n, one in enumerate(value):
                yield from _flaws(one, f"{at}[{n}]", may_hold_nul=may_hold_nul)
        case Struct():
            for name in value.__struct_fields__:
                inner = f"{at}.{name}" if at else name
                yield from _flaws(getattr(value, name), inner, may_hold_nul=may_hold_nul)


def flaw_of_json(document: dict[str, Any]) -> str | None:
    """Why JSON that is only passed on cannot be kept; None where it can."""
    keys, depth = 0, 0
    nodes: list[Any] = [document]
    while nodes:
        depth += 1
        keys += sum(len(node) for node in nodes if isinstance(node, dict))
        if depth > DEEPEST:
            return f"Expected at most {DEEPEST} levels of nesting."
        if keys > MOST_KEYS:
            return f"Expected at most {MOST_KEYS} keys in all."
        parts = [part for node in nodes for part in _parts(node)]
        if flaw := next((flaw for part in parts if (flaw := _flaw_of_scalar(part))), None):
            return flaw
        nodes = [part for part in parts if isinstance(part, dict | list)]
    return None


def _parts(node: Any) -> list[Any]:
    return [*node.keys(), *node.values()] if isinstance(node, dict) else node


def _flaw_of_scalar(part: Any) -> str | None:
    if isinstance(part, str) and "\0" in part:
        return NUL
    if isinstance(part, int) and abs(part) > LARGEST_INTEGER:
        return "A whole number beyond 2^53 would lose digits in other programs: send it as text."
    return None
