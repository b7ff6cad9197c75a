"""The history names whoever asked, whatever they changed; nothing public says more of anybody than a name."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.database.address import parse
from tests.handlers.subjects import BENCHMARKS, MODELS, OPINIONS, PRICES, USE_CASES
from tests.people import DAN, EVE, MAX, MIA, SUE
from tests.test_document import OPERATIONS, address

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Json: TypeAlias = dict[str, Any]

API: Final = "/api/v1"
RESULT: Final[Json] = {"model": "alpha-2", "benchmark": "quiz", "score": 50}
FILE: Final = b"model,benchmark,score,source\nAlpha,Quiz,71.5,Us\nEta,Riddles,12,Us\n"
#: What writes, and none of the catalogue's rows.
OTHERWISE: Final = {
    *("putMapping", "deleteMapping"),
    *(
        "createDataset",
        "putDataset",
        "changeDataset",
        "changeDatasetOptions",
        "retryDataset",
        "deleteDataset",
    ),
}


class Catalogue(NamedTuple):
    """The service, which Sue asks by `sent`, and a look into its database."""

    client: AsyncClient
    rows: Connection

    async def sent(self, method: str, path: str, body: Json | None = None) -> Response:
        return await self.client.request(method, f"{API}/{path}", json=body, headers=SUE.headers())

    async def newest(self) -> int:
        found: int = await self.rows.fetchval("select max(id) from changes")
        return found

    async def by_eve(self, path: str, body: Json | None = None) -> Json:
        """What is there before."""
        answer = await self.client.post(f"{API}/{path}", json=body)
        assert answer.is_success, answer.text
        found: Json = answer.json()
        return found

    async def imported(self) -> Json:
        answer = await self.client.post(f"{API}/imports?filename=scores.csv", content=FILE)
        assert answer.status_code == 201, answer.text
        found: Json = answer.json()
        return found


@pytest.fixture
async def catalogue(lone_writer: AsyncClient, fresh: str) -> AsyncIterator[Catalogue]:
    rows = await asyncpg.connect(**parse(fresh).asyncpg())
    yield Catalogue(lone_writer, rows)
    await rows.close()


#: What is asked, by the name of the operation; where something must be there before, its id stands for {}.
Ask: TypeAlias = tuple[str, str, Json | None]
ASKED: Final[dict[str, Ask]] = {
    "createModel": ("post", "models", MODELS.whole),
    "changeModel": ("patch", "models/alpha", {"license": "mit", "aliases": ["new"]}),
    "deleteModel": ("delete", "models/alpha", None),
    "mergeModel": ("post", "models/gamma/merge", {"into": "alpha"}),
    "createBenchmark": ("post", "benchmarks", BENCHMARKS.whole),
    "changeBenchmark": ("patch", "benchmarks/quiz", {"category": "trivia", "aliases": []}),
    "deleteBenchmark": ("delete", "benchmarks/vibes", None),
    "createResult": ("post", "results", RESULT),
    "createResults": ("post", "results/bulk", {"results": [RESULT, RESULT | {"source": "Us"}]}),
    "putResult": ("put", "results?source=Lab&external_id=run-61", RESULT),
    "changeResult": ("patch", "results/1", {"score": 51}),
    "deleteResult": ("delete", "results/1", None),
    "retractResult": ("post", "results/1/retract", {"reason": "Wrong."}),
    "restoreResult": ("post", "results/7/restore", None),
    "supersedeResult": ("post", "results/1/supersede", RESULT | {"reason": "Better."}),
    "createOpinion": ("post", "opinions", OPINIONS.whole),
    "changeOpinion": ("patch", "opinions/1", {"author": "Anna"}),
    "deleteOpinion": ("delete", "opinions/1", None),
    "createUseCase": ("post", "use-cases", USE_CASES.whole),
    "changeUseCase": ("patch", "use-cases/1", {"mentioned_by": "Anna"}),
    "deleteUseCase": ("delete", "use-cases/1", None),
    "createPrice": ("post", "prices", PRICES.whole),
    "changePrice": ("patch", "prices/4", {"input": 2.75}),
    "deletePrice": ("delete", "prices/4", None),
    "createDatasetImport": (
        "post",
        f"datasets/{UUID(int=7)}/imports",
        {"mapping": {"benchmark": "Vibes", "source": "Us"}},
    ),
}


async def merge_undone(there: Catalogue) -> Response:
    merge = await there.by_eve("models/gamma/merge", {"into": "alpha"})
    return await there.sent("post", f"merges/{merge['id']}/undo")


async def import_made(there: Catalogue) -> Response:
    return await there.client.post(f"{API}/imports?filename=scores.csv", content=FILE, headers=SUE.headers())


async def import_undone(there: Catalogue) -> Response:
    return await there.sent("post", f"imports/{(await there.imported())['id']}/undo")


async def run_replaced(there: Catalogue) -> Response:
    path = "results?source=Lab&external_id=run-61"
    assert (await there.client.put(f"{API}/{path}", json=RESULT)).status_code == 201
    return await there.sent("put", path, RESULT | {"score": 51})


#: What takes more than one request.
STEPS: Final[dict[str, Callable[[Catalogue], Awaitable[Response]]]] = {
    "undoMerge": merge_undone,
    "createImport": import_made,
    "undoImport": import_undone,
    "putResult again": run_replaced,
}


#: In these Eve wrote first.
PREPARED: Final = {"undoMerge", "undoImport", "putResult again"}


def test_every_operation_that_writes_is_here() -> None:
    writing = {
        name
        for name, one in OPERATIONS.items()
        if one["verb"] != "get" and one["security"] and one["tags"][0] not in {"Accounts", "Users"}
    }
    assert {*ASKED, *STEPS} - {"putResult again"} == writing - OTHERWISE
    assert len(writing) > 25


async def asked(there: Catalogue, name: str) -> Response:
    return await (STEPS[name](there) if name in STEPS else there.sent(*ASKED[name]))


@pytest.mark.parametrize("name", [*ASKED, *STEPS])
async def test_the_history_says_who_asked(catalogue: Catalogue, name: str) -> None:
    before = await catalogue.newest()
    answer = await asked(catalogue, name)
    assert answer.is_success, answer.text
    last = await catalogue.rows.fetch(
        "select c.id, u.username, c.transaction_id as transaction from changes as c"
        " left join users as u on u.id = c.actor_id where c.id > $1 order by c.id",
        before,
    )
    wrote = [one["username"] for one in last if one["transaction"] == last[-1]["transaction"]]
    assert set(wrote) == {"sue"}
    assert {one["username"] for one in last} == ({"eve", "sue"} if name in PREPARED else {"sue"})


async def test_an_import_says_whose_it_is(catalogue: Catalogue) -> None:
    client = catalogue.client
    tried = await client.post(f"{API}/imports?filename=scores.csv&dry_run=true", content=FILE)
    assert (tried.status_code, tried.json()["actor"]) == (201, "eve")
    done = await catalogue.imported()
    assert (done["actor"], "actor" in done["options"]) == ("eve", False)
    failed = await client.post(f"{API}/imports?filename=x.csv", content=b"\0", headers=SUE.headers())
    assert failed.status_code == 422
    listed = (await client.get(f"{API}/imports?limit=3")).json()["items"]
    assert [(one["status"], one["actor"]) for one in listed] == [
        ("failed", "sue"),
        ("done", "eve"),
        ("done", "eve"),
    ]
    brought = (await client.get(f"{API}/results?import_id={done['id']}")).json()["items"]
    assert [one["created_by"] for one in brought] == ["eve", "eve"]
    assert " by eve" in (await client.get(f"/imports/{done['id']}")).text
    assert "<td>eve</td>" in (await client.get("/imports")).text


async def test_an_import_can_be_undone_after_its_writer_is_gone(catalogue: Catalogue) -> None:
    done = await catalogue.imported()
    answer = await catalogue.sent("delete", f"users/{EVE.id}")
    assert answer.status_code == 204, answer.text
    undone = await catalogue.sent("post", f"imports/{done['id']}/undo")
    assert undone.status_code == 200, undone.text
    assert (undone.json()["status"], undone.json()["conflicts"], undone.json()["actor"]) == (
        "undone",
        0,
        None,
    )
    assert (await catalogue.client.get(f"{API}/results?import_id={done['id']}")).json()["items"] == []


PEOPLE: Final = (MIA, MAX, EVE, SUE)
PUBLIC: Final = [name for name, one in OPERATIONS.items() if one["verb"] == "get" and not one["security"]]


async def everybody_has_written(there: Catalogue) -> AsyncIterator[str]:
    """Addresses of what came of it: by each person's own hand, by an import and its undoing, by a merge."""
    await there.rows.execute("update users set full_name = 'Full Name of ' || username")
    for person in PEOPLE:
        for of in (OPINIONS, USE_CASES):
            answer = await there.client.post(f"{API}/{of.path}", json=of.whole, headers=person.headers())
            assert answer.status_code == 201
            yield answer.headers["location"]
            yield f"{answer.headers['location']}/changes"
    done = await there.imported()
    await there.sent("post", f"imports/{done['id']}/undo")
    await there.sent("post", "models/gamma/merge", {"into": "alpha"})
    for path in (f"{API}/imports/{done['id']}", f"/imports/{done['id']}", "/imports", "/"):
        yield path


async def test_nothing_public_says_more_of_people_than_their_names(catalogue: Catalogue) -> None:
    """Neither addresses nor full names nor ids."""
    paths = [path async for path in everybody_has_written(catalogue)]
    told = ""
    for path in [*paths, *(address(OPERATIONS[name]) for name in PUBLIC)]:
        for form in ({}, {"format": "csv"}, {"format": "ndjson"}):
            answer = await catalogue.client.get(path, params=form)
            assert answer.status_code == 200 or (form and answer.status_code == 400), (path, answer.text)
            told += answer.text
    for person in PEOPLE:
        assert f'"{person.username}"' in told
    for person in (*PEOPLE, DAN):
        for secret in (f"{person.username}@example.org", f"Full Name of {person.username}", str(person.id)):
            assert secret not in told
