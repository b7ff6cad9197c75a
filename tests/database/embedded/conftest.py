"""One data home for all tests of a worker, which use it in turn: making it takes longer than a test."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from app.database.server import Programs, Server, ServerError, find_programs, running

ROOT = Path(__file__).parents[3]
QUICK = {"fsync": "off"}  # what survives here is the death of processes, not of the machine
HOLDER = """
import sys, time
from pathlib import Path
from app.database import server, server_user
if sys.argv[2] == "orphans":
    server_user._prctl = None
programs = server.find_programs(Path(sys.argv[3]))
with server.running(Path(sys.argv[1]), programs, extra={"fsync": "off"}):
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="session")
def programs() -> Programs:
    """TEST_PG_BIN chooses others than the service would take, for example /usr/lib/postgresql/15/bin."""
    pg_bin = os.environ.get("TEST_PG_BIN")
    return find_programs(Path(pg_bin) if pg_bin else None)


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory of this test that PostgreSQL's user can enter; pytest's own is closed to it."""
    with tempfile.TemporaryDirectory(prefix="place ") as path:
        Path(path).chmod(0o711)
        yield Path(path)


@pytest.fixture(scope="session")
def made(programs: Programs) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="made ") as path:
        Path(path).chmod(0o711)
        home = Path(path) / "home"
        with running(home, programs, extra=QUICK) as first, psycopg.connect(first.owner_url) as owner:
            owner.execute("create table notes (note text primary key)")
        yield home


@pytest.fixture
def home(made: Path) -> Iterator[Path]:
    """A home in which the service ran before; it is stopped, and has a table `notes`."""
    yield made
    assert (made / "postgres.password").exists(), "the test did not put the home back"


@pytest.fixture
def up(home: Path, programs: Programs) -> Iterator[Server]:
    with running(home, programs, extra=QUICK) as started:
        yield started


@pytest.fixture
def hold(programs: Programs) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts another process that keeps a server running, and returns when it does."""
    holders: list[tuple[subprocess.Popen[str], Path]] = []

    def held(home: Path, how: str = "plain", *, wait: bool = True) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLDER, str(home), how, str(programs.directory)]
        holder = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        holders.append((holder, home))
        if wait:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "ready\n"
        return holder

    yield held
    for holder, home in holders:
        holder.kill()
        holder.communicate()
        while list(home.glob("*/postmaster.pid")):  # the server is still stopping
            time.sleep(0.01)


@pytest.fixture(scope="session")
def ask() -> Callable[[str, str], object]:
    """The first value of a statement's answer."""

    def value(url: str, statement: str) -> object:
        with psycopg.connect(url) as connection:
            row = connection.execute(statement.encode()).fetchone()
        return row[0] if row else None

    return value


@pytest.fixture(scope="session")
def complaint(programs: Programs) -> Callable[..., str]:
    """Why no server starts: always one line."""

    def said(home: Path, **extra: str) -> str:
        with pytest.raises(ServerError) as raised, running(home, programs, extra=QUICK | extra):
            pass
        assert "\n" not in str(raised.value)
        return str(raised.value)

    return said
