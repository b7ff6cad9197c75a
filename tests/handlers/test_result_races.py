"""Many who write one result at once: one wins where only one may, and nobody's change is lost."""

import asyncio
from collections import Counter

from httpx import AsyncClient

from tests.handlers.results_sent import API, LEAST, NULLABLE, WHOLE, count, history, made, read, tag


async def test_thirty_of_one_result(writer: AsyncClient) -> None:
    """With three scores: the score is not what makes a result one result."""
    before = await count(writer)
    answers = await asyncio.gather(
        *(writer.post(f"{API}/results", json=LEAST | {"source": "Thirty", "score": n % 3}) for n in range(30))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 29}
    assert await count(writer) == before + 1


async def test_twenty_corrections_of_one_version(writer: AsyncClient) -> None:
    one = await made(writer, source="Twenty")
    headers = {"if-match": await tag(writer, one["id"])}
    answers = await asyncio.gather(
        *(writer.patch(f"{API}/results/{one['id']}", json={"score": n}, headers=headers) for n in range(20))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 19}
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert await read(writer, one["id"]) == won
    assert len(await history(writer, one["id"])) == 2


async def test_corrections_of_different_fields_all_survive(writer: AsyncClient) -> None:
    one = await made(writer, source="Fields")
    fields = {name: WHOLE[name] for name in NULLABLE if name not in {"source", "ci_low", "ci_high"}}
    patches = [*({name: value} for name, value in fields.items()), {"ci_low": 1, "ci_high": 2}]
    settings = {f"key {n}": n for n in range(10)}
    patches += [{"settings": {name: value}} for name, value in settings.items()]
    answers = await asyncio.gather(
        *(writer.patch(f"{API}/results/{one['id']}", json=patch) for patch in patches)
    )
    assert {answer.status_code for answer in answers} == {200}
    after = await read(writer, one["id"])
    assert after | fields | {"ci_low": 1, "ci_high": 2, "settings": settings} == after
    assert len(await history(writer, one["id"])) == len(patches) + 1


async def test_twenty_who_take_one_result_back(writer: AsyncClient) -> None:
    """Half of them retract, half supersede: one does, and there is at most one better result."""
    one = await made(writer, source="Taken back")
    before = await count(writer)
    answers = await asyncio.gather(
        *(
            writer.post(f"{API}/results/{one['id']}/retract", json={"reason": "Wrong."})
            if n % 2
            else writer.post(
                f"{API}/results/{one['id']}/supersede",
                json=LEAST | {"source": "Taken back", "settings": {"n": n}, "reason": "Better."},
            )
            for n in range(20)
        )
    )
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses in ({200: 1, 409: 19}, {201: 1, 409: 19})
    assert await count(writer) == before + statuses[201]
    assert len(await history(writer, one["id"])) == 2


async def test_the_same_result_again_while_one_comes_back(writer: AsyncClient) -> None:
    one = await made(writer, source="Comes back")
    await writer.post(f"{API}/results/{one['id']}/retract", json={"reason": "Wrong."})
    answers = await asyncio.gather(
        *(
            writer.post(f"{API}/results/{one['id']}/restore")
            if n % 2
            else writer.post(f"{API}/results", json=LEAST | {"source": "Comes back"})
            for n in range(20)
        )
    )
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses in ({200: 1, 409: 19}, {201: 1, 409: 19})


async def test_a_deletion_and_corrections_at_once(writer: AsyncClient) -> None:
    one = await made(writer, source="Deleted meanwhile")
    at = f"{API}/results/{one['id']}"
    answers = await asyncio.gather(
        writer.delete(at),
        *(writer.patch(at, json={"score": n}) for n in range(9)),
        writer.delete(at),
    )
    assert Counter(answer.status_code for answer in answers)[204] == 1
    assert {answer.status_code for answer in answers} <= {200, 204, 404}
    assert (await writer.get(at)).status_code == 404
