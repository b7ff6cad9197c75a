"""Errors as a client and a reader of the log see them: the right status, never a word of the database."""

import asyncio
import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg
import pytest
from httpx import AsyncClient, Response
from structlog.testing import capture_logs

from app.database.faults import TooSlow
from app.database.pool import Database, PoolFull
from app.database.server import Server
from app.queries.loader import RowNotFound
from tests.conftest import database_url, serving

SECRET: Final = "hunter2 Key (email)=(ann@example.org)"
ONE: Final = "/api/v1/models/alpha"
LIST: Final = "/api/v1/models"


def problem(answer: Response) -> dict[str, Any]:
    """The body, after what holds for every problem."""
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    assert found["request_id"] == answer.headers["x-request-id"]
    return found


def break_database(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Whatever is asked of the pool fails like this."""

    async def broken(*_: object) -> None:
        raise error

    for name in ("fetch", "fetchrow", "execute"):
        monkeypatch.setattr(Database, name, broken)


def said_by_server(kind: type[asyncpg.PostgresError], **details: str) -> asyncpg.PostgresError:
    """As the driver builds it from the server's message."""
    error = kind(SECRET)
    for name, value in {"detail": SECRET, "hint": SECRET, **details}.items():
        setattr(error, name, value)
    return error


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/nope", "/api/v1", "/api/v1/nope", f"{ONE}/nope"])
async def test_no_such_address(client: AsyncClient, path: str, method: str) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    if method != "HEAD":
        found = problem(answer)
        assert found["title"] == "Not Found"
        assert found["detail"] == "There is nothing at this address; see /docs."


#: Addresses and what they take; what writes is asked of a method that it has not.
TAKES: Final = {
    ONE: "DELETE, GET, HEAD, OPTIONS, PATCH",
    LIST: "GET, HEAD, OPTIONS, POST",
    "/api/v1/benchmarks/quiz/leaderboard": "GET, HEAD, OPTIONS",
    "/healthz": "GET, HEAD, OPTIONS",
    "/openapi.json": "GET, HEAD, OPTIONS",
}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize("path", TAKES)
async def test_no_such_method(client: AsyncClient, path: str, method: str) -> None:
    if method in TAKES[path]:
        return
    answer = await client.request(method, path)
    found = problem(answer)
    assert found["title"] == "Method Not Allowed"
    assert found["detail"] == f"This address takes {TAKES[path]}."
    assert (answer.status_code, answer.headers["allow"]) == (405, TAKES[path])


@pytest.mark.parametrize("path", TAKES)
async def test_options_say_what_is_allowed(client: AsyncClient, path: str) -> None:
    answer = await client.options(path)
    assert (answer.status_code, answer.headers["allow"]) == (204, TAKES[path])


UNKNOWN: Final = 500
AWAY: Final = 503
FAULTS: Final[list[tuple[BaseException, int, list[str]]]] = [
    (said_by_server(asyncpg.UniqueViolationError, constraint_name="models_name_key"), 409, ["name"]),
    (
        said_by_server(asyncpg.ForeignKeyViolationError, constraint_name="benchmark_results_model_id_fkey"),
        422,
        ["model"],
    ),
    (said_by_server(asyncpg.CheckViolationError, constraint_name="models_slug_check"), 422, ["slug"]),
    (said_by_server(asyncpg.NotNullViolationError, column_name="benchmark_id"), 422, ["benchmark"]),
    (said_by_server(asyncpg.CheckViolationError, constraint_name="best_results_merit_check"), UNKNOWN, []),
    (said_by_server(asyncpg.NotNullViolationError, column_name="created_at"), UNKNOWN, []),
    (said_by_server(asyncpg.DataError), 400, []),
    (said_by_server(asyncpg.NumericValueOutOfRangeError), 400, []),
    (said_by_server(asyncpg.UntranslatableCharacterError), 400, []),
    (said_by_server(asyncpg.CharacterNotInRepertoireError), 400, []),
    (said_by_server(asyncpg.StatementTooComplexError), 400, []),
    (said_by_server(asyncpg.QueryCanceledError), 504, []),
    (said_by_server(asyncpg.DiskFullError), 507, []),
    (said_by_server(asyncpg.TooManyConnectionsError), AWAY, []),
    (said_by_server(asyncpg.OutOfMemoryError), AWAY, []),
    (said_by_server(asyncpg.AdminShutdownError), AWAY, []),
    (said_by_server(asyncpg.CrashShutdownError), AWAY, []),
    (said_by_server(asyncpg.CannotConnectNowError), AWAY, []),
    (said_by_server(asyncpg.ConnectionDoesNotExistError), AWAY, []),
    (said_by_server(asyncpg.ConnectionFailureError), AWAY, []),
    (said_by_server(asyncpg.ReadOnlySQLTransactionError), AWAY, []),
    (said_by_server(asyncpg.LockNotAvailableError), AWAY, []),
    (said_by_server(asyncpg.DeadlockDetectedError), AWAY, []),
    (said_by_server(asyncpg.SerializationError), AWAY, []),
    (said_by_server(asyncpg.InvalidPasswordError), AWAY, []),
    (said_by_server(asyncpg.InvalidAuthorizationSpecificationError), AWAY, []),
    (said_by_server(asyncpg.InvalidCatalogNameError), AWAY, []),
    (asyncpg.InterfaceError(SECRET), AWAY, []),
    (asyncpg.InternalClientError(SECRET), AWAY, []),
    (ConnectionRefusedError(SECRET), AWAY, []),
    (PoolFull(SECRET), AWAY, []),
    (TooSlow(SECRET), 504, []),
    (said_by_server(asyncpg.UndefinedTableError), UNKNOWN, []),
    (said_by_server(asyncpg.PostgresSyntaxError), UNKNOWN, []),
    (said_by_server(asyncpg.InsufficientPrivilegeError), UNKNOWN, []),
    (RowNotFound(SECRET), UNKNOWN, []),
    (ValueError(SECRET), UNKNOWN, []),
    (AssertionError(SECRET), UNKNOWN, []),
]


@pytest.mark.parametrize("path", [ONE, LIST, f"{LIST}?format=csv", "/api/v1/benchmarks/quiz/leaderboard"])
@pytest.mark.parametrize(("error", "status", "fields"), FAULTS, ids=lambda value: type(value).__name__)
async def test_what_fails_below(
    client: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    path: str,
    error: BaseException,
    status: int,
    fields: list[str],
) -> None:
    break_database(monkeypatch, error)
    # No reading breaks a constraint: this is about what becomes of the error.
    monkeypatch.setattr(client, "event_hooks", {})
    with capture_logs() as log:
        answer = await client.get(path)
    found = problem(answer)
    assert (answer.status_code, [fault["field"] for fault in found.get("errors", [])]) == (status, fields)
    assert (answer.headers.get("retry-after") is not None) == (status == AWAY)
    if status not in {409, 422}:  # what a client did wrong is no matter for the log
        (line,) = log
        assert line["request_id"] == found["request_id"]
        assert line["error"] == type(error).__name__
        assert line["sqlstate"] == getattr(error, "sqlstate", None)
        assert ("trace" in line) == (status == UNKNOWN)
    everywhere = (
        answer.text + str(answer.headers) + json.dumps(log) + caplog.text + "".join(capfd.readouterr())
    )
    for word in ("hunter2", "ann@example", "Key (email)"):
        assert word not in everywhere


async def test_the_log_says_where_and_which_constraint(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = said_by_server(asyncpg.CheckViolationError, constraint_name="best_results_merit_check")
    break_database(monkeypatch, error)
    with capture_logs() as log:
        found = problem(await client.get(ONE))
    assert "best_results" not in json.dumps(found)
    (line,) = log
    assert (line["event"], line["log_level"]) == ("crashed", "error")
    assert (line["sqlstate"], line["constraint"]) == ("23514", "best_results_merit_check")
    assert re.search(r"app/handlers/models\.py:\d+ get_model", "\n".join(line["trace"]))


async def test_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving("postgresql://nobody:hunter2@127.0.0.1:9/none") as client:
        for path in (ONE, LIST, f"{LIST}?format=ndjson", "/readyz"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) >= 1
            assert "hunter2" not in json.dumps(problem(answer))
        assert (await client.get("/healthz")).json() == {"status": "alive"}


async def test_a_statement_that_takes_too_long_and_a_pool_that_is_full(fresh: str) -> None:
    blocker = await asyncpg.connect(fresh)
    try:
        async with (
            serving(fresh, pool_size=1, pool_wait=0.1, query_timeout=0.6) as client,
            blocker.transaction(),
        ):
            assert (await client.get(ONE)).status_code == 200
            await blocker.execute("lock table models in access exclusive mode")
            slow = asyncio.create_task(client.get(ONE))
            await asyncio.sleep(0.1)
            refused = await client.get(ONE)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            assert problem(await slow)["status"] == 504
        async with serving(fresh, pool_size=1) as client:
            assert (await client.get(ONE)).status_code == 200
    finally:
        await blocker.close()


async def test_readiness_is_the_schema_of_this_version(migrated: Server, fresh: str) -> None:
    owner = await asyncpg.connect(database_url(migrated.owner_url, urlsplit(fresh).path.lstrip("/")))
    last = "select max(migration_id) from _yoyo_migration"
    try:
        async with serving(fresh) as client:
            assert (await client.get("/readyz")).json() == {"status": "ready"}
            head = await owner.fetchval(last)
            await owner.execute(
                "update _yoyo_migration set migration_id = '0000.else' where migration_id = $1", head
            )
            answer = await client.get("/readyz")
            assert answer.headers["retry-after"] == "5"
            assert (
                problem(answer)["detail"]
                == f"The schema is older than this version ({head} is missing): run `make migrate`."
            )
            await owner.execute(
                "update _yoyo_migration set migration_id = $1 where migration_id = '0000.else'", head
            )
            assert (await client.get("/readyz")).status_code == 200
    finally:
        await owner.close()
