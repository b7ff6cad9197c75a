"""What stops a start: one line that says what is wrong and what to do, before anything is begun."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import asyncpg
import httpx
import pytest

from app.database import migrations
from app.database.address import parse
from app.database.server import Server
from tests.conftest import cloned, database_url
from tests.service.processes import Service, free_port, one_line, run
from tests.service.proxy import Proxy

pytestmark = [pytest.mark.xdist_group("serve")]


@pytest.mark.once
@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"HOST": "192.0.2.1"}, "192.0.2.1"),
        ({"TRUSTED_PROXIES": "s3cret.example"}, "TRUSTED_PROXIES: expected addresses or networks"),
        ({"CORS_ORIGINS": "s3cret.example"}, "CORS_ORIGINS: expected origins as browsers write them"),
        ({"HOST": "[::1]"}, "HOST: [::1] has no address"),
        ({"PORT": "http"}, "PORT: expected a whole number"),
        ({"PG_BIN": "/nowhere"}, "PG_BIN: /nowhere has no postgres, initdb, psql"),
        ({"DATABASE_URL": "jdbc:postgresql://db/x"}, "a jdbc: URL is for Java"),
        ({"DATABASE_URL": "postgresql://ada:s3cret@db:x/y"}, "a port is not a number"),
        ({"DATABASE_URL": "postgresql://ada:s3c/ret@db/y"}, "an @ after the host"),
        ({"DATABASE_URL": "mysql://ada:s3cret@db/y"}, "the URL must start with postgresql://"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_setting_that_cannot_be(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    line = one_line(
        run(
            "serve",
            cwd=tmp_path,
            **{"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port()), **settings},
        )
    )
    assert says in line
    assert "s3c" not in line
    assert not (tmp_path / "data").exists()


@pytest.mark.once
def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        assert f"Port {port} " in one_line(
            run("serve", cwd=tmp_path, DATA_DIR=str(tmp_path / "data"), PORT=str(port))
        )
    assert not (tmp_path / "data").exists()


@pytest.fixture(scope="module")
async def older(migrated: Server, seed: str) -> AsyncIterator[str]:
    """The app's URL of a database without the last migration."""
    async with cloned(migrated, seed) as name:
        migrations.rollback(parse(database_url(migrated.owner_url, name)), report=lambda _: None)
        yield database_url(migrated.app_url, name)


def test_an_older_schema(older: str, tmp_path: Path) -> None:
    line = one_line(run("serve", cwd=tmp_path, DATABASE_URL=older, PORT=str(free_port())))
    assert f"older than this version ({migrations.known()[-1]} is missing): run `make migrate`" in line


async def test_a_newer_schema(migrated: Server, seed: str, tmp_path: Path) -> None:
    async with cloned(migrated, seed) as name:
        owner = await asyncpg.connect(**parse(database_url(migrated.owner_url, name)).asyncpg())
        await owner.execute(
            "insert into _yoyo_migration (migration_hash, migration_id, applied_at_utc) "
            "values ('f', '9999.from_the_future', now())"
        )
        await owner.close()
        url = database_url(migrated.app_url, name)
        line = one_line(run("serve", cwd=tmp_path, DATABASE_URL=url, PORT=str(free_port())))
    assert "newer than this version (it has had 9999.from_the_future)" in line


async def test_a_database_that_is_away_stops_no_start(
    fresh: str, proxy: Proxy, start: Callable[..., Service]
) -> None:
    proxy.mode = "refuse"
    service = start(DATABASE_URL=proxy.url(fresh), wait=False)
    async with httpx.AsyncClient(base_url=service.url) as client:
        await answers(client, "/healthz", 200)
        ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert ready.headers["content-type"] == "application/problem+json"
        assert int(ready.headers["retry-after"]) > 0
        (warning,) = [line for line in service.log if line["event"] == "database_away" and "reason" in line]
        assert str(parse(fresh).password) not in service.complaints
        assert warning["level"] == "warning"
        proxy.mode = "pass"
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.get("/api/v1/models")).status_code == 200
    service.send(signal.SIGTERM)
    assert await asyncio.to_thread(service.wait) == 0


async def answers(client: httpx.AsyncClient, path: str, status: int) -> None:
    """Waits until a service that starts answers."""
    while True:
        try:
            answer = await client.get(path)
        except httpx.TransportError:
            await asyncio.sleep(0.05)
        else:
            assert answer.status_code == status
            return
