"""`catalogue explain`: values as one types them, plans as PostgreSQL tells them, and nothing left behind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from msgspec import Raw

from app.database.address import Address, parse
from app.database.server import Server
from app.queries.explain import ExplainError, bound, explain
from tests.conftest import database_url

ALPHA = '[{"name": "Alpha", "organization": "Acme", "status": "active"}]'


@pytest.fixture
def address(migrated: Server, seeded: str) -> Address:
    return parse(database_url(migrated.app_url, seeded))


async def test_a_plan_with_what_it_really_cost(address: Address) -> None:
    plan = await explain(
        address, "models.by_name_among", {"organization": "ACME", "license": "", "limit": "5"}
    )
    assert "Buffers: shared" in plan
    assert "'acme'::text" in plan, "the values are in the plan, as they are where filters are optional"
    assert "license" not in plan, "empty is null, and a filter that is null is no condition"


async def test_the_plan_is_the_service_s(address: Address) -> None:
    assert "(id = $1)" in await explain(address, "models.get", {"id": "1"}), "it says `plan: generic`"


async def test_values_of_every_kind_arrive(address: Address) -> None:
    given = {
        "metadata": """{"it's": "\\\\ \\" ; --"}""",
        "metadata_path": "a'b,c d",
        "metadata_op": "eq",
        "metadata_value": "1.50",
        "released_from": "2024-01-31",
        "organization": "O'Neil \\ 100%",
        "limit": "5",
    }
    plan = await explain(address, "models.by_name_among", given)
    assert "lower(organization) = 'o''neil \\ 100%'::text" in plan
    assert """'{"it''s": "\\\\ \\" ; --"}'::jsonb""" in plan
    assert """'{a''b,"c d"}'::text[]""" in plan
    assert "'2024-01-31'::date" in plan


async def test_bytes_arrive_as_a_list_too(address: Address) -> None:
    said = {"keys": "0123456789abcdef,fedcba9876543210", "seconds": "6,60", "bursts": "10,1"}
    assert "Insert on throttle" in await explain(address, "throttle.take", said)


async def test_what_a_write_wrote_is_undone(fresh: str) -> None:
    rows = '[{"name": "Undone", "organization": "Nobody", "status": "active"}]'
    plan = await explain(parse(fresh), "sample.add_models", {"rows": rows})
    assert "Insert on models" in plan
    assert "rows=1" in plan
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        assert not await connection.fetchval("select exists (select from models where name = 'Undone')")
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("name", "given", "complaint"),
    [
        ("modles.get", {}, r"no query modles\.get; .* rooms are api_keys, .*benchmarks, .*models"),
        ("models", {}, r"no query models; models has models\.by_name, .*models\.get"),
        ("models.got", {}, r"no query models\.got; models has models\.by_name, .*models\.get"),
        ("models.get", {"slag": "x"}, "models.get has no parameter slag; it takes id, slug"),
        ("schema.applied", {"id": "1"}, "schema.applied has no parameter id; it takes no parameters"),
        ("models.get", {"id": "one"}, "id=one is no int8 "),
        ("models.get", {"id": str(2**63)}, "models.get: .*out of .*range"),
        ("models.by_name_among", {"metadata": "{a"}, "metadata={a is no jsonb .*malformed"),
        ("models.by_name_among", {"released_from": "yesterday"}, "released_from=yesterday is no date "),
        ("models.by_name", {"limit": "-1"}, "models.by_name: LIMIT must not be negative"),
        ("sample.add_models", {"rows": ALPHA}, "models_name_key"),
    ],
)
async def test_one_line_that_says_what_there_is(
    address: Address, name: str, given: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ExplainError, match=complaint) as refused:
        await explain(address, name, given)
    assert "\n" not in str(refused.value)


async def test_a_database_that_is_away_keeps_the_password(migrated: Server) -> None:
    away = parse("postgresql://somebody:s3cret@127.0.0.1:1/nowhere")
    with pytest.raises(ExplainError, match=r"models\.get: .*127\.0\.0\.1") as refused:
        await explain(away, "models.get", {})
    assert "s3cret" not in f"{refused.value!r} {refused.value.__cause__!r}"
    wrong = parse(migrated.app_url.replace("catalogue_app:", "catalogue_app:s3cret"))
    with pytest.raises(ExplainError, match="password authentication failed") as refused:
        await explain(wrong, "models.get", {})
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("bool", "true", True),
        ("bool", "0", False),
        ("int4", "-7", -7),
        ("int8", str(2**63 - 1), 2**63 - 1),
        ("float8", "0.5", 0.5),
        ("float8", "3", 3.0),
        ("numeric", "0.10", Decimal("0.10")),
        ("text", "null", "null"),
        ("text", "12", "12"),
        ("text[]", "a,b c", ["a", "b c"]),
        ("int8[]", "1,2", [1, 2]),
        ("uuid", "00000000-0000-0000-0000-000000000007", UUID(int=7)),
        ("date", "2025-02-01", date(2025, 2, 1)),
        ("timestamptz", "2025-02-01T12:00:00Z", datetime(2025, 2, 1, 12, tzinfo=UTC)),
        ("jsonb", '{"a": 1.50}', Raw(b'{"a": 1.50}')),
        ("int8", "", None),
    ],
)
def test_text_as_the_type_of_its_parameter(kind: str, text: str, value: Any) -> None:
    (argument,) = bound((("it", kind),), {"it": text})
    assert (type(argument), argument) == (type(value), value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("bool", "maybe"),
        ("int8", "1.5"),
        ("int8[]", "1,x"),
        ("timestamptz", "2025-02-01T12:00:00"),
        ("point", "1,2"),
    ],
)
def test_text_that_is_no_value_of_the_type(kind: str, text: str) -> None:
    with pytest.raises(ExplainError, match="it"):
        bound((("it", kind),), {"it": text})
