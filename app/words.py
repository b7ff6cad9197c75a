"""What a type takes, in a person's words."""

from collections.abc import Callable
from typing import Any, Final

from msgspec import inspect

from app.fields import SHAPES

#: Bounds beyond it come from a column's type and tell a reader nothing.
TELLING: Final = 2**53


def words(kind: inspect.Type) -> str:
    """What a field takes: `a text of 1 to 255 characters`, `a number, 0 or more, or null` …"""
    say = WORDS.get(type(kind))
    if say is None:
        raise TypeError(f"there are no words for a field of {type(kind).__name__}")
    return say(kind)


def _text(kind: inspect.StrType) -> str:
    return _sized("a text", kind, "characters") + SHAPES.get(kind.pattern or "", "")


def _sized(what: str, kind: Any, parts: str) -> str:
    least, most = kind.min_length, kind.max_length
    if most is None:
        return f"{what} of at least {least:,} {parts}" if least else what
    return f"{what} of {least:,} to {most:,} {parts}" if least else f"{what} of at most {most:,} {parts}"


def _number(what: str, kind: Any) -> str:
    """With the bounds that tell something."""
    least, most = kind.ge, kind.le
    if kind.gt is not None:
        return f"{what} over {kind.gt:,}"
    if most is not None and most < TELLING:
        return f"{what} from {least:,} to {most:,}" if least is not None else f"{what}, at most {most:,}"
    return f"{what}, {least:,} or more" if least is not None else what


def _either(ways: list[str]) -> str:
    return (", or " if any(", " in way for way in ways) else " or ").join(ways)


def is_null(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.NoneType)


#: How to say each kind of type.
WORDS: Final[dict[type[inspect.Type], Callable[[Any], str]]] = {
    inspect.Metadata: lambda kind: words(kind.type),
    inspect.UnionType: lambda kind: _either([words(one) for one in sorted(kind.types, key=is_null)]),
    inspect.NoneType: lambda _: "null",
    inspect.StrType: _text,
    inspect.IntType: lambda kind: _number("a whole number", kind),
    inspect.FloatType: lambda kind: _number("a number", kind),
    inspect.BoolType: lambda _: "true or false",
    inspect.LiteralType: lambda kind: f"one of {', '.join(map(str, kind.values))}",
    inspect.DateType: lambda _: "a date such as 2025-01-31",
    inspect.DateTimeType: lambda _: "a moment such as 2025-01-31T12:00:00Z",
    inspect.UUIDType: lambda _: "a UUID such as 5f0c7d5e-2f4b-4c8e-9d53-0c8f1f4f2b11",
    inspect.ListType: lambda kind: _sized("a list", kind, "items"),
    inspect.VarTupleType: lambda kind: _sized("a list", kind, "items"),
    inspect.DictType: lambda _: "an object",
    inspect.StructType: lambda _: "an object",
}
