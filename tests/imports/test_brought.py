"""What people bring: directories and archives as files, within limits, and nothing outside of them."""

import gzip
import io
import os
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from app.formats.files import Unreadable
from app.imports.brought import brought
from app.imports.job import Limits, Place
from app.imports.limits import Budget, TooMuch
from tests.imports.bringing import LIMITS, limited

pytestmark = pytest.mark.once

FILES: Final = {"a.csv": b"a,b\n", "deep/er/b.json": b"{}", ".eval_results/c.yaml": b"c", "é ü.txt": b""}
HIDDEN: Final = {".git/config": b"x", "deep/.DS_Store": b"x", "__MACOSX/._a.csv": b"x"}


def unpacked(path: Path, limits: Limits = LIMITS, name: str | None = None) -> dict[str, bytes]:
    """Each name with its bytes, as they are one after the other."""
    place = Place(name or path.name, os.fsencode(path))
    found = brought(place, path.with_name("scratch"), Budget(limits))
    files = [(member.name, member.unpack().read_bytes()) for member in found.members]
    assert len(files) == found.files
    return dict(files)


def directory(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def tarred_plain(path: Path, files: dict[str, bytes]) -> Path:
    return tarred(path, files, "w")


ARCHIVES: Final = pytest.mark.parametrize("packed", [zipped, tarred, tarred_plain])
Packed = Callable[[Path, dict[str, bytes]], Path]


def test_a_file(tmp_path: Path) -> None:
    path = directory(tmp_path, {"a.csv": b"a,b\n"}) / "a.csv"
    assert unpacked(path, name="as it was called.csv") == {"as it was called.csv": b"a,b\n"}


def test_a_directory(tmp_path: Path) -> None:
    path = directory(tmp_path / "in", FILES | HIDDEN)
    path.joinpath("link.csv").symlink_to(path / "a.csv")
    path.joinpath("loop").symlink_to(path)
    os.mkfifo(path / "pipe")
    assert list(unpacked(path)) == sorted(FILES)
    assert unpacked(path) == FILES


def test_a_link_that_is_named(tmp_path: Path) -> None:
    directory(tmp_path / "in", FILES)
    tmp_path.joinpath("link").symlink_to(tmp_path / "in")
    assert unpacked(tmp_path / "link") == FILES


@ARCHIVES
def test_an_archive(tmp_path: Path, packed: Packed) -> None:
    assert unpacked(packed(tmp_path / "x", FILES | HIDDEN)) == FILES


@ARCHIVES
def test_an_archive_of_one_directory_is_that_directory(tmp_path: Path, packed: Packed) -> None:
    inside = {f"main/{name}": data for name, data in (FILES | HIDDEN).items()}
    assert unpacked(packed(tmp_path / "x", inside)) == FILES
    dotted = {f"./{name}": data for name, data in inside.items()}
    assert unpacked(packed(tmp_path / "y", dotted)) == FILES


@ARCHIVES
def test_a_member_without_a_name(tmp_path: Path, packed: Packed) -> None:
    assert unpacked(packed(tmp_path / "x", {".": b"x", "./.": b"x", "a": b"a"})) == {"a": b"a"}


@ARCHIVES
def test_archives_in_it_are_not_opened(tmp_path: Path, packed: Packed) -> None:
    inner = packed(tmp_path / "inner", FILES).read_bytes()
    assert unpacked(packed(tmp_path / "x", {"inner": inner})) == {"inner": inner}
    directory(tmp_path / "in", {"inner": inner})
    assert unpacked(tmp_path / "in") == {"inner": inner}


def test_one_file_in_gz(tmp_path: Path) -> None:
    path = directory(tmp_path, {"a.csv.gz": gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n")}) / "a.csv.gz"
    assert unpacked(path) == {"a.csv": b"a,b\n1,2\n"}
    assert unpacked(path, name="upload") == {"upload": b"a,b\n1,2\n"}


@pytest.mark.parametrize("inside", ["header.json", "_journal/start.json"])
def test_a_log_of_inspect_is_a_file(tmp_path: Path, inside: str) -> None:
    path = zipped(tmp_path / "a.eval", {inside: b"{}", "samples/1.json": b"{}"})
    assert unpacked(path) == {"a.eval": path.read_bytes()}


@pytest.mark.parametrize(
    "parts",
    [
        ["[Content_Types].xml", "xl/workbook.xml"],
        ["mimetype", "content.xml", "styles.xml"],
        ["Index/Document.iwa"],
    ],
)
def test_an_office_document_is_refused(tmp_path: Path, parts: list[str]) -> None:
    path = zipped(tmp_path / "a.xlsx", dict.fromkeys(parts, b""))
    with pytest.raises(Unreadable, match="save the sheet as CSV"):
        unpacked(path)


def test_what_a_person_names_is_told_from_what_lies_in_it(tmp_path: Path) -> None:
    directory(tmp_path / "in", {"a.csv": b"a,b\n"})
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"a,b\n"))
    named = [tmp_path / "in" / "a.csv", tmp_path / "a.csv.gz"]
    within = [tmp_path / "in", zipped(tmp_path / "a.zip", FILES), tarred(tmp_path / "a.tgz", FILES)]
    for path in (*named, *within):
        found = brought(Place(path.name, os.fsencode(path)), tmp_path / "scratch", Budget(LIMITS))
        assert found.is_named is (path in named)


@ARCHIVES
@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "..", "a\\..\\..\\b", "C:/a", "C:\\a"])
def test_names_outside_of_it(tmp_path: Path, packed: Packed, name: str) -> None:
    path = packed(tmp_path / "x", {"good": b"", name: b"x"})
    with pytest.raises(Unreadable, match="would put files outside of itself"):
        unpacked(path)
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_what_is_no_file_is_left_out_of_a_tar(tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as archive:
        odd = tarfile.TarInfo("odd")
        odd.type, odd.linkname = kind, "/etc/passwd"
        archive.addfile(odd)
        archive.addfile(tarfile.TarInfo("good"))
    assert unpacked(path) == {"good": b""}


def test_links_are_left_out_of_a_zip(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good", "")
    assert unpacked(tmp_path / "x.zip") == {"good": b""}


def test_an_encrypted_zip(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "x.zip", {"a": b"x"}).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(Unreadable, match="encrypted: bring it without a password"):
        unpacked(tmp_path / "x.zip")


@ARCHIVES
def test_too_many_members(tmp_path: Path, packed: Packed) -> None:
    path = packed(tmp_path / "x", {str(n): b"" for n in range(4)})
    assert len(unpacked(path, limited(files=4))) == 4
    with pytest.raises(TooMuch, match="more than 3 files"):
        unpacked(path, limited(files=3))


@pytest.mark.parametrize("packed", [zipped, tarred])
def test_too_much_inside(tmp_path: Path, packed: Packed) -> None:
    files = {str(n): b"x" * 50_000 for n in range(4)}
    path = packed(tmp_path / "x", files)
    assert unpacked(path, limited(inflated=300_000)) == files
    with pytest.raises(TooMuch, match=r"Unpacked it is more than 190,000 bytes: bring less at a time\."):
        unpacked(path, limited(inflated=190_000))


def test_too_much_in_gz(tmp_path: Path) -> None:
    path = directory(tmp_path, {"a.gz": gzip.compress(b"x" * 200_000)}) / "a.gz"
    with pytest.raises(TooMuch, match=r"Unpacked it is more than 190,000 bytes"):
        unpacked(path, limited(inflated=190_000))


def test_too_large(tmp_path: Path) -> None:
    path = directory(tmp_path / "in", {"a": b"x" * 60, "b": b"x" * 60})
    assert len(unpacked(path, limited(size=120))) == 2
    for place in (path, zipped(tmp_path / "x.zip", {"a": b""})):
        with pytest.raises(TooMuch, match="It is more than 80 bytes"):
            unpacked(place, limited(size=80))


def bombs(directory: Path) -> list[Path]:
    """100 MiB of blanks in half of one, in the ways that there are."""
    megabyte = b" " * 2**20
    zipped(directory / "bomb.zip", {"blanks": megabyte * 100})
    with gzip.open(directory / "bomb.gz", "wb", compresslevel=1) as packed:
        for _ in range(100):
            packed.write(megabyte)
    with tarfile.open(directory / "bomb.tgz", "w:gz", compresslevel=1) as tar:
        entry = tarfile.TarInfo("blanks")
        entry.size = 100 * 2**20
        tar.addfile(entry, io.BytesIO(megabyte * 100))
    return [directory / "bomb.zip", directory / "bomb.gz", directory / "bomb.tgz"]


def test_bombs(tmp_path: Path) -> None:
    for path in bombs(tmp_path):
        assert path.stat().st_size < 10**6
        with pytest.raises(
            TooMuch, match=r"Unpacked it is over 200 times as much, \d+ MB or more: bring it unpacked"
        ):
            unpacked(path)


@ARCHIVES
def test_archives_that_are_damaged(tmp_path: Path, packed: Packed) -> None:
    """Cut off anywhere, or with bytes of another: unreadable, or other bytes, but no other error."""
    chance = random.Random(3)
    sound = packed(tmp_path / "x", {"a": chance.randbytes(300), "b": b"b" * 300}).read_bytes()
    refused = 0
    for n in range(200):
        data = bytearray(sound)
        if n % 2:
            del data[chance.randrange(1, len(data)) :]
        else:
            for _ in range(3):
                data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / "x").write_bytes(data)
        try:
            unpacked(tmp_path / "x")
        except (Unreadable, TooMuch):
            refused += 1
    assert refused > 20


def test_what_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory(tmp_path / "in", {"a/b": b""})

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(Unreadable, match=r"^It cannot be opened: Permission denied\.$"):
        unpacked(tmp_path / "in")
