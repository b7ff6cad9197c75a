"""What a person brought, as files: one, all of a directory, or all of an archive."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from app.formats.files import Unreadable
from app.imports.archives import Brought, Member, gunzipped, holds_tar, untarred, unzipped, visible
from app.imports.job import Place
from app.imports.limits import Budget


def brought(place: Place, scratch: Path, budget: Budget) -> Brought:
    """Names are paths below the place, and sorted in a directory; archives in it are not opened.

    Raises Unreadable where nothing of it can be taken, and TooMuch.
    """
    path = Path(os.fsdecode(place.path))
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return _directory(path, budget)
        if not stat.S_ISREG(kind):
            raise Unreadable("It is neither a file nor a directory.")
        budget.brought(path.stat().st_size)
        return _file(path, place.name, scratch, budget)
    except OSError as error:
        raise Unreadable(f"It cannot be opened: {error.strerror}.") from error


def _file(path: Path, name: str, scratch: Path, budget: Budget) -> Brought:
    with path.open("rb") as opened:
        head = opened.read(4)
    if head in (b"PK\x03\x04", b"PK\x05\x06") and (archive := unzipped(path, scratch, budget)):
        return archive
    if holds_tar(path):
        return untarred(path, scratch, budget)
    if head.startswith(b"\x1f\x8b"):
        return gunzipped(path, name, scratch, budget)
    budget.file()
    return Brought(1, iter([Member(name, lambda: path)]), is_named=True)


def _directory(path: Path, budget: Budget) -> Brought:
    found = sorted(_walk(path, "", budget))
    members = (Member(name, lambda name=name: path / name) for name in found)  # type: ignore[misc]
    return Brought(len(found), members)


def _walk(path: Path, below: str, budget: Budget) -> Iterator[str]:
    """Without hidden files, links, and what is no file."""
    with os.scandir(path) as entries:
        for entry in entries:
            name = below + entry.name
            if not visible(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), f"{name}/", budget)
            elif entry.is_file(follow_symlinks=False):
                budget.file()
                budget.brought(entry.stat(follow_symlinks=False).st_size)
                yield name
