"""Uploaded files taken into the catalogue: as files are, and with links both ways."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.database.address import parse
from tests.conftest import serving
from tests.people import EVE, MIA, SUE, Person
from tests.test_problems import problem

API: Final = "/api/v1"
CSV: Final = b"model,benchmark,score,date\nAlpha,Quiz,98.5,2025-03-01\nEta,Riddles,12,2025-03-01\n"
COUNTS: Final = ("created", "updated", "unchanged", "rejected")
MAPPING: Final = {"source": "Us"}
Json = dict[str, Any]


@pytest.fixture
async def service(fresh: str, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """With a worker, so that files are read."""
    async with serving(fresh, data_dir=str(tmp_path), dataset_readers=1) as client:
        yield client


async def sent(client: AsyncClient, content: bytes, name: str = "scores.csv", of: Person = EVE) -> str:
    """The address of a dataset that is ready."""
    answer = await client.put(
        f"{API}/datasets", params={"filename": name}, content=content, headers=of.headers()
    )
    assert answer.status_code == 202, answer.text
    place: str = answer.headers["location"]
    async with asyncio.timeout(60):
        while (one := (await client.get(place, headers=of.headers())).json())["status"] != "ready":
            assert one["status"] != "error", one["error"]
            await asyncio.sleep(0.05)
    return place


async def imported(client: AsyncClient, place: str, of: Person = EVE, **wishes: Any) -> Response:
    return await client.post(f"{place}/imports", json={"mapping": MAPPING, **wishes}, headers=of.headers())


async def listed(client: AsyncClient, address: str, **query: str) -> list[Json]:
    answer = await client.get(address, params={"limit": "100", **query}, headers=EVE.headers())
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["items"]
    return found


async def board(client: AsyncClient) -> list[tuple[str, float]]:
    rows = await listed(client, f"{API}/benchmarks/quiz/leaderboard")
    return [(row["model"], row["score"]) for row in rows]


def counted(answer: Response) -> list[int]:
    assert answer.status_code == 201, answer.text
    return [answer.json()[name] for name in COUNTS]


async def test_there_and_back_again(service: AsyncClient) -> None:
    before = await board(service)
    place = await sent(service, CSV)
    tried = await imported(service, place, dry_run=True)
    assert counted(tried) == [3, 0, 1, 0]  # Riddles and two results; Quiz was there
    assert (tried.json()["dry_run"], await board(service)) == (True, before)
    assert await listed(service, f"{place}/results") == []

    done = (await imported(service, place)).json()
    assert [done[name] for name in COUNTS] == [3, 0, 1, 0]
    assert (done["dataset_id"], done["format"], done["filename"]) == (
        place.rpartition("/")[2],
        "parquet",
        "scores.csv",
    )
    assert "dataset_id" not in done["options"]
    assert ("alpha", 98.5) in await board(service)
    assert await board(service) != before

    first, second = await listed(service, f"{place}/results")
    assert [(one["model"], one["source_row"]) for one in (first, second)] == [("alpha", 2), ("eta", 3)]
    assert {(one["import_id"], one["dataset_id"]) for one in (first, second)} == {
        (done["id"], done["dataset_id"])
    }
    assert await listed(service, f"{place}/results", row="3") == [second]
    assert await listed(service, f"{place}/results", row="9") == []
    assert (await service.get(f"{API}/results/{first['id']}")).json() == first
    assert [one["id"] for one in await listed(service, f"{place}/imports")] == [
        done["id"],
        tried.json()["id"],
    ]
    assert {one["dataset_id"] for one in await listed(service, f"{API}/imports", file_format="parquet")} == {
        done["dataset_id"]
    }
    assert counted(await imported(service, place)) == [0, 0, 4, 0], "the same file again changes nothing"

    undone = await service.post(f"{API}/imports/{done['id']}/undo")
    assert (undone.status_code, undone.json()["dataset_id"]) == (200, done["dataset_id"])
    assert (await board(service), await listed(service, f"{place}/results")) == (before, [])


async def test_the_answer_is_where_it_says(service: AsyncClient) -> None:
    done = await imported(service, await sent(service, CSV), dry_run=True)
    read = await service.get(done.headers["location"])
    assert (read.content, read.headers["etag"]) == (done.content, done.headers["etag"])
    assert done.headers["location"] == f"{API}/imports/{done.json()['id']}"


SAME: Final[dict[str, tuple[bytes, Json]]] = {
    "numbers as they are written": (
        b'model,benchmark,score,shots,temperature\n007,Quiz,0.10,5,0.10\n1.10,Quiz,"1,234.50",05,1e-3\n'
        b"Beta,Quiz,85.2 \xc2\xb1 0.4,5,.5\nGamma,Quiz,77.0%,0,true\n",
        {"spread": "stderr"},
    ),
    "versions, ids and blanks": (
        b"id, model ,task,value,task version\n r1 ,  Alpha 1.10,Quiz , 1 ,1.10\nr2,Alpha 1.1,Quiz,2,007\n",
        {
            "columns": {
                "model": "model",
                "benchmark": "task",
                "score": "value",
                "external_id": "id",
                "settings": {"benchmark_version": "task version"},
            }
        },
    ),
    "cells over several lines": (
        b'note,model,benchmark,score\n"one\ntwo",Alpha,Quiz,1\n\n"a ""b""",Beta,Quiz,2\r\n,Gamma,Quiz,N/A\n',
        {},
    ),
    "a wide table with semicolons": (
        "Modell;Quiz;Räume (%)\nAlpha;85,2;1,5 %\nBeta;;77\nGamma;0,10;-\n".encode(),
        {
            "decimal": ",",
            "columns": {"model": "Modell"},
            "scores": [
                {"column": "Quiz", "benchmark": "Quiz"},
                {"column": "Räume (%)", "benchmark": "Räume", "unit": "%"},
            ],
        },
    ),
    "places and dates": (
        b",win_rate,when\nAlpha,50.5,31/12/2024\nBeta,49,1/2/2025\n",
        {
            "benchmark": "Quiz",
            "columns": {"model": "#1", "score": "win_rate", "date": "when"},
            "date_formats": ["%d/%m/%Y"],
        },
    ),
}


