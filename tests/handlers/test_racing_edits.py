"""Many who write at once: one wins where only one may, and nobody's change is lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from typing import Final

import pytest
from httpx import AsyncClient, Response

from tests.handlers.subjects import BENCHMARKS, MODELS, PRICES, Json, Subject

API: Final = "/api/v1"
#: A text of each subject that may be anything.
TEXTS: Final = {"organization", "category", "content", "use_case", "offering"}
OF_ONE_NAME: Final = [
    pytest.param(
        MODELS, [{"name": f"GPT{sign}5{sign}(mini)"} for sign in " -_"], ("name", "name"), id="models"
    ),
    pytest.param(
        MODELS,
        [
            {"name": "One", "slug": "one"},
            {"name": "ONE", "slug": "two"},
            {"name": "o-n-e", "aliases": ["one"]},
        ],
        ("name", "aliases"),
        id="models with slugs and aliases",
    ),
    pytest.param(
        BENCHMARKS, [{"name": f"SWE{sign}bench"} for sign in " -_"], ("name", "name"), id="benchmarks"
    ),
    pytest.param(PRICES, [{"output": n} for n in range(3)], ("valid_from",), id="prices"),
]


async def all_of(requests: Iterable[Awaitable[Response]]) -> list[Response]:
    return list(await asyncio.gather(*requests))


@pytest.mark.parametrize(("of", "bodies", "fields"), OF_ONE_NAME)
async def test_thirty_of_one_name(
    lone_writer: AsyncClient, of: Subject, bodies: list[Json], fields: tuple[str, ...]
) -> None:
    answers = await all_of(
        lone_writer.post(f"{API}/{of.path}", json=of.needed | body) for body in bodies for _ in range(10)
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 29}
    refused = [answer.json()["errors"][0]["field"] for answer in answers if answer.status_code == 409]
    assert set(refused) <= set(fields)
    listed = (await lone_writer.get(f"{API}/{of.path}", params={"limit": 100})).json()["items"]
    won = next(answer for answer in answers if answer.status_code == 201).json()
    assert [one for one in listed if one["id"] > of.seeded] == [won]


async def test_twenty_changes_of_one_version(writer: AsyncClient, subject: Subject, one: Json) -> None:
    at = f"{API}/{subject.path}/{one['id']}"
    (field,) = TEXTS & subject.whole.keys()
    headers = {"if-match": (await writer.get(at)).headers["etag"]}
    written = (await writer.get(f"{at}/changes")).json()["items"]
    answers = await all_of(writer.patch(at, json={field: f"the {n}th"}, headers=headers) for n in range(20))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 19}
    won = next(answer for answer in answers if answer.status_code == 200)
    assert (await writer.get(at)).json() == won.json()
    assert (await writer.get(f"{at}/changes")).json()["items"][1:] == written


async def test_changes_of_different_fields_all_survive(writer: AsyncClient, subject: Subject) -> None:
    plain = (await writer.post(f"{API}/{subject.path}", json=subject.needed)).json()
    at = f"{API}/{subject.path}/{plain['id']}"
    sent = {name: value for name, value in subject.more.items() if name != "slug"}
    answers = await all_of(writer.patch(at, json={name: value}) for name, value in sent.items())
    assert {answer.status_code for answer in answers} == {200}
    now = (await writer.get(at)).json()
    assert now == plain | sent | {"updated_at": now["updated_at"]}


async def test_keys_of_metadata_all_survive(lone_writer: AsyncClient) -> None:
    one = f"{API}/models/alpha"
    before = (await lone_writer.get(one)).json()["metadata"]
    keys = [f"key_{n}" for n in range(20)]
    await all_of(lone_writer.patch(one, json={"metadata": {"limits": {key: 1}}}) for key in keys)
    limits = before["limits"] | dict.fromkeys(keys, 1)
    assert (await lone_writer.get(one)).json()["metadata"] == before | {"limits": limits}


async def test_a_deletion_and_changes_at_once(lone_writer: AsyncClient) -> None:
    """Each is done before the deletion or finds nothing; an opinion goes with its model or is refused."""
    opinion = {"model": "alpha", "content": "Too late?"}
    answers = await all_of(
        [
            *(lone_writer.patch(f"{API}/models/alpha", json={"description": f"{n}"}) for n in range(10)),
            lone_writer.delete(f"{API}/models/alpha"),
            *(lone_writer.post(f"{API}/opinions", json=opinion) for _ in range(10)),
        ]
    )
    patched, deleted, posted = answers[:10], answers[10], answers[11:]
    assert deleted.status_code == 200
    assert {answer.status_code for answer in patched} <= {200, 404}
    assert {answer.status_code for answer in posted} <= {201, 422}
    assert deleted.json()["opinions"] == 3 + sum(answer.status_code == 201 for answer in posted)
    left = (await lone_writer.get(f"{API}/opinions", params={"limit": 100})).json()["items"]
    assert "alpha" not in {one["model"] for one in left}
