"""What a file is, by its content: a kind that is taken, or a sentence that says what else it is."""

import json
import re
from pathlib import PurePosixPath
from typing import Final, Literal, NamedTuple

from app.datasets.reading.encodings import beginning, by_mark, by_nuls
from app.datasets.reading.unpacking import Compression, beginning_of
from app.formats import files
from app.formats.foreign import OTHER, foreign
from app.formats.unrecognised import BLANK, EMPTY

FileType = Literal["csv", "tsv", "json", "ndjson", "parquet", "xlsx"]
Unreadable = files.Unreadable

#: So many of its first bytes show what a file is: what zstd packs as one block is in them.
HEAD: Final = 2**18
#: So many of its last bytes show what a file is: a zip has its directory there.
TAIL: Final = 2**16
TAKEN: Final = "What is taken: CSV, TSV, JSON, NDJSON, Parquet or XLSX, also as .gz or .zst."
TITLES: Final[dict[FileType, str]] = {
    "csv": "a table of text (CSV)",
    "tsv": "a table of text (TSV)",
    "json": "JSON",
    "ndjson": "JSON lines (NDJSON)",
    "parquet": "Parquet",
    "xlsx": "a workbook (XLSX)",
}
#: What the names of files promise; those that are not here promise nothing.
PROMISED: Final[dict[str, frozenset[FileType]]] = {
    ".csv": frozenset({"csv", "tsv"}),
    ".tsv": frozenset({"csv", "tsv"}),
    ".tab": frozenset({"csv", "tsv"}),
    ".json": frozenset({"json"}),
    ".ndjson": frozenset({"ndjson"}),
    ".jsonl": frozenset({"ndjson"}),
    ".parquet": frozenset({"parquet"}),
    ".xlsx": frozenset({"xlsx"}),
    ".xlsm": frozenset({"xlsx"}),
}
PACKED: Final[dict[str, Compression]] = {".gz": "gzip", ".gzip": "gzip", ".zst": "zstd", ".zstd": "zstd"}
MAGIC: Final[dict[bytes, Compression]] = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}

UNPACK: Final = "It is {}: unpack it, and bring the table in it by itself."
SAVE: Final = "It is {}: save the sheet as XLSX or CSV."
FOREIGN: Final[dict[bytes, str]] = {
    b"BZh": UNPACK.format("packed with bzip2"),
    b"\xfd7zXZ\0": UNPACK.format("packed with xz"),
    b"7z\xbc\xaf\x27\x1c": UNPACK.format("packed with 7-Zip"),
    b"Rar!\x1a\x07": UNPACK.format("packed with RAR"),
    b"\x04\x22\x4d\x18": UNPACK.format("packed with LZ4"),
    b"PK\x05\x06": UNPACK.format("an empty zip archive"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": SAVE.format(
        "a document of an older office program (XLS), or one that a password protects"
    ),
    b"PARE": "It is a Parquet file that is encrypted: write it anew without.",
    b"ARROW1": OTHER.format("an Arrow file"),
    b"FEA1": OTHER.format("a Feather file"),
    b"ORC": OTHER.format("an ORC file"),
    b"Obj\x01": OTHER.format("an Avro file"),
    b"\x89HDF": OTHER.format("an HDF5 file"),
    b"\x93NUMPY": OTHER.format("an array of NumPy"),
    b"\x80\x02": OTHER.format("a pickle of Python"),
    b"\x80\x03": OTHER.format("a pickle of Python"),
    b"\x80\x04": OTHER.format("a pickle of Python"),
    b"\x80\x05": OTHER.format("a pickle of Python"),
    b"$FL2": OTHER.format("a file of SPSS"),
    b"<stata_dta>": OTHER.format("a file of Stata"),
    b"\x89PNG": OTHER.format("a picture"),
    b"\xff\xd8\xff": OTHER.format("a picture"),
    b"GIF8": OTHER.format("a picture"),
    b"\x7fELF": OTHER.format("a program"),
    b"\xcf\xfa\xed\xfe": OTHER.format("a program"),
    b"\xca\xfe\xba\xbe": OTHER.format("a program"),
    b"\0asm": OTHER.format("a program"),
    b"{\\rtf": OTHER.format("an RTF document"),
    b"%!PS": OTHER.format("a PostScript document"),
}
#: Of zips: what is in them, by the names of their entries.
ZIPPED: Final[dict[bytes, str]] = {
    b"xl/workbook.bin": SAVE.format("a binary workbook (XLSB)"),
    b"application/vnd.oasis.opendocument.spreadsheet": SAVE.format("an OpenDocument sheet (ODS)"),
    b"word/document.xml": OTHER.format("a text document (DOCX)"),
    b"ppt/presentation.xml": OTHER.format("a presentation (PPTX)"),
}
MARKUP: Final = re.compile(
    r"<(\?xml|!doctype|!--|html|head|body|table|svg|rss|feed|div|script)\b", re.IGNORECASE
)
#: What a document of JSON begins with; a table's header may begin with a bracket, too.
OBJECT: Final = re.compile(r'\{\s*(["}]|$)')
ARRAY: Final = re.compile(r'\[\s*([\[{"\]]|-?\d|-?Infinity\b|(?:null|true|false|NaN)\b|$)')
CONTROLS: Final = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1a\x1b"})


