"""Deployers as real processes: two at once, killed in the middle, behind readers, in odd surroundings."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from app.database import migrations
from app.database.address import Address
from app.database.migrations import MigrationError

Write = Callable[..., Path]
Connection = psycopg.Connection[tuple[Any, ...]]

DEPLOY = """
import os, sys
from pathlib import Path
from app.database import migrations
from app.database.address import parse

def report(line):
    print(line, flush=True)

try:
    address = parse(os.environ["DATABASE_URL"])
    print(migrations.apply(address, report=report, folder=Path(sys.argv[1]), wait=float(sys.argv[2])))
except migrations.MigrationError as error:
    sys.exit(str(error))
"""


class Deployer:
    def __init__(self, address: Address, folder: Path, wait: float, **environment: str) -> None:
        host, port = address.hosts[0]
        login = f"{address.user}:{quote(str(address.password), safe='')}"
        url = f"postgresql://{login}@/{address.database}?host={quote(host)}&port={port}"
        root = Path(__file__).parents[2]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", DEPLOY, str(folder), str(wait)],
            env={**kept, "PYTHONPATH": str(root), "DATABASE_URL": url, **environment},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def next_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> tuple[int, list[str]]:
        output, _ = self.process.communicate(timeout=60)
        return self.process.returncode, output.splitlines()


Deploy = Callable[..., Deployer]


@pytest.fixture
def deploy(scratch: Address) -> Iterator[Deploy]:
    started: list[Deployer] = []

    def deploy(folder: Path, wait: float = 60, **environment: str) -> Deployer:
        started.append(Deployer(scratch, folder, wait, **environment))
        return started[-1]

    yield deploy
    for deployer in started:
        deployer.process.kill()
        deployer.process.communicate()


def wait_for(connection: Connection, condition: str) -> int:
    """The pid of the migrating connection of which the condition is true."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        row = connection.execute(
            "select pid from pg_stat_activity where datname = current_database()"
            f" and application_name = 'model-catalogue migrations' and {condition}"
        ).fetchone()
        if row is not None:
            return int(row[0])
        time.sleep(0.02)
    raise AssertionError(f"no connection became {condition}")


