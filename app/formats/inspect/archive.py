"""The header of an Inspect log that is an archive: its other entries, the samples, are never inflated."""

import json
import struct
import sys
import zlib
from io import SEEK_CUR, BytesIO, FileIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.formats.files import File, Unreadable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENTRY: Final = b"PK\x03\x04"
#: A log begins with the one, and ends with the other when the run has come to an end.
START: Final = "_journal/start.json"
HEADER: Final = "header.json"
LARGEST_READ: Final = 16 * 1024**2
LARGEST_HEADER: Final = 64 * 1024**2
#: The number of Zstandard among the methods of archives, which zipfile knows from Python 3.14 on.
ZSTANDARD: Final = 93
#: What stands in front of an entry: how long its name is there, and what else is between it and its data.
LOCAL: Final = struct.Struct("<26xHH")
#: What the archive, its entry or the entry's JSON raise where they are damaged.
BROKEN: Final = (
    BadZipFile,
    RuntimeError,
    zlib.error,
    zstd.ZstdError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
)


def is_archive(file: File) -> bool:
    """By the first entry's name; a broken archive is known by the file's."""
    first = file.head[30:].startswith((START.encode(), HEADER.encode()))
    return file.head.startswith(ENTRY) and (first or file.suffix == ".eval")


def header(file: File) -> Any:
    """All of a log but its samples; of a run that never ended only what was known at its start."""
    try:
        with _Bounded(file.place) as opened, ZipFile(opened) as archive:
            return json.loads(_inflated(_entry(archive), archive, opened))
    except Unreadable:
        raise
    except BROKEN:
        raise Unreadable("The archive is broken; take the log from where it was written once more.") from None


class _Bounded(FileIO):
    """zipfile reads the list of all entries at once, and makes it objects of ten times its size."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_READ:
            raise Unreadable("The archive has too many entries; write the log as JSON, without samples.")
        return super().read(size) or b""


def _entry(archive: ZipFile) -> ZipInfo:
    """Where the header is; raises Unreadable where there is none, or one that is too large."""
    names = archive.namelist()
    name = HEADER if HEADER in names else START
    if name not in names:
        raise Unreadable(f"The archive has no {HEADER}: it is no log of Inspect.")
    found = archive.getinfo(name)
    if found.compress_type not in (ZIP_STORED, ZIP_DEFLATED, ZSTANDARD):
        raise Unreadable(
            f"{name} in it is compressed in an unusual way; write it with `inspect log convert --to json`."
        )
    if found.file_size > LARGEST_HEADER or found.compress_size > LARGEST_READ:
        raise Unreadable(f"{name} in it is too large for a log's header; leave the file out.")
    return found


def _inflated(found: ZipInfo, archive: ZipFile, opened: FileIO) -> bytes:
    """Never more than its size as it is declared: without one, what is more would be inflated too."""
    if found.compress_type == ZSTANDARD:
        return _zstandard(found, opened)
    with archive.open(found) as entry:
        return entry.read(found.file_size + 1)


def _zstandard(found: ZipInfo, opened: FileIO) -> bytes:
    """By hand on every Python: where zipfile can, it inflates all that it has read, however large that is."""
    opened.seek(found.header_offset)
    opened.seek(sum(LOCAL.unpack(opened.read(LOCAL.size))), SEEK_CUR)
    packed = BytesIO(opened.read(found.compress_size))
    furthest: dict[int, int] = {zstd.DecompressionParameter.window_log_max: LARGEST_HEADER.bit_length() - 1}
    with zstd.open(packed, options=furthest) as entry:
        data = entry.read(found.file_size + 1)
    if len(data) != found.file_size or zlib.crc32(data) != found.CRC:
        raise BadZipFile(f"{found.filename} is not what was written")
    return data