class Kind(NamedTuple):
    """`mismatch` is a sentence where the file's name promises something else."""

    file_type: FileType
    compression: Compression | None
    mismatch: str | None


def kind_of(head: bytes, tail: bytes, filename: str) -> Kind:
    """By its first HEAD and its last TAIL bytes; raises Unreadable for what is not taken."""
    compression = next((found for magic, found in MAGIC.items() if head.startswith(magic)), None)
    if compression:
        head, tail = beginning_of(head, compression, HEAD), b""
        if any(map(head.startswith, MAGIC)):
            raise Unreadable(f"It is packed twice: unpack it once. {TAKEN}")
    path = PurePosixPath(filename.lower())
    named = PACKED.get(path.suffix)
    if named:
        path = path.with_suffix("")
    found = _type(head, tail, path.suffix)
    return Kind(found, compression, _mismatch(filename, found, compression, path.suffix, named))


def _mismatch(
    filename: str, found: FileType, compression: Compression | None, suffix: str, named: Compression | None
) -> str | None:
    if found not in PROMISED.get(suffix, frozenset({found})):
        return f"It is called {filename}, and is {TITLES[found]}: it is read as that."
    if compression != named and (named or suffix):
        is_packed = f"packed with {compression}" if compression else "not packed"
        return f"It is called {filename}, and is {is_packed}: it is read as that."
    return None


def _type(head: bytes, tail: bytes, suffix: str) -> FileType:
    if head.startswith(b"PAR1"):
        if tail and not tail.endswith(b"PAR1"):
            raise Unreadable("It is a Parquet file that ends too early: bring the whole file.")
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(head + tail)
    if told := _foreign(head):
        raise Unreadable(f"{told} {TAKEN}")
    return _text_type(head, suffix)


def _zipped(seen: bytes) -> FileType:
    if b"xl/workbook.xml" in seen:
        return "xlsx"
    told = next((told for name, told in ZIPPED.items() if name in seen), UNPACK.format("a zip archive"))
    raise Unreadable(f"{told} {TAKEN}")


def _foreign(head: bytes) -> str | None:
    for magic, told in FOREIGN.items():
        if head.startswith(magic):
            return told
    if head[257:262] == b"ustar":
        return UNPACK.format("a tar archive")
    if head.startswith(b"MZ") and b"\0" in head:
        return OTHER.format("a program")
    return foreign(head) or _no_text(head)


def _no_text(head: bytes) -> str | None:
    if not head:
        return EMPTY
    if by_mark(head) or by_nuls(head):
        return None
    if len(head) - len(head.translate(None, CONTROLS)) > len(head) / 20:
        return "It is binary, and no kind that is known."
    return None


def _text_type(head: bytes, suffix: str) -> FileType:
    text = beginning(head).lstrip("\ufeff \t\r\n")
    whole = len(head) < HEAD
    if whole and not text.strip("\0\v\f\x1a"):
        raise Unreadable(f"{BLANK} {TAKEN}")
    if MARKUP.match(text):
        raise Unreadable(f"{OTHER.format('XML or HTML')} {TAKEN}")
    return _json_type(text, whole, suffix) or _delimited_type(text)


def _json_type(text: str, whole: bool, suffix: str) -> FileType | None:
    """A value that something else than blanks and further lines stands behind is no document of JSON."""
    if not (OBJECT.match(text) or ARRAY.match(text)):
        return None
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return "ndjson" if suffix in {".ndjson", ".jsonl"} and text[:2].strip() not in {"{", "["} else "json"
    except RecursionError:
        return "json"
    rest = text[end:]
    if rest.strip():
        return "ndjson" if rest.lstrip(" \t\r")[:1] == "\n" else None
    return "ndjson" if suffix in {".ndjson", ".jsonl"} and text[0] == "{" and whole else "json"


def _delimited_type(text: str) -> FileType:
    """By its first line."""
    line = text.partition("\n")[0]
    return "tsv" if line.count("\t") > line.count(",") else "csv"