@pytest.mark.parametrize("case", SAME)
async def test_a_file_and_the_dataset_of_it_are_one_import(service: AsyncClient, case: str) -> None:
    content, mapping = SAME[case]
    said = {**mapping, "source": "Us"}
    place = await sent(service, content)
    from_dataset = await imported(service, place, mapping=said)
    assert from_dataset.status_code == 201, from_dataset.text
    there = await told(service, from_dataset)
    assert len(there) > 1
    await service.post(f"{API}/imports/{from_dataset.json()['id']}/undo")

    files = [("file", ("scores.csv", content)), ("mapping", (None, json.dumps(said).encode()))]
    from_file = await service.post(f"{API}/imports", files=files)
    assert counted(from_file) == counted(from_dataset)
    assert await told(service, from_file) == there
    again = counted(await imported(service, place, mapping=said))
    assert again == [0, 0, sum(counted(from_file)[:3]), counted(from_file)[3]]


async def told(client: AsyncClient, answer: Response) -> list[Json]:
    """All that its results say, but for themselves and where they came from."""
    rows = await listed(client, f"{API}/results", import_id=answer.json()["id"])
    own = {"id", "import_id", "dataset_id", "created_at", "updated_at"}
    plain = [{name: value for name, value in row.items() if name not in own} for row in rows]
    return sorted(plain, key=lambda row: (row["source_row"], row["benchmark"]))


