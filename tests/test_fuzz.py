"""Random bodies to every operation that writes: refused, or written and read back; never a crash."""

import asyncio
import json
import re
from collections import Counter
from random import Random
from typing import Any, Final

import msgspec
import pytest
from httpx import AsyncClient, Request, Response
from structlog.testing import capture_logs

from tests.conftest import serving
from tests.mutations import Author, Json
from tests.people import SUE
from tests.test_document import DOCUMENT, OPERATIONS
from tests.test_problems import problem

#: What takes files, not JSON (test_import_uploads.py and test_uploads.py garble some), or has a child read
#: one; what is somebody else's; what needs a password or a token that nobody guesses; and what could take
#: away whose token all requests have.
UNTRIED: Final = {
    *("createImport", "createDatasetImport", "createDataset", "putDataset"),
    *("changeDataset", "changeDatasetOptions", "retryDataset", "deleteDataset"),
    *("beginSession", "refreshSession", "changePassword", "changeEmail"),
    *("endSession", "endSessions", "deleteSession", "changeUser", "deleteUser"),
}
WRITING: Final = [
    name for name, operation in OPERATIONS.items() if operation["verb"] != "get" and name not in UNTRIED
]
WITH_BODY: Final = [name for name in WRITING if "requestBody" in OPERATIONS[name]]
COLLECTIONS: Final = sorted(
    path.removeprefix("/api/v1/")
    for path, verbs in DOCUMENT["paths"].items()
    if ({"get", "post"} <= verbs.keys() and "{" not in path) or path in {"/api/v1/merges", "/api/v1/mappings"}
)
#: Answers with an account whose address leads whoever asks to their own.
NOT_OURS_TO_READ: Final = "/api/v1/auth/register"
#: After how many requests it is looked again what there is.
LOOK: Final = 50
ROUNDS: Final = 4
BODIES: Final = 5000 // ROUNDS
#: Of requests without a body, for each operation: most of them take something away.
BODILESS: Final = 20
#: Of good requests, where something has not succeeded yet: it may need what another has made.
MORE_TRIES: Final = 1000
SECONDS: Final = 20

QUERIES: Final[tuple[Json, ...]] = (
    *({},) * 60,
    {"reason": "why"},
    {"reason": ""},
    {"reason": "a\0"},
    {"reason": "x" * 2001},
    {"reason": "\x1f"},
    {"reason": ["a", "b"]},
    {"lmit": "1"},
)
JSON: Final = "application/json"
TYPES: Final = (*(JSON,) * 60, "text/plain", "application/merge-patch+json", "", "application/json;;")
TAGS: Final = (*(None,) * 12, "*", '"0"', 'W/"0"', "abc,,", "", '"', "é", "x" * 1001)
#: What is not answered as it was sent: addresses, names that are known already, and merged objects.
REWRITTEN: Final = {"model", "benchmark", "into", "aliases", "names", "results", "reason", "mapping"}
#: Of mappings what no schema says: expressions with a named group, forms of dates, scores here or there.
UNSAYABLE: Final[dict[str, list[Any]]] = {
    "split": [["(?P<effort>_high)$"], []],
    "date_formats": [["%d/%m/%Y"]],
    "scores": [[]],
    "delimiter": [";"],
    "email": [f"somebody-{number}@example.org" for number in range(300)],
    "username": [f"somebody-{number}" for number in range(300)],
    "password": ["green submarines eat no hay"],
}


