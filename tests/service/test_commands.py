"""Each command of `catalogue`: what it does, what it refuses, and that it says either plainly."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.database import migrations
from app.database.address import parse
from app.database.server import Server
from tests.conftest import database_url
from tests.service.processes import CATALOGUE, ROOT, Service, free_port, one_line, run

pytestmark = [pytest.mark.xdist_group("commands")]

COMMANDS = (
    "serve",
    "migrate",
    "rollback",
    "status",
    "psql",
    "import",
    "users",
    "explain",
    "headers",
    "reset-data",
)
NOBODY_THERE = "postgresql://ada:s3cret@127.0.0.1:{port}/catalogue?connect_timeout=2"


@pytest.fixture
def urls(migrated: Server, fresh: str) -> dict[str, str]:
    """Both ways to a database of the test's own."""
    owner = database_url(migrated.owner_url, parse(fresh).database)
    return {"DATABASE_URL": fresh, "MIGRATION_DATABASE_URL": owner}


@pytest.mark.once
def test_help_names_every_command(tmp_path: Path) -> None:
    done = run("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Settings come from the environment" in done.stdout
    for command in COMMANDS:
        assert f"\n  {command} " in done.stdout
        told = run(command, "--help", cwd=tmp_path)
        assert told.returncode == 0
        assert told.stdout.startswith(f"Usage: {Path(CATALOGUE[0]).name} -m app {command} ")
    assert "0.1.0" in run("--version", cwd=tmp_path).stdout


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["serf"], "No such command 'serf'"),
        (["migrate", "--hard"], "No such option '--hard'"),
        (["rollback", "--steps", "0", "--yes"], "0 is not in the range x>=1"),
    ],
)
def test_what_was_mistyped(tmp_path: Path, words: list[str], says: str) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr.splitlines()[-1]


@pytest.mark.once
@pytest.mark.parametrize(
    "words", [["migrate"], ["status"], ["rollback", "--yes"], ["serve", "--migrate"]], ids=" ".join
)
def test_a_database_that_is_away(tmp_path: Path, words: list[str]) -> None:
    url = NOBODY_THERE.format(port=free_port())
    line = one_line(run(*words, cwd=tmp_path, DATABASE_URL=url, PORT=str(free_port())))
    assert "ada:***@127.0.0.1" in line
    assert "refused" in line
    assert "s3cret" not in line


def test_down_and_up_again(urls: dict[str, str], tmp_path: Path) -> None:
    last = migrations.known()[-1]
    assert run("migrate", cwd=tmp_path, **urls).stdout == "The schema is up to date.\n"

    asked = run("rollback", cwd=tmp_path, typed="n\n", **urls)
    assert asked.returncode == 1
    assert "drops tables" in asked.stdout
    assert last in applied(urls, tmp_path)

    undone = run("rollback", "--yes", cwd=tmp_path, **urls)
    assert undone.returncode == 0, undone.stderr
    assert undone.stdout.splitlines()[0].startswith(f"rolled back {last} ")
    assert undone.stdout.splitlines()[1] == "1 migrations rolled back."
    assert last not in applied(urls, tmp_path)

    done = run("migrate", cwd=tmp_path, **urls)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1] == "1 migrations applied."
    assert applied(urls, tmp_path) == list(migrations.known())


def applied(urls: dict[str, str], cwd: Path) -> list[str]:
    told = run("status", cwd=cwd, **urls)
    assert told.returncode == 0, told.stderr
    rows = [line.split() for line in told.stdout.splitlines()[1:]]
    assert [row[0] for row in rows] == list(migrations.known())
    return [row[0] for row in rows if row[-1] == "UTC"]


def test_psql_goes_where_the_url_says(urls: dict[str, str], tmp_path: Path) -> None:
    query = ["-X", "-At", "-c", "select current_user, current_database()"]
    name = parse(urls["DATABASE_URL"]).database
    assert run("psql", *query, cwd=tmp_path, **urls).stdout == f"catalogue_app|{name}\n"
    assert run("psql", "--owner", *query, cwd=tmp_path, **urls).stdout == f"catalogue_owner|{name}\n"
    wrong = run("psql", "-X", "-c", "select from nowhere", cwd=tmp_path, **urls)
    assert wrong.returncode == 1
    assert 'relation "nowhere" does not exist' in wrong.stderr


def test_explain(urls: dict[str, str], tmp_path: Path) -> None:
    done = run("explain", "models.get", "slug=ada-1", "id=", cwd=tmp_path, **urls)
    assert done.returncode == 0, done.stderr
    assert "Buffers: " in done.stdout
    for words, says in (
        (["models.nothing"], "models.nothing"),
        (["models.get", "slug"], "PARAMETER=VALUE"),
        (["models.get", "snail=1"], "snail"),
    ):
        wrong = run("explain", *words, cwd=tmp_path, **urls)
        assert wrong.returncode == 2
        assert says in wrong.stderr.splitlines()[-1]
        assert "Traceback" not in wrong.stderr


def test_headers_have_nothing_to_say(urls: dict[str, str], tmp_path: Path) -> None:
    for part in ("app", "sql"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    urls["DATABASE_URL"] = urls["MIGRATION_DATABASE_URL"]
    done = run("headers", cwd=tmp_path, PYTHONPATH=str(tmp_path), **urls)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    changed = tmp_path / "app/queries/models/get.sql"
    before = changed.read_text()
    changed.write_text(before.replace(":slug  text?", ":slug  snail?"))
    again = run("headers", cwd=tmp_path, PYTHONPATH=str(tmp_path), **urls)
    assert again.stdout.endswith("models/get.sql written\n")
    assert changed.read_text() == before


@pytest.mark.once
def test_a_database_of_its_own(start: Callable[..., Service], home: Path, tmp_path: Path) -> None:
    """From nothing to nothing, with and without a service that runs."""
    own = {"DATA_DIR": str(home)}
    count = ["psql", "-X", "-At", "-c", "select count(*) > 10 from models"]
    assert "There is no database below" in run("reset-data", "--yes", cwd=tmp_path, **own).stdout
    assert run("migrate", cwd=tmp_path, **own).stdout.endswith(
        f"{len(migrations.known())} migrations applied.\n"
    )
    assert run(*count, cwd=tmp_path, **own).stdout == "f\n"
    (tmp_path / "scores.csv").write_text("model,benchmark,score\nOurs,Tickets,70\n")
    assert run("import", "scores.csv", "--dry-run", cwd=tmp_path, **own).returncode == 0

    service = start()
    assert run("import", "scores.csv", cwd=tmp_path, **own).returncode == 0
    assert run(*count, cwd=tmp_path, **own).stdout == "t\n"  # the sample, by way of the service's database
    assert applied(own, tmp_path) == list(migrations.known())
    in_use = one_line(run("reset-data", "--yes", cwd=tmp_path, **own))
    assert f"in use by another Model Catalogue (pid {service.process.pid})" in in_use
    service.put_away()

    (home / "letter").write_text("dear")
    asked = run("reset-data", cwd=tmp_path, typed="n\n", **own)
    assert asked.returncode == 1
    assert f"below {home} will be gone" in asked.stdout
    assert run(*count, cwd=tmp_path, **own).stdout == "t\n"
    assert "Deleted" in run("reset-data", cwd=tmp_path, typed="y\n", **own).stdout
    assert {path.name for path in home.iterdir()} == {"letter", "lock", "run"}
