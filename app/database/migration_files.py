"""The migrations' files: where they are, and what they are called."""

import re
from itertools import pairwise
from pathlib import Path

FILE_NAME = re.compile(r"[0-9]{4}\.[a-z0-9_]+\.sql")


class MigrationError(Exception):
    """One line that names the file."""


def directory() -> Path:
    """Where the migrations are: inside the package when it is installed, in sql/ in a checkout."""
    here = Path(__file__).resolve()
    for folder in (here.parents[1] / "sql" / "migrations", here.parents[2] / "sql" / "migrations"):
        if folder.is_dir():
            return folder
    raise MigrationError("the migrations are missing from this installation: install it again")


def known() -> tuple[str, ...]:
    """The ids of the migrations that this version has, in the order in which they are applied."""
    return tuple(path.stem for path in files(directory()))


def rollback_of(path: Path) -> Path:
    return path.with_suffix(".rollback.sql")


def files(folder: Path) -> list[Path]:
    """The migrations without their rollbacks, by number; refuses what yoyo would run by accident."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".sql", ".py"))
    forward = [path for path in paths if not path.name.endswith(".rollback.sql")]
    for path in forward:
        if not FILE_NAME.fullmatch(path.name):
            raise MigrationError(f"{path.name} is no name of a migration: expected 0001.lower_case_words.sql")
        if rollback_of(path) not in paths:
            raise MigrationError(f"{path.name} has no rollback: write {rollback_of(path).name} beside it")
    for path, following in pairwise(forward):
        if path.name[:4] == following.name[:4]:
            raise MigrationError(f"{following.name} has the number of {path.name}: give it the next free one")
    orphans = sorted(set(paths) - set(forward) - {rollback_of(path) for path in forward})
    if orphans:
        raise MigrationError(f"{orphans[0].name} is the rollback of a file that is not there")
    return forward
