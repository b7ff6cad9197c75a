"""`catalogue` as a person at a terminal or a process manager has it: processes, output, and their end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.people import SECRET

ROOT = Path(__file__).parents[2]
CATALOGUE = (sys.executable, "-m", "app")
START_SECONDS = 60.0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def environment(**settings: object) -> dict[str, str]:
    """What the processes see: the checkout, no setting but these, and a secret where a database is given."""
    if "DATABASE_URL" in settings:
        settings.setdefault("SECRET_KEY", SECRET)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PG", "PYTEST", "COV_"))
    }
    return kept | {"PYTHONPATH": str(ROOT)} | {name: str(value) for name, value in settings.items()}


def stat(pid: int) -> tuple[str, int] | None:
    """State and parent of a process; None where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[1])


def alive(pid: int) -> bool:
    found = stat(pid)
    return found is not None and found[0] not in "ZX"


def descendants(pid: int) -> set[int]:
    parents = {
        int(path.name): found[1] for path in Path("/proc").glob("[0-9]*") if (found := stat(int(path.name)))
    }
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


@dataclass(frozen=True)
class Service:
    """`catalogue serve` in a process group of its own, as a shell starts it."""

    process: subprocess.Popen[bytes]
    home: Path
    url: str
    outputs: Path

    @property
    def greeting(self) -> str:
        return (self.outputs / "out").read_text()

    @property
    def complaints(self) -> str:
        return (self.outputs / "err").read_text()

    @property
    def log(self) -> list[dict[str, Any]]:
        """Every line of the log, each of which must be JSON."""
        return [json.loads(line) for line in self.complaints.splitlines()]

    @property
    def family(self) -> set[int]:
        return descendants(self.process.pid)

    @property
    def workers(self) -> set[int]:
        def command(pid: int) -> bytes:
            with suppress(FileNotFoundError, ProcessLookupError):
                return Path(f"/proc/{pid}/cmdline").read_bytes()
            return b""

        return {pid for pid in self.family if b"multiprocessing.spawn" in command(pid)}

    def send(self, number: signal.Signals, *, group: bool = False) -> None:
        (os.killpg if group else os.kill)(self.process.pid, number)

    def wait(self, seconds: float = 30) -> int:
        return self.process.wait(seconds)

    def put_away(self) -> None:
        """Whatever the test left: nothing of it stays."""
        family = self.family if self.process.poll() is None else set()
        self.process.kill()
        self.process.wait()
        assert eventually(lambda: not any(map(alive, family)), 30), "processes are left"


def launch(
    home: Path,
    outputs: Path,
    *,
    wait: bool = True,
    before: Sequence[str] = (),
    command: Sequence[str] = (*CATALOGUE, "serve"),
    **settings: object,
) -> Service:
    """`before`: words before the command, such as those that change the user."""
    port = settings.setdefault("PORT", free_port())
    with (outputs / "out").open("wb") as out, (outputs / "err").open("wb") as err:
        process = subprocess.Popen(
            [*before, *command],
            cwd=outputs,
            env=environment(TMPDIR=outputs, DATA_DIR=home, **settings),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    service = Service(process, home, f"http://127.0.0.1:{port}", outputs)
    if wait:
        greeted = eventually(
            lambda: "make psql" in service.greeting or process.poll() is not None, START_SECONDS
        )
        assert greeted, service.complaints
        assert process.poll() is None, service.complaints
    return service


def run(*words: str, cwd: Path, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [*CATALOGUE, *words],
        cwd=cwd,
        env=environment(**settings),
        input=typed,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that fails says: one line, on standard error, status 1."""
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("catalogue: "), done.stderr
    assert done.stderr.count("\n") == 1
    return done.stderr
