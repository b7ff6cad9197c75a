"""The OpenAPI document against the service: what it allows is answered as it says, the rest is refused."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.accounts.permitted import TABLE
from tests.datasets.ready import lay_seeded
from tests.people import EVE, MIA, SECRET, SUE, Person
from tests.test_document import OPERATIONS

ROOT: Final = Path(__file__).parents[1]
#: Not asked: what takes files, each of which a process would read; what ends the session that asks, or counts
#: how often somebody tries; what takes an account away, for nothing makes another. Their own tests ask them.
UNTRIED: Final = {
    *("createImport", "createDatasetImport", "createDataset", "putDataset"),
    *("beginSession", "refreshSession", "endSession", "endSessions", "deleteSession"),
    *("registerUser", "changePassword", "changeEmail", "deleteUser"),
}
#: Who asks, and for what: each operation is asked by the least who may.
ROLES: Final[dict[str, tuple[Person | None, Callable[[str], bool]]]] = {
    "nobody": (None, lambda permission: permission in {"unasked", "anyone"}),
    "member": (MIA, lambda permission: permission.startswith("members")),
    "editor": (EVE, lambda permission: permission.startswith("editors")),
    "superuser": (SUE, lambda permission: permission.startswith("superusers")),
}
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
user_id = "00000000-0000-0000-0000-00000000acc2"

[[operations]]
include-operation-id = "getMapping"
parameters = { name = "our-spreadsheet" }

[[operations]]
include-operation-id = ["deleteApiKey", "deleteInvitation"]
parameters = { id = "00000000-0000-0000-0000-000000000001" }

[[operations]]
include-operation-id = [
    "getDatasetSuggestion", "listDatasetImports", "listDatasetResults", "getDataset", "getDatasetOriginal",
    "listDatasetColumns", "listDatasetRejects", "getDatasetRows", "getDatasetExport", "streamDatasetEvents",
]
parameters = { id = "00000000-0000-0000-0000-000000000007" }

[[operations]]
include-operation-id = ["changeDataset", "changeDatasetOptions"]
parameters = { id = "00000000-0000-0000-0000-000000000008" }

[[operations]]
include-operation-id = "deleteDataset"
parameters = { id = "00000000-0000-0000-0000-000000000009" }

[[operations]]
include-operation-id = "retryDataset"
parameters = { id = "00000000-0000-0000-0000-00000000000b" }

[generation]
max-examples = 15

[warnings]
fail-on = true

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "308", "400", "404", "409", "412", "413", "422"]
"""
AS_SOMEBODY: Final = """
[auth.openapi.bearer]
bearer = "${TOKEN}"
"""
HOOKS: Final = Path(__file__).with_name("schemathesis_hooks.py")


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PG"))}
    return {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **settings}


@pytest.fixture
def service(fresh: str, tmp_path: Path) -> Iterator[str]:
    """The address of a real server on a seeded database of its own, with the files of the sample."""
    lay_seeded(tmp_path)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = environment(
        DATABASE_URL=fresh,
        SECRET_KEY=SECRET,
        REGISTRATION="invite",
        PORT=str(port),
        LOG_REQUESTS="false",
        DATA_DIR=str(tmp_path),
        DATASET_READERS="0",
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
@pytest.mark.parametrize("role", ROLES)
def test_the_service_does_what_its_document_says(service: str, tmp_path: Path, role: str) -> None:
    person, asks = ROLES[role]
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION + (AS_SOMEBODY if person else ""))
    (tmp_path / "hooks.py").write_text(HOOKS.read_text(encoding="utf-8"))
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{service}/openapi.json",
            *(word for name in asked(asks) for word in ("--include-operation-id", name)),
            "--checks",
            "all",
            "--continue-on-failure",
            "--no-shrink",
        ],
        cwd=tmp_path,
        env=environment(TOKEN=person.token() if person else ""),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Warnings" not in run.stdout


def asked(asks: Callable[[str], bool]) -> list[str]:
    """The operations of a role."""
    permissions = {
        name: TABLE[f"{operation['verb'].upper()} {operation['path']}"]
        for name, operation in OPERATIONS.items()
    }
    found = [name for name, permission in permissions.items() if asks(permission) and name not in UNTRIED]
    assert len(found) >= 6
    return found


def test_what_is_not_asked_is_there() -> None:
    assert OPERATIONS.keys() >= UNTRIED
