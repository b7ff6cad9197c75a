"""Files of other programs, known by how they begin, and what to do with them."""

import re
from typing import Final

PACKED: Final = (
    "It is packed with {}, and only zip, tar, tar.gz and gz are read: unpack it, or pack it as one of these."
)
OTHER: Final = "It is {}: export the table in it as CSV."
OFFICE: Final = "It is a document of an office program: save the sheet as CSV."
INNER: Final = (
    "It is an archive or an office document, which is not opened below what is brought: "
    "bring the archive by itself, or save the sheet as CSV."
)
BEGINNINGS: Final[dict[bytes, str]] = {
    b"BZh": PACKED.format("bzip2"),
    b"\xfd7zXZ\0": PACKED.format("xz"),
    b"7z\xbc\xaf\x27\x1c": PACKED.format("7-Zip"),
    b"Rar!\x1a\x07": PACKED.format("RAR"),
    b"\x28\xb5\x2f\xfd": PACKED.format("Zstandard"),
    b"\x1f\x8b": INNER,
    b"PK\x03\x04": INNER,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OFFICE,
    b"%PDF-": OTHER.format("a PDF"),
    b"PAR1": "It begins as a Parquet file and does not end as one: bring the whole file.",
    b"SQLite format 3\0": OTHER.format("an SQLite database"),
    b"version https://git-lfs.github.com/": (
        "It is a pointer of Git LFS instead of the file: get the file with `git lfs pull`."
    ),
}
#: Behind blanks, a byte-order mark, an XML declaration and comments; a comment ends at its first end.
PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?><\?xml[^>]{0,200}\?>\s*|<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def foreign(head: bytes) -> str | None:
    """By the first bytes of a file; None where they say nothing."""
    if PAGE.match(head):
        return "It is a web page, perhaps one to log in or of an error: download the file itself."
    return next((told for beginning, told in BEGINNINGS.items() if head.startswith(beginning)), None)
