"""Thousands of results at once: all of them or none, and every row at fault is named."""

import asyncio
import json
from collections import Counter

import pytest
from httpx import AsyncClient, Response

from tests.handlers.results_sent import API, LEAST, UNFIT, WHOLE, Json, count, history, made, read, refusal


async def bulk(client: AsyncClient, rows: list[Json], **query: str) -> Response:
    return await client.post(f"{API}/results/bulk", json={"results": rows}, params=query)


def numbered(source: str, length: int) -> list[Json]:
    return [LEAST | {"source": source, "external_id": f"run-{n}", "score": n % 100} for n in range(length)]


async def test_results_come_in_the_order_of_their_ids(writer: AsyncClient) -> None:
    """Models and benchmarks alternate and are named in several ways: no join may change the order."""
    models = ["alpha", "ALPHA-2", 3, "4", "delta", 6]
    benchmarks = ["vibes", 1, "WORD-ERROR"]
    rows = [
        LEAST
        | {"source": "In order", "external_id": str(n), "score": n}
        | {"model": models[n % 6], "benchmark": benchmarks[n % 3]}
        for n in range(60)
    ]
    answer = await bulk(writer, rows)
    assert answer.status_code == 201, answer.text
    ids = answer.json()["ids"]
    assert answer.json() == {"created": 60, "ids": ids}
    assert ids == list(range(ids[0], ids[0] + 60))
    found = [await read(writer, id) for id in ids]
    assert [one["external_id"] for one in found] == [str(n) for n in range(60)]
    assert [one["model"] for one in found[:6]] == [
        "alpha",
        "alpha-2",
        "beta-3.1-8b-instruct",
        "gamma",
        "delta",
        "epsilon",
    ]


async def test_everything_that_is_sent_is_there(writer: AsyncClient) -> None:
    rows = [WHOLE | {"source": "All of it"}, LEAST | {"source": "The least of it"}]
    answer = await bulk(writer, rows, reason="From the paper.")
    assert answer.status_code == 201, answer.text
    whole, least = [await read(writer, id) for id in answer.json()["ids"]]
    assert whole | rows[0] == whole
    assert least | rows[1] | {"settings": {}, "stderr": None, "evidence": None, "status": "active"} == least
    written = [(await history(writer, one["id"]))[0] for one in (whole, least)]
    assert [change["reason"] for change in written] == ["From the paper."] * 2
    assert len({change["transaction"] for change in written}) == 1


@pytest.mark.parametrize(("fields", "at_fault"), UNFIT)
async def test_one_that_does_not_fit_stops_them_all(writer: AsyncClient, fields: Json, at_fault: str) -> None:
    before = await count(writer)
    rows = numbered("Stopped", 3)
    rows[1] = rows[1] | WHOLE | {"source": "Stopped"} | fields
    assert refusal(await bulk(writer, rows)) == (422, [f"results[1].{at_fault}"])
    assert await count(writer) == before


async def test_everything_at_fault_is_named_at_the_door(writer: AsyncClient) -> None:
    rows: list[Json] = numbered("Door", 5)
    rows[0] |= {"score": "x", "samples": 0, "who": 1}
    del rows[2]["model"]
    rows[4] |= {"settings": {"a": "\0"}}
    assert refusal(await bulk(writer, rows)) == (
        422,
        [
            *("results[0].score", "results[0].samples", "results[0].who"),
            *("results[2].model", "results[4].settings"),
        ],
    )


async def test_everything_that_the_database_refuses_is_named(writer: AsyncClient) -> None:
    await made(writer, source="Refused", external_id="run-7")
    before = await count(writer)
    rows = numbered("Refused", 10)
    rows[0] |= {"model": "nobody"}
    rows[2] |= {"score": 101}
    rows[3] |= {"date_tested": "1800-01-01"}
    rows[5] |= {"external_id": "run-4"}
    rows[9] |= {"benchmark": 99}
    answer = await bulk(writer, rows)
    status, fields = refusal(answer)
    assert status == 422
    assert fields[:3] == ["results[0].model", "results[2].score", "results[3].date_tested"]
    assert [field.partition(".")[0] for field in fields[3:]] == ["results[5]", "results[7]", "results[9]"]
    assert "do not fit: 6;" in answer.json()["detail"]
    assert await count(writer) == before


