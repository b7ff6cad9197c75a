"""What the tests of merges share: to merge, to undo, and to look at everything."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import asyncpg
from httpx import AsyncClient

from app.database.address import parse

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Json: TypeAlias = dict[str, Any]

API: Final = "/api/v1"
STANDINGS: Final = (Path(__file__).parents[1] / "database" / "standings.sql").read_text(encoding="utf-8")
#: Every row of the catalogue without the times that a merge and its undoing change.
EVERYTHING: Final = """
select 'models' as name, to_jsonb(t) as row from models as t
union all select 'names', to_jsonb(t) - '{created_at,updated_at}'::text[] from model_names as t
union all select 'results', to_jsonb(t) - 'updated_at' from benchmark_results as t
union all select 'opinions', to_jsonb(t) - 'updated_at' from opinions as t
union all select 'use cases', to_jsonb(t) - 'updated_at' from use_cases as t
union all select 'prices', to_jsonb(t) - 'updated_at' from model_prices as t
union all select 'best', to_jsonb(t) - '{created_at,updated_at}'::text[] from best_results as t
union all select 'latest', to_jsonb(t) - '{created_at,updated_at}'::text[] from latest_results as t
order by name, row
"""


async def merge(writer: AsyncClient, model: object, into: object, **more: object) -> Json:
    answer = await writer.post(f"{API}/models/{model}/merge", json={"into": into, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{API}/merges/{answer.json()['id']}"
    found: Json = answer.json()
    return found


async def everything(owner: Connection) -> list[tuple[str, Any]]:
    return [(row["name"], json.loads(row["row"])) for row in await owner.fetch(EVERYTHING)]


async def undo(writer: AsyncClient, made: Json) -> Json:
    answer = await writer.post(f"{API}/merges/{made['id']}/undo")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    assert found["undone_at"] > found["created_at"]
    assert found | {"undone_at": None, "target_name": made["target_name"]} == made
    return found


async def refused(writer: AsyncClient, made: Json, status: int = 409) -> str:
    answer = await writer.post(f"{API}/merges/{made['id']}/undo")
    assert answer.status_code == status, answer.text
    return str(answer.json()["detail"])


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection to the writer's database; in the end the standings must be right."""
    connection = await asyncpg.connect(**parse(url).asyncpg())
    try:
        yield connection
        assert [dict(row) for row in await connection.fetch(STANDINGS)] == []
    finally:
        await connection.close()


SAME: Final = [
    # id, score, date, source, settings, external id; and whether model 1 has it
    (101, 81, "2024-01-10", "Acme", '{"shots": 5}', None),  # as 1
    (102, 60, "2020-01-01", "Lab", '{"shots": 7}', "run-1"),  # as 2, by the source's own number
    (103, 75.5, "2024-06-01", "Lab", '{"shots": 0, "tools": true}', None),  # a number is missing: another
    (104, 75.5, "2024-06-01", "Lab", '{"shots": 0}', "run-9"),  # other settings
    (105, 82, "2024-01-10", None, '{"shots": 5}', None),  # nobody says so
    (106, 61, "2024-01-11", "Acme", '{"shots": 5}', None),  # another day
]


async def give_results(owner: Connection, model: int, benchmark: int) -> None:
    await owner.execute(
        "insert into benchmark_results"
        " (id, model_id, benchmark_id, score, date_tested, source, settings, external_id)"
        " overriding system value"
        " select i, $1, $2, s, d::date, o, c::jsonb, e"
        " from unnest($3::bigint[], $4::float8[], $5::text[], $6::text[], $7::text[], $8::text[])"
        " as r (i, s, d, o, c, e)",
        model,
        benchmark,
        *(list(column) for column in zip(*SAME, strict=True)),
    )


async def give_the_same(connection: Connection) -> None:
    """Model 7 gets some of everything, and some of it model 1 has as well."""
    await give_results(connection, 7, 1)
    await connection.execute(
        "insert into model_prices"
        " (id, model_id, provider, offering, valid_from, input, source_url, cache_read)"
        " overriding system value values"
        " (101, 7, 'acme', 'alpha', '2024-01-10', 99.123456, 'https://x.org', 0),"
        " (102, 7, 'other', 'alpha', '2024-01-10', 99, null, null)"
    )
    await connection.execute("insert into opinions (model_id, content) values (7, 'Good.'), (7, 'Bad.')")
    await connection.execute("insert into use_cases (model_id, use_case) values (7, 'None.'), (7, 'Some.')")
    await connection.execute(
        "insert into model_names (name, model_id, spelling) values ('z1', 7, 'z1'), ('z2', 7, 'z2')"
    )
    await connection.execute(
        "update models set metadata = '{\"deep\": {\"n\": 0.1}}', description = 'Long.' where id = 7"
    )
