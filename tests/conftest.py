"""A real PostgreSQL for each test process, a migrated template, and clones of it.

TEST_PG_BIN chooses the server's programs, for example /usr/lib/postgresql/15/bin.
"""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import asyncpg
import httpx
import pytest
from litestar import Litestar

from app.database import migrations
from app.database.address import parse
from app.database.data_directory import password
from app.database.pool import prepare
from app.database.server import Server, find_programs, running
from app.http.cors import Sites
from app.http.edge import Edge
from app.main import build
from app.settings import Settings
from tests.datasets.ready import lay_seeded
from tests.documented import watching
from tests.people import EVE, SECRET, Writing

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
SEED = Path(__file__).with_name("seed.sql")

# What the shell of a developer says must not decide what the tests see.
for name in Settings.__struct_fields__:
    os.environ.pop(name.upper(), None)

Client = httpx.AsyncClient


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for no server does not depend on its version."""
    for item in items:
        if not {"server", "programs"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("once")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _red_where_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _red_where_skipped(report)


def _red_where_skipped(report: Report) -> Report:
    """With CI=true everything that a test needs must be there."""
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: with CI=true a skip is a failure: {reason}"
    return report


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A throw-away server; in memory where there is such a place, and without fsync."""
    memory = Path("/dev/shm")
    home = Path(tempfile.mkdtemp(prefix="catalogue-test-", dir=memory if memory.is_dir() else None))
    home.chmod(0o711)
    pg_bin = os.environ.get("TEST_PG_BIN")
    try:
        programs = find_programs(Path(pg_bin) if pg_bin else None)
        with running(home, programs, extra={"fsync": "off", "max_connections": "100"}) as started:
            yield started
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def migrated(server: Server) -> Server:
    """The server with an up-to-date schema in its database `catalogue`, the template of all clones."""
    migrations.apply(parse(server.owner_url), report=lambda _: None)
    return server


def database_url(url: str, name: str) -> str:
    """The same server and role, another database."""
    return url.replace("/catalogue?", f"/{name}?")


@asynccontextmanager
async def cloned(server: Server, template: str = "catalogue") -> AsyncIterator[str]:
    """The name of a database that is a copy of the template while the block runs."""
    name = f"clone_{secrets.token_hex(4)}"
    url = database_url(server.owner_url, "postgres")
    administrator = {"user": "postgres", "password": password(server.home, "postgres")}
    connection = await asyncpg.connect(**{**parse(url).asyncpg(), **administrator})
    try:
        await connection.execute(f"create database {name} template {template} strategy file_copy")
        # An odd zone on purpose: nothing may depend on the server's.
        await connection.execute(f"alter database {name} set timezone to 'Canada/Newfoundland'")
        yield name
    finally:
        await connection.execute(f"drop database if exists {name} with (force)")
        await connection.close()


@pytest.fixture(scope="session")
async def seed(migrated: Server) -> AsyncIterator[str]:
    """A database with the rows of seed.sql, to clone: nobody may be connected to it."""
    async with cloned(migrated) as name:
        owner = await asyncpg.connect(**parse(database_url(migrated.owner_url, name)).asyncpg())
        try:
            await owner.execute(SEED.read_text(encoding="utf-8"))
        finally:
            await owner.close()
        yield name


@pytest.fixture(scope="session")
async def seeded(migrated: Server, seed: str) -> AsyncIterator[str]:
    """The name of a seeded database for all tests that only read."""
    async with cloned(migrated, seed) as name:
        yield name


@pytest.fixture(scope="session")
async def client(migrated: Server, seeded: str) -> AsyncIterator[Client]:
    """The service on the seeded database, over HTTP without a socket; for tests that only read."""
    async with serving(database_url(migrated.app_url, seeded)) as client:
        yield client


@pytest.fixture
async def fresh(migrated: Server, seed: str) -> AsyncIterator[str]:
    """The app's URL of a seeded database of the test's own, for tests that write or break things."""
    async with cloned(migrated, seed) as name:
        yield database_url(migrated.app_url, name)


@pytest.fixture
async def db(migrated: Server, seeded: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection of the app's role to the seeded database, in a transaction that is rolled back."""
    connection = await asyncpg.connect(**parse(database_url(migrated.app_url, seeded)).asyncpg())
    await prepare(connection)
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


@asynccontextmanager
async def serving(url: str, **settings: object) -> AsyncIterator[Client]:
    """The whole service, edge included, on a database; patient, for a machine full of tests is slow.

    Eve writes, an editor; nobody in particular reads. Files that are uploaded wait: no worker reads them. The
    files of the sample's datasets are there.
    """
    patient = {"database_url": url, "secret_key": SECRET, "log_requests": False}
    patient |= {"pool_wait": 20.0, "query_timeout": 60.0, "dataset_readers": 0}
    with tempfile.TemporaryDirectory(prefix="catalogue-files-") as home:
        lay_seeded(Path(home))
        given = Settings(**{"data_dir": home, **patient, **settings})  # type: ignore[arg-type]  # any setting
        app = build(given)
        edge = Edge(app, log_requests=False, sites=Sites(given.origins))
        transport = httpx.ASGITransport(app=edge)  # type: ignore[arg-type]  # scopes are dicts to httpx
        hooks = {"response": [watching(app)]}
        async with (
            _alive(app),
            Client(
                transport=transport, base_url="http://test", event_hooks=hooks, auth=Writing(EVE)
            ) as client,
        ):
            yield client


@asynccontextmanager
async def _alive(app: Litestar) -> AsyncIterator[None]:
    """The application's lifespan in a task of its own: a fixture begins and ends in two different ones."""
    started, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await over.wait()

    life = asyncio.create_task(live())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait((life, waiting), return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        over.set()
        waiting.cancel()
        await life
