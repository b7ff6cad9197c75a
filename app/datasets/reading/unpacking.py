"""What is packed with gzip or zstd, unpacked within limits."""

import gzip
import zlib
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, Literal

from backports import zstd

from app.datasets.job import Limits
from app.formats.files import Unreadable

Compression = Literal["gzip", "zstd"]

OUT: Final = 2**20
#: What is more times its size, beyond so many bytes, was made to fill disks.
RATIO: Final = 100
FREE: Final = 50 * 2**20
#: Of zstd: how far back it may look, as a power of two; it is memory.
WINDOW: Final[dict[int, int]] = {zstd.DecompressionParameter.window_log_max: 27}
FAULTS: Final = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)


def unpacked(path: Path, compression: Compression, scratch: Path, limits: Limits) -> Path:
    """All members of it; raises Unreadable where it is damaged, cut off or far too large."""
    target = scratch / "unpacked"
    with path.open("rb") as packed, target.open("wb") as out:
        try:
            _unpack(packed, out, compression, limits)
        except FAULTS as fault:
            raise Unreadable(damaged(compression, fault)) from None
    return target


def beginning_of(head: bytes, compression: Compression, most: int) -> bytes:
    """At most so many bytes of what is packed, from the first ones of the file; raises Unreadable where there
    are none to be had.
    """
    found = b""
    with _stream(BytesIO(head), compression) as stream:
        try:
            while len(found) < most and (piece := stream.read1(most)):
                found += piece
        except FAULTS as fault:
            if not found:
                raise Unreadable(damaged(compression, fault)) from None
    return found[:most]


def damaged(compression: Compression, fault: Exception) -> str:
    if isinstance(fault, EOFError):
        return f"It is packed with {compression}, and ends too early: bring the whole file."
    if "memory" in str(fault):
        return "It is packed with a window of more than 128 MB: pack it anew, without `--long` or `--ultra`."
    if "Not a gzipped file" in str(fault) or "Unknown frame descriptor" in str(fault):
        return f"Behind the end of what is packed with {compression} stands something else: pack it anew."
    return f"It is packed with {compression}, and damaged: bring it anew."


def _stream(packed: BinaryIO, compression: Compression) -> gzip.GzipFile | zstd.ZstdFile:
    return gzip.GzipFile(fileobj=packed) if compression == "gzip" else zstd.ZstdFile(packed, options=WINDOW)


def _unpack(packed: BinaryIO, out: BinaryIO, compression: Compression, limits: Limits) -> None:
    size = 0
    with _stream(packed, compression) as stream:
        while piece := stream.read(OUT):
            size += len(piece)
            if size > FREE and size > RATIO * packed.tell():
                raise Unreadable(
                    f"It unpacks to more than {RATIO} times its size, as what is made to fill disks does: "
                    "bring it unpacked."
                )
            if size > limits.inflated:
                raise Unreadable(
                    f"Unpacked it has more than {limits.inflated:,} bytes: bring it in parts, "
                    "or ask for a larger DATASET_INFLATED."
                )
            out.write(piece)
