"""The header of an Inspect log that is an archive: its other entries, the samples, are never inflated."""

import json
import zlib
from io import FileIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from app.formats.files import File, Unreadable

ENTRY: Final = b"PK\x03\x04"
#: A log begins with the one, and ends with the other when the run has come to an end.
START: Final = "_journal/start.json"
HEADER: Final = "header.json"
LARGEST_READ: Final = 16 * 1024**2
LARGEST_HEADER: Final = 64 * 1024**2


def is_archive(file: File) -> bool:
    """By the first entry's name; a broken archive is known by the file's."""
    first = file.head[30:].startswith((START.encode(), HEADER.encode()))
    return file.head.startswith(ENTRY) and (first or file.suffix == ".eval")


def header(file: File) -> Any:
    """All of a log but its samples; of a run that never ended only what was known at its start."""
    try:
        with _Bounded(file.place) as opened, ZipFile(opened) as archive:
            return json.loads(_entry(archive))
    except Unreadable:
        raise
    except (BadZipFile, RuntimeError, zlib.error, EOFError, OSError, ValueError):
        raise Unreadable("The archive is broken; take the log from where it was written once more.") from None


class _Bounded(FileIO):
    """zipfile reads the list of all entries at once, and makes it objects of ten times its size."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_READ:
            raise Unreadable("The archive has too many entries; write the log as JSON, without samples.")
        return super().read(size) or b""


def _entry(archive: ZipFile) -> bytes:
    names = archive.namelist()
    name = HEADER if HEADER in names else START
    if name not in names:
        raise Unreadable(f"The archive has no {HEADER}: it is no log of Inspect.")
    found = archive.getinfo(name)
    if found.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unreadable(
            f"{name} in it is compressed by Zstandard; write the log with `inspect log convert --to json`."
        )
    if found.file_size > LARGEST_HEADER or found.compress_size > LARGEST_READ:
        raise Unreadable(f"{name} in it is too large for a log's header; leave the file out.")
    with archive.open(found) as entry:
        return entry.read(found.file_size + 1)  # without a size zlib would inflate what is more than declared
