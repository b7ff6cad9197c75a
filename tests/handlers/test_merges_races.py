"""Merges while others merge, write, correct and delete: nothing is lost, and nobody waits in a circle."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from typing import Any, Final

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.database.address import parse
from tests.conftest import serving
from tests.handlers.merging import API, Connection, connected, give_results, merge

ADD: Final = (
    "insert into benchmark_results (model_id, benchmark_id, score, external_id) values (1, 1, 97, 'late')"
)
RETRACT: Final = "update benchmark_results set status = 'retracted', status_reason = 'Wrong.' where id = {}"


@pytest.fixture
async def writer(fresh: str) -> AsyncIterator[AsyncClient]:
    """The service on a seeded database of the test's own."""
    async with serving(fresh) as client:
        yield client


@pytest.fixture
async def owner(fresh: str) -> AsyncIterator[Connection]:
    async with connected(fresh) as connection:
        yield connection


@pytest.fixture
async def watcher(fresh: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    yield connection
    await connection.close()


async def under_way(owner: Connection, watcher: Connection, task: "asyncio.Task[Any]") -> None:
    """Until the task is done or somebody waits for the owner's transaction."""
    blocked = "select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))"
    while not task.done():
        if await watcher.fetchval(blocked, owner.get_server_pid()):
            return
        await asyncio.sleep(0.005)


async def statuses(*requests: Awaitable[Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in await asyncio.gather(*requests))


async def test_of_many_merges_of_one_model_one_is_done(writer: AsyncClient, owner: Connection) -> None:
    into = ("alpha-2", "gamma", "epsilon", "delta", "zeta-no-results") * 2
    found = await statuses(*(writer.post(f"{API}/models/alpha/merge", json={"into": to}) for to in into))
    assert found == {201: 1, 409: 9}
    assert await owner.fetchval("select count(*) from merges where id > 3") == 1


async def test_two_models_into_each_other(writer: AsyncClient, owner: Connection) -> None:
    pairs = (("alpha", "gamma"), ("gamma", "alpha")) * 3
    found = await statuses(
        *(writer.post(f"{API}/models/{model}/merge", json={"into": into}) for model, into in pairs)
    )
    # Who comes late is told that its model is merged, or that the two are one by now.
    assert found[201] == 1
    assert found.keys() <= {201, 409, 422}
    assert await owner.fetchval("select count(*) from benchmark_results where model_id in (1, 4)") == 5


async def test_merges_in_a_ring(writer: AsyncClient, owner: Connection) -> None:
    ring = ("alpha", "alpha-2", "gamma", "delta", "epsilon")
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    found = await statuses(
        *(writer.post(f"{API}/models/{model}/merge", json={"into": into}) for model, into in pairs)
    )
    assert found.keys() <= {201, 409, 422, 503}  # a deadlock would be 503
    assert found[503] == 0
    assert await owner.fetchval("select count(*) from models") == 7 - found[201]
    assert await owner.fetchval("select count(*) from benchmark_results") == 14


async def test_of_many_who_undo_one_does(writer: AsyncClient, owner: Connection) -> None:
    made = await merge(writer, "alpha", "gamma")
    found = await statuses(*(writer.post(f"{API}/merges/{made['id']}/undo") for _ in range(6)))
    assert found == {200: 1, 409: 5}
    assert await owner.fetchval("select count(*) from benchmark_results where model_id = 1") == 4


async def test_a_result_on_its_way_comes_along(
    writer: AsyncClient, owner: Connection, watcher: Connection
) -> None:
    async with owner.transaction():
        await owner.execute(ADD)
        task = asyncio.create_task(merge(writer, "alpha", "gamma"))
        await under_way(owner, watcher, task)
    assert (await task)["results_moved"] == 5
    assert await owner.fetchval("select model_id from benchmark_results where external_id = 'late'") == 4
    assert (
        await owner.fetchval("select score from best_results where (model_id, benchmark_id) = (4, 1)") == 97
    )


async def test_a_result_that_comes_late_is_refused_or_moves(
    writer: AsyncClient, owner: Connection, fresh: str
) -> None:
    """Twenty writers, each with a connection of its own, while the model is merged."""

    async def add(number: int) -> bool:
        connection = await asyncpg.connect(**parse(fresh).asyncpg())
        try:
            await connection.execute(
                "insert into benchmark_results (model_id, benchmark_id, score, external_id)"
                " values (1, $1, 50, $2)",
                number % 3 + 1,
                f"late {number}",
            )
        except asyncpg.ForeignKeyViolationError:
            return False
        finally:
            await connection.close()
        return True

    adding = asyncio.gather(*(add(number) for number in range(20)))
    made = await merge(writer, "alpha", "gamma")
    added = await adding
    assert made["results_moved"] == 4 + sum(added)
    assert await owner.fetchval("select count(*) from benchmark_results where model_id = 1") == 0
    there = "select count(*) from benchmark_results where model_id = 4 and external_id like 'late%'"
    assert await owner.fetchval(there) == sum(added)


@pytest.mark.parametrize(("retracted", "superseded"), [(1, 0), (101, 0), (2, 1)])
async def test_a_retraction_on_its_way_is_seen(
    writer: AsyncClient, owner: Connection, watcher: Connection, retracted: int, superseded: int
) -> None:
    await owner.execute(
        "insert into benchmark_results (id, model_id, benchmark_id, score, date_tested, source, settings)"
        " overriding system value values (101, 7, 1, 81, '2024-01-10', 'Acme', '{\"shots\": 5}')"
    )
    async with owner.transaction():
        await owner.execute(RETRACT.format(retracted))
        task = asyncio.create_task(merge(writer, 7, 1))
        await under_way(owner, watcher, task)
    assert (await task)["results_superseded"] == superseded
    kept = await owner.fetchval("select status from benchmark_results where id = $1", retracted)
    assert kept == "retracted"


@pytest.mark.parametrize("gone", [1, 4])
async def test_one_that_is_deleted_meanwhile(
    writer: AsyncClient, owner: Connection, watcher: Connection, gone: int
) -> None:
    async with owner.transaction():
        await owner.execute("delete from models where id = $1", gone)
        task = asyncio.create_task(writer.post(f"{API}/models/1/merge", json={"into": 4}))
        await under_way(owner, watcher, task)
    assert (await task).status_code == 409
    assert await owner.fetchval("select count(*) from merges where id > 3") == 0


async def test_undone_while_the_other_is_merged(
    writer: AsyncClient, owner: Connection, watcher: Connection
) -> None:
    made = await merge(writer, "alpha", "gamma")
    async with owner.transaction():
        await owner.execute("select from models where id = 4 for update")
        undoing = asyncio.create_task(writer.post(f"{API}/merges/{made['id']}/undo"))
        await under_way(owner, watcher, undoing)
        merging = asyncio.create_task(writer.post(f"{API}/models/gamma/merge", json={"into": "delta"}))
        await asyncio.sleep(0.05)
    assert (await merging).status_code == 201
    assert (await undoing).status_code in (200, 409)
    back = await owner.fetchval("select count(*) from benchmark_results where model_id = 1")
    assert back == (4 if (await undoing).status_code == 200 else 0)
    assert await owner.fetchval("select count(*) from benchmark_results") == 14


async def test_a_change_on_its_way_is_seen_by_who_undoes(
    writer: AsyncClient, owner: Connection, watcher: Connection
) -> None:
    await give_results(owner, 7, 1)
    made = await merge(writer, 7, 1)
    async with owner.transaction():
        await owner.execute("update benchmark_results set status_reason = 'Run again.' where id = 101")
        undoing = asyncio.create_task(writer.post(f"{API}/merges/{made['id']}/undo"))
        await under_way(owner, watcher, undoing)
    assert (await undoing).status_code == 200
    row = await owner.fetchrow("select model_id, status, status_reason from benchmark_results where id = 101")
    assert tuple(row or ()) == (7, "superseded", "Run again.")


async def test_undone_while_the_other_is_deleted(
    writer: AsyncClient, owner: Connection, watcher: Connection
) -> None:
    made = await merge(writer, "alpha", "gamma")
    async with owner.transaction():
        await owner.execute("delete from models where id = 4")
        undoing = asyncio.create_task(writer.post(f"{API}/merges/{made['id']}/undo"))
        await under_way(owner, watcher, undoing)
    assert (await undoing).status_code == 409
    assert await owner.fetchval("select count(*) from models where id = 1") == 0
