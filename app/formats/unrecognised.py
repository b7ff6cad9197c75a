"""What a file is that no format knows, as far as that can be seen, and what to do with it."""

import codecs
import re
from typing import Final

import msgspec

from app.formats import formats
from app.formats.files import BEFORE_JSON, BEYOND_JSON, HEAD, File, decoded
from app.formats.foreign import foreign

EMPTY: Final = "The file is empty."
BLANK: Final = "There is nothing in the file but blanks."
DEEP: Final = "It is nested too deeply: bring it with fewer levels."
BINARY: Final = "It is binary, and no format knows it: export what it holds as CSV or JSON."
NO_TEXT: Final = "It is not text in UTF-8 or UTF-16: save it as UTF-8."
CUT: Final = "It is JSON that ends too early: bring the whole file."
#: What texts do not hold; of NUL more can be said.
CONTROLS: Final = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")
UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BYTE: Final = re.compile(r"\(byte (\d+)\)")


def why(file: File) -> str:
    """A sentence for the person who brought it."""
    head = file.head
    if not head.strip() and len(head) < HEAD:
        return BLANK if head else EMPTY
    return foreign(head) or _no_text(head) or _no_json(file) or _no_format()


def _no_text(head: bytes) -> str | None:
    if head[:2] in UTF_16:
        return None
    if b"\0" in head:
        return _with_nul(head)
    if _is_text(head):
        return None
    return BINARY if CONTROLS.search(head) else NO_TEXT


def _with_nul(head: bytes) -> str:
    rest = head.replace(b"\0", b"")
    first, second = head[::2].count(0), head[1::2].count(0)
    if not rest or CONTROLS.search(rest):
        return BINARY
    if min(first, second) == 0 and max(first, second) > len(head) / 4:
        encoding = "utf-16-be" if first else "utf-16-le"
        return (
            "It is text in UTF-16 without a byte-order mark: save it as UTF-8; "
            f'of a table name the format csv, and in the mapping "encoding": "{encoding}".'
        )
    if not _is_text(rest):
        return BINARY
    line = head.count(b"\n", 0, head.index(0)) + 1
    return f"Line {line} has a NUL character, which no text has: take it out, or save the file anew."


def _is_text(head: bytes) -> bool:
    """In UTF-8, of which a character may be cut in two at the end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _no_json(file: File) -> str | None:
    """What ends too early was JSON until then; what is damaged may only look like it."""
    if file.head.lstrip(BEFORE_JSON)[:1] not in (b"{", b"["):
        return None
    data = _strict(file)
    try:
        msgspec.json.decode(data)
    except RecursionError:
        return DEEP
    except msgspec.DecodeError as fault:
        place = BYTE.search(str(fault))
        if not place or int(place[1]) >= len(data.rstrip()):
            return CUT
        if file.suffix == ".json" and "trailing characters" not in str(fault):
            line = data.count(b"\n", 0, int(place[1])) + 1
            return f"It is no well-formed JSON: line {line} breaks its rules. Mend it there."
    return None


def _strict(file: File) -> bytes:
    """In UTF-8, and with zeros for the numbers that JSON does not have, at the same places."""
    with file.open() as opened:
        data = opened.read()
    if data[:2] in UTF_16:
        data = decoded(data).encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    return BEYOND_JSON.sub(lambda found: b"0".ljust(len(found[0])), data)


def _no_format() -> str:
    return f"No known format is recognised. Name the format if it is one of {', '.join(formats())}."