class Fuzz:
    """Knows what there is to write to, and what has been answered."""

    def __init__(self, client: AsyncClient, log: list[Any], seed: int) -> None:
        self.client = client
        self.log = log
        self.random = Random(seed)
        self.there: dict[str, list[str]] = {}
        self.latest = ""
        self.answers: dict[str, Counter[int]] = {name: Counter() for name in WRITING}
        self.author = Author(self.random, DOCUMENT["components"]["schemas"], {})

    async def look_around(self) -> None:
        """What can be changed: by collection, the last parts of addresses."""
        for name in COLLECTIONS:
            all_of_them = {"limit": 100} | ({"status": "any"} if name == "results" else {})
            rows = (await self.client.get(f"/api/v1/{name}", params=all_of_them)).json()["items"]
            self.there[name] = [str(row.get("slug") or row.get("id") or row["name"]) for row in rows]
        self.there["mappings"].append("at-random")
        models = self.there["models"]
        self.author.addresses = {"model": models, "into": models, "benchmark": self.there["benchmarks"]}
        self.author.addresses |= UNSAYABLE

    def address(self, path: str) -> str:
        """Of something that was there when last seen; often of what has just been written."""
        known = self.there.get(path.split("/")[3]) or ["1"]
        latest = self.latest if self.latest in known and self.random.random() < 0.3 else None
        return re.sub(r"{\w+}", latest or self.random.choice(known), path)

    async def ask(self, name: str, *, good: bool = False) -> None:
        operation = OPERATIONS[name]
        path, body = self.address(operation["path"]), None
        headers: list[tuple[bytes, bytes]] = []
        if name in WITH_BODY:
            schema = operation["requestBody"]["content"][JSON]["schema"]
            body = json.dumps(self.author.good(schema)).encode() if good else self.author.body(schema)
            headers.append((b"content-type", (JSON if good else self.random.choice(TYPES)).encode()))
        tag = self.random.choice(TAGS)
        if tag is not None and not good:
            headers.append((b"if-match", tag.encode()))
        answer = await self.client.request(
            operation["verb"], path, params=self.query(operation, good), content=body, headers=headers
        )
        self.answers[name][answer.status_code] += 1
        context = f"{name} {answer.request.url} {headers} {(body or b'')[:300]!r} -> {answer.text[:600]}"
        assert answer.status_code < 500, context
        assert self.log == [], (
            f"{context}: {self.log}"
        )  # what only the database could refuse is a hole at the door
        if answer.status_code >= 400:
            assert problem(answer).get("errors") or answer.status_code != 422, context
        elif answer.status_code != 308:
            await self.read_back(answer, body, context)

    def query(self, operation: Json, good: bool) -> Json:
        needed = {
            parameter["name"]: f"text-{self.random.randrange(40)}"
            for parameter in operation["parameters"]
            if parameter["in"] == "query" and parameter.get("required")
        }
        return needed if good else needed | self.random.choice(QUERIES)

    async def read_back(self, answer: Response, body: bytes | None, context: str) -> None:
        """What was answered is what is there now, and holds what was sent."""
        request = answer.request
        if request.method == "DELETE":
            # Of keys and invitations there are only lists.
            assert (await self.client.get(request.url.path)).status_code in {404, 405}, context
            return
        self.note(answer)
        if "etag" not in answer.headers or request.url.path == NOT_OURS_TO_READ:
            return
        location = answer.headers.get("location") or re.sub("/(retract|restore|undo)$", "", request.url.path)
        if request.method == "PUT" and answer.status_code == 200 and "id" in answer.json():
            location += f"/{answer.json()['id']}"
        found = await self.client.get(location)
        assert (found.status_code, found.headers.get("etag")) == (200, answer.headers["etag"]), context
        assert found.content == answer.content, context
        if body:
            assert_kept(msgspec.json.decode(body), found.json(), context)

    def never_done(self) -> list[str]:
        return [name for name, answers in self.answers.items() if min(answers, default=500) >= 300]

    def note(self, answer: Response) -> None:
        """What has been written may be written to next."""
        _, _, _, collection, *rest = (answer.headers.get("location") or answer.request.url.path).split("/")
        if rest and "etag" in answer.headers and collection in self.there:
            self.latest = rest[0]
            self.there[collection].append(self.latest)


def assert_kept(sent: Json, found: Json, context: str) -> None:
    for name in sent.keys() & found.keys() - REWRITTEN:
        value = sent[name]
        if isinstance(value, dict) or value is None:
            continue  # merged into what was there; null may mean a default
        if isinstance(found[name], float):
            value = float(value)  # of an integer beyond 2^53 a column of doubles keeps the nearest
        assert value == found[name], f"{name}: {found[name]!r} of {context}"


def signed(request: Request) -> Request:
    """Sue may do everything, and see it."""
    request.headers.update(SUE.headers())
    return request


@pytest.mark.timeout(240)
@pytest.mark.parametrize("round", range(ROUNDS))
async def test_random_bodies(fresh: str, round: int) -> None:
    async with serving(fresh, registration="open") as client:
        client.auth = signed
        with capture_logs() as log:
            await write_at_random(Fuzz(client, log, round))


async def write_at_random(fuzz: Fuzz) -> None:
    """Every operation, often; each must have written something in the end, and have refused something."""
    plan = fuzz.random.choices(WITH_BODY, k=BODIES) + sorted(set(WRITING) - set(WITH_BODY)) * BODILESS
    fuzz.random.shuffle(plan)
    for n, name in enumerate(plan):
        async with asyncio.timeout(SECONDS):
            if n % LOOK == 0:
                await fuzz.look_around()
            await fuzz.ask(name)
    for n in range(MORE_TRIES):
        if not (never := fuzz.never_done()):
            break
        if n % LOOK == 0:
            await fuzz.look_around()
        await fuzz.ask(fuzz.random.choice(WRITING + never * 10), good=True)
    print(*fuzz.answers.items(), sep="\n")
    assert fuzz.never_done() == []
    assert [name for name in WITH_BODY if not {400, 422} <= fuzz.answers[name].keys()] == []
