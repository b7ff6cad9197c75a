"""What lies in the data home: the lock, the passwords, and one data directory for each major version."""

import json
import locale
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.database.binaries import Programs, ServerError, reason
from app.database.server_user import ServerUser

if sys.platform != "win32":
    import fcntl


def make_home(home: Path, user: ServerUser) -> None:
    missing = [path for path in (home, *home.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)  # another instance may start at the same time
        path.chmod(0o700 if user.uid is None else 0o711)  # the server's user passes through root's directory
    if user.uid is not None and user.run(["/bin/sh", "-c", 'test -x "$0"', str(home)])[0] != 0:
        raise ServerError(
            f"PostgreSQL runs as user {user.name}, who cannot enter {home}: set DATA_DIR to one it can."
        )


class Lock:
    """The lock file: who holds the home, and where the server listens."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.before = self._read()

    def _read(self) -> dict[str, str | int]:
        text = os.pread(self._descriptor, 10_000, 0)
        try:
            return dict(json.loads(text))
        except ValueError:  # empty, or cut short by a kill
            return {}

    def write(self, **state: str | int) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps({"pid": os.getpid()} | state).encode(), 0)


@contextmanager
def locked(home: Path) -> Iterator[Lock]:
    # PostgreSQL's own lock is a process id, which two containers on one volume cannot see of each other.
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        lock = Lock(descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServerError(
                f"{home} is in use by another Model Catalogue (pid {lock.before.get('pid', 'unknown')}): "
                "stop that one, or set DATA_DIR to another directory."
            ) from error
        lock.write(**{name: value for name, value in lock.before.items() if name == "socket_directory"})
        try:
            yield lock
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def delete(home: Path, *, files: bool) -> list[Path]:
    """Delete the data directories in the home, their logs and the passwords; ServerError while it is in use.

    And the files of its datasets, where they are of this database. What else lies there stays.
    """
    if not home.is_dir():
        return []
    with locked(home):
        made = [*home.glob("pg[0-9][0-9]"), *home.glob("pg[0-9][0-9].log*"), *home.glob("*.password")]
        made += [path for path in (home / "datasets", home / "datasets-copied") if files and path.is_dir()]
        for path in made:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        return made


def make_data_directory(data: Path, programs: Programs, user: ServerUser, *, sync: bool) -> None:
    for leftover in data.parent.glob("pg*.unfinished-*"):
        shutil.rmtree(
            leftover, ignore_errors=True
        )  # a dying initdb may still write: the next start has the rest
    if data.exists():
        _check_data_directory(data, programs)
        return
    others = sorted(path.parent.name for path in data.parent.glob("pg[0-9]*/PG_VERSION"))
    if others:
        raise ServerError(
            f"{data.parent} holds a catalogue of PostgreSQL {others[-1][2:]}, and {programs.directory} is of "
            f"{programs.major}: set PG_BIN to that version's programs, or move the data with pg_upgrade."
        )
    unfinished = Path(tempfile.mkdtemp(prefix=f"{data.name}.unfinished-", dir=data.parent))
    try:
        make_passwords(data.parent, "postgres")
        _initialise(unfinished, password(data.parent, "postgres"), programs, user, sync=sync)
        (unfinished / "data").rename(data)
        _sync_directory(data.parent)
    finally:
        shutil.rmtree(unfinished)


def _initialise(
    unfinished: Path, superuser: str, programs: Programs, user: ServerUser, *, sync: bool
) -> None:
    password_file = unfinished / "password"
    password_file.touch(0o600)
    password_file.write_text(superuser)
    user.give(password_file)
    user.give(unfinished)
    arguments = ["-D", str(unfinished / "data"), "-U", "postgres", "-A", "scram-sha-256"]
    arguments += ["--pwfile", str(password_file), "-k", "--no-instructions", "-E", "UTF8"]
    arguments += _locale_arguments(programs.major)
    if not sync:
        arguments.append("--no-sync")
    status, output = user.run([programs.path("initdb"), *arguments])
    if status != 0:
        raise ServerError(f"No database can be made in {unfinished.parent}: {reason(output)}")


def _locale_arguments(major: int) -> list[str]:
    arguments = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
    present = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except (
        locale.Error
    ):  # older systems do not have it; order by code point and letters of Unicode all the same
        return [*arguments, "--locale=C", "--lc-ctype=en_US.UTF-8"]
    finally:
        locale.setlocale(locale.LC_CTYPE, present)
    return [*arguments, "--locale=C.UTF-8"]


def _check_data_directory(data: Path, programs: Programs) -> None:
    version = data / "PG_VERSION"
    found = version.read_text().strip() if version.exists() else None
    if found != str(programs.major):
        made_by = f"was made by PostgreSQL {found}" if found else "is no PostgreSQL data directory"
        raise ServerError(f"{data} {made_by}: move it away, or set DATA_DIR to another directory.")


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_passwords(home: Path, *roles: str) -> None:
    """Makes those that are missing; only under the lock."""
    for role in roles:
        path, unfinished = home / f"{role}.password", home / f"{role}.password.unfinished"
        if path.exists():
            continue
        unfinished.touch(0o600)
        with unfinished.open("w") as file:
            file.write(secrets.token_urlsafe(24))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)


def password(home: Path, role: str) -> str:
    path = home / f"{role}.password"
    try:
        return path.read_text()
    except FileNotFoundError as error:
        raise ServerError(f"{path} is missing: restore it from a backup of {home}.") from error
