"""sql/roles.sql as a DBA runs it: not a superuser, on a server of their own, more than once."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from app.database import binaries, server
from app.database.server import Programs, Server, find_programs, running
from app.database.server_user import environment

QUICK = {"fsync": "off"}
SCRIPT = Path(__file__).parents[3] / "sql" / "roles.sql"
Run = Callable[..., subprocess.CompletedProcess[str]]


def choices() -> list[Programs]:
    """What is started by default, and the oldest that the system has beside it."""
    default = find_programs()
    others = [found for found in binaries._system() if found.major != default.major]
    return [default, *sorted(others, key=lambda found: found.major)[:1]]


@pytest.fixture(params=choices(), ids=lambda programs: f"pg{programs.major}")
def bare(request: pytest.FixtureRequest, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on which nobody has run roles.sql yet, with a role `dba` that may make roles and databases."""
    home = place / "home"
    home.mkdir()
    for role in ("owner", "app"):
        (home / f"{role}.password").write_text(role)
    monkeypatch.setattr(server, "_make_roles", lambda *_: None)
    with running(home, request.param, extra=QUICK) as started:
        with connect(started, "postgres", "postgres", (home / "postgres.password").read_text()) as superuser:
            superuser.execute("create role dba login createrole createdb password 'dba'")
            superuser.execute("create role stranger login password 'stranger'")
        yield started


def connect(up: Server, database: str, user: str, password: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(up.socket_directory), dbname=database, user=user, password=password, autocommit=True
    )


def run(up: Server, **variables: str) -> subprocess.CompletedProcess[str]:
    options = [word for name, text in variables.items() for word in ("-v", f"{name}={text}")]
    address = {"PGHOST": str(up.socket_directory), "PGUSER": "dba", "PGPASSWORD": "dba"}
    return subprocess.run(
        [up.programs.path("psql"), "-X", "-q", "-d", "postgres", *options, "-f", str(SCRIPT)],
        env=environment(**address),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_dba_makes_database_and_roles_and_changes_passwords(bare: Server) -> None:
    nothing = run(bare, app_password="app")
    assert nothing.returncode != 0
    assert "no owner_password" in nothing.stderr
    first = run(bare, owner_password="o'ne", app_password="two", database="catalogue")
    assert (first.returncode, first.stderr) == (0, "")
    with connect(bare, "catalogue", "catalogue_owner", "o'ne") as owner:
        owner.execute("create extension pg_trgm")
        owner.execute("create table history (id integer generated always as identity, what text)")
        owner.execute("revoke update, delete on history from catalogue_app")
    again = run(bare, owner_password="three", app_password="two", database="catalogue")
    assert again.returncode == 0, again.stderr
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(bare, "catalogue", "catalogue_owner", "o'ne")
    with connect(bare, "catalogue", "catalogue_app", "two") as app:
        app.execute("insert into history (what) values ('made')")
        for refused in (b"delete from history", b"truncate history", b"create table mine (id integer)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(refused)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        connect(bare, "catalogue", "stranger", "stranger")


def test_a_database_of_another_keeps_its_owner_and_its_doors(bare: Server) -> None:
    with connect(bare, "postgres", "dba", "dba") as dba:
        dba.execute("create database shared")
    for _ in range(2):
        done = run(bare, owner_password="one", app_password="two", database="shared")
        assert done.returncode == 0, done.stderr
    with connect(bare, "shared", "dba", "dba") as dba:
        row = dba.execute(
            "select pg_get_userbyid(datdba) from pg_database where datname = 'shared'"
        ).fetchone()
        assert row == ("dba",)
    with connect(bare, "shared", "catalogue_owner", "one") as owner:
        owner.execute("create table facts (what text)")
    with connect(bare, "shared", "catalogue_app", "two") as app:
        app.execute("insert into facts values ('true')")
    with (
        connect(bare, "shared", "stranger", "stranger") as stranger,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        stranger.execute("select from public.facts")
