"""However a run ended, the next one starts, and no row that was acknowledged is missing."""

import os
import shutil
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from app.database import postmaster, server, server_user
from app.database.server import Programs, ServerError, running, running_urls

Ask = Callable[[str, str], object]
Hold = Callable[..., subprocess.Popen[str]]
QUICK = {"fsync": "off"}


@pytest.fixture
def data(home: Path, programs: Programs) -> Path:
    return home / f"pg{programs.major}"


@pytest.fixture
def stranger(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of PostgreSQL's user that has nothing to do with PostgreSQL."""
    process = server_user.server_user(data).spawn(["sleep", "600"], subprocess.DEVNULL, signal.SIGKILL)
    yield process
    survived = process.poll() is None
    process.kill()
    process.wait()
    assert survived, "an unrelated process was killed"


def write(url: str) -> str:
    note = str(uuid.uuid4())
    with psycopg.connect(url) as app:
        app.execute("insert into notes values (%s)", [note])
    return note


def has(url: str, note: str) -> bool:
    with psycopg.connect(url) as app:
        return app.execute("select from notes where note = %s", [note]).fetchone() is not None


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_rows_and_passwords_are_there_after_a_restart(home: Path, data: Path, programs: Programs) -> None:
    with running(home, programs, extra=QUICK) as first:
        note = write(first.app_url)
    assert not (data / "postmaster.pid").exists()
    with running(home, programs, extra=QUICK) as second:
        assert has(second.app_url, note)
        assert (second.owner_url, second.app_url) == (first.owner_url, first.app_url)


def test_an_error_in_the_block_stops_the_server_too(home: Path, data: Path, programs: Programs) -> None:
    with pytest.raises(ZeroDivisionError), running(home, programs, extra=QUICK):
        raise ZeroDivisionError
    assert not (data / "postmaster.pid").exists()


def test_a_killed_parent_takes_the_server_along_and_loses_no_row(
    home: Path, data: Path, programs: Programs, hold: Hold
) -> None:
    holder = hold(home)
    note = write(running_urls(home).app_url)
    with psycopg.connect(running_urls(home).app_url) as connection:
        connection.execute("insert into notes values ('not committed')")
        holder.kill()
        assert eventually(lambda: not (data / "postmaster.pid").exists(), seconds=5)
        connection.close()
    assert data.with_suffix(".log").read_text().splitlines()[-1].endswith("database system is shut down")
    with pytest.raises(ServerError, match="No server is running"):
        running_urls(home)
    with running(home, programs, extra=QUICK) as again:
        assert has(again.app_url, note)
        assert not has(again.app_url, "not committed")


def test_a_server_that_outlived_its_parent_is_stopped_first(
    home: Path, data: Path, programs: Programs, hold: Hold
) -> None:
    holder = hold(home, "orphans")
    orphan = running_urls(home)
    note = write(orphan.app_url)
    holder.kill()
    holder.wait()
    assert has(orphan.app_url, note)
    with running(home, programs, extra=QUICK) as again:
        assert again.pid != orphan.pid
        assert has(again.app_url, note)


def test_a_killed_server_recovers(home: Path, programs: Programs, hold: Hold) -> None:
    holder = hold(home)
    killed = running_urls(home)
    note = write(killed.app_url)
    os.kill(killed.pid, signal.SIGKILL)
    holder.kill()
    holder.wait()
    with running(home, programs, extra=QUICK) as again:
        assert has(again.app_url, note)
        assert "automatic recovery in progress" in again.log_file.read_text()


def test_a_session_that_outlived_the_server_is_waited_for(home: Path, programs: Programs, hold: Hold) -> None:
    holder = hold(home)
    killed = running_urls(home)
    note = write(killed.app_url)
    with psycopg.connect(killed.app_url) as busy:
        busy.pgconn.send_query(b"do $$ begin loop end loop; end $$")
        time.sleep(0.1)
        os.kill(killed.pid, signal.SIGKILL)
        holder.kill()
        holder.wait()
        leaving = threading.Timer(1, busy.close)  # while the next server starts
        leaving.start()
        with running(home, programs, extra=QUICK) as again:
            assert has(again.app_url, note)
            assert "is still in use" in again.log_file.read_text()
        leaving.join()


@pytest.mark.parametrize("left", ["dead", "empty", "garbage", "unrelated"])
def test_a_pid_file_left_behind_does_not_matter(
    data: Path, programs: Programs, left: str, stranger: subprocess.Popen[bytes], ask: Ask
) -> None:
    home = data.parent
    pid = {"dead": "4194303", "empty": "", "garbage": "x", "unrelated": str(stranger.pid)}[left]
    (home / "run").mkdir(exist_ok=True)
    for path in (data / "postmaster.pid", home / "run" / ".s.PGSQL.5432.lock"):
        path.write_text(f"{pid}\n{data}\n1\n5432\n{home}/run\n\n  1 2\nready\n" if pid else "")
        shutil.chown(path, data.stat().st_uid)
    with running(home, programs, extra=QUICK) as again:
        assert again.pid != stranger.pid
        assert ask(again.app_url, "select 1") == 1


def test_an_initdb_killed_half_way_counts_for_nothing(
    place: Path, programs: Programs, hold: Hold, ask: Ask
) -> None:
    home = place / "home"
    holder = hold(home, wait=False)
    assert eventually(lambda: bool(list(home.glob("*.unfinished-*/data/PG_VERSION"))), seconds=20)
    holder.kill()
    holder.wait()
    assert not list(home.glob("pg??"))
    assert list(home.glob("*.unfinished-*"))
    with running(home, programs, extra=QUICK) as started:
        assert ask(started.app_url, "select current_database()") == "catalogue"
    assert not list(home.glob("*.unfinished*"))


def test_roles_that_were_not_made_are_made_by_the_next_start(
    place: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(server, "_make_roles", killed)
        with pytest.raises(KeyboardInterrupt), running(place / "home", programs, extra=QUICK):
            pass
    assert list(place.glob("home/pg??/PG_VERSION"))
    with running(place / "home", programs, extra=QUICK) as started:
        assert ask(started.app_url, "select current_user") == "catalogue_app"


def test_a_lost_password_of_a_role_is_replaced(home: Path, programs: Programs, ask: Ask) -> None:
    lost = (home / "app.password").read_text()
    (home / "app.password").unlink()
    with running(home, programs, extra=QUICK) as started:
        assert lost not in started.app_url
        assert ask(started.app_url, "select current_user") == "catalogue_app"


def test_the_lost_password_of_the_superuser_is_asked_for(
    home: Path, data: Path, complaint: Callable[..., str]
) -> None:
    kept = (home / "postgres.password").rename(home / "kept")
    (data / "model-catalogue.roles").unlink()
    message = complaint(home)
    kept.rename(home / "postgres.password")
    assert f"{home}/postgres.password is missing" in message


def test_a_server_that_hangs_is_stopped_all_the_same(
    home: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postmaster, "STOP_SECONDS", 0.1)
    with running(home, programs, extra=QUICK) as hung:
        note = write(hung.app_url)
        os.kill(hung.pid, signal.SIGSTOP)
    with running(home, programs, extra=QUICK) as again:
        assert has(again.app_url, note)


def test_a_server_that_ended_by_itself_is_reported(
    home: Path, programs: Programs, caplog: pytest.LogCaptureFixture
) -> None:
    with running(home, programs, extra=QUICK) as killed:
        os.kill(killed.pid, signal.SIGINT)
        assert eventually(lambda: not list(home.glob("*/postmaster.pid")), seconds=5)
        time.sleep(0.05)
    assert "PostgreSQL had ended by itself" in caplog.text
