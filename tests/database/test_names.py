"""Names and slugs: what the triggers make of the names that people write."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Final, TypeAlias

import asyncpg
import pytest

from app.database.address import parse

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ADD: Final = "insert into models (name, organization) values ($1, 'x') returning slug"


@pytest.fixture
async def two(fresh: str) -> AsyncIterator[tuple[Connection, Connection]]:
    one, other = [await asyncpg.connect(**parse(fresh).asyncpg()) for _ in range(2)]
    yield one, other
    await one.close()
    await other.close()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("GPT-4o (2024-05-13)", "gpt-4o-2024-05-13"),
        ("Llama-3.1-8B-Instruct", "llama-3.1-8b-instruct"),
        ("C++", "c-plus-plus"),
        ("phi <8B>", "phi-lt-8b-gt"),
        ("Ünïcodé", "unicode"),
        ("K2 ①", "k2-1"),
        ("v2...", "v2"),
        (".hidden. / ..x", "hidden-x"),
        ("2024", "model-2024"),
        ("3.5", "model-3.5"),
        ("模型", "model"),
        ("模型 4", "model-4"),
        ("I", "i"),
        ("x" * 255, "x" * 90),
        ("alphá", "alpha-3"),  # alpha is Alpha, and alpha-2 is Alpha 2
    ],
)
async def test_a_slug_of_a_name(db: Connection, name: str, slug: str) -> None:
    assert await db.fetchval(ADD, name) == slug


async def test_any_name_gets_a_slug_that_is_no_number(db: Connection) -> None:
    choice = random.Random(5)
    letters = "aZ09é模+<>.-_ /\u200b\u00b2\ufdfa\u0130\U0001f600"
    names = {"".join(choice.choices(letters, k=choice.randrange(1, 40))).strip() for _ in range(500)}
    kept = await db.fetch(
        "insert into models (name, organization)"
        " select distinct on (normal_name(n)) n, 'x' from unnest($1::text[]) as n"
        " where normal_name(n) <> '' returning slug",
        list(names),
    )
    slugs = {row["slug"] for row in kept}
    assert len(slugs) == len(kept) > 300
    assert not any(slug.isdigit() for slug in slugs)


async def test_a_slug_stays_when_the_name_changes(db: Connection) -> None:
    assert await db.fetchval("update models set name = 'Omega' where id = 1 returning slug") == "alpha"
    assert await db.fetchval("update benchmarks set name = 'Test' where id = 1 returning slug") == "quiz"


async def under_way(other: Connection, watcher: Connection, task: "asyncio.Task[object]") -> None:
    """Until the other's statement is done or waits for somebody."""
    while not task.done():
        if await watcher.fetchval("select pg_blocking_pids($1) <> '{}'", other.get_server_pid()):
            return
        await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("first", "second", "slugs"),
    [("Nova", "Növa", ["nova", "nova-2"]), ("Alphá", "Alpha 2.", ["alpha-3", "alpha-2-2"])],
)
async def test_two_who_want_one_slug(
    two: tuple[Connection, Connection], first: str, second: str, slugs: list[str]
) -> None:
    one, other = two
    async with one.transaction():
        got = await one.fetchval(ADD, first)
        task = asyncio.create_task(other.fetchval(ADD, second))
        await under_way(other, one, task)
        assert not task.done()
    assert [got, await task] == slugs


async def test_many_models_in_one_transaction_fill_no_lock_table(db: Connection) -> None:
    before = await db.fetchval("select count(*) from pg_locks where locktype = 'advisory'")
    await db.execute(
        "insert into models (name, organization) select 'many ' || g, 'x' from generate_series(1, 200) as g"
    )
    assert await db.fetchval("select count(*) from pg_locks where locktype = 'advisory'") == before + 1


@pytest.mark.parametrize(
    "spelling", ["GPT-4", "gpt 4", "Gpt_4", " GPT  - 4", "\uff27\uff30\uff34-\uff14", "(gpt) [4]"]
)
async def test_one_name_however_it_is_written(db: Connection, spelling: str) -> None:
    assert await db.fetchval("select normal_name($1)", spelling) == "gpt 4"


async def test_versions_are_not_one_name(db: Connection) -> None:
    names = ["Qwen2.5", "Qwen25", "Qwen2-5", "Qwen2.5+", "Qwen"]
    assert await db.fetchval("select count(distinct normal_name(n)) from unnest($1::text[]) as n", names) == 5


async def test_a_name_follows_a_rename_and_may_be_an_own_alias(db: Connection) -> None:
    await db.execute("update models set name = 'Alpha-2024-01-10' where id = 1")
    kept = await db.fetch("select name, kind from model_names where model_id = 1 order by name")
    assert [tuple(row) for row in kept] == [("acme alpha one", "alias"), ("alpha 2024 01 10", "name")]
    assert await db.fetchval("update models set name = 'ALPHA' where id = 1 returning name") == "ALPHA"


@pytest.mark.parametrize("name", ["GAMMA", "Beta Instruct"])
async def test_a_rename_may_not_take_the_name_or_alias_of_another(db: Connection, name: str) -> None:
    with pytest.raises(asyncpg.UniqueViolationError) as refusal:
        await db.execute("update models set name = $1 where id = 1", name)
    assert refusal.value.constraint_name == "model_names_pkey"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("beta 8b", True),
        ("8b instr", True),
        ("BETA-3.1", True),
        ("beta 9", False),
        ("'; drop", False),
        ("!!", None),
    ],
)
async def test_words_are_found_by_their_beginnings(db: Connection, search: str, found: bool | None) -> None:
    assert await db.fetchval("select name_words('Beta-3.1-8B-Instruct') @@ name_query($1)", search) is found
