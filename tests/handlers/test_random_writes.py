"""A thousand random writes over HTTP, four at a time: the standings stay what the results say."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest
from httpx import AsyncClient, Response

from tests.conftest import serving
from tests.handlers.recomputed import SCORES, SETTINGS, a_day

STANDINGS: Final = (Path(__file__).parents[1] / "database" / "standings.sql").read_text(encoding="utf-8")
STEPS: Final = 1000
AT_ONCE: Final = 4
REASON: Final = {"reason": "by chance"}

Write = Callable[["Catalogue"], Awaitable[Response]]


class Catalogue:
    """The service, and dice to choose what to do to it; what is chosen may be gone by then."""

    def __init__(self, client: AsyncClient, seed: int) -> None:
        self.client = client
        self.dice = random.Random(seed)
        self.results: list[int] = []
        self.models: list[str] = []
        self.merges: list[int] = []
        self.seen: Counter[tuple[str, int]] = Counter()

    async def add_models(self, number: int) -> None:
        for _ in range(number):
            answer = await self.client.post("/api/v1/models", json=self.model())
            self.models.append(answer.json()["slug"])

    def model(self) -> dict[str, Any]:
        return {"name": f"random {self.dice.random()}", "organization": "Acme"}

    def result(self) -> dict[str, Any]:
        return {
            "model": self.dice.choice(self.models),
            "benchmark": self.dice.choice(("up", "down", "either")),
            "score": self.dice.choice(SCORES),
            "date_tested": self.dice.choice((None, a_day(self.dice).isoformat())),
            "settings": self.dice.choice(SETTINGS),
            "source": self.dice.choice((None, "Lab")),
        }

    def some_result(self) -> str:
        return f"/api/v1/results/{self.dice.choice(self.results or [1])}"

    def some_model(self) -> str:
        return f"/api/v1/models/{self.dice.choice(self.models)}"

    async def step(self) -> None:
        name, write = self.dice.choice(DECK)
        answer = await write(self)
        self.seen[name, answer.status_code] += 1
        assert answer.status_code < 500, (name, answer.text)


async def create(of: Catalogue) -> Response:
    answer = await of.client.post("/api/v1/results", json=of.result())
    if answer.status_code == 201:
        of.results.append(answer.json()["id"])
    return answer


async def create_many(of: Catalogue) -> Response:
    rows = [of.result() for _ in range(of.dice.randint(1, 20))]
    answer = await of.client.post("/api/v1/results/bulk", json={"results": rows})
    if answer.status_code == 201:
        of.results += answer.json()["ids"]
    return answer


async def put(of: Catalogue) -> Response:
    run = {"source": "Lab", "external_id": f"run {of.dice.randint(1, 9)}"}
    body = {name: value for name, value in of.result().items() if name != "source"}
    answer = await of.client.put("/api/v1/results", params=run, json=body)
    if answer.status_code == 201:
        of.results.append(answer.json()["id"])
    return answer


async def change(of: Catalogue) -> Response:
    sent = of.result()
    return await of.client.patch(
        of.some_result(), json={of_: sent[of_] for of_ in of.dice.sample(list(sent), 2)}
    )


async def delete(of: Catalogue) -> Response:
    return await of.client.delete(of.some_result())


async def retract(of: Catalogue) -> Response:
    return await of.client.post(f"{of.some_result()}/retract", json=REASON)


async def restore(of: Catalogue) -> Response:
    return await of.client.post(f"{of.some_result()}/restore")


async def supersede(of: Catalogue) -> Response:
    answer = await of.client.post(f"{of.some_result()}/supersede", json={**of.result(), **REASON})
    if answer.status_code == 201:
        of.results.append(answer.json()["id"])
    return answer


async def turn(of: Catalogue) -> Response:
    better = of.dice.choice((True, False, None))
    return await of.client.patch("/api/v1/benchmarks/either", json={"higher_is_better": better})


async def delete_model(of: Catalogue) -> Response:
    answer = await of.client.delete(of.some_model())
    await of.add_models(1)
    return answer


async def merge(of: Catalogue) -> Response:
    answer = await of.client.post(f"{of.some_model()}/merge", json={"into": of.dice.choice(of.models)})
    if answer.status_code == 201:
        of.merges.append(answer.json()["id"])
        await of.add_models(1)
    return answer


async def undo(of: Catalogue) -> Response:
    return await of.client.post(f"/api/v1/merges/{of.dice.choice(of.merges or [1])}/undo")


#: How often each is drawn.
DECK: Final[list[tuple[str, Write]]] = [
    (write.__name__, write)
    for often, write in [
        (12, create),
        (3, create_many),
        (4, put),
        (6, change),
        (4, delete),
        (4, retract),
        (3, restore),
        (4, supersede),
        (1, turn),
        (1, delete_model),
        (3, merge),
        (2, undo),
    ]
    for _ in range(often)
]


@pytest.fixture
async def catalogue(fresh: str) -> AsyncIterator[Catalogue]:
    async with serving(fresh) as client:
        found = Catalogue(client, seed=11)
        for name, better in (("up", True), ("down", False), ("either", None)):
            body = {"name": name, "higher_is_better": better}
            assert (await client.post("/api/v1/benchmarks", json=body)).status_code == 201
        await found.add_models(8)
        yield found


async def test_the_standings_stay_what_the_results_say(fresh: str, catalogue: Catalogue) -> None:
    connection = await asyncpg.connect(fresh)
    try:
        for _ in range(STEPS // AT_ONCE // 5):
            for _ in range(5):
                await asyncio.gather(*(catalogue.step() for _ in range(AT_ONCE)))
            assert await connection.fetch(STANDINGS) == []
    finally:
        await connection.close()
    done = {name for name, status in catalogue.seen if status < 300}
    assert done == {name for name, _ in DECK}, catalogue.seen
    assert catalogue.seen.total() == STEPS
