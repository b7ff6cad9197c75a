"""JSON taken apart one level at a time: what lies deeper stays as it is written."""

import re
from typing import Final

import msgspec
from msgspec import Raw

from app.formats.unrecognised import DEEP

OBJECT: Final = msgspec.json.Decoder(dict[str, Raw])
LIST: Final = msgspec.json.Decoder(list[Raw])
TEXT: Final = msgspec.json.Decoder(str)
#: Texts, which are passed over, and the numbers that JSON does not have.
BEYOND: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|-?\b(?:NaN|Infinity)\b')
FAULTS: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)
NUL: Final = "It has a NUL character, which no text has."
BLANKS: Final = b" \t\r\n"
#: What a value of JSON is, by its first byte.
KINDS: Final = {
    ord("{"): "an object",
    ord("["): "a list",
    ord('"'): "a text",
    ord("n"): "null",
    ord("t"): "true",
    ord("f"): "false",
}


def kind(raw: Raw | bytes) -> str:
    return KINDS.get(memoryview(raw)[0], "a number")


def objects(raw: Raw | bytes) -> dict[str, Raw]:
    """The members of an object; raises one of FAULTS."""
    return OBJECT.decode(raw)


def entries(raw: Raw | bytes) -> list[Raw]:
    """Those of a list; raises one of FAULTS."""
    return LIST.decode(raw)


def cell(raw: Raw) -> str | None:
    """Numbers as they are written, what is nested as JSON; None for null. Raises one of FAULTS."""
    match memoryview(raw)[0]:
        case 0x22:
            return TEXT.decode(raw)
        case 0x6E:
            return None
        case 0x7B | 0x5B:
            return msgspec.json.format(bytes(raw), indent=-1).decode()
        case _:
            return bytes(raw).decode()


def cells(raws: list[Raw | None]) -> list[str | None] | str:
    """A row, or what is wrong with it."""
    try:
        found = [None if raw is None else cell(raw) for raw in raws]
        joined = "".join(filter(None, found))
        joined.encode()
    except RecursionError:
        return DEEP
    except FAULTS:
        return "It has a text that is none: bytes or escapes that stand for no letter."
    return NUL if "\0" in joined else found


def with_texts(data: bytes) -> bytes:
    """The same with `NaN` and `Infinity` as texts, which JSON can say."""
    return BEYOND.sub(lambda found: found[0] if found[0][:1] == b'"' else b'"' + found[0] + b'"', data)
