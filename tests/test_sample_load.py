"""The sample catalogue in a database: all of it, once, and in the order that its files say."""

import asyncio
import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import asyncpg
import pytest

from app import sample
from app.database.address import parse
from app.database.pool import Database
from app.database.server import Server
from app.settings import Settings
from tests.conftest import cloned, database_url, serving

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

SAMPLE: Final = Path(__file__).parents[1] / "app" / "sample"
TABLES: Final = {
    "models": "models",
    "benchmarks": "benchmarks",
    "results": "benchmark_results",
    "prices": "model_prices",
    "opinions": "opinions",
    "use_cases": "use_cases",
}
EMPTY: Final = dict.fromkeys(TABLES, 0)


def read(name: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


WHOLE: Final = {name: len(read(name)) for name in TABLES}


@pytest.fixture
async def empty(migrated: Server) -> AsyncIterator[str]:
    """The app's URL of a database with a schema and no row."""
    async with cloned(migrated) as name:
        yield database_url(migrated.app_url, name)


@pytest.fixture
async def rows(empty: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(empty)
    yield connection
    await connection.close()


async def start(url: str) -> bool:
    """What each start does where a sample is wanted."""
    async with Database(parse(url), Settings()).opened() as database, database.transaction() as db:
        return await sample.load(db)


async def counted(rows: Connection) -> dict[str, int]:
    return {name: await rows.fetchval(f"select count(*) from {table}") for name, table in TABLES.items()}


async def test_all_of_it_is_there(empty: str, rows: Connection) -> None:
    assert await start(empty) is True
    assert await counted(rows) == WHOLE
    for table in ("models", "benchmarks"):
        names = await rows.fetchval(f"select count(*) from {table[:-1]}_names where spelling is not null")
        aliases = sum(len(list(filter(None, row["aliases"].split("|")))) for row in read(table))
        assert names == len(read(table)) + aliases


async def test_a_second_start_does_nothing(empty: str, rows: Connection) -> None:
    assert [await start(empty), await start(empty)] == [True, False]
    assert await counted(rows) == WHOLE


async def test_what_was_emptied_stays_empty(empty: str, rows: Connection) -> None:
    await start(empty)
    await rows.execute("delete from models")
    await rows.execute("delete from benchmarks")
    assert await start(empty) is False
    assert await counted(rows) == EMPTY


async def test_what_somebody_has_begun_is_left_alone(empty: str, rows: Connection) -> None:
    await rows.execute("insert into benchmarks (name) values ('Mine')")
    assert await start(empty) is False
    assert await counted(rows) == {**EMPTY, "benchmarks": 1}


async def test_a_load_that_breaks_leaves_nothing(
    empty: str, rows: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(sample, "PARTS", (*sample.PARTS[:-1], ("use_cases", broken)))
    with pytest.raises(ConnectionResetError):
        await start(empty)
    assert await counted(rows) == EMPTY
    monkeypatch.undo()
    assert await start(empty) is True


async def test_of_two_that_start_at_once_one_loads(empty: str, rows: Connection) -> None:
    assert sorted(await asyncio.gather(*(start(empty) for _ in range(4)))) == [False, False, False, True]
    assert await counted(rows) == WHOLE


def mmlu() -> list[tuple[int, str, float]]:
    """Rank, model and score by the files alone."""
    best: dict[str, float] = {}
    for row in read("results"):
        if row["benchmark"] == "MMLU":
            best[row["model"]] = max(float(row["score"]), best.get(row["model"], float("-inf")))
    order = [row["name"] for row in read("models")]  # which is that of the ids, and so of ties
    return [
        (1 + sum(other > score for other in best.values()), model, score)
        for model, score in sorted(best.items(), key=lambda item: (-item[1], order.index(item[0])))
    ]


async def test_boards_are_in_true_order(empty: str) -> None:
    await start(empty)
    async with serving(empty) as client:
        found = (await client.get("/api/v1/benchmarks/mmlu/leaderboard?limit=100")).json()["items"]
        assert [(row["rank"], row["model_name"], row["score"]) for row in found] == mmlu()
        assert len(found) > 10
        distances = (await client.get("/api/v1/benchmarks/geobench-distance/leaderboard")).json()["items"]
        scores = [row["score"] for row in distances]
        assert scores == sorted(scores)
        assert len(scores) > 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("benchmarks/mmlu", "MMLU"),
        ("benchmarks/mmlu-pro", "MMLU-Pro"),
        ("benchmarks/swe-bench-verified", "SWE-bench Verified"),
        ("models/gpt-4o", "GPT-4o"),
        ("models/gpt-4.1", "GPT-4.1"),
        ("models/command-r-plus", "Command R+"),
        ("models/claude-3.5-sonnet-october-2024", "Claude 3.5 Sonnet (October 2024)"),
    ],
)
async def test_slugs_can_be_guessed(loaded: Any, path: str, name: str) -> None:
    assert (await loaded.get(f"/api/v1/{path}")).json()["name"] == name


@pytest.fixture(scope="module")
async def loaded(migrated: Server) -> AsyncIterator[Any]:
    """The service on the sample, for tests that only read."""
    async with cloned(migrated) as name:
        url = database_url(migrated.app_url, name)
        await start(url)
        async with serving(url) as client:
            yield client


async def test_what_a_row_holds_is_what_the_file_says(loaded: Any) -> None:
    rows = [row for row in read("results") if row["model"] == "GPT-4o" and row["benchmark"] == "MMLU"]
    found = (await loaded.get("/api/v1/results?model=gpt-4o&benchmark=mmlu&status=any")).json()["items"]
    assert len(rows) == len(found) > 0
    columns = ("score_raw", "date_tested", "source", "source_url", "evidence", "external_id")
    said = sorted((float(row["score"]), *(row[column] for column in columns)) for row in rows)
    assert sorted((row["score"], *(row[column] or "" for column in columns)) for row in found) == said


async def test_json_and_lists_stay_what_they_are(loaded: Any) -> None:
    model = (await loaded.get("/api/v1/models/gpt-4o")).json()
    assert isinstance(model["metadata"]["context_window"], int)
    opinions = (await loaded.get("/api/v1/opinions?limit=100")).json()["items"]
    assert any(len(opinion["tags"]) > 1 for opinion in opinions)
    assert all("|" not in tag for opinion in opinions for tag in opinion["tags"])
