"""What the running server lets whom do, and what it says where it cannot start."""

import os
import re
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from app.database import data_directory, postmaster, server_user
from app.database.server import Programs, Server, ServerError, running, running_urls

Ask = Callable[[str, str], object]
QUICK = {"fsync": "off"}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to become")


def test_both_roles_log_in_and_no_network_is_open(up: Server, ask: Ask) -> None:
    assert ask(up.owner_url, "select current_user") == "catalogue_owner"
    assert ask(up.app_url, "select current_user") == "catalogue_app"
    assert ask(up.app_url, "show listen_addresses") == ""
    assert ask(up.app_url, "show timezone") == "UTC"
    assert ask(up.app_url, "select pg_encoding_to_char(encoding) from pg_database") == "UTF8"
    assert up.socket_directory.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in up.home.glob("*.password")} == {0o600}


@pytest.mark.parametrize("user", ["catalogue_owner", "catalogue_app", "postgres"])
def test_a_wrong_password_is_refused(up: Server, user: str, tmp_path: Path) -> None:
    place = {"host": str(up.socket_directory), "port": up.port, "dbname": "catalogue", "user": user}
    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(password=password, passfile=str(tmp_path / "none"), **place)  # type: ignore[arg-type]  # mixed


def test_the_service_writes_rows_and_nothing_else(up: Server) -> None:
    with psycopg.connect(up.app_url) as app:
        app.execute("insert into notes values ('a')")
        app.execute("update notes set note = 'b' where note = 'a'")
        app.execute("delete from notes where note = 'b'")
        app.commit()
        for statement in (
            b"truncate notes",
            b"drop table notes",
            b"alter table notes add x integer",
            b"create table mine (id integer)",
            b"create temporary table mine (id integer)",
            b"create schema mine",
            b"create role other",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)
            app.rollback()


@pytest.mark.parametrize(
    ("role", "setting", "expected"),
    [
        ("app", "plan_cache_mode", "force_custom_plan"),
        ("app", "jit", "off"),
        ("app", "statement_timeout", "30s"),
        ("app", "lock_timeout", "5s"),
        ("app", "idle_in_transaction_session_timeout", "1min"),
        ("owner", "lock_timeout", "5s"),
        ("owner", "client_connection_check_interval", "1s"),
    ],
)
def test_each_role_has_its_bounds(up: Server, ask: Ask, role: str, setting: str, expected: str) -> None:
    assert ask(up.app_url if role == "app" else up.owner_url, f"show {setting}") == expected


def test_no_password_is_shown(up: Server) -> None:
    shown = repr(up)
    assert str(up.home) in shown
    for path in up.home.glob("*.password"):
        assert path.read_text() not in shown


def test_no_password_reaches_the_log_or_a_command_line(
    home: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[str] = []
    run = subprocess.run

    def recording(argv: list[str], **options: object) -> object:
        commands.append(" ".join(map(str, argv)))
        return run(argv, **options)  # type: ignore[call-overload]  # as it was called

    (home / f"pg{programs.major}" / "model-catalogue.roles").unlink()
    monkeypatch.setattr(subprocess, "run", recording)
    everything = {"log_statement": "all", "log_min_duration_statement": "0"}
    with running(home, programs, extra=QUICK | everything) as started:
        written = started.log_file.read_text()
    assert "revoke all on schema public from public" in written
    assert any("roles.sql" in command for command in commands)
    for path in home.glob("*.password"):
        assert path.read_text() not in written + "\n".join(commands)


@needs_root
def test_root_becomes_another_user(up: Server) -> None:
    status = Path(f"/proc/{up.pid}/status").read_text()
    ids = re.findall(r"^[UG]id:\t(\d+)\t(\d+)\t(\d+)\t(\d+)", status, re.MULTILINE)
    assert len(ids) == 2
    assert all("0" not in numbers for numbers in ids)
    assert re.search(r"^Groups:\s*$", status, re.MULTILINE)


def test_a_second_instance_is_told_who_has_the_data(
    up: Server, ask: Ask, complaint: Callable[..., str]
) -> None:
    message = complaint(up.home)
    assert f"in use by another Model Catalogue (pid {os.getpid()})" in message
    assert "DATA_DIR" in message
    assert ask(up.app_url, "select 1") == 1


def test_an_instance_in_another_process_is_found_and_named(
    home: Path, ask: Ask, hold: Callable[..., subprocess.Popen[str]], complaint: Callable[..., str]
) -> None:
    holder = hold(home)
    assert ask(running_urls(home).app_url, "select current_user") == "catalogue_app"
    assert ask(running_urls(home).owner_url, "select current_user") == "catalogue_owner"
    assert f"(pid {holder.pid})" in complaint(home)


def test_no_instance_is_said_in_one_line(place: Path, home: Path) -> None:
    for stopped in (place, home):
        with pytest.raises(ServerError, match=r"No server is running on .*make run"):
            running_urls(stopped)


def test_a_server_that_does_not_start_says_why_at_once(home: Path, complaint: Callable[..., str]) -> None:
    message = complaint(home, work_mem="plenty")
    assert 'invalid value for parameter "work_mem": "plenty"' in message
    assert str(next(home.glob("*.log"))) in message


def test_what_initdb_says_is_passed_on(
    place: Path, complaint: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_directory, "_locale_arguments", lambda _: ["--locale=nowhere"])
    assert 'invalid locale name "nowhere"' in complaint(place / "home")
    assert not list((place / "home").glob("pg*"))


def test_another_thread_may_not_start_it(home: Path, programs: Programs) -> None:
    caught: list[str] = []

    def start() -> None:
        try:
            with running(home, programs):
                pass
        except RuntimeError as error:
            caught.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in caught[0]


def test_a_large_log_is_set_aside(home: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    log_file = home / f"pg{programs.major}.log"
    with log_file.open("a") as file:
        file.write("the last line\n")
    monkeypatch.setattr(postmaster, "LONGEST_LOG", 10)
    with running(home, programs, extra=QUICK):
        assert log_file.with_suffix(".log.1").read_text().endswith("the last line\n")
        assert "the last line" not in log_file.read_text()


def test_a_user_without_a_name_is_told_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 43210)
    with pytest.raises(ServerError, match=r"User 43210 has no entry in /etc/passwd.*DATABASE_URL"):
        server_user.server_user(place / "pg18")
