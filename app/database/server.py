"""The PostgreSQL that the service starts for itself when no DATABASE_URL is set.

A private server: reachable by password through a socket that only its user may open, and gone with this
process, however this process ends. `data_directory` says what it leaves on disk.
"""

import hashlib
import json
import logging
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from app.database.binaries import Programs, ServerError, data_home, find_programs, reason
from app.database.data_directory import (
    Lock,
    locked,
    make_data_directory,
    make_home,
    make_passwords,
    password,
)
from app.database.postmaster import postmaster, stop_orphan
from app.database.server_user import ServerUser, environment, reachable_programs, server_user

__all__ = ["Programs", "Server", "ServerError", "data_home", "find_programs", "running", "running_urls"]

PORT = 5432  # only the name of the socket: nothing listens on TCP
LONGEST_SOCKET_DIRECTORY = 89  # bytes; with "/.s.PGSQL.5432" what macOS allows, Linux allows four more
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    home: Path
    socket_directory: Path
    port: int
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    pid: int
    log_file: Path
    programs: Programs


@contextmanager
def running(home: Path, programs: Programs, *, extra: Mapping[str, str] = {}) -> Iterator[Server]:
    """PostgreSQL with the database `catalogue`, made if it is not there, until the block ends.

    `extra`: settings of postgresql.conf. Raises ServerError where no server can be started.
    """
    if threading.current_thread() is not threading.main_thread():
        # Linux sends the signal of a parent's death when the thread ends that started the child.
        raise RuntimeError("The database can only be started from the main thread.")
    with ExitStack() as stack:
        try:
            server = _start(stack, home.expanduser().resolve(), programs, extra)
        except OSError as error:
            fault = f"{error.filename or home}: {error.strerror or error}"
            raise ServerError(f"{fault}: set DATA_DIR to a directory that can be written.") from error
        yield server


def running_urls(home: Path) -> Server:
    """The server that another process has running on `home`; ServerError if there is none."""
    home = home.expanduser().resolve()
    try:
        state = json.loads((home / "lock").read_text())
        sockets = Path(state["socket_directory"])
        with socket.socket(socket.AF_UNIX) as probe:  # a killed instance leaves its state behind
            probe.connect(str(sockets / f".s.PGSQL.{PORT}"))
        programs = Programs(Path(state["programs"]), state["major"], state["origin"])
        return _describe(home, sockets, state["postmaster"], programs)
    except PermissionError as error:
        raise ServerError(
            f"{error.filename or home}: only the user who started the server may open it."
        ) from error
    except (OSError, ValueError, KeyError) as error:
        raise ServerError(f"No server is running on {home}: start it (make run), or set DATA_DIR.") from error


def _start(stack: ExitStack, home: Path, programs: Programs, extra: Mapping[str, str]) -> Server:
    data = home / f"pg{programs.major}"
    user = server_user(data)
    make_home(home, user)
    lock = stack.enter_context(locked(home))
    programs = reachable_programs(programs, home, user)
    make_data_directory(data, programs, user, sync=extra.get("fsync") != "off")
    stop_orphan(data)
    sockets = stack.enter_context(_socket_directory(home, user, lock))
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": f'"{sockets}"',
        "shared_buffers": "128MB",
        "max_connections": "50",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **extra,
    }
    process = stack.enter_context(postmaster(data, programs, user, settings))
    _make_roles(data, sockets, programs, user)
    lock.write(
        postmaster=process.pid,
        socket_directory=str(sockets),
        programs=str(programs.directory),
        major=programs.major,
        origin=programs.origin,
    )
    return _describe(home, sockets, process.pid, programs)


def _describe(home: Path, sockets: Path, pid: int, programs: Programs) -> Server:
    place = f"/catalogue?host={quote(str(sockets))}&port={PORT}"
    owner, app = (
        f"postgresql://catalogue_{role}:{password(home, role)}@{place}" for role in ("owner", "app")
    )
    return Server(home, sockets, PORT, owner, app, pid, home / f"pg{programs.major}.log", programs)


@contextmanager
def _socket_directory(home: Path, user: ServerUser, lock: Lock) -> Iterator[Path]:
    """`run` in the home, or a private directory in /tmp where the path is too long for a socket."""
    left_behind = Path(str(lock.before.get("socket_directory", home)))
    if left_behind.parent == Path("/tmp") and left_behind.name.startswith("model-catalogue-"):  # noqa: S108 - made by mkdtemp
        shutil.rmtree(left_behind, ignore_errors=True)
    sockets = home / "run"
    # PostgreSQL and its clients read a comma as the end of a directory's name.
    if len(os.fsencode(sockets)) <= LONGEST_SOCKET_DIRECTORY and not set(',"') & set(str(sockets)):
        # A socket left behind names a process, which by now may be any other: PostgreSQL would not start.
        shutil.rmtree(sockets, ignore_errors=True)
        sockets.mkdir(mode=0o700)
        user.give(sockets)
        yield sockets
        return
    # TMPDIR may be long too, or closed to the server's user.
    sockets = Path(tempfile.mkdtemp(prefix="model-catalogue-", dir="/tmp"))
    try:
        lock.write(socket_directory=str(sockets))
        user.give(sockets)
        log.info("the database's socket is in %s: the path of %s is too long for one", sockets, home)
        yield sockets
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


def _make_roles(data: Path, sockets: Path, programs: Programs, user: ServerUser) -> None:
    """Runs roles.sql unless this data directory has had it, with these passwords."""
    script, home = _roles_file(), data.parent
    make_passwords(home, "owner", "app", "signing")
    owner, app = password(home, "owner"), password(home, "app")
    done = hashlib.sha256(script.read_bytes() + f"{owner} {app}".encode()).hexdigest()
    mark = data / "model-catalogue.roles"
    if mark.exists() and mark.read_text() == done:
        return
    answer = subprocess.run(  # noqa: S603 - psql of the programs found
        [programs.path("psql"), "-X", "-q", "-v", "database=catalogue", "-f", str(script)],
        env=environment(
            PGHOST=str(sockets),
            PGPORT=str(PORT),
            PGUSER="postgres",
            PGDATABASE="postgres",
            PGPASSWORD=password(home, "postgres"),
            CATALOGUE_OWNER_PASSWORD=owner,
            CATALOGUE_APP_PASSWORD=app,
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise ServerError(f"The database's roles could not be made: {reason(answer.stderr)}")
    mark.write_text(done)
    user.give(mark)


def _roles_file() -> Path:
    installed = Path(__file__).parents[1] / "sql" / "roles.sql"  # in the wheel
    return installed if installed.exists() else Path(__file__).parents[2] / "sql" / "roles.sql"
