"""What the log looks like: JSON for machines, columns for a terminal, and never a row's values or a stop."""

import json
import os
import pty
import subprocess
import sys

import pytest

from tests.service.processes import environment

pytestmark = pytest.mark.once

EVENTS = r"""
import logging, structlog
from app import logs
logs.configure("info")
log = structlog.get_logger()
log.debug("unheard")
log.info("request", path="/\x1b[31mred\n\u2028café\udcff", ms=1.5)
logging.getLogger("library").info("unheard")
logging.getLogger("library").warning("%s of %s", 1, 2)
try:
    raise ValueError("a row's secret")
except ValueError:
    logging.getLogger("library").exception("it failed")
print("done")
"""


def write(stderr: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", EVENTS],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        check=True,
    )


def test_machines_read_one_object_a_line() -> None:
    lines = write(subprocess.PIPE).stderr.splitlines()
    request, warning, failure = map(json.loads, lines)
    assert request["path"] == "/\x1b[31mred\n\u2028café\udcff"
    assert (request["event"], request["level"], request["ms"]) == ("request", "info", 1.5)
    assert request["timestamp"].endswith("Z")
    assert (warning["event"], warning["level"], warning["logger"]) == ("1 of 2", "warning", "library")
    assert (failure["event"], failure["level"], failure["error"]) == ("it failed", "error", "ValueError")
    assert failure["trace"] == ["<string>:11 <module>"]
    assert "secret" not in "".join(lines)


def test_a_terminal_obeys_nothing_that_a_path_says() -> None:
    ours, theirs = pty.openpty()
    try:
        write(theirs)
        shown = os.read(ours, 10_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert r"/\x1b[31mred\n\u2028caf\xe9\udcff" in shown
    assert "\x1b[31mred" not in shown
    assert "secret" not in shown


def test_a_log_that_nobody_reads_stops_nothing() -> None:
    read, closed = os.pipe()
    os.close(read)
    try:
        assert write(closed).stdout == "done\n"
    finally:
        os.close(closed)
