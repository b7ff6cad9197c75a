"""Where the data lies, and what a directory must be like."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.database.server import Programs, data_home, running, running_urls
from app.database.server_user import server_user

Ask = Callable[[str, str], object]
QUICK = {"fsync": "off"}


@pytest.fixture
def renamed(home: Path) -> Iterator[Callable[[str], Path]]:
    names = [home]

    def rename(name: str) -> Path:
        names.append(home.rename(home.with_name(name)))
        return names[-1]

    yield rename
    names[-1].rename(home)


@pytest.mark.parametrize("name", ["l" * 100, 'comma, "quote" and % é'], ids=["long", "odd"])
def test_any_path_will_do(renamed: Callable[[str], Path], programs: Programs, ask: Ask, name: str) -> None:
    odd = renamed(name)
    with running(odd, programs, extra=QUICK) as started:
        assert ask(started.app_url, "select current_user") == "catalogue_app"
        assert ask(running_urls(odd).owner_url, "select current_user") == "catalogue_owner"
        assert started.socket_directory.stat().st_mode & 0o777 == 0o700
        assert started.socket_directory.parent != odd
    assert not started.socket_directory.exists()


def test_a_socket_directory_left_in_tmp_is_removed_by_the_next_start(
    renamed: Callable[[str], Path], programs: Programs, hold: Callable[..., subprocess.Popen[str]]
) -> None:
    long = renamed("l" * 100)
    holder = hold(long)
    left = running_urls(long).socket_directory
    holder.kill()
    holder.wait()
    assert left.exists()
    with running(long, programs, extra=QUICK) as again:
        assert again.socket_directory != left
        assert not left.exists()


def test_another_major_version_does_not_start_an_empty_catalogue(
    place: Path, programs: Programs, complaint: Callable[..., str]
) -> None:
    (place / "pg14").mkdir()
    (place / "pg14" / "PG_VERSION").write_text("14\n")
    message = complaint(place)
    for word in ("PostgreSQL 14", "PG_BIN", "pg_upgrade"):
        assert word in message
    assert not (place / f"pg{programs.major}").exists()


@pytest.mark.parametrize(
    ("version", "says"), [(None, "is no PostgreSQL"), ("12", "was made by PostgreSQL 12")]
)
def test_a_directory_that_is_not_ours_is_left_alone(
    place: Path, programs: Programs, complaint: Callable[..., str], version: str | None, says: str
) -> None:
    other = place / f"pg{programs.major}"
    user = server_user(other)
    other.mkdir()
    user.give(other)
    (other / "letter").write_text("dear")
    if version:
        (other / "PG_VERSION").write_text(version)
    assert says in complaint(place)
    assert (other / "letter").read_text() == "dear"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_data_of_root_and_of_another_user_are_refused(
    place: Path, programs: Programs, complaint: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = place / f"pg{programs.major}"
    data.mkdir()
    assert f"{data} belongs to root" in complaint(place)
    monkeypatch.setattr(os, "geteuid", lambda: 1)
    assert f"{data} belongs to another user (id 0)" in complaint(place)


def test_a_directory_that_is_closed_is_said_in_one_line(place: Path, complaint: Callable[..., str]) -> None:
    mode = 0o700 if os.geteuid() == 0 else 0o500
    closed = place / "closed"
    closed.mkdir(mode=mode)
    message = complaint(closed / "home")
    assert str(closed) in message
    assert "DATA_DIR" in message
    assert closed.stat().st_mode & 0o777 == mode


def test_a_file_in_the_place_of_the_home_is_said_in_one_line(
    place: Path, complaint: Callable[..., str]
) -> None:
    (place / "home").write_text("")
    assert "DATA_DIR" in complaint(place / "home")


def test_where_the_data_lies_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert data_home(Path("/data")) == Path("/data")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert data_home() == Path("/var/lib/model-catalogue")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/ada/share")
    if sys.platform == "linux":
        assert data_home() == Path("/home/ada/share/model-catalogue")
