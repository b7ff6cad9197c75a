"""In which encoding a text is: by its mark, by its NULs, else by reading all of it."""

import codecs
from typing import Final

#: The longer ones first: UTF-32 begins as UTF-16 does. Each of these codecs takes the mark off.
MARKS: Final = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}


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
