"""A database that is full, slow, silent, cut off or gone: bounded answers, and well again by itself."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

import asyncpg
import httpx
import pytest

from app.database import migrations, pool
from app.database.address import parse
from app.database.data_directory import password
from app.database.server import Server, running
from tests.conftest import SEED, Client, database_url, serving
from tests.service.proxy import Proxy, through

Answer = tuple[httpx.Response, float]

RESULTS = "/api/v1/results?limit=1"
SLACK = 1.0  # what a loaded machine adds to a bound


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Neither the driver nor asyncio complains on its own: our log says it once."""
    yield
    assert [record for record in caplog.records if record.name.startswith("asyncio")] == []
    assert [record for record in caplog.records if record.name.startswith("asyncpg")] == []


@pytest.fixture
def owner_url(migrated: Server, fresh: str) -> str:
    return database_url(migrated.owner_url, parse(fresh).database)


@asynccontextmanager
async def connected(url: str, **more: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(**{**parse(url).asyncpg(), **more})
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def results_locked(owner_url: str) -> AsyncIterator[None]:
    """Whoever asks for results waits meanwhile."""
    async with connected(owner_url) as owner, owner.transaction():
        await owner.execute("lock table benchmark_results in access exclusive mode")
        yield


async def timed(asked: Awaitable[httpx.Response]) -> Answer:
    start = perf_counter()
    return await asked, perf_counter() - start


async def all_at_once(client: Client, path: str, times: int) -> list[Answer]:
    return await asyncio.gather(*(timed(client.get(path)) for _ in range(times)))


def assert_unavailable(answer: Answer, within: float) -> None:
    response, seconds = answer
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert int(response.headers["retry-after"]) > 0
    assert seconds < within + SLACK


async def test_a_full_pool_answers_within_its_wait(fresh: str, owner_url: str) -> None:
    async with serving(fresh, pool_size=2, pool_wait=0.3, query_timeout=20) as client:
        assert {r.status_code for r, _ in await all_at_once(client, RESULTS, 2)} == {200}
        async with results_locked(owner_url):
            held = [asyncio.create_task(client.get(RESULTS)) for _ in range(2)]
            await asyncio.sleep(0.1)
            for answer in await all_at_once(client, RESULTS, 30):
                assert_unavailable(answer, within=0.3)
            healthy, seconds = await timed(client.get("/healthz"))
            assert healthy.status_code == 200
            assert seconds < SLACK
        assert {task.status_code for task in await asyncio.gather(*held)} == {200}
        assert {r.status_code for r, _ in await all_at_once(client, RESULTS, 2)} == {200}


async def test_a_database_that_refuses(fresh: str, proxy: Proxy) -> None:
    proxy.mode = "refuse"
    async with serving(proxy.url(fresh)) as client:
        for path in (RESULTS, "/readyz", "/api/v1/models/1"):
            assert_unavailable(await timed(client.get(path)), within=0.5)
        assert (await client.get("/healthz")).status_code == 200
        proxy.mode = "pass"
        for path in (RESULTS, "/readyz"):
            assert (await client.get(path)).status_code == 200


async def test_a_silent_database(fresh: str, proxy: Proxy) -> None:
    async with serving(proxy.url(fresh), pool_size=2, pool_wait=0.3, query_timeout=1.2) as client:
        assert {r.status_code for r, _ in await all_at_once(client, RESULTS, 2)} == {200}
        proxy.mode = "swallow"
        asked = asyncio.create_task(all_at_once(client, RESULTS, 8))
        await asyncio.sleep(0.1)
        healthy, seconds = await timed(client.get("/healthz"))
        assert healthy.status_code == 200
        assert seconds < SLACK
        for answer in await asked:
            assert_unavailable(answer, within=1.2 + pool.CANCEL_WAIT)
        assert_unavailable(
            await timed(client.get(RESULTS)), within=0.3
        )  # a new connection gets no answer either
        proxy.mode = "pass"  # for new connections: those that were open stay silent
        assert {r.status_code for r, _ in await all_at_once(client, RESULTS, 8)} == {200}


async def test_idle_connections_that_went_silent_are_replaced(fresh: str, proxy: Proxy) -> None:
    async with serving(proxy.url(fresh), pool_size=3, query_timeout=0.5) as client:
        await all_at_once(client, RESULTS, 3)
        proxy.mode = "swallow"
        await all_at_once(client, RESULTS, 1)
        proxy.mode = "pass"
        answers = [(await client.get(RESULTS)).status_code for _ in range(6)]
        assert answers[-3:] == [200, 200, 200]


async def test_connections_that_are_reset_cost_no_answer(fresh: str, proxy: Proxy) -> None:
    async with serving(proxy.url(fresh), pool_size=4) as client:
        assert {r.status_code for r, _ in await all_at_once(client, RESULTS, 4)} == {200}
        for _ in range(3):
            proxy.cut()
            await asyncio.sleep(0.05)
            assert {r.status_code for r, _ in await all_at_once(client, RESULTS, 8)} == {200}


async def test_sessions_that_are_ended_cost_no_answer(fresh: str, owner_url: str, server: Server) -> None:
    administrator = {"user": "postgres", "password": password(server.home, "postgres")}
    async with serving(fresh, pool_size=4) as client, connected(owner_url, **administrator) as admin:
        assert {r.status_code for r, _ in await all_at_once(client, RESULTS, 4)} == {200}
        ended = await admin.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            "where datname = current_database() and usename = 'catalogue_app'"
        )
        assert ended == 4
        await asyncio.sleep(0.1)
        assert {r.status_code for r, _ in await all_at_once(client, RESULTS, 8)} == {200}


