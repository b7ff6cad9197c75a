"""The OpenAPI document against the service: what it allows is answered as it says, the rest is refused."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT: Final = Path(__file__).parents[1]
#: What is valid alone may be refused: of two parameters one may need the other, a body may name a model that
#: there is not, and what is made may be there already.
CONFIGURATION: Final = """
seed = 20
hooks = "hooks.py"

[parameters]
model = "alpha"
benchmark = "quiz"
id = 1
import_id = "00000000-0000-0000-0000-000000000007"

# Hundreds of requests would each have a process read a file; its own tests send it what there is.
[[operations]]
include-operation-id = "createImport"
enabled = false

[generation]
max-examples = 15

[warnings]
fail-on = true

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "308", "400", "404", "409", "412", "413", "422"]
"""
HOOKS: Final = Path(__file__).with_name("schemathesis_hooks.py")


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PG"))}
    return {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **settings}


@pytest.fixture
def service(fresh: str) -> Iterator[str]:
    """The address of a real server on a seeded database of its own."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = environment(
        DATABASE_URL=fresh,
        PORT=str(port),
        LOG_REQUESTS="false",
    )
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"], env=settings, cwd=ROOT, stdout=said, stderr=said
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=2):
                return
        except URLError:
            time.sleep(0.05)
    pytest.fail("the service does not start")


@pytest.mark.once
@pytest.mark.timeout(320)
def test_the_service_does_what_its_document_says(service: str, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    (tmp_path / "hooks.py").write_text(HOOKS.read_text(encoding="utf-8"))
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{service}/openapi.json",
            "--checks",
            "all",
            "--continue-on-failure",
            "--no-shrink",
        ],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Warnings" not in run.stdout
