"""Tables in Parquet: cells as the texts that a CSV file would have, read through the same mapping."""

from collections.abc import Iterator
from os import SEEK_END
from typing import Final

from app.formats import Format
from app.formats.files import File
from app.formats.mapping import Mapping
from app.formats.records import Said

MARK: Final = b"PAR1"


def recognises(file: File) -> bool:
    """By its first and last bytes; the length that stands before the last ones fits into the file."""
    if not file.head.startswith(MARK):
        return False
    with file.open() as opened:
        size = opened.seek(0, SEEK_END)
        opened.seek(max(0, size - 8))
        length, mark = opened.read(4), opened.read()
    return mark == MARK and int.from_bytes(length, "little") <= size - 12


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """As a table of texts; what is nested is JSON. `row` is what the column `__row` says, which is no other
    column then; without one rows are counted from 1. Raises MemoryError where the engine has not enough.
    """
    from app.formats.parquet.table import said  # the service knows the format without loading the engine

    return said(file, mapping)


FORMAT: Final = Format(
    name="parquet",
    title="Table in Parquet",
    described="Apache Parquet format (Apache-2.0); what the columns mean, a mapping says.",
    recognises=recognises,
    read=read,
)