async def test_what_the_suggestion_says_can_be_sent(service: AsyncClient) -> None:
    place = await sent(
        service, b"LLM,Task,Acc (%),Ref,When\nAlpha,Quiz,71.5,https://a.example/1,31/12/2024\n"
    )
    answer = await service.get(f"{place}/import/suggest", headers=EVE.headers())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["shape"], found["missing"], len(found["preview"])) == ("long", [], 1)
    assert found["confidence"] > 0.6
    done = await imported(service, place, mapping=found["mapping"])
    assert counted(done)[3] == 0, done.text
    (result,) = await listed(service, f"{place}/results")
    assert (result["model"], result["benchmark"], result["score"]) == ("alpha", "quiz", 71.5)
    assert (result["source_url"], result["date_tested"]) == ("https://a.example/1", "2024-12-31")
    preview = found["preview"][0]
    assert {name: result[name] for name in ("score", "source_url", "date_tested")} == {
        name: preview[name] for name in ("score", "source_url", "date_tested")
    }


async def test_without_a_mapping_nothing_is_guessed(service: AsyncClient) -> None:
    place = await sent(service, b"LLM,Task,Acc\nAlpha,Quiz,71.5\n")
    answer = await service.post(f"{place}/imports", json={})
    assert answer.status_code == 422
    assert "Nothing says which column is the model" in problem(answer)["errors"][0]["detail"]
    assert await listed(service, f"{place}/results") == []
    plain = await sent(service, CSV)
    assert counted(await service.post(f"{plain}/imports", json={"dry_run": True})) == [3, 0, 1, 0]


async def test_a_ready_mapping_is_for_the_file_s_own_name(service: AsyncClient) -> None:
    board = b"id,Name,EM,Model version,Shots,Notes,Source,Source link\nr1,Alpha,63.3%,,5,,HELM,https://a.example\n"
    place = await sent(service, gzip.compress(board), "external_benchmark_gsm8k.csv.gz")
    done = await service.post(f"{place}/imports", json={})
    assert counted(done) == [2, 0, 0, 0]
    (result,) = await listed(service, f"{place}/results")
    assert (result["benchmark_name"], result["score"], result["settings"]) == ("GSM8K", 63.3, {"shots": 5})
    assert done.json()["filename"] == "external_benchmark_gsm8k.csv.gz"


async def test_a_mapping_that_is_kept(service: AsyncClient) -> None:
    place = await sent(service, b"LLM,Task,Acc\nAlpha,Quiz,71.5\n")
    kept = {"mapping": {"columns": {"model": "LLM", "benchmark": "Task", "score": "Acc"}}}
    assert (await service.put(f"{API}/mappings/odd-names", json=kept)).status_code == 201
    done = await service.post(f"{place}/imports", json={"mapping_name": "odd-names"})
    assert counted(done)[0] == 1


UNFIT: Final[list[tuple[Json, str, str]]] = [
    ({"mapping_name": "nobody"}, "mapping_name", "There is no such mapping"),
    ({"mapping_name": "our-spreadsheet", "mapping": {}}, "mapping_name", "leave one of them out"),
    ({"mapping": {"columns": {"model": "Who"}}}, "mapping", "Nothing says which column is the score"),
    (
        {"mapping": {"columns": {"model": "Who", "benchmark": "benchmark", "score": "score"}}},
        "mapping",
        "There is no column 'Who'; the columns are model, benchmark, score, date.",
    ),
    ({"mapping": {"decimal": ";"}}, "mapping.decimal", ""),
    ({"models": "guess"}, "models", ""),
    ({"dry": True}, "dry", ""),
]


async def test_what_does_not_fit(service: AsyncClient) -> None:
    place = await sent(service, CSV)
    for body, field, said in UNFIT:
        answer = await service.post(f"{place}/imports", json=body)
        assert answer.status_code == 422, answer.text
        fault = problem(answer)["errors"][0]
        assert (fault["field"], said in fault["detail"]) == (field, True)


async def test_models_that_there_are_not_may_be_refused(service: AsyncClient) -> None:
    place = await sent(service, CSV)
    done = await imported(service, place, benchmarks="refuse")
    assert counted(done) == [1, 0, 1, 2]
    rejects = await listed(service, f"{API}/imports/{done.json()['id']}/rejects")
    assert [(one["file"], one["row"]) for one in rejects] == [("scores.csv", 3)] * 2


