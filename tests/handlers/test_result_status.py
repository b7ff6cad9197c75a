"""Whether a result still holds: retracted, restored, superseded."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.handlers.results_sent import API, LEAST, UNFIT, WHOLE, Json, count, history, made, read, refusal

REASON = "Trained on the test.\nSee https://lab.example/erratum"


async def act(client: AsyncClient, id: int, what: str, body: Json | None = None, **query: str) -> Response:
    return await client.post(f"{API}/results/{id}/{what}", json=body, params=query)


async def retract(client: AsyncClient, id: int, reason: str = REASON) -> Json:
    answer = await act(client, id, "retract", {"reason": reason})
    assert answer.status_code == 200, answer.text
    result: Json = answer.json()
    return result


async def supersede(client: AsyncClient, id: int, **fields: Any) -> Json:
    answer = await act(client, id, "supersede", LEAST | {"reason": REASON} | fields)
    assert answer.status_code == 201, answer.text
    result: Json = answer.json()
    return result


async def test_a_retracted_result_stays_with_its_reason(writer: AsyncClient) -> None:
    one = await made(writer, source="Retracted")
    answer = await act(writer, one["id"], "retract", {"reason": REASON})
    assert answer.status_code == 200, answer.text
    changed = {"status": "retracted", "status_reason": REASON, "updated_at": answer.json()["updated_at"]}
    assert answer.json() == one | changed == await read(writer, one["id"])
    assert answer.headers["etag"] == (await writer.get(f"{API}/results/{one['id']}")).headers["etag"]
    written = (await history(writer, one["id"]))[0]
    assert (written["action"], written["reason"], written["after"]["status"]) == (
        "update",
        REASON,
        "retracted",
    )


async def test_it_makes_way_for_the_right_one(writer: AsyncClient) -> None:
    one = await made(writer, source="Makes way")
    await retract(writer, one["id"])
    right = await made(writer, source="Makes way", score=40)
    assert right["id"] > one["id"]
    refused = await act(writer, one["id"], "restore")
    assert refusal(refused) == (409, [])
    assert "is there already" in refused.json()["detail"]
    await retract(writer, right["id"])
    assert (await act(writer, one["id"], "restore")).status_code == 200


async def test_a_restored_result_is_as_before(writer: AsyncClient) -> None:
    one = await made(writer, source="Restored")
    await retract(writer, one["id"])
    answer = await act(writer, one["id"], "restore", reason="They were right.")
    assert answer.status_code == 200, answer.text
    assert answer.json() == one | {"updated_at": answer.json()["updated_at"]}
    assert [change["reason"] for change in await history(writer, one["id"])] == [
        "They were right.",
        REASON,
        None,
    ]


async def test_a_result_out_of_bounds_is_not_restored(writer: AsyncClient) -> None:
    one = await made(writer, source="Out of bounds")
    await retract(writer, one["id"])
    assert (await writer.patch(f"{API}/results/{one['id']}", json={"score": 200})).status_code == 200
    answer = await act(writer, one["id"], "restore")
    assert refusal(answer) == (409, [])
    assert "min_score to max_score" in answer.json()["detail"]
    assert (await read(writer, one["id"]))["status"] == "retracted"


async def test_a_better_result_takes_its_place(writer: AsyncClient) -> None:
    """The same one but for its score, which nothing but the old one's making way allows."""
    old = await made(writer, **WHOLE | {"source": "Place"})
    body = WHOLE | {"source": "Place", "score": 63.5, "reason": "A bug in the harness."}
    answer = await act(writer, old["id"], "supersede", body)
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert answer.headers["location"] == f"{API}/results/{new['id']}"
    assert answer.headers["etag"] == (await writer.get(answer.headers["location"])).headers["etag"]
    assert new == await read(writer, new["id"])
    assert new | WHOLE | {"source": "Place", "score": 63.5, "status": "active"} == new
    after = await read(writer, old["id"])
    assert after == old | {
        "status": "superseded",
        "status_reason": "A bug in the harness.",
        "superseded_by": new["id"],
        "updated_at": after["updated_at"],
    }
    for id, action, length in ((old["id"], "update", 2), (new["id"], "insert", 1)):
        written = await history(writer, id)
        assert (written[0]["action"], written[0]["reason"]) == (action, "A bug in the harness.")
        assert len(written) == length


