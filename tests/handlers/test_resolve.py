"""Names to models and benchmarks: what is the same name, what is only alike, and what is refused."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from app.database.address import parse
from tests.conftest import serving

Json = dict[str, Any]
URL = "/api/v1/resolve"


@pytest.fixture
async def service(fresh: str) -> AsyncIterator[AsyncClient]:
    async with serving(fresh) as client:
        yield client


@pytest.fixture
async def rows(fresh: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    yield connection
    await connection.close()


async def resolved(client: AsyncClient, *names: str, **kind: str) -> list[Json]:
    answer = await client.post(URL, json={"names": names, **kind})
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    assert [item["name"] for item in items] == list(names)
    return items


async def one(client: AsyncClient, name: str, **kind: str) -> Json:
    (item,) = await resolved(client, name, **kind)
    return item


@pytest.mark.parametrize(
    ("name", "slug", "found_by", "confidence"),
    [
        ("Alpha", "alpha", "name", 1.0),
        ("  ALPHA\t", "alpha", "name", 1.0),
        ("(alpha)", "alpha", "name", 1.0),
        ("\uff21lpha_\uff12", "alpha-2", "name", 1.0),
        ("beta 3.1 8b INSTRUCT", "beta-3.1-8b-instruct", "name", 1.0),
        ("zeta no results", "zeta-no-results", "name", 1.0),
        ("Alpha/2024/01/10", "alpha", "alias", 1.0),
        ("acme alpha one", "alpha", "alias", 1.0),
        ("acme/alpha", "alpha", "organization", 0.9),
        ("ACME Alpha-2", "alpha-2", "organization", 0.9),
        ("Acme: Epsilon", "epsilon", "organization", 0.9),
        ("Delta Labs/Delta", "delta", "organization", 0.9),
        ("borealis/beta_instruct", "beta-3.1-8b-instruct", "organization", 0.9),
        ("acme/acme alpha one", "alpha", "organization", 0.9),
    ],
)
async def test_a_name_that_something_has(
    client: AsyncClient, name: str, slug: str, found_by: str, confidence: float
) -> None:
    item = await one(client, name)
    model = (await client.get(f"/api/v1/models/{slug}")).json()
    assert item == {
        "name": name,
        "model": {"id": model["id"], "slug": slug, "name": model["name"]},
        "found_by": found_by,
        "confidence": confidence,
        "did_you_mean": [],
    }


@pytest.mark.parametrize(
    "name",
    [
        "Alph",
        "Alpha 20",
        "Alpha-3",
        "Alpha 2 high",
        "Alpha 2-2025-02-01",
        "beta",
        "Beta-3.1-8B",
        "Acme",
        "acme/",
        "borealis/alpha",
        "acme/delta",
        "openrouter/acme/alpha",
        "alpha acme",
        "labs delta",
        "Labs/Delta",
        "word error",
        "zeta-no-results-x",
        "%",
        "1",
    ],
)
async def test_a_name_that_nothing_has(client: AsyncClient, name: str) -> None:
    """A beginning, a date, an effort, an id, another organization: none of them makes a name the same."""
    item = await one(client, name)
    assert (item["model"], item["found_by"], item["confidence"]) == (None, None, None)


async def test_no_longer_name_for_a_shorter_one(
    service: AsyncClient, rows: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await rows.execute(
        "insert into models (name, organization) values ('GPT-4o', 'OpenAI'), ('Llama 3.1 8B', 'Meta')"
    )
    four, llama = await resolved(service, "gpt-4", "llama")
    assert (four["model"], llama["model"]) == (None, None)
    assert [candidate["name"] for candidate in four["did_you_mean"]] == ["GPT-4o"]
    await rows.execute("insert into models (name, organization) values ('GPT 4', 'OpenAI')")
    assert (await one(service, "openai/gpt-4"))["model"]["name"] == "GPT 4"


async def test_what_is_alike_is_offered_the_most_alike_first(client: AsyncClient) -> None:
    offered = (await one(client, "alpha 22"))["did_you_mean"]
    assert [candidate["slug"] for candidate in offered] == ["alpha-2", "alpha"]
    assert offered[0] == {
        "id": 2,
        "slug": "alpha-2",
        "name": "Alpha 2",
        "matched": "Alpha 2",
        "similarity": 0.7,
    }
    assert offered[1]["similarity"] == 0.667


async def test_a_candidate_names_the_alias_that_fits_best_and_comes_once(client: AsyncClient) -> None:
    (offered,) = (await one(client, "beta instruckt"))["did_you_mean"]
    assert (offered["name"], offered["matched"]) == ("Beta-3.1-8B-Instruct", "beta_instruct")


async def test_at_most_five_are_offered_and_none_that_is_not_alike(
    service: AsyncClient, rows: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await rows.execute(
        "insert into models (name, organization) select 'Sigma ' || n, 'x' from generate_series(1, 9) as n"
    )
    await rows.execute(
        "insert into model_names (name, model_id, spelling)"
        " select 'sigmas ' || n, (select id from models where name = 'Sigma 9'), 'sigmas-' || n"
        " from generate_series(1, 15) as n"
    )
    offered = (await one(service, "Sigma"))["did_you_mean"]
    assert len({candidate["slug"] for candidate in offered}) == 5
    assert all(candidate["name"].startswith("Sigma") for candidate in offered)
    ranks = [candidate["similarity"] for candidate in offered]
    assert ranks == sorted(ranks, reverse=True)
    assert (await one(service, "xylophone quartet"))["did_you_mean"] == []


async def test_of_similarity_from_three_tenths_on(
    service: AsyncClient, rows: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await rows.execute(
        "insert into models (name, organization) values ('abcdef', 'x'), ('abcdefghijkl', 'x'), ('abzz', 'x')"
    )
    offered = (await one(service, "abcdefg"))["did_you_mean"]
    kept = {candidate["name"]: candidate["similarity"] for candidate in offered}
    known = await rows.fetch(
        "select m.name, round(similarity(n.name, 'abcdefg')::numeric, 3)::float8 as similarity"
        " from model_names as n join models as m on m.id = n.model_id"
    )
    assert kept == {row["name"]: row["similarity"] for row in known if row["similarity"] >= 0.3}
    assert any(0 < row["similarity"] < 0.3 for row in known)


async def test_two_by_their_organizations_are_both_offered(
    service: AsyncClient, rows: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await rows.execute(
        "insert into models (name, organization) values ('Labs Nova', 'Delta'), ('Nova', 'Delta Labs')"
    )
    item = await one(service, "delta labs nova")
    assert (item["model"], item["found_by"], item["confidence"]) == (None, None, None)
    assert [(one["name"], one["matched"], one["similarity"]) for one in item["did_you_mean"]] == [
        ("Labs Nova", "Delta Labs Nova", 1.0),
        ("Nova", "Delta Labs Nova", 1.0),
    ]
    await rows.execute("insert into models (name, organization) values ('Delta-Labs Nova', 'Third')")
    assert (await one(service, "delta labs nova"))["found_by"] == "name"


@pytest.mark.parametrize(
    "name", ["---", " ", "\u3000", "...", "\U0001f600", "模型", "e\u0301", "\u200b", "\u0130"]
)
async def test_names_without_a_letter_that_is_known(client: AsyncClient, name: str) -> None:
    for kind in ("model", "benchmark"):
        item = await one(client, name, kind=kind)
        assert (item[kind], item["did_you_mean"]) == (None, [])


async def test_names_of_other_scripts(
    service: AsyncClient, rows: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await rows.execute(
        "insert into models (name, organization) values ('通义千问-Max', '阿里巴巴'), ('Über', 'Ångström')"
    )
    found = await resolved(
        service, "通义千问 max", "阿里巴巴/通义千问_max", "U\u0308BER", "A\u030angstro\u0308m/über"
    )
    assert [item["found_by"] for item in found] == ["name", "organization", "name", "organization"]
    (offered,) = (await one(service, "通义千问-Mini"))["did_you_mean"]
    assert offered["name"] == "通义千问-Max"


async def test_the_same_name_twice_and_in_two_spellings(client: AsyncClient) -> None:
    names = ["Alpha", "nothing like it", "alpha", "Alpha", "nothing-like-it"]
    items = await resolved(client, *names)
    assert [item["model"] and item["model"]["slug"] for item in items] == [
        "alpha",
        None,
        "alpha",
        "alpha",
        None,
    ]
    assert items[0] == items[3]
    assert items[1]["did_you_mean"] == items[4]["did_you_mean"]


async def test_a_thousand_names_at_once(
    service: AsyncClient, rows: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await rows.execute(
        "insert into models (name, organization) select 'M-' || n, 'Org' from generate_series(1, 500) as n"
    )
    names = [f"{'Org/' if n % 3 == 0 else ''}m {n}" for n in range(1, 1001)]
    items = await resolved(service, *names)
    assert [item["model"] and item["model"]["name"] for item in items] == [
        f"M-{n}" if n <= 500 else None for n in range(1, 1001)
    ]
    assert {item["found_by"] for item in items} == {"name", "organization", None}
    assert all(item["did_you_mean"] for item in items[500:])


async def test_a_name_that_is_as_long_as_it_may_be(client: AsyncClient) -> None:
    names = ["a " * 127 + "a", "\ufdfa" * 255, "acme/" + "x" * 250]
    assert [item["model"] for item in await resolved(client, *names)] == [None] * 3


@pytest.mark.parametrize(
    ("name", "slug", "found_by"),
    [("QUIZ", "quiz", "name"), ("quiz 4", "quiz", "alias"), ("wer", "word-error", "alias")],
)
async def test_a_benchmark(client: AsyncClient, name: str, slug: str, found_by: str) -> None:
    item = await one(client, name, kind="benchmark")
    benchmark = (await client.get(f"/api/v1/benchmarks/{slug}")).json()
    assert item == {
        "name": name,
        "benchmark": {"id": benchmark["id"], "slug": slug, "name": benchmark["name"]},
        "found_by": found_by,
        "confidence": 1.0,
        "did_you_mean": [],
    }


async def test_a_benchmark_that_there_is_not(client: AsyncClient) -> None:
    item = await one(client, "word errors", kind="benchmark")
    assert item["benchmark"] is None
    assert [(one["slug"], one["matched"]) for one in item["did_you_mean"]] == [("word-error", "Word Error")]
    assert (await one(client, "alpha", kind="benchmark"))["benchmark"] is None
    (offered,) = (await one(client, "quiz 44", kind="benchmark"))["did_you_mean"]
    assert (offered["name"], offered["matched"]) == ("Quiz", "Quiz-4")


async def test_a_name_that_has_moved_is_found_where_it_is(
    service: AsyncClient, rows: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await rows.execute("update model_names set model_id = 2 where name = 'acme alpha one'")
    assert (await one(service, "acme-alpha-one"))["model"]["slug"] == "alpha-2"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["names"]),
        ({"names": []}, ["names"]),
        ({"names": ["a"] * 1001}, ["names"]),
        ({"names": "alpha"}, ["names"]),
        ({"names": None}, ["names"]),
        ({"names": ["alpha"], "kind": "opinion"}, ["kind"]),
        ({"names": ["alpha"], "kind": None}, ["kind"]),
        ({"names": ["alpha"], "fuzzy": True}, ["fuzzy"]),
        ({"names": ["ok", "a\0", "fine", "\0"]}, ["names[1]", "names[3]"]),
        ({"names": ["ok", "", 5, None, ["a"], {}, "x" * 255]}, [f"names[{n}]" for n in range(1, 6)]),
        ({"names": ["x" * 256, "fine", "\u6a21" * 256], "kind": 1}, ["names[0]", "names[2]", "kind"]),
        ([], ["body"]),
    ],
)
async def test_bodies_that_do_not_fit(client: AsyncClient, body: Any, fields: list[str]) -> None:
    answer = await client.post(URL, json=body)
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == fields


@pytest.mark.parametrize(
    ("content", "status"),
    [(b'{"names": ["\\ud800"]}', 400), (b'{"names": ["\xff"]}', 400), (b'{"names": ["a"', 400), (b"", 400)],
)
async def test_bodies_that_are_no_json(client: AsyncClient, content: bytes, status: int) -> None:
    answer = await client.post(URL, content=content, headers={"content-type": "application/json"})
    assert answer.status_code == status


async def test_it_is_asked_by_post_alone_and_writes_nothing(
    service: AsyncClient, rows: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    assert (await service.get(URL)).status_code == 405
    before = await rows.fetchval("select count(*) from changes")
    await resolved(service, "Alpha", "Alphabet")
    assert await rows.fetchval("select count(*) from changes") == before
