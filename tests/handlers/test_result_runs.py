"""PUT of a result that its source has numbered: as often as one likes, recorded once."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.handlers.results_sent import (
    API,
    LEAST,
    NULLABLE,
    UNFIT,
    WHOLE,
    Json,
    count,
    history,
    made,
    read,
    refusal,
    tag,
)

BODY: Json = {name: value for name, value in WHOLE.items() if name not in {"source", "external_id"}}


async def put(
    client: AsyncClient, source: str, body: Json = BODY, external_id: str = "run-1", **options: Any
) -> Response:
    params = {"source": source, "external_id": external_id} | options.pop("params", {})
    return await client.put(f"{API}/results", params=params, json=body, **options)


async def test_made_then_replaced_then_left_alone(writer: AsyncClient) -> None:
    answer = await put(writer, "Made", params={"reason": "First."})
    assert answer.status_code == 201, answer.text
    one = answer.json()
    assert one | BODY | {"source": "Made", "external_id": "run-1", "status": "active"} == one
    assert answer.headers["location"] == f"{API}/results/{one['id']}"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["etag"] == await tag(writer, one["id"])

    replaced = await put(writer, "Made", BODY | {"score": 62}, params={"reason": "Second."})
    assert replaced.status_code == 200, replaced.text
    assert "location" not in replaced.headers
    assert replaced.json() == one | {"score": 62, "updated_at": replaced.json()["updated_at"]}
    assert replaced.headers["etag"] == await tag(writer, one["id"]) != answer.headers["etag"]

    same = await put(writer, "Made", BODY | {"score": 62.0}, params={"reason": "Third."})
    assert (same.status_code, same.content) == (200, replaced.content)
    assert same.headers["etag"] == replaced.headers["etag"]
    assert [change["reason"] for change in await history(writer, one["id"])] == ["Second.", "First."]


async def test_what_is_left_out_is_taken_away(writer: AsyncClient) -> None:
    one = (await put(writer, "Whole")).json()
    answer = await put(writer, "Whole", LEAST)
    assert (answer.status_code, answer.json()["id"]) == (200, one["id"])
    left = {name for name in NULLABLE if answer.json()[name] is not None}
    assert (left, answer.json()["settings"]) == ({"source", "external_id"}, {})


async def test_what_makes_a_run(writer: AsyncClient) -> None:
    one = (await put(writer, "Key")).json()
    again = await put(writer, "Key", BODY | {"model": 2, "benchmark": "QUIZ", "date_tested": None})
    assert again.json()["id"] == one["id"]
    others = [
        await put(writer, "Key", external_id="run-2"),
        await put(writer, "key"),
        await put(writer, "Key", BODY | {"model": "alpha"}),
        await put(writer, "Key", BODY | {"benchmark": "vibes"}),
    ]
    assert [answer.status_code for answer in others] == [201] * 4
    assert len({one["id"], *(answer.json()["id"] for answer in others)}) == 5


async def test_a_result_that_was_posted_is_the_same_run(writer: AsyncClient) -> None:
    one = await made(writer, source="Posted", external_id="run-1")
    answer = await put(writer, "Posted", LEAST | {"score": 51})
    assert (answer.status_code, answer.json()["id"]) == (200, one["id"])


@pytest.mark.parametrize("status", ["retracted", "superseded"])
async def test_what_was_taken_back_does_not_come_to_life(writer: AsyncClient, status: str) -> None:
    one = (await put(writer, status)).json()
    path, body = (
        ("retract", {"reason": "Wrong."})
        if status == "retracted"
        else ("supersede", LEAST | {"source": "Other", "reason": "Better."})
    )
    assert (await writer.post(f"{API}/results/{one['id']}/{path}", json=body)).is_success
    there = await count(writer)
    answer = await put(writer, status, BODY | {"score": 1})
    assert refusal(answer) == (409, [])
    assert f"was {status}: restore" in answer.json()["detail"]
    assert (await count(writer), (await read(writer, one["id"]))["score"]) == (there, BODY["score"])

    assert (await writer.post(f"{API}/results/{one['id']}/restore")).status_code == 200
    assert (await put(writer, status, BODY | {"score": 1})).json() | {"id": one["id"], "score": 1} == (
        await read(writer, one["id"])
    )


async def test_the_active_one_counts_where_others_were_taken_back(writer: AsyncClient) -> None:
    old = (await put(writer, "Again")).json()
    answer = await writer.post(
        f"{API}/results/{old['id']}/supersede",
        json=BODY | {"source": "Again", "external_id": "run-1", "score": 2, "reason": "Run again."},
    )
    new = answer.json()
    answer = await put(writer, "Again", BODY | {"score": 3})
    assert (answer.status_code, answer.json()["id"]) == (200, new["id"])
    assert (await read(writer, old["id"]))["status"] == "superseded"


async def test_the_active_one_counts_also_where_it_is_the_older(writer: AsyncClient) -> None:
    old = (await put(writer, "Older")).json()
    retraction = {"reason": "Wrong."}
    assert (await writer.post(f"{API}/results/{old['id']}/retract", json=retraction)).is_success
    new = await made(writer, source="Older", external_id="run-1")
    assert (await writer.post(f"{API}/results/{new['id']}/retract", json=retraction)).is_success
    assert (await writer.post(f"{API}/results/{old['id']}/restore")).is_success
    answer = await put(writer, "Older", BODY | {"score": 3})
    assert (answer.status_code, answer.json()["id"]) == (200, old["id"])
    assert (await read(writer, new["id"]))["score"] == new["score"]


async def test_versions(writer: AsyncClient) -> None:
    there = await count(writer)
    answer = await put(writer, "Version", headers={"if-match": '"0123"'})
    assert refusal(answer) == (412, [])
    assert "etag" not in answer.headers
    assert await count(writer) == there
    first = await put(writer, "Version")
    stale = {"if-match": first.headers["etag"]}
    second = await put(writer, "Version", LEAST, headers=stale)
    assert second.status_code == 200
    assert (await put(writer, "Version", BODY, headers=stale)).status_code == 412
    assert await tag(writer, first.json()["id"]) == second.headers["etag"]


@pytest.mark.parametrize(
    ("fields", "at_fault"), [case for case in UNFIT if not case[0].keys() & {"source", "external_id"}]
)
async def test_what_does_not_fit(writer: AsyncClient, fields: Json, at_fault: str) -> None:
    """The first time, and where the run is there already: an unknown model or benchmark is another run."""
    await put(writer, "Unfit")
    for external_id in ("run-1", "run-2"):
        answer = await put(writer, "Unfit", BODY | fields, external_id)
        assert refusal(answer) == (422, [at_fault])


@pytest.mark.parametrize(
    ("params", "status", "field"),
    [
        ({"source": "", "external_id": "1"}, 400, "source"),
        ({"source": "L" * 256, "external_id": "1"}, 400, "source"),
        ({"source": "Lab", "external_id": "1" * 256}, 400, "external_id"),
        ({"source": "Lab", "external_id": "1", "model": "alpha"}, 400, "model"),
        ({"source": "Lab ", "external_id": "1"}, 422, "source"),
        ({"source": "Lab", "external_id": " 1"}, 422, "external_id"),
        ({"source": "La\tb", "external_id": "1"}, 422, "source"),
    ],
)
async def test_what_names_no_run(
    writer: AsyncClient, params: dict[str, str], status: int, field: str
) -> None:
    assert refusal(await writer.put(f"{API}/results", params=params, json=BODY)) == (status, [field])


@pytest.mark.parametrize("params", [{}, {"source": "Lab"}, {"external_id": "1"}])
async def test_a_run_has_a_source_and_a_number(writer: AsyncClient, params: dict[str, str]) -> None:
    assert (await writer.put(f"{API}/results", params=params, json=BODY)).status_code == 400


@pytest.mark.parametrize("field", ["source", "external_id"])
async def test_the_body_does_not_name_it_again(writer: AsyncClient, field: str) -> None:
    assert refusal(await put(writer, "Lab", BODY | {field: "x"})) == (422, [field])


async def test_twenty_at_once_make_one(writer: AsyncClient) -> None:
    there = await count(writer)
    answers = await asyncio.gather(*(put(writer, "At once") for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 19}
    assert len({answer.content for answer in answers}) == 1
    assert await count(writer) == there + 1
    assert len(await history(writer, answers[0].json()["id"])) == 1


async def test_twenty_that_differ_at_once_make_one(writer: AsyncClient) -> None:
    answers = await asyncio.gather(*(put(writer, "At odds", BODY | {"score": n}) for n in range(20)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 19}
    (id,) = {answer.json()["id"] for answer in answers}
    written = await history(writer, id)
    assert sorted(change["after"]["score"] for change in written) == list(range(20))
    assert written[0]["after"]["score"] == (await read(writer, id))["score"]


async def test_twenty_of_one_version_replace_it_once(writer: AsyncClient) -> None:
    version = {"if-match": (await put(writer, "One version")).headers["etag"]}
    answers = await asyncio.gather(
        *(put(writer, "One version", BODY | {"score": n}, headers=version) for n in range(20))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 19}
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert await read(writer, won["id"]) == won


async def test_any_version_is_still_a_version(lone_writer: AsyncClient) -> None:
    """If-Match: * asks that the run is there."""
    any_version = {"If-Match": "*"}
    url, body = f"{API}/results", {"model": "gamma", "benchmark": "vibes", "score": 3}
    run = {"source": "Lab", "external_id": "never seen"}
    answer = await lone_writer.put(url, params=run, json=body, headers=any_version)
    assert answer.status_code == 412
    assert (await lone_writer.put(url, params=run, json=body)).status_code == 201
    assert (await lone_writer.put(url, params=run, json=body, headers=any_version)).status_code == 200
