"""In which encoding a text is: by its mark, by its NULs, else by reading all of it."""

import codecs
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from app.formats.files import HEAD, Unreadable

#: The longer ones first: UTF-32 begins as UTF-16 does. Each of these codecs takes the mark off.
MARKS: Final = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}
PIECE: Final = 2**20
#: What texts do not hold; NUL is looked at row by row.
CONTROLS: Final = bytes({*range(1, 32), 127} - {*b"\t\r\n"})


class Encoding(NamedTuple):
    """`errors` is how strictly it holds: in a text that is UTF-8 for the most part some lines may not be."""

    name: str
    errors: str = "strict"
    warnings: tuple[str, ...] = ()

    def open(self, path: Path) -> TextIOWrapper:
        return TextIOWrapper(path.open("rb"), self.name, self.errors, newline="")

    def as_utf_8(self, path: Path, scratch: Path) -> Path:
        """The file, or a copy of it; what is not of its encoding stays as it is."""
        if self.name in {"utf-8", "utf-8-sig"}:
            return path
        copy = scratch / "utf-8"
        with self.open(path) as text, copy.open("w", encoding="utf-8", newline="") as out:
            while piece := text.read(PIECE):
                out.write(piece)
        return copy


class Fault(NamedTuple):
    line: int
    byte: int


def encoding_of(path: Path, named: str | None) -> Encoding:
    """The one that its owner names, or the first that the whole file is in; raises Unreadable."""
    if named is not None:
        return _named(path, named)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if found := by_mark(head) or by_nuls(head):
        if fault := _fault(path, found):
            raise Unreadable(
                f"It is {found.upper()} up to line {fault.line}, and damaged there: bring it anew."
            )
        return Encoding(found)
    return _unmarked(path)


def by_mark(head: bytes) -> str | None:
    return next((encoding for mark, encoding in MARKS.items() if head.startswith(mark)), None)


def by_nuls(head: bytes) -> str | None:
    """UTF-16 without a mark: of its pairs of bytes, the same half is empty in most and never the other."""
    first, second = head[::2].count(0), head[1::2].count(0)
    if min(first, second) > len(head) / 200 or max(first, second) < len(head) / 4:
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def beginning(head: bytes) -> str:
    """The text of a file's head; what cannot be decoded is replaced, for it is only looked at."""
    encoding = by_mark(head) or by_nuls(head) or "utf-8"
    return codecs.getincrementaldecoder(encoding)("replace").decode(head)


def _named(path: Path, named: str) -> Encoding:
    try:
        name = codecs.lookup(named).name
        TextIOWrapper(BytesIO(), name).close()  # refuses codecs of no text, such as base64
    except (LookupError, ValueError):
        raise Unreadable(f"There is no encoding {named}; one is utf-8, another cp1252.") from None
    name = "utf-8-sig" if name == "utf-8" else name
    fault = _fault(path, name)
    if fault and name == "utf-8-sig":
        return Encoding(name, "surrogateescape", (_stray(fault),))
    if fault:
        raise Unreadable(
            f"It is no text in {named}: line {fault.line} has the byte {fault.byte:02X}, which is not of it."
        )
    return Encoding(name)


def _unmarked(path: Path) -> Encoding:
    fault = _fault(path, "utf-8")
    if fault is None:
        return Encoding("utf-8", warnings=_controls(path))
    if _is_mostly_utf_8(path):
        return Encoding("utf-8", "surrogateescape", (_stray(fault), *_controls(path)))
    name = "latin-1" if _fault(path, "cp1252") else "cp1252"
    told = (
        f"It is not UTF-8: line {fault.line:,} has the byte {fault.byte:02X}. It is read as {name}; "
        "if letters look wrong, say its encoding."
    )
    return Encoding(name, warnings=(told, *_controls(path)))


def _stray(fault: Fault) -> str:
    return (
        f"It is UTF-8 but for some lines, of which line {fault.line:,} is the first: it has the byte "
        f"{fault.byte:02X}. They are refused."
    )


def _fault(path: Path, encoding: str) -> Fault | None:
    """The first byte that is not of it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        for piece in _pieces(file):
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as fault:
                seen = fault.object[: fault.start] if piece else b""
                byte = fault.object[fault.start]
                return Fault(line + _ends(seen), byte)
            except UnicodeError:  # of UTF-16 and UTF-32, where even the mark is damaged
                return Fault(line, piece[0] if piece else 0)
            line += _ends(piece)
    return None


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """Until an empty one."""
    while piece := file.read(PIECE):
        yield piece
    yield b""


def _ends(piece: bytes) -> int:
    """How many lines end in it, if all do so in the same way."""
    return piece.count(b"\n") or piece.count(b"\r")


def _is_mostly_utf_8(path: Path) -> bool:
    """Letters of several bytes that are right ones are ten times as many as stray bytes."""
    right = stray = 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with path.open("rb") as file:
        for piece in _pieces(file):
            text = decoder.decode(piece, final=not piece)
            strays = len(text) - len(text.encode("utf-8", "ignore").decode())
            right += len(text) - len(text.encode("ascii", "ignore")) - strays
            stray += strays
    return right >= 10 * stray


def _controls(path: Path) -> tuple[str, ...]:
    count = line = 0
    first: Fault | None = None
    with path.open("rb") as file:
        for piece in _pieces(file):
            found = len(piece) - len(piece.translate(None, CONTROLS))
            if found and first is None:
                at = next(at for at, byte in enumerate(piece) if byte in CONTROLS)
                first = Fault(line + 1 + _ends(piece[:at]), piece[at])
            count += found
            line += _ends(piece)
    if first is None:
        return ()
    many = "is 1 control character" if count == 1 else f"are {count:,} control characters, the first"
    return (f"There {many} ({first.byte:02X}) on line {first.line:,}: what is there is kept.",)