async def test_a_connection_that_breaks_under_a_request(fresh: str, owner_url: str, proxy: Proxy) -> None:
    async with serving(proxy.url(fresh), pool_size=2) as client:
        async with results_locked(owner_url):
            asked = asyncio.create_task(timed(client.get(RESULTS)))
            await asyncio.sleep(0.3)
            proxy.cut()
            assert_unavailable(await asked, within=0.3)
        assert (await client.get(RESULTS)).status_code == 200


async def test_a_statement_that_takes_too_long_is_cancelled(fresh: str, owner_url: str) -> None:
    async with serving(fresh, query_timeout=0.5) as client:
        async with results_locked(owner_url), connected(owner_url) as owner:
            response, seconds = await timed(client.get(RESULTS))
            assert response.status_code == 504
            assert response.headers["content-type"] == "application/problem+json"
            assert seconds < 0.5 + SLACK
            waiting = await owner.fetchval("select count(*) from pg_locks where not granted")
            assert waiting == 0  # the server has nothing left to do for it
        assert (await client.get(RESULTS)).status_code == 200


async def test_the_servers_own_limits(fresh: str, owner_url: str, server: Server) -> None:
    """What a DBA sets for the role or the database is told from a database that is away."""
    administrator = {"user": "postgres", "password": password(server.home, "postgres")}
    name = parse(fresh).database
    async with connected(owner_url, **administrator) as admin, results_locked(owner_url):
        await admin.execute(f"alter role catalogue_app in database {name} set statement_timeout = '200ms'")
        async with serving(fresh) as client:
            assert (await client.get(RESULTS)).status_code == 504
        await admin.execute(f"alter role catalogue_app in database {name} set lock_timeout = '100ms'")
        async with serving(fresh) as client:
            assert_unavailable(await timed(client.get(RESULTS)), within=0.3)
        await admin.execute(f"alter database {name} connection limit 0")
        async with serving(fresh) as client:
            assert_unavailable(await timed(client.get(RESULTS)), within=0.3)
            await admin.execute(f"alter database {name} connection limit -1")
            assert (await client.get("/readyz")).status_code == 200


@pytest.mark.parametrize("fault", ["locked", "silent"])
async def test_the_pool_closes_in_bounded_time(
    fresh: str, owner_url: str, proxy: Proxy, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "CLOSE_WAIT", 0.5)
    async with results_locked(owner_url):
        async with serving(proxy.url(fresh), query_timeout=60) as client:
            asked = asyncio.create_task(client.get(RESULTS))
            await asyncio.sleep(0.3)
            proxy.mode = "swallow" if fault == "silent" else "pass"
            start = perf_counter()
        assert perf_counter() - start < 0.5 + SLACK
        assert (await asked).status_code == 503


@pytest.fixture
def own_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="catalogue-test-") as place:
        Path(place).chmod(0o711)
        yield Path(place)


async def test_a_restart_under_load(server: Server, own_home: Path) -> None:
    """Only 200 and 503, and well again as soon as the server is."""
    home, programs, quick = own_home, server.programs, {"fsync": "off"}
    with running(home, programs, extra=quick) as first:
        migrations.apply(parse(first.owner_url), report=lambda _: None)
        async with connected(first.owner_url) as owner:
            await owner.execute(SEED.read_text(encoding="utf-8"))
        proxy = Proxy(str(first.socket_directory / f".s.PGSQL.{first.port}"))
        await proxy.open()
        url = through(parse(first.app_url), proxy.port)
    seen: Counter[int] = Counter()
    over = asyncio.Event()

    async def load(client: Client) -> None:
        while not over.is_set():
            answer, seconds = await timed(client.get(RESULTS))
            assert seconds < 6
            seen[answer.status_code] += 1
            await asyncio.sleep(0.01)

    async with serving(url) as client:
        with running(home, programs, extra=quick):
            loads = [asyncio.create_task(load(client)) for _ in range(4)]
            await asyncio.sleep(0.5)
            assert seen.keys() == {200}
        await asyncio.sleep(0.2)
        with running(home, programs, extra=quick):
            assert (await client.get(RESULTS)).status_code == 200
            await asyncio.sleep(0.2)
            over.set()
            await asyncio.gather(*loads)
            assert seen.keys() == {200, 503}
    await proxy.close()