async def test_strangers_find_nothing(service: AsyncClient) -> None:
    place = await sent(service, CSV, of=MIA)
    for path in ("import/suggest", "imports", "results"):
        for headers in ({}, EVE.headers(), SUE.headers()):
            answer = await service.get(f"{place}/{path}", headers=headers)
            assert (answer.status_code, problem(answer)["detail"]) == (404, "There is no such dataset.")
        assert (await service.get(f"{place}/{path}", headers=MIA.headers())).status_code == 200
    assert (await imported(service, place)).status_code == 404
    assert (await imported(service, place, of=MIA)).status_code == 403, "a member"

    public = await service.patch(place, json={"is_public": True}, headers=MIA.headers())
    assert public.status_code == 200, public.text
    assert counted(await imported(service, place))[0] == 3
    assert len((await service.get(f"{place}/results")).json()["items"]) == 2


async def test_an_import_of_a_private_file_says_only_its_id(service: AsyncClient) -> None:
    place = await sent(service, CSV)
    done = (await imported(service, place)).json()
    read = (await service.get(f"{API}/imports/{done['id']}")).json()
    assert read["dataset_id"] == done["dataset_id"]
    assert (await service.get(f"{API}/datasets/{read['dataset_id']}")).status_code == 404


@pytest.mark.parametrize(
    ("number", "said"), [("09", "waits for its turn"), ("0a", "is being read"), ("0b", "The file is empty.")]
)
async def test_what_is_not_ready(fresh: str, number: str, said: str) -> None:
    place = f"{API}/datasets/00000000-0000-0000-0000-0000000000{number}"
    db = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        await db.execute("update datasets set is_public = true")
    finally:
        await db.close()
    async with serving(fresh) as client:
        for answer in (await client.get(f"{place}/import/suggest"), await imported(client, place)):
            assert (answer.status_code, said in problem(answer)["detail"]) == (409, True)


async def test_the_import_outlives_its_file(service: AsyncClient) -> None:
    place = await sent(service, CSV)
    done = (await imported(service, place)).json()
    assert (await service.delete(place)).status_code == 204
    read = (await service.get(f"{API}/imports/{done['id']}")).json()
    assert (read["status"], read["dataset_id"], read["filename"]) == ("done", None, "scores.csv")
    results = await listed(service, f"{API}/results", import_id=done["id"])
    assert {(one["source_row"], one["dataset_id"]) for one in results} == {(2, None), (3, None)}
    assert (await service.get(f"{place}/results", headers=EVE.headers())).status_code == 404
    assert (await service.post(f"{API}/imports/{done['id']}/undo")).json()["status"] == "undone"


def lose(home: Path) -> None:
    for text in home.rglob("text.parquet"):
        text.unlink()


async def test_rows_that_are_just_being_replaced(service: AsyncClient, tmp_path: Path) -> None:
    place = await sent(service, CSV)
    lose(tmp_path)
    for answer in (
        await service.get(f"{place}/import/suggest", headers=EVE.headers()),
        await imported(service, place),
    ):
        assert (answer.status_code, "read anew" in problem(answer)["detail"]) == (409, True)


async def test_pages_of_results_hold_each_once(service: AsyncClient) -> None:
    rows = b"".join(b"Model %d,Quiz,%d\nModel %d,Riddles,%d\n" % (n, n, n, n) for n in range(25))
    place = await sent(service, b"model,benchmark,score\n" + rows)
    assert counted(await imported(service, place))[3] == 0
    seen: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "7"} | ({"cursor": cursor} if cursor else {})
        page = (await service.get(f"{place}/results", params=query, headers=EVE.headers())).json()
        seen += page["items"]
        cursor = page.get("next")
    assert [one["source_row"] for one in seen] == list(range(2, 52))
    csv = await service.get(f"{place}/results", params={"format": "csv"}, headers=EVE.headers())
    assert len(csv.text.splitlines()) == 51
