"""Both services as processes: the same database, role, pool and number of workers."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

WORKERS: Final = 1
POOL_SIZE: Final = 4

OURS: Final = (sys.executable, "-m", "app", "serve")
THEIRS: Final = (
    *(sys.executable, "-m", "uvicorn", "bench.rival.app:app", "--loop", "uvloop", "--http", "httptools"),
    *(
        "--no-access-log",
        "--log-level",
        "warning",
        "--workers",
        str(WORKERS),
        "--host",
        "127.0.0.1",
        "--port",
    ),
)


@dataclass(frozen=True, slots=True)
class Contestant:
    """A service that answers below `base`."""

    name: str
    base: str


@contextmanager
def ours(database_url: str, **more: str) -> Iterator[Contestant]:
    """`catalogue serve`, without its log of requests: the rival writes none. Takes more settings."""
    port = _free_port()
    fixed = {"PORT": str(port), "WORKERS": str(WORKERS), "LOG_REQUESTS": "false", "LOG_LEVEL": "warning"}
    environment = _environment(database_url, SECRET_KEY=token_hex(32), **fixed, **more)
    with _process(OURS, environment):
        yield _answering(Contestant("ours", f"http://127.0.0.1:{port}/api/v1"))


@contextmanager
def theirs(database_url: str) -> Iterator[Contestant]:
    """The rival on uvicorn."""
    port = _free_port()
    with _process((*THEIRS, str(port)), _environment(database_url)):
        yield _answering(Contestant("theirs", f"http://127.0.0.1:{port}"))


def _environment(database_url: str, **more: str) -> Mapping[str, str]:
    return {**os.environ, "DATABASE_URL": database_url, "POOL_SIZE": str(POOL_SIZE), **more}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _process(command: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answering(contestant: Contestant) -> Contestant:
    """The contestant, once it answers with models."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{contestant.base}/models?limit=1", timeout=5):
                return contestant
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"{contestant.name} did not start within 20 seconds; its own words are above.")
