"""The migrations' files: in yoyo's format, and refused where yoyo would guess."""

# yoyo and sqlparse have no annotations.
# mypy: allow-untyped-calls

import hashlib
import re
from collections.abc import Iterator
from itertools import takewhile, zip_longest
from pathlib import Path

from sqlparse import lexer
from sqlparse import tokens as token_types
from yoyo.exceptions import BadMigration
from yoyo.migrations import Migration, MigrationList, StepCollector, read_sql_migration, topological_sort

FILE_NAME = re.compile(r"[0-9]{4}\.[a-z0-9_]+")
TRANSACTION_CONTROL = {
    *("ABORT", "BEGIN", "COMMIT", "END", "RELEASE", "ROLLBACK", "SAVEPOINT", "START"),
}


class MigrationError(Exception):
    """One line that names the file."""


class SqlMigration(Migration):
    """A migration and its rollback, read as UTF-8; yoyo would open them in the locale's encoding."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.stem, str(path), source_dir=str(path.parent))
        text, undo = _text(path), _text(path.with_suffix(".rollback.sql"))
        for name, sql in ((path.name, text), (f"{path.stem}.rollback.sql", undo)):
            _refuse_transaction_control(name, sql)
        _refuse_ignored_directives(path.name, text)
        # An editor's or git's line ends are no edit.
        self.sha256 = hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
        directives, _, statements = read_sql_migration(self.path)
        _, _, undoing = read_sql_migration(str(path.with_suffix(".rollback.sql")))
        if not undoing:
            raise MigrationError(f"{path.stem}.rollback.sql undoes nothing")
        self.needs = directives.get("depends", "").split()
        self.use_transactions = _transactional(path.name, directives)
        collector = StepCollector(migration=self)
        for statement, undone in zip_longest(statements, reversed(undoing)):
            collector.add_step(statement, undone)
        self.steps = collector.create_steps(self.use_transactions)


def directory() -> Path:
    """Where the migrations are: inside the package when it is installed, in sql/ in a checkout."""
    here = Path(__file__).resolve()
    for folder in (here.parents[1] / "migrations", here.parents[2] / "sql" / "migrations"):
        if folder.is_dir():
            return folder
    raise MigrationError("the migrations are missing from this installation: install it again")


def read(folder: Path) -> MigrationList:
    """Every migration of the folder, those it depends on before it."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".sql", ".py"))
    names = {path.name for path in paths}
    forward = [path for path in paths if not path.name.endswith(".rollback.sql")]
    numbers: dict[str, str] = {}
    for path in forward:
        _refuse_name(path, names)
        number = path.name[:4]
        if number in numbers:
            raise MigrationError(
                f"{path.name} has the number of {numbers[number]}: give it the next free one"
            )
        numbers[number] = path.name
    for orphan in names - {name for path in forward for name in (path.name, f"{path.stem}.rollback.sql")}:
        raise MigrationError(f"{orphan} is the rollback of a file that is not there")
    return _ordered([SqlMigration(path) for path in forward])


def _ordered(migrations: list[SqlMigration]) -> MigrationList:
    by_id = {migration.id: migration for migration in migrations}
    for migration in migrations:
        for name in migration.needs:
            if name not in by_id:
                raise MigrationError(f"{migration.id}.sql depends on {name}, which is not there")
        migration._depends = {by_id[name] for name in migration.needs}
    try:
        return MigrationList(topological_sort(migrations))
    except BadMigration as error:
        raise MigrationError(str(error)) from error


def _refuse_name(path: Path, names: set[str]) -> None:
    if path.suffix != ".sql" or not FILE_NAME.fullmatch(path.stem):
        raise MigrationError(f"{path.name} is not a migration's name: expected 0001.lower_case_words.sql")
    if f"{path.stem}.rollback.sql" not in names:
        raise MigrationError(f"{path.name} has no rollback: write {path.stem}.rollback.sql beside it")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise MigrationError(f"{path.name} is not UTF-8 text (byte {error.start})") from error


def _transactional(name: str, directives: dict[str, str]) -> bool:
    said = directives.get("transactional", "true")
    if said not in ("true", "false"):
        raise MigrationError(f"{name}: -- transactional: must be true or false")
    return said == "true"


def _refuse_ignored_directives(name: str, text: str) -> None:
    # yoyo reads them in lower case in the comment lines before the first statement; elsewhere they are lost.
    header = "\n".join(takewhile(re.compile(r"\s*(--.*)?$").match, text.splitlines()))
    read_by_yoyo = re.findall(r"(?m)^\s*--\s*(?:transactional|depends)\s*:", header)
    written = re.findall(r"(?mi)^\s*--\s*(?:transactional|depends)\s*:", text)
    if len(read_by_yoyo) != len(written):
        raise MigrationError(f"{name}: depends and transactional go in lower case before the first statement")


def _refuse_transaction_control(name: str, text: str) -> None:
    # It would end the transaction that holds the migration and its bookkeeping together.
    for word in _first_words(text):
        if word in TRANSACTION_CONTROL:
            raise MigrationError(f"{name}: {word} is not allowed, every migration is one transaction already")


def _first_words(text: str) -> Iterator[str]:
    """The first word of each statement; END of a function's BEGIN ATOMIC body is none."""
    start, atomic, before = True, False, ""
    for kind, value in lexer.tokenize(text):
        if kind in token_types.Whitespace or kind in token_types.Comment:
            continue
        word = value.upper()
        if word == "ATOMIC" and before == "BEGIN":
            atomic = True
        elif start and atomic and word == "END":
            atomic = False
        elif start and not atomic:
            yield word
        start, before = word == ";", word
