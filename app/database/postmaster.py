"""The server's process: started, watched until it is ready, and stopped, whatever the last left behind."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.database.binaries import Programs, ServerError, reason
from app.database.server_user import ServerUser

LONGEST_LOG = 10_000_000  # bytes
STOP_SECONDS = 30.0
log = logging.getLogger(__name__)


@contextmanager
def postmaster(
    data: Path, programs: Programs, user: ServerUser, settings: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """The server, ready, until the block ends."""
    log_file = data.with_suffix(".log")
    if log_file.exists() and log_file.stat().st_size > LONGEST_LOG:
        log_file.rename(data.with_suffix(".log.1"))
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    process = _launch([programs.path("postgres"), "-D", str(data), *options], data, user, log_file)
    try:
        yield process
        if process.poll() is not None:
            log.error("PostgreSQL had ended by itself (status %s): see %s", process.returncode, log_file)
    finally:
        _stop(process)


def _launch(command: Sequence[str], data: Path, user: ServerUser, log_file: Path) -> subprocess.Popen[bytes]:
    deadline = time.monotonic() + STOP_SECONDS
    while True:
        with log_file.open("ab") as output:
            log_file.chmod(0o600)
            before = output.tell()
            process = user.spawn(command, output, signal.SIGINT)
        try:
            if _becomes_ready(process, data, log_file):
                return process
        except BaseException:  # Ctrl-C among them
            _stop(process)
            raise
        said = log_file.read_bytes()[before:].decode(errors="replace")
        # Sessions of a killed server end a second after their clients: "… memory block … is still in use".
        if "shared memory block" not in said or time.monotonic() > deadline:
            raise ServerError(f"PostgreSQL did not start: {reason(said)} (more in {log_file})")
        time.sleep(0.1)


def _becomes_ready(process: subprocess.Popen[bytes], data: Path, log_file: Path) -> bool:
    """False as soon as it ends. There is no bound: recovery after a crash takes as long as it takes."""
    patience = time.monotonic() + 10
    while not _is_ready(data, process.pid):
        if process.poll() is not None:
            return False
        if time.monotonic() > patience:
            patience = float("inf")
            log.warning("PostgreSQL is still starting, as after a crash; it writes to %s", log_file)
        time.sleep(0.005)
    return True


def _is_ready(data: Path, pid: int) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _stop(process: subprocess.Popen[bytes]) -> None:
    for signum in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, none left
        process.send_signal(signum)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("PostgreSQL did not stop within %s s of %s", STOP_SECONDS, signum.name)
        else:
            return


def stop_orphan(data: Path) -> None:
    """Stops a server that outlived its parent, and removes the pid file that a dead one left behind."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    first_line = pid_file.read_text().partition("\n")[0]
    pid = int(first_line) if first_line.isdigit() else 0
    for signum in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        deadline = time.monotonic() + STOP_SECONDS
        if _is_postmaster(pid, data):
            log.warning("stopping a PostgreSQL that outlived its parent (pid %s)", pid)
            os.kill(pid, signum)
        while _is_postmaster(pid, data) and time.monotonic() < deadline:
            time.sleep(0.01)
    # Its number may long belong to another process: PostgreSQL would take that one for itself, and not start.
    pid_file.unlink(missing_ok=True)


def _is_postmaster(pid: int, data: Path) -> bool:
    if pid == 0:
        return False
    if Path("/proc/self").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return Path(command[0]).name == "postgres" and str(data) in command
    answer = subprocess.run(  # noqa: S603 - a number
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return "postgres" in answer.stdout and str(data) in answer.stdout