async def test_only_duplicates_are_a_conflict(writer: AsyncClient) -> None:
    rows = numbered("Duplicates", 20)
    assert (await bulk(writer, rows)).status_code == 201
    before = await count(writer)
    status, fields = refusal(await bulk(writer, [*numbered("Others", 5), *rows]))
    assert (status, len(fields)) == (409, 20)
    assert [field.partition(".")[0] for field in fields] == [f"results[{n}]" for n in range(5, 25)]
    assert await count(writer) == before


async def test_of_two_that_are_the_same_the_later_is_named(writer: AsyncClient) -> None:
    row = LEAST | {"source": "Same", "settings": {"t": 1.5}}
    status, fields = refusal(
        await bulk(writer, [row, row | {"settings": {"t": 2}}, row | {"settings": {"t": 1.50}}])
    )
    assert (status, fields) == (409, ["results[2].model"])


async def test_hundreds_of_faults_are_named(writer: AsyncClient) -> None:
    """In several parts, so that the places of the later ones are those in the body."""
    rows = [LEAST | {"model": "nobody"} if n >= 2400 else row for n, row in enumerate(numbered("Many", 3001))]
    answer = await bulk(writer, rows)
    status, fields = refusal(answer)
    assert (status, len(fields)) == (422, 601)
    assert (fields[0], fields[-1]) == ("results[2400].model", "results[3000].model")
    assert "do not fit: 601; see errors." in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"results": []}, "results"),
        ({"results": {}}, "results"),
        ({"results": None}, "results"),
        ({}, "results"),
        ([LEAST], "body"),
        ({"results": [LEAST], "reason": "x"}, "reason"),
        ({"results": [[]]}, "results[0]"),
        ({"results": [LEAST, None]}, "results[1]"),
    ],
)
async def test_what_is_no_list_of_results(writer: AsyncClient, body: object, field: str) -> None:
    assert refusal(await writer.post(f"{API}/results/bulk", json=body)) == (422, [field])


async def test_ten_thousand_and_no_more(lone_writer: AsyncClient) -> None:
    """With settings as large as 16 MB allow; other requests are answered meanwhile."""
    rows = [row | {"settings": {"x": "x" * 1_475}} for row in numbered("Ten thousand", 10_000)]
    assert refusal(await bulk(lone_writer, [*rows, LEAST])) == (422, ["results"])
    assert 15_900_000 < len(json.dumps({"results": rows}, separators=(",", ":"))) < 16_000_000
    answer, *others = await asyncio.gather(
        bulk(lone_writer, rows), *(lone_writer.get("/healthz") for _ in range(5))
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["created"] == len(answer.json()["ids"]) == 10_000
    assert [other.status_code for other in others] == [200] * 5
    page = await lone_writer.get(f"{API}/results?source=ten thousand&format=csv")
    assert page.text.count("\n") == 10_001


async def test_sixteen_megabytes_and_no_more(writer: AsyncClient) -> None:
    for size, status in ((15_999_000, 422), (16_000_001, 413)):
        content = json.dumps({"results": [LEAST], "x": "x" * size}).encode()
        headers = {"content-type": "application/json"}
        answer = await writer.post(f"{API}/results/bulk", content=content, headers=headers)
        assert answer.status_code == status


@pytest.mark.parametrize("content", [b"", b"{", b'{"results": [{"model": "\\ud800"}]}', b"\xff"])
async def test_what_is_no_json(writer: AsyncClient, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = await writer.post(f"{API}/results/bulk", content=content, headers=headers)
    assert refusal(answer) == (400, [])


async def test_one_of_ten_at_once(writer: AsyncClient) -> None:
    before = await count(writer)
    answers = await asyncio.gather(*(bulk(writer, numbered("At once", 10)) for _ in range(10)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 9}
    assert await count(writer) == before + 10


async def test_lists_that_overlap_crosswise(writer: AsyncClient) -> None:
    """Of the same pairs in opposite orders: they wait for each other, and none is lost to a deadlock."""
    models = ["alpha", "alpha-2", "gamma", "delta", "epsilon"]

    def rows(source: str, names: list[str]) -> list[Json]:
        return [LEAST | {"model": name, "benchmark": "vibes", "source": source} for name in names]

    answers = await asyncio.gather(
        *(bulk(writer, rows(f"Crosswise {n}", models if n % 2 else models[::-1])) for n in range(12))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 12}
