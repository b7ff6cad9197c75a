"""Models made, changed and deleted over HTTP: metadata, aliases, names, slugs, and what goes with a model."""

import asyncio
from typing import Any, Final

import asyncpg
import pytest
from httpx import AsyncClient

from app.database.address import parse
from tests.conftest import serving
from tests.handlers.test_lists import faulty

API: Final = "/api/v1"
ALPHA: Final = f"{API}/models/alpha"
SPELLINGS: Final = ["Six-pack", "six pack", "SIX_PACK"]

Json = dict[str, Any]


async def changed(writer: AsyncClient, at: str, **sent: Any) -> Json:
    answer = await writer.patch(at, json=sent)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        ({"a": 1, "b": 2}, {"a": 3}, {"a": 3, "b": 2}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": 1}, {"b": None}, {"a": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": None, "d": 3}}, {"a": {"c": 2, "d": 3}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": [1, 2]}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": "text"}, {"a": "text"}),
        ({"a": 1}, {"b": {"c": None, "d": 0.5}}, {"a": 1, "b": {"d": 0.5}}),
        ({"a": 1}, {"b": [None]}, {"a": 1, "b": [None]}),
        ({"a": 1}, {}, {"a": 1}),
        ({"a": 1}, {"a": None}, {}),
        ({"a": 1}, None, None),
        (None, {"a": 1, "b": None}, {"a": 1}),
        (None, {}, {}),
    ],
)
async def test_metadata_is_merged(
    writer: AsyncClient, before: Json | None, patch: Json | None, after: Json | None
) -> None:
    """RFC 7396, at every depth; and only what the patch says."""
    new = {"name": "Merged", "organization": "Acme", "metadata": before, "license": "mit"}
    one = (await writer.post(f"{API}/models", json=new)).json()
    try:
        now = await changed(writer, f"{API}/models/{one['id']}", metadata=patch)
        assert now == one | {"metadata": after, "updated_at": now["updated_at"]}
    finally:
        assert (await writer.delete(f"{API}/models/{one['id']}")).is_success


async def test_metadata_is_measured_after_the_merge(lone_writer: AsyncClient) -> None:
    """Half of what there may be fits twice at the door, and not twice in the column."""
    half = {"first": "x" * 40_000}
    await changed(lone_writer, ALPHA, metadata=half)
    answer = await lone_writer.patch(ALPHA, json={"metadata": {"second": "x" * 40_000}})
    assert faulty(answer) == (422, ["metadata"])
    await changed(lone_writer, ALPHA, metadata={"first": None, "second": "x" * 40_000})


async def test_aliases_are_sent_whole(lone_writer: AsyncClient) -> None:
    """Of spellings of one name the first counts; the model's own name is none; null and [] differ."""
    sent = ["b side", "B-Side", "ALPHA", "alpha 2024 01 10", *SPELLINGS]
    assert (await changed(lone_writer, ALPHA, aliases=sent))["aliases"] == [
        "alpha 2024 01 10",
        "b side",
        "Six-pack",
    ]
    assert (await changed(lone_writer, ALPHA, aliases=SPELLINGS[::-1]))["aliases"] == ["SIX_PACK"]
    assert (await changed(lone_writer, ALPHA, description="x"))["aliases"] == ["SIX_PACK"]
    assert faulty(await lone_writer.patch(ALPHA, json={"aliases": None})) == (422, ["aliases"])
    assert (await changed(lone_writer, ALPHA, aliases=[]))["aliases"] == []


async def test_a_hundred_aliases(lone_writer: AsyncClient) -> None:
    many = [f"alias {n:03}" for n in range(100)]
    assert (await changed(lone_writer, ALPHA, aliases=many))["aliases"] == many
    assert faulty(await lone_writer.patch(ALPHA, json={"aliases": [*many, "more"]})) == (422, ["aliases"])


