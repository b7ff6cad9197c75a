"""`catalogue serve`: it greets, answers, and ends as told or killed, and nothing is left or lost."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx
import psycopg
import pytest

from app.database.address import parse
from app.database.server import running_urls
from tests.service.processes import Service, alive, eventually, free_port, one_line, run

pytestmark = [
    pytest.mark.once,
    pytest.mark.xdist_group("serve"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
Launch = Callable[..., Service]

BOARD = "/api/v1/benchmarks/mmlu/leaderboard"


@contextmanager
def results_locked(home: Path) -> Iterator[None]:
    """Whoever asks for results waits meanwhile."""
    with psycopg.connect(running_urls(home).owner_url) as owner:
        owner.execute("lock table benchmark_results in access exclusive mode")
        yield


def waiting(home: Path) -> bool:
    """Does a session wait for a lock?"""
    with psycopg.connect(running_urls(home).owner_url) as owner:
        row = owner.execute("select count(*) from pg_locks where not granted").fetchone()
    return row is not None and row[0] > 0


def lets_in(service: Service) -> bool:
    try:
        return httpx.get(f"{service.url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def added_to(file: Path, before: int) -> str:
    return file.read_bytes()[before:].decode()


def test_the_greeting_and_the_sample(start: Launch, home: Path) -> None:
    service = start()
    for words in (
        rf"Model Catalogue +{service.url}\n",
        rf"API reference +{service.url}/docs\n",
        rf"Data +{re.escape(str(home))}\n",
        r"Stop +Ctrl-C\n",
        r"Begin anew +make reset-data\n",
    ):
        assert re.search(words, service.greeting)
    commands = re.findall(r"^    (\S.*)$", service.greeting, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["curl", "curl", "make"]
    for command in commands[:2]:
        answer = httpx.get(command.split("'")[1])
        assert answer.status_code == 200
        assert len(answer.text) > 100

    page = httpx.get(f"{service.url}{BOARD}", params={"limit": 100}).json()
    scores = [row["score"] for row in page["items"]]
    assert len(scores) > 10
    assert scores == sorted(scores, reverse=True)
    assert [row["rank"] for row in page["items"]] == [1 + sum(s > own for s in scores) for own in scores]
    assert all(row["source"] for row in page["items"])


@pytest.mark.parametrize(("host", "near"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")])
def test_every_address_may_be_listened_at(start: Launch, host: str, near: str) -> None:
    """It finds itself, greets with an address that can be asked, and says once what that means."""
    service = start(HOST=host)
    port = service.url.rpartition(":")[2]
    assert re.search(rf"Model Catalogue +http://{re.escape(near)}:{port}\n", service.greeting)
    assert httpx.get(f"http://{near}:{port}/healthz").status_code == 200
    (warning,) = [line for line in service.log if line["level"] == "warning"]
    assert (warning["event"], warning["host"]) == ("reachable", host)
    assert "passwords travel in the clear" in warning["reason"]


def test_nobody_is_warned_of_what_nobody_else_reaches(start: Launch) -> None:
    assert [line["event"] for line in start(HOST="localhost").log if line["level"] == "warning"] == []


@pytest.mark.parametrize(
    ("number", "group"),
    [(signal.SIGINT, True), (signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGHUP, True)],
    ids=["ctrl-c", "sigint", "sigterm", "closed-terminal"],
)
def test_it_ends_in_order(start: Launch, home: Path, number: signal.Signals, group: bool) -> None:
    service = start()
    family, log_file = service.family, next(home.glob("pg??.log"))
    before = log_file.stat().st_size
    with ThreadPoolExecutor() as pool:
        with results_locked(home):
            slow = pool.submit(httpx.get, f"{service.url}{BOARD}", timeout=20)
            assert eventually(lambda: waiting(home), 10)
            service.send(number, group=group)
            assert eventually(lambda: not lets_in(service), 10)
            assert service.process.poll() is None
        assert slow.result().status_code == 200
    assert service.wait() == 0
    assert service.greeting.endswith("Stopped.\n")
    assert [line["event"] for line in service.log if line["level"] != "info"] == []
    assert eventually(lambda: not any(map(alive, family)), 5)
    assert "database system is shut down" in added_to(log_file, before)
    assert "recovery" not in added_to(log_file, before)
    assert not (log_file.with_suffix("") / "postmaster.pid").exists()


def test_a_signal_while_it_starts(start: Launch, home: Path) -> None:
    service = start(wait=False)
    assert eventually(lambda: list(home.glob("pg??/postmaster.pid")) != [], 30)
    family = service.family
    service.send(signal.SIGTERM)
    assert service.wait() == 1
    assert "Traceback" not in service.complaints
    assert service.complaints.strip().splitlines()[-1] == "Aborted!"
    assert eventually(lambda: not any(map(alive, family)), 5)


async def test_kill_9_leaves_nobody_behind_and_loses_nothing(start: Launch, home: Path) -> None:
    service = start(WORKERS=2)
    family = service.family
    owner = await asyncpg.connect(**parse(running_urls(home).owner_url).asyncpg())
    await owner.execute(
        "insert into models (name, slug, organization) values ('Acknowledged', 'acknowledged', 'Ours')"
    )
    service.send(signal.SIGKILL)
    assert eventually(lambda: not any(map(alive, family)), 10), family
    owner.terminate()
    again = start()
    async with httpx.AsyncClient() as client:
        found = await client.get(f"{again.url}/api/v1/models/acknowledged")
    assert found.status_code == 200
    assert found.json()["name"] == "Acknowledged"


def test_two_workers_answer_are_summed_and_replaced(start: Launch, home: Path) -> None:
    service = start(WORKERS=2, LOG_REQUESTS="false")
    both = service.workers
    assert len(both) == 2
    for _ in range(40):  # each on a connection of its own, which the kernel gives to either worker
        assert httpx.get(f"{service.url}/api/v1/models?limit=1").status_code == 200
    assert {pid for pid in both if b"/api/v1/models" in counts(pid)} == both
    assert counted(service) == 40

    killed = min(both)
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: len(service.workers - {killed}) == 2, 20)
    (newcomer,) = service.workers - both
    assert eventually(lambda: asks(service) and b"/api/v1/models" in counts(newcomer), 20)
    assert counted(service) > 40
    assert alive(max(both))
    assert "Traceback" not in service.complaints
    assert service.log[-1]["level"] != "info"  # somebody is told of the worker that died


def counts(pid: int) -> bytes:
    """What one worker has counted so far."""
    variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    shared = next(
        v.decode().partition("=")[2] for v in variables if v.startswith(b"PROMETHEUS_MULTIPROC_DIR=")
    )
    return b"".join(path.read_bytes() for path in Path(shared).glob(f"*_{pid}.db"))


def counted(service: Service) -> float:
    """The requests for models, as /metrics has them."""
    text = httpx.get(f"{service.url}/metrics").text
    found = re.findall(r'_count\{[^}]*route="/api/v1/models"[^}]*\} (\S+)', text)
    assert len(found) == 1, text
    return float(found[0])


def asks(service: Service) -> bool:
    return httpx.get(f"{service.url}/api/v1/models?limit=1").status_code == 200


def test_what_it_has_is_its_own(start: Launch, home: Path, tmp_path: Path) -> None:
    service = start()
    port, elsewhere = service.url.rpartition(":")[2], tmp_path / "elsewhere"
    taken = one_line(run("serve", cwd=tmp_path, DATA_DIR=str(elsewhere), PORT=port))
    assert re.search(rf"Port {port} of 127.0.0.1 is taken .*: stop .*, or set PORT", taken)
    assert not elsewhere.exists()  # it was looked at before anything was begun
    in_use = one_line(run("serve", cwd=tmp_path, DATA_DIR=str(home), PORT=str(free_port())))
    assert f"in use by another Model Catalogue (pid {service.process.pid}): stop that one" in in_use
    assert asks(service)
