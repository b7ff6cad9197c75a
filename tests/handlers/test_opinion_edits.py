"""Opinions, use cases and prices belong to a model, by its slug or its id; tags of opinions are a list."""

from typing import Any, Final

import pytest
from httpx import AsyncClient

from tests.handlers.subjects import OPINIONS, PRICES, USE_CASES, Subject
from tests.handlers.test_lists import faulty

API: Final = "/api/v1"
OF_A_MODEL: Final = (OPINIONS, USE_CASES, PRICES)


def new(**fields: Any) -> dict[str, Any]:
    return {**OPINIONS.needed, **fields}


@pytest.mark.parametrize("of", OF_A_MODEL, ids=[of.path for of in OF_A_MODEL])
async def test_a_model_by_slug_or_id(lone_writer: AsyncClient, of: Subject) -> None:
    for model, found in (
        ("alpha-2", "Alpha 2"),
        ("GAMMA", "gamma"),
        (6, "Epsilon"),
        ("7", "Zeta (no results)"),
    ):
        made = await lone_writer.post(f"{API}/{of.path}", json=of.needed | {"model": model})
        assert made.status_code == 201, made.text
        assert made.json()["model_name"] == found
        moved = await lone_writer.patch(f"{API}/{of.there}", json={"model": model})
        assert moved.status_code == 200, moved.text
        assert moved.json()["model_name"] == found


@pytest.mark.parametrize("of", OF_A_MODEL, ids=[of.path for of in OF_A_MODEL])
async def test_a_move_is_one_change(lone_writer: AsyncClient, of: Subject) -> None:
    at = f"{API}/{of.there}"
    assert (await lone_writer.patch(at, json={"model": "gamma"}, params={"reason": "mistaken"})).is_success
    last, *_ = (await lone_writer.get(f"{at}/changes")).json()["items"]
    assert (last["action"], last["reason"]) == ("update", "mistaken")
    assert {name for name in last["after"] if last["after"][name] != last["before"][name]} == {
        "model_id",
        "updated_at",
    }
    answer = await lone_writer.delete(f"{API}/models/gamma")
    assert answer.json()[of.path.replace("-", "_")] == 1
    assert (await lone_writer.get(at)).status_code == 404


@pytest.mark.parametrize(
    "tags",
    [
        [str(n) for n in range(33)],
        [""],
        ["fine", "a,b"],
        ["fine", "x" * 2001],
        ["x" * 1000, "y" * 1000, "z"],
        ["a\0b"],
        None,
    ],
)
async def test_what_is_no_list_of_tags(writer: AsyncClient, tags: list[str] | None) -> None:
    before = (await writer.get(f"{API}/opinions/2")).json()
    for status, (field,) in (
        faulty(await writer.post(f"{API}/opinions", json=new(tags=tags))),
        faulty(await writer.patch(f"{API}/opinions/2", json={"tags": tags})),
    ):
        assert (status, field.partition("[")[0]) == (422, "tags")
    assert (await writer.get(f"{API}/opinions/2")).json() == before


async def test_the_same_words_twice(writer: AsyncClient) -> None:
    first, second = [await writer.post(f"{API}/opinions", json=new(content="Twice.")) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


@pytest.mark.parametrize("content", ["  as it is \n", "\u00a0x", "<script>alert(1)</script>", "🙂" * 20_000])
async def test_content_stays_as_it_is_sent(writer: AsyncClient, content: str) -> None:
    made = await writer.post(f"{API}/opinions", json=new(content=content))
    assert made.json()["content"] == content


async def test_who_writes_is_the_author_of_the_row(writer: AsyncClient) -> None:
    made = (await writer.post(f"{API}/opinions", json=new())).json()
    written, *_ = (await writer.get(f"{API}/opinions/{made['id']}/changes")).json()["items"]
    assert written["actor"] == "eve"
