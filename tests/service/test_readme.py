"""The README: its commands give the answers that it shows, its code is the code, its links lead somewhere."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(match[1], match[2]) for match in BLOCK.finditer(README)]
COMMANDS = [
    (text, *(BLOCKS[n + 1] if n + 1 < len(BLOCKS) and BLOCKS[n + 1][0] in ("json", "text") else ("", "")))
    for n, (kind, text) in enumerate(BLOCKS)
    if kind == "sh"
]


@pytest.fixture(scope="module")
def service() -> Iterator[dict[str, str]]:
    """What `make run` starts, on a free port and fresh data: the environment for commands."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = Path(tempfile.mkdtemp(prefix="catalogue-readme-"))
    data.chmod(0o711)
    environment = {**os.environ, "DATA_DIR": str(data), "PORT": str(port), "LOG_REQUESTS": "false"}
    command = [sys.executable, "-m", "app", "serve", "--migrate"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert any("Try:" in line for line in process.stdout), "the service did not start"
            yield environment | {"FILES": str(data)}
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
            shutil.rmtree(data)


def test_the_commands_give_what_is_shown(service: dict[str, str]) -> None:
    """In one test, for what one command writes the next ones read."""
    assert len(COMMANDS) >= 10
    for command, kind, shown in COMMANDS:
        answer = run(command, service)
        if kind == "json":
            assert_alike(json.loads(answer), json.loads(shown))
        elif kind == "text":
            lines = [line.rstrip() for line in answer.strip("\n").splitlines()]
            assert lines == shown.strip("\n").splitlines(), command


def run(command: str, service: dict[str, str]) -> str:
    """What a command of the README prints."""
    command = command.replace("127.0.0.1:8000", f"127.0.0.1:{service['PORT']}")
    command = command.replace("/tmp/", f"{service['FILES']}/")
    command = command.replace(".venv/bin/catalogue", f"{shlex.quote(sys.executable)} -m app")
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=ROOT,
        env=service,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), command
    assert ran.stdout.strip(), command
    return ran.stdout


def assert_alike(answer: Any, shown: Any) -> None:
    """Equal, where "…" stands for any text."""
    if isinstance(shown, dict):
        assert answer.keys() == shown.keys()
        for key in shown:
            assert_alike(answer[key], shown[key])
    elif isinstance(shown, list):
        assert len(answer) == len(shown)
        for one, other in zip(answer, shown, strict=True):
            assert_alike(one, other)
    elif shown != "…":
        assert answer == shown


@pytest.mark.parametrize("kind", ["sql", "python"])
def test_the_code_shown_is_the_code(kind: str) -> None:
    files = [
        path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob(f"*.{kind.replace('thon', '')}")
    ]
    shown = [text for language, text in BLOCKS if language == kind]
    assert shown
    assert [text for text in shown if not any(text.strip() in file for file in files)] == []


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r'\]\((?!http)([^)#]+)|(?:src|srcset)="(?!http)([^"]+)"', README)
    assert links
    assert [link for pair in links for link in pair if link and not (ROOT / link).exists()] == []


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z][a-z-]+)\b(?=`|\s{2,}|$)", README, re.MULTILINE)) - targets == set()


TABLE = re.findall(r"^\| [^|]+ \| `(/[^`]*)`", README, re.MULTILINE)


@pytest.mark.parametrize("address", TABLE)
def test_an_address_of_the_table_has_an_answer(service: dict[str, str], address: str) -> None:
    url = f"http://127.0.0.1:{service['PORT']}/api/v1{address}"
    ran = subprocess.run(["curl", "-sf", url], capture_output=True, text=True, check=False, timeout=30)
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["items"]


def test_the_table_is_found() -> None:
    assert len(TABLE) > 5