async def test_ids_go_on_after_a_supersession(writer: AsyncClient) -> None:
    one = await made(writer, source="Ids")
    new = await supersede(writer, one["id"], source="Ids")
    following = await made(writer, source="Ids after")
    assert one["id"] < new["id"] < following["id"]


async def test_a_superseded_result_can_come_back(writer: AsyncClient) -> None:
    old = await made(writer, source="Comes back")
    new = await supersede(writer, old["id"], source="Comes back", settings={"shots": 1})
    answer = await act(writer, old["id"], "restore")
    assert answer.json() == old | {"updated_at": answer.json()["updated_at"]}
    assert (await read(writer, new["id"]))["status"] == "active"


async def test_what_superseded_it_may_go(writer: AsyncClient) -> None:
    old = await made(writer, source="May go")
    new = await supersede(writer, old["id"], source="May go")
    assert (await writer.delete(f"{API}/results/{new['id']}")).status_code == 204
    after = await read(writer, old["id"])
    assert (after["status"], after["status_reason"], after["superseded_by"]) == ("superseded", REASON, None)


async def test_a_better_result_may_be_of_another_benchmark(writer: AsyncClient) -> None:
    old = await made(writer, source="Another", benchmark="vibes")
    new = await supersede(writer, old["id"], source="Another", model="alpha", benchmark="word-error")
    assert (new["model"], new["benchmark"]) == ("alpha", "word-error")
    board = await writer.get(f"{API}/benchmarks/vibes/leaderboard")
    assert old["id"] not in [row["result"] for row in board.json()["items"]]


@pytest.mark.parametrize(("fields", "at_fault"), UNFIT)
async def test_a_better_result_that_does_not_fit(writer: AsyncClient, fields: Json, at_fault: str) -> None:
    before = (await count(writer), await read(writer, 2))
    answer = await act(writer, 2, "supersede", WHOLE | {"reason": REASON} | fields)
    assert refusal(answer) == (422, [at_fault])
    assert (await count(writer), await read(writer, 2)) == before


async def test_a_better_result_that_is_there_already(writer: AsyncClient) -> None:
    one = await made(writer, source="There already")
    other = await made(writer, source="Not yet there")
    answer = await act(
        writer, other["id"], "supersede", LEAST | {"source": "There already", "reason": REASON}
    )
    assert refusal(answer) == (409, ["model"])
    assert await read(writer, other["id"]) == other
    assert await read(writer, one["id"]) == one


@pytest.mark.parametrize("what", ["retract", "supersede"])
@pytest.mark.parametrize("status", ["retracted", "superseded"])
async def test_only_what_holds_can_be_taken_back(writer: AsyncClient, what: str, status: str) -> None:
    one = await made(writer, source=f"{what} {status}")
    if status == "retracted":
        await retract(writer, one["id"])
    else:
        await supersede(writer, one["id"], source="The better one", settings={what: status})
    before = await read(writer, one["id"])
    body = {"reason": "Again."} if what == "retract" else LEAST | {"source": "Worse", "reason": "Again."}
    answer = await act(writer, one["id"], what, body)
    assert refusal(answer) == (409, [])
    assert status in answer.json()["detail"]
    assert await read(writer, one["id"]) == before


async def test_what_holds_is_not_restored(writer: AsyncClient) -> None:
    answer = await act(writer, 2, "restore")
    assert refusal(answer) == (409, [])
    assert "active" in answer.json()["detail"]


@pytest.mark.parametrize("reason", ["", None, 1, "r" * 2001, "a\0b", ["r"]])
@pytest.mark.parametrize("what", ["retract", "supersede"])
async def test_a_reason_is_needed(writer: AsyncClient, what: str, reason: Any) -> None:
    body = LEAST | {"source": "No reason"} if what == "supersede" else {}
    assert refusal(await act(writer, 2, what, body)) == (422, ["reason"])
    assert refusal(await act(writer, 2, what, body | {"reason": reason})) == (422, ["reason"])


async def test_the_longest_reason(writer: AsyncClient) -> None:
    one = await made(writer, source="The longest")
    assert (await retract(writer, one["id"], "Ω" * 2000))["status_reason"] == "Ω" * 2000
    assert (await history(writer, one["id"]))[0]["reason"] == "Ω" * 2000


@pytest.mark.parametrize("what", ["retract", "supersede"])
async def test_the_reason_stands_in_the_body_only(writer: AsyncClient, what: str) -> None:
    answer = await act(writer, 2, what, LEAST | {"reason": REASON}, reason="Another.")
    assert refusal(answer) == (400, ["reason"])
