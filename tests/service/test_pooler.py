"""Through PgBouncer in transaction mode, as `?pgbouncer=true` says: every answer is the direct way's."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.database.address import parse
from app.database.server import Server
from app.database.server_user import server_user
from tests.conftest import Client, database_url, serving
from tests.people import MIA, SUE
from tests.service.processes import free_port, one_line, run
from tests.service.proxy import through

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")

pytestmark = [
    pytest.mark.xdist_group("pooler"),
    pytest.mark.skipif(PGBOUNCER is None, reason="pgbouncer is not installed (apt-get install pgbouncer)"),
]

CONFIGURATION = """
[databases]
* = host={sockets} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {place}/users
pool_mode = transaction
default_pool_size = 3
logfile = {place}/log
"""


@pytest.fixture(scope="module")
def pooler(migrated: Server) -> Iterator[int]:
    """The port on which it listens; it runs as the only user who may open the database's socket."""
    login = parse(migrated.app_url)
    user = server_user(migrated.home / f"pg{migrated.programs.major}")
    with tempfile.TemporaryDirectory(prefix="pooler-") as name:
        place, listens = Path(name), free_port()
        configuration = CONFIGURATION.format(
            sockets=migrated.socket_directory, port=migrated.port, listens=listens, place=place
        )
        (place / "users").write_text(f'"{login.user}" "{login.password}"\n')
        (place / "configuration").write_text(configuration)
        for path in (place, place / "users", place / "configuration"):
            user.give(path)
        program = str(PGBOUNCER)
        process = user.spawn(
            [program, "-q", str(place / "configuration")], subprocess.DEVNULL, signal.SIGTERM
        )
        yield listens
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
async def pooled(migrated: Server, seeded: str, pooler: int) -> AsyncIterator[Client]:
    url = through(parse(database_url(migrated.app_url, seeded)), pooler, "&pgbouncer=true")
    async with serving(url, pool_size=10) as client:
        for _ in range(100):
            if (await client.get("/readyz")).status_code == 200:
                break
            await asyncio.sleep(0.05)
        yield client


async def places(client: Client) -> list[str]:
    """Every GET of the API on what the seed has, as JSON and as CSV, and with parameters that some take."""
    document = (await client.get("/openapi.json")).json()
    templates = [path for path, methods in document["paths"].items() if "get" in methods]
    there = {"model": "alpha", "benchmark": "quiz", "id": 1, "import_id": UUID(int=7), "name": "two-boards"}
    there |= {"user_id": MIA.id}
    paths = [
        template.format(**there | ({"id": UUID(int=7)} if "/datasets/{id}" in template else {}))
        for template in templates
    ]
    return [f"{path}{query}" for path in paths for query in ("", "?format=csv", "?q=alpha", "?limit=2")]


async def test_every_answer_is_the_direct_ways(client: Client, pooled: Client) -> None:
    asked = await places(client)
    assert len(asked) > 40
    statuses = set()
    for path in asked:
        sue = SUE.headers()  # who may see everything
        direct, through_pooler = await client.get(path, headers=sue), await pooled.get(path, headers=sue)
        assert through_pooler.status_code == direct.status_code, path
        if direct.status_code == 200:
            assert through_pooler.content == direct.content, path
        statuses.add(direct.status_code)
    assert statuses == {200, 400}  # 400 where a resource takes no such parameter


def test_a_pooler_that_the_url_does_not_name(
    migrated: Server, seeded: str, pooler: int, tmp_path: Path
) -> None:
    url = through(parse(database_url(migrated.app_url, seeded)), pooler)
    line = one_line(run("serve", cwd=tmp_path, DATABASE_URL=url, PORT=str(free_port())))
    assert line == "catalogue: DATABASE_URL leads to a pooler: add ?pgbouncer=true to it.\n"


async def test_many_at_once_on_few_connections(pooled: Client) -> None:
    """More requests than the pooler has connections, and each connection of ours is on any of them."""

    async def ask(number: int) -> int:
        path = ("/api/v1/models/alpha", "/api/v1/results?limit=5", "/api/v1/benchmarks/quiz/leaderboard")[
            number % 3
        ]
        return (await pooled.get(path)).status_code

    for _ in range(10):
        assert set(await asyncio.gather(*map(ask, range(30)))) == {200}
