"""The wheel in an empty environment, without a checkout; and a user who may write nothing but the data."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.service.processes import ROOT, environment, free_port, launch

#: Also its children must find Python: `setpriv` itself starts the first with more rights than it leaves.
TRIAL = (
    "import app.cli, subprocess, sys; subprocess.run([sys.executable, '-c', 'import app.cli'], check=True)"
)

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("installed")]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="installed ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def wheel(place: Path) -> Path:
    """Built from a copy: nothing of the build may be found by accident."""
    left_out = shutil.ignore_patterns(".*", "__pycache__", "build", "dist")
    shutil.copytree(ROOT, place / "source", ignore=left_out)
    options = ["--no-deps", "--no-cache-dir", "-q", "-w", str(place / "wheels")]
    if importlib.util.find_spec("hatchling"):
        options += ["--no-build-isolation", "--no-index"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, str(place / "source")], check=True, cwd=place
    )
    (built,) = (place / "wheels").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def catalogue(place: Path, wheel: Path) -> Path:
    """The installed command; of our own environment only the packages that the wheel needs are lent."""
    home = place / "environment"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "-q",
            "--no-deps",
            "--no-index",
            str(wheel),
        ],
        check=True,
        cwd=place,
    )
    (installed,) = (home / "lib").glob("python*/site-packages")
    (installed / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "catalogue"


def test_the_wheel_has_all_that_it_needs(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    for folder, patterns in (
        ("app", ("*.py", "*.sql", "*.csv", "*.html", "*.css", "*.js", "*.woff2", "*.svg")),
        ("sql", ("*.sql", "*.md")),
    ):
        for pattern in patterns:
            files = {path.relative_to(ROOT) for path in (ROOT / folder).rglob(pattern)}
            expected = {str(Path("app") / file if folder == "sql" else file) for file in files}
            assert expected <= names
    assert not [name for name in names if not name.startswith(("app/", "model_catalogue-"))]
    assert not [name for name in names if name.endswith((".pyc", ".env"))]


def test_it_serves_without_a_checkout(place: Path, catalogue: Path) -> None:
    outputs, data = place / "outputs", place / "data"
    outputs.mkdir()
    service = launch(data, outputs, command=(str(catalogue), "serve"), PYTHONPATH="")
    try:
        rows = httpx.get(f"{service.url}/api/v1/benchmarks/mmlu/leaderboard").json()["items"]
        assert len(rows) > 10
        page = httpx.get(f"{service.url}/benchmarks/mmlu", headers={"Accept": "text/html"})
        assert page.status_code == 200
        sheets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        assert sheets
        assert {httpx.get(service.url + sheet).status_code for sheet in sheets} == {200}
        assert httpx.get(f"{service.url}/docs").status_code == 200
        status = subprocess.run(
            [str(catalogue), "status"],
            env=environment(DATA_DIR=data, PYTHONPATH=""),
            cwd=outputs,
            capture_output=True,
            text=True,
            check=True,
        )
        assert status.stdout.count(" UTC") == len(list((ROOT / "sql/migrations").glob("*.rollback.sql")))
    finally:
        service.put_away()


@pytest.fixture(scope="module")
def ordinary() -> tuple[str, ...]:
    """Words before a command that make it one of a user without rights; none where the tests have none."""
    if os.geteuid() != 0:
        return ()
    become = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
    # Where root's own files are closed, as a checkout in /root is, the user may look into them but not write.
    look = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    for words in (become, (*become, *look)):
        tried = subprocess.run(
            [*words, sys.executable, "-c", TRIAL],
            cwd="/",
            env=environment(),
            capture_output=True,
            check=False,
        )
        if tried.returncode == 0:
            return words
    pytest.fail("no ordinary user can run the tests' Python")


def test_as_an_ordinary_user(place: Path, ordinary: tuple[str, ...]) -> None:
    outputs = place / "ordinary"
    outputs.mkdir(mode=0o777)
    outputs.chmod(0o777)
    service = launch(outputs / "data", outputs, before=ordinary)
    try:
        assert httpx.get(f"{service.url}/readyz").status_code == 200
        owner = Path(f"/proc/{service.process.pid}").stat().st_uid
        assert (outputs / "data").stat().st_uid == owner
        assert owner != 0
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in service.family} == {owner}
    finally:
        service.put_away()


def test_a_directory_that_may_not_be_written(place: Path, ordinary: tuple[str, ...]) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o555)
    done = subprocess.run(
        [*ordinary, sys.executable, "-m", "app", "serve"],
        cwd="/",
        env=environment(DATA_DIR=closed / "data", PORT=free_port()),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert re.fullmatch(rf"catalogue: {closed}/data: Permission denied: set DATA_DIR to .*\n", done.stderr)
