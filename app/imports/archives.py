"""Archives that people bring, unpacked file by file within limits: zip, tar, tar.gz, one file in gz."""

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

from app.formats.files import Unreadable
from app.formats.foreign import OFFICE
from app.imports.limits import Budget, TooMuch, megabytes

CHUNK: Final = 2**20
#: So much may come of nearly nothing, as of a file of blanks; beyond it a bomb is told by its ratio.
INNOCENT: Final = 64 * CHUNK
RATIO: Final = 200
#: Directories whose names begin with a dot, and that people mean to bring.
MEANT: Final = frozenset({".eval_results"})
#: Of Microsoft's, the OpenDocument and Apple's.
OFFICE_PARTS: Final = ({"[Content_Types].xml"}, {"mimetype", "content.xml"}, {"Index/Document.iwa"})
DAMAGES: Final = (
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
    tarfile.TarError,
    zipfile.BadZipFile,
    NotImplementedError,
)


class Member(NamedTuple):
    """`unpack` gives the place of its bytes, until the next one is unpacked; raises Unreadable."""

    name: str
    unpack: Callable[[], Path]


class Brought(NamedTuple):
    """`is_named`: it is the very file that the person named, not what was found in something else."""

    files: int
    members: Iterator[Member]
    is_named: bool = False


def visible(name: str) -> bool:
    """Whether people mean it when they bring what is around it."""
    parts = PurePosixPath(name).parts
    return bool(parts) and all(not part.startswith(".") or part in MEANT for part in parts)


def unzipped(path: Path, scratch: Path, budget: Budget) -> Brought | None:
    """None where it is a format of its own that happens to be a zip."""
    with _mending(), zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if names & {"header.json", "_journal/start.json"}:
        return None
    if any(parts <= names for parts in OFFICE_PARTS):
        raise Unreadable(OFFICE)
    taken = [entry for entry in entries if _is_taken(entry, budget)]
    named = zip(_below([entry.filename for entry in taken]), taken, strict=True)
    return Brought(len(taken), _of_zip(path, sorted(named, key=itemgetter(0)), scratch))


def _is_taken(entry: zipfile.ZipInfo, budget: Budget) -> bool:
    _counted(entry.filename, budget)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if entry.is_dir() or is_link or not visible(entry.filename):
        return False
    if entry.flag_bits & 1:
        raise Unreadable("The archive is encrypted: bring it without a password.")
    budget.inflated(entry.file_size)  # no more of it is unpacked than it says here
    _refuse_bomb(entry.file_size, entry.compress_size)
    return True


def _of_zip(path: Path, entries: list[tuple[str, zipfile.ZipInfo]], scratch: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for name, entry in entries:
            yield Member(name, partial(_copied, partial(archive.open, entry), scratch))


def untarred(path: Path, scratch: Path, budget: Budget) -> Brought:
    """Read twice, for no list of names stands at its beginning."""
    names = []
    with _mending(), _stream(path, budget) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for entry in archive:
            _counted(entry.name, budget)
            if _is_plain(entry):
                names.append(entry.name)
    names = _below(names)
    return Brought(len(names), _of_tar(path, names, scratch))


def _of_tar(path: Path, names: list[str], scratch: Path) -> Iterator[Member]:
    with _stream(path, None) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        plain = (entry for entry in archive if _is_plain(entry))
        for name, entry in zip(names, plain, strict=True):
            yield Member(name, partial(_copied, partial(_extracted, archive, entry), scratch))


def _is_plain(entry: tarfile.TarInfo) -> bool:
    return entry.isreg() and not entry.issparse() and visible(entry.name)


def _extracted(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    return archive.extractfile(entry) or io.BytesIO()


def gunzipped(path: Path, name: str, scratch: Path, budget: Budget) -> Brought:
    inner = name[:-3] if name.lower().endswith(".gz") else name
    member = Member(inner, partial(_copied, partial(_stream, path, budget), scratch))
    return Brought(1, iter([member]), is_named=True)


def holds_tar(path: Path) -> bool:
    """Whether it begins as a tar does, packed or not."""
    with _mending(), _stream(path, None) as stream:
        return stream.read(262)[257:] == b"ustar"


def _counted(name: str, budget: Budget) -> None:
    budget.file()
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or parts[0].endswith(":"):
        raise Unreadable(
            "The archive would put files outside of itself ('..' or absolute names): pack it anew."
        )


def _below(names: list[str]) -> list[str]:
    """Without the one directory that holds everything, where there is one."""
    plain = [PurePosixPath(name) for name in names]
    whole = len({path.parts[0] for path in plain}) == 1 and all(len(path.parts) > 1 for path in plain)
    return [str(path.relative_to(path.parts[0]) if whole else path) for path in plain]


class _Inflated(gzip.GzipFile):
    """Counts what comes out of it."""

    def __init__(self, path: Path, budget: Budget | None) -> None:
        super().__init__(path, "rb")
        self._budget = budget
        self._packed = path.stat().st_size
        self._unpacked = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if self._budget:
            self._unpacked += len(data)
            self._budget.inflated(len(data))
            _refuse_bomb(self._unpacked, self._packed)
        return data


def _stream(path: Path, budget: Budget | None) -> IO[bytes]:
    with path.open("rb") as opened:
        packed = opened.read(2) == b"\x1f\x8b"
    return _Inflated(path, budget) if packed else path.open("rb")  # type: ignore[return-value]  # a file to read


def _refuse_bomb(unpacked: int, packed: int) -> None:
    if unpacked > INNOCENT and unpacked > RATIO * packed:
        raise TooMuch(
            f"Unpacked it is over {RATIO} times as much, {megabytes(unpacked)} or more: bring it unpacked."
        )


def _copied(opened: Callable[[], IO[bytes]], scratch: Path) -> Path:
    with scratch.open("wb") as written:
        with _mending():
            source = opened()
        with source:
            while chunk := _read(source):
                written.write(chunk)
    return scratch


def _read(source: IO[bytes]) -> bytes:
    with _mending():
        return source.read(CHUNK)


@contextmanager
def _mending() -> Iterator[None]:
    """Says of damages what to do."""
    try:
        yield
    except (Unreadable, TooMuch):
        raise
    except DAMAGES as error:
        raise Unreadable(
            "The archive is damaged, cut off or packed in an unusual way: pack it anew, as zip or tar.gz."
        ) from error