async def test_aliases_are_in_the_history(lone_writer: AsyncClient) -> None:
    answer = await lone_writer.patch(
        ALPHA, json={"aliases": ["acme alpha ONE", "new"]}, params={"reason": "w"}
    )
    assert answer.is_success
    items = (await lone_writer.get(f"{ALPHA}/changes")).json()["items"]
    said = {
        (line["action"], *((line[when] or {}).get("spelling") for when in ("before", "after")))
        for line in items
        if line["reason"] == "w"
    }
    assert said == {
        ("delete", "alpha-2024-01-10", None),
        ("update", "ACME Alpha One", "acme alpha ONE"),
        ("insert", None, "new"),
    }


async def test_a_new_name(lone_writer: AsyncClient) -> None:
    """The slug stays, the old name is free, and may be an alias in the same breath."""
    now = await changed(lone_writer, ALPHA, name="Omega", aliases=["Alpha", "ACME Alpha One"])
    assert (now["name"], now["slug"], now["aliases"]) == ("Omega", "alpha", ["ACME Alpha One", "Alpha"])
    now = await changed(lone_writer, ALPHA, name="Alpha")
    assert (now["name"], now["aliases"]) == ("Alpha", ["ACME Alpha One"])
    now = await changed(lone_writer, ALPHA, name="ALPHA")
    assert (now["name"], now["slug"]) == ("ALPHA", "alpha")
    await changed(lone_writer, ALPHA, name="Omega")
    other = await lone_writer.post(f"{API}/models", json={"name": "Alpha", "organization": "Acme"})
    assert (other.status_code, other.json()["slug"]) == (201, "alpha-3")


async def test_a_refused_alias_undoes_the_rest(lone_writer: AsyncClient) -> None:
    before = (await lone_writer.get(ALPHA)).json()
    answer = await lone_writer.patch(ALPHA, json={"license": "mit", "aliases": ["fine", "GAMMA"]})
    assert faulty(answer) == (409, ["aliases"])
    new = {"name": "New", "organization": "Acme", "aliases": ["gamma"]}
    assert faulty(await lone_writer.post(f"{API}/models", json=new)) == (409, ["aliases"])
    assert (await lone_writer.get(ALPHA)).json() == before
    assert (await lone_writer.get(f"{API}/models/new")).status_code == 404


@pytest.mark.parametrize("at", ["1", "ALPHA", "Alpha"])
async def test_any_address_will_do(writer: AsyncClient, at: str) -> None:
    assert (await changed(writer, f"{API}/models/{at}"))["id"] == 1


@pytest.mark.parametrize("slug", ["2024", "Ünique", "UPPER", "a--b", "-a", "a b", "", "a/b", "é", "a\n"])
async def test_what_is_no_slug(writer: AsyncClient, slug: str) -> None:
    new = {"name": "Slugless", "organization": "Acme", "slug": slug}
    assert faulty(await writer.post(f"{API}/models", json=new)) == (422, ["slug"])


async def test_a_merged_model_is_changed_elsewhere_and_cannot_be_deleted(fresh: str) -> None:
    connection = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        await connection.execute(
            "insert into merges (source_id, target_id, source_slug, source_name) values (99, 1, 'old', 'Old')"
        )
    finally:
        await connection.close()
    async with serving(fresh) as client:
        for at in ("old", "99", "OLD"):
            answer = await client.patch(f"{API}/models/{at}?reason=x", json={"license": "mit"})
            assert (answer.status_code, answer.headers["location"]) == (308, f"{ALPHA}?reason=x")
            assert answer.content == b""
            answer = await client.delete(f"{API}/models/{at}")
            assert (answer.status_code, answer.json()["detail"]) == (
                409,
                "It was merged into alpha: delete that, or undo the merge.",
            )
        opinion = await client.post(f"{API}/opinions", json={"model": "old", "content": "It was."})
        assert opinion.json()["model"] == "alpha"
        assert (await client.get(ALPHA)).json()["license"] == "apache-2.0"


async def test_changes_of_aliases_at_once_leave_one_of_the_lists(lone_writer: AsyncClient) -> None:
    lists = [[f"{letter} {n}" for letter in "abc"] for n in range(10)]
    answers = await asyncio.gather(*(lone_writer.patch(ALPHA, json={"aliases": some}) for some in lists))
    assert {answer.status_code for answer in answers} == {200}
    assert (await lone_writer.get(ALPHA)).json()["aliases"] in lists
