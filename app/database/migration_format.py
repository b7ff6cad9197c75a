"""A migration's text, in yoyo's format, and refused where yoyo would guess."""

# yoyo and sqlparse have no annotations.
# mypy: allow-untyped-calls

import hashlib
import re
from collections.abc import Iterator
from itertools import takewhile, zip_longest
from pathlib import Path

from sqlparse import lexer
from sqlparse import tokens as token_types
from yoyo.migrations import Migration, MigrationList, StepCollector, read_sql_migration

from app.database.migration_files import MigrationError, files, rollback_of

TRANSACTION_CONTROL = {"ABORT", "BEGIN", "COMMIT", "END", "RELEASE", "ROLLBACK", "SAVEPOINT", "START"}


class SqlMigration(Migration):
    """A migration and its rollback, read as UTF-8; yoyo would open them in the locale's encoding."""

    def __init__(self, path: Path, earlier: dict[str, "SqlMigration"]) -> None:
        super().__init__(path.stem, str(path), source_dir=str(path.parent))
        text = _checked_text(path)
        _checked_text(rollback_of(path))
        _refuse_ignored_directives(path.name, text)
        directives, _, statements = read_sql_migration(str(path))
        _, _, undoing = read_sql_migration(str(rollback_of(path)))
        if not undoing:
            raise MigrationError(f"{rollback_of(path).name} undoes nothing")
        # An editor's or git's line ends are no edit.
        self.sha256 = hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
        self.use_transactions = _transactional(path.name, directives)
        self._depends = {_earlier(path.name, name, earlier) for name in directives.get("depends", "").split()}
        collector = StepCollector(migration=self)
        for statement, undone in zip_longest(statements, reversed(undoing)):
            collector.add_step(statement, undone)
        self.steps = collector.create_steps(self.use_transactions)


def read(folder: Path) -> MigrationList:
    """Every migration of the folder, in order."""
    migrations: dict[str, SqlMigration] = {}
    for path in files(folder):
        migrations[path.stem] = SqlMigration(path, migrations)
    return MigrationList(migrations.values())


def _checked_text(path: Path) -> str:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise MigrationError(f"{path.name} is not UTF-8 text (byte {error.start})") from error
    for word in _first_words(text):
        if word in TRANSACTION_CONTROL:  # it would part the migration from its bookkeeping
            raise MigrationError(
                f"{path.name}: {word} is not allowed, a migration is one transaction already"
            )
    return text


def _first_words(text: str) -> Iterator[str]:
    """The first word of each statement; the statements of a function's BEGIN ATOMIC body are left out."""
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


def _refuse_ignored_directives(name: str, text: str) -> None:
    # yoyo reads them in lower case in the comment lines before the first statement; elsewhere they are lost.
    header = "\n".join(takewhile(re.compile(r"\s*(--.*)?$").match, text.splitlines()))
    heard = re.findall(r"(?m)^\s*--\s*(?:transactional|depends)\s*:", header)
    said = re.findall(r"(?mi)^\s*--\s*(?:transactional|depends)\s*:", text)
    if len(heard) != len(said):
        raise MigrationError(f"{name}: depends and transactional go in lower case before the first statement")


def _transactional(name: str, directives: dict[str, str]) -> bool:
    said = directives.get("transactional", "true").strip()
    if said not in ("true", "false"):
        raise MigrationError(f"{name}: -- transactional: must be true or false")
    return said == "true"


def _earlier(name: str, needed: str, earlier: dict[str, SqlMigration]) -> SqlMigration:
    if needed not in earlier:
        raise MigrationError(f"{name} depends on {needed}, which is not before it")
    return earlier[needed]