def exists(connection: Connection, name: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", [name]).fetchone() == (True,)


def silent(_: str) -> None: ...


def test_the_second_of_two_deployers_waits_and_applies_nothing(
    connection: Connection, write: Write, deploy: Deploy
) -> None:
    connection.execute("create table gate ()")
    wait = "do $$ begin while not exists (select from gate) loop perform pg_sleep(0.05); end loop; end $$"
    folder = write("0001.a", f"create table a (id int); {wait}")
    first = deploy(folder)
    wait_for(connection, "wait_event = 'PgSleep'")
    impatient, patient = deploy(folder, wait=0), deploy(folder, wait=30)
    assert patient.next_line() == "another deployment is running: waiting up to 30 s for it"
    assert impatient.end() == (1, ["another deployment is still running after 0 s: try again later"])
    connection.execute("insert into gate default values")
    status, lines = first.end()
    assert (status, lines[-1]) == (0, "['0001.a']")
    assert patient.end() == (0, ["[]"])


def test_deployers_that_start_together_on_an_empty_database(write: Write, deploy: Deploy) -> None:
    write("0001.a", "create table a (id int)")
    folder = write("0002.b", "create table b (id int)")
    ends = [deployer.end() for deployer in [deploy(folder) for _ in range(3)]]
    assert [status for status, _ in ends] == [0, 0, 0]
    assert sorted(lines[-1] for _, lines in ends) == ["['0001.a', '0002.b']", "[]", "[]"]


def test_after_kill_9_in_the_middle_the_next_run_applies(
    scratch: Address, connection: Connection, write: Write, deploy: Deploy
) -> None:
    write("0001.a", "create table a (id int)")
    folder = write("0002.b", "create table b (id int); select pg_sleep(600)")
    killed = deploy(folder)
    orphan = wait_for(connection, "wait_event = 'PgSleep'")
    killed.process.kill()
    killed.process.wait()
    write("0002.b", "create table b (id int)")
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0002.b"]
    assert connection.execute("select pid from pg_stat_activity where pid = %s", [orphan]).fetchone() is None
    assert connection.execute("select count(*) from _yoyo_log where migration_id = '0002.b'").fetchone() == (
        1,
    )


@pytest.mark.parametrize("moment", ["log_migration", "mark_one", "commit"])
def test_no_moment_to_die_leaves_half(
    scratch: Address, connection: Connection, write: Write, deploy: Deploy, moment: str
) -> None:
    """The process ends itself without a word just before it writes what it did, or commits it."""
    folder = write("0001.a", "create table a (id int)")
    (folder.parent / "sitecustomize.py").write_text(f"""
import os
from app.database.deployment import Backend

original = Backend.{moment}

def die(self, *arguments, **named):
    if self.execute("select to_regclass('a') is not null").fetchone()[0]:
        os._exit(9)
    return original(self, *arguments, **named)

Backend.{moment} = die
""")
    root = Path(__file__).parents[2]
    assert deploy(folder, PYTHONPATH=f"{folder.parent}{os.pathsep}{root}").end() == (9, [])
    assert not exists(connection, "a")
    assert migrations.apply(scratch, folder=folder, report=silent) == ["0001.a"]


def test_a_long_reader_is_not_overrun(scratch: Address, connection: Connection, write: Write) -> None:
    connection.execute("create table a (id int)")
    folder = write("0001.b", "create table b (id int); alter table a add column more int", "drop table b")
    said: list[str] = []
    with psycopg.connect(scratch.psycopg()) as reader:
        reader.execute("select * from a")
        message = r"^0001\.b\.sql: 55P03 canceling statement due to lock timeout$"
        with pytest.raises(MigrationError, match=message):
            migrations.apply(scratch, folder=folder, report=silent, wait=0.1)
        assert not exists(connection, "b")

        def finish_reading(line: str) -> None:
            said.append(line)
            reader.rollback()

        assert migrations.apply(scratch, folder=folder, report=finish_reading) == ["0001.b"]
    assert said[0] == "0001.b.sql: 55P03 canceling statement due to lock timeout; trying again in 0.25 s"
    assert exists(connection, "b")


def test_a_deadlock_is_tried_again(scratch: Address, connection: Connection, write: Write) -> None:
    connection.execute("create table a (id int); create table b (id int)")
    folder = write("0001.c", "lock table a in share mode; lock table b in share mode; create table c ()")
    said: list[str] = []
    with psycopg.connect(scratch.psycopg()) as other:
        other.execute("lock table b in row exclusive mode")

        def cross() -> None:
            # The migration waits first, so the server finds the deadlock in its place and ends it, not this.
            wait_for(connection, "wait_event_type = 'Lock'")
            other.execute("lock table a in row exclusive mode")
            other.rollback()

        crossing = Thread(target=cross)
        crossing.start()
        try:
            assert migrations.apply(scratch, folder=folder, report=said.append) == ["0001.c"]
        finally:
            crossing.join()
    assert said[0].startswith("0001.c.sql: 40P01 deadlock detected")
    assert said[0].endswith("; trying again in 0.25 s")
    assert exists(connection, "c")


def test_an_index_is_built_concurrently_while_a_deployer_waits(
    scratch: Address, connection: Connection, write: Write, deploy: Deploy
) -> None:
    # At this level an idle transaction keeps its snapshot, and the build would wait for it for ever.
    connection.execute(
        f"alter database {scratch.database} set default_transaction_isolation to 'repeatable read'"
    )
    connection.execute("create table a (id int)")
    text = "-- transactional: false\ncreate index concurrently a_idx on a (id)"
    folder = write("0001.a", text, "-- transactional: false\ndrop index concurrently a_idx")
    with psycopg.connect(scratch.psycopg()) as writer:
        writer.execute("insert into a values (1)")
        first = deploy(folder)
        builder = wait_for(connection, "wait_event_type = 'Lock'")
        second = deploy(folder)
        assert second.next_line().startswith("another deployment is running")
        time.sleep(1)  # two of its polls
        blockers = connection.execute("select pg_blocking_pids(%s)", [builder]).fetchone()
        assert blockers == ([writer.info.backend_pid],)
    status, lines = first.end()
    assert (status, lines[-1]) == (0, "['0001.a']")
    assert second.end() == (0, ["[]"])
    valid = connection.execute(
        "select indisvalid from pg_index where indexrelid = 'a_idx'::regclass"
    ).fetchone()
    assert valid == (True,)


def test_neither_the_locale_nor_a_stray_configuration_matters(
    connection: Connection, write: Write, deploy: Deploy
) -> None:
    folder = write("0001.a", "-- 表\ncreate table a (said text default 'naïve → 表')", "-- ü\ndrop table a")
    (folder.parent / "yoyo.ini").write_text("[DEFAULT]\nsources = %(nonsense\nno section")
    (folder / "yoyo.ini").write_text("[DEFAULT]\ndatabase = sqlite:////nowhere/at/all")
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    status, lines = deploy(folder, **ascii_only).end()
    assert (status, lines[-1]) == (0, "['0001.a']")
    row = connection.execute("insert into a default values returning said").fetchone()
    assert row == ("naïve → 表",)
