"""What may not be written, whatever the subject: the status, the field at fault, and nothing has changed."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import pytest
from httpx import AsyncClient, Response

from app.database.server import Server
from tests.conftest import cloned, database_url, serving
from tests.handlers.subjects import SUBJECTS, Json, Subject
from tests.handlers.test_lists import faulty

API: Final = "/api/v1"
NO_NUMBER: Final = ["1.5", "NaN", True, [], {}]
#: Of each kind, values of every other kind of JSON.
WRONG: Final[dict[type, list[Any]]] = {
    str: [1, True, ["x"], {"x": "x"}],
    bool: ["true", 1, [], {}],
    int: NO_NUMBER,
    float: NO_NUMBER,
    list: ["x", 1, {}, [1], [None], [["x"]]],
    dict: ["{}", 1, [], [{}]],
}


@pytest.fixture(scope="module")
async def writer(migrated: Server, seed: str) -> AsyncIterator[AsyncClient]:
    """A seeded database in which nothing has changed after all."""
    async with (
        cloned(migrated, seed) as name,
        serving(database_url(migrated.app_url, name)) as client,
    ):
        before = (await client.get(f"{API}/changes", params={"format": "ndjson"})).content
        assert before
        yield client
        assert (await client.get(f"{API}/changes", params={"format": "ndjson"})).content == before


def fields_of(subject: Subject) -> Iterator[tuple[Subject, str]]:
    return ((subject, name) for name in subject.whole)


def named(value: object) -> str | None:
    return value.path if isinstance(value, Subject) else None


async def refusals(writer: AsyncClient, subject: Subject, sent: Json) -> list[tuple[int, list[str]]]:
    """What is said to a new one with these fields, and to a change of one that is there; lists as a whole."""
    answers = [await writer.post(f"{API}/{subject.path}", json=subject.needed | sent)]
    if "slug" not in sent:
        answers.append(await writer.patch(f"{API}/{subject.there}", json=sent))
    found = [faulty(answer) for answer in answers]
    return [(status, [field.partition("[")[0] for field in fields]) for status, fields in found]


@pytest.mark.parametrize(
    ("subject", "field"), [pair for subject in SUBJECTS for pair in fields_of(subject)], ids=named
)
async def test_a_field_of_the_wrong_kind(writer: AsyncClient, subject: Subject, field: str) -> None:
    good = subject.whole[field]
    for wrong in WRONG[type(good)]:
        if field == "model" and wrong == 1:
            continue  # an id
        for answer in await refusals(writer, subject, {field: wrong}):
            assert answer == (422, [field]), wrong


@pytest.mark.parametrize(
    ("subject", "field"),
    [(subject, name) for subject in SUBJECTS for name in sorted(subject.never_null)],
    ids=named,
)
async def test_what_may_not_be_null(writer: AsyncClient, subject: Subject, field: str) -> None:
    assert await refusals(writer, subject, {field: None}) == [(422, [field])] * 2


@pytest.mark.parametrize(
    ("subject", "field", "value"),
    [(subject, *pair) for subject in SUBJECTS for pair in subject.unfit],
    ids=lambda value: value.path if isinstance(value, Subject) else repr(value)[:24],
)
async def test_a_value_that_does_not_fit(
    writer: AsyncClient, subject: Subject, field: str, value: Any
) -> None:
    assert await refusals(writer, subject, {field: value}) == [(422, [field])] * 2


@pytest.mark.parametrize("subject", SUBJECTS, ids=named)
async def test_what_is_needed(writer: AsyncClient, subject: Subject) -> None:
    needed = set(subject.needed) - {"output"}  # any of four amounts will do
    for field in needed:
        body = {name: value for name, value in subject.needed.items() if name != field}
        assert faulty(await writer.post(f"{API}/{subject.path}", json=body)) == (422, [field])
    status, fields = faulty(await writer.post(f"{API}/{subject.path}", json={}))
    assert (status, set(fields)) == (422, needed)


@pytest.mark.parametrize("subject", SUBJECTS, ids=named)
@pytest.mark.parametrize("field", ["id", "created_at", "created_by", "model_id", "model_name", "Name", "x y"])
async def test_fields_that_there_are_not(writer: AsyncClient, subject: Subject, field: str) -> None:
    assert await refusals(writer, subject, {field: 1}) == [(422, [field])] * 2


@pytest.mark.parametrize("subject", SUBJECTS[:2], ids=named)
async def test_a_slug_stays(writer: AsyncClient, subject: Subject) -> None:
    answer = await writer.patch(f"{API}/{subject.there}", json={"slug": "another"})
    assert faulty(answer) == (422, ["slug"])


@pytest.mark.parametrize("subject", SUBJECTS, ids=named)
async def test_every_fault_at_once(writer: AsyncClient, subject: Subject) -> None:
    field, _ = subject.changes[0]
    first = next(iter(subject.needed))
    sent = {**subject.whole, field: [], first: {}, "surplus": 1}
    answer = await writer.post(f"{API}/{subject.path}", json=sent)
    assert faulty(answer)[0] == 422
    assert set(faulty(answer)[1]) == {field, first, "surplus"}


def bodies(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.headers["content-type"]


@pytest.mark.parametrize("subject", SUBJECTS, ids=named)
async def test_what_is_no_body(writer: AsyncClient, subject: Subject) -> None:
    problem = "application/problem+json"
    for verb, where in (("post", subject.path), ("patch", subject.there)):
        one, json = f"{API}/{where}", {"content-type": "application/json"}
        for content in (b"", b"{", b'{"name": NaN}', b"\xff", b'{"name": "\\ud800"}'):
            answer = await writer.request(verb, one, content=content, headers=json)
            assert bodies(answer) == (400, problem), content
        for content in (b"[]", b"null", b'"x"', b"1"):
            answer = await writer.request(verb, one, content=content, headers=json)
            assert bodies(answer) == (422, problem), content
        for kind in ("text/plain", "application/json-patch+json", "application/x-www-form-urlencoded"):
            answer = await writer.request(verb, one, content=b"{}", headers={"content-type": kind})
            assert bodies(answer) == (415, problem), kind
        assert (await writer.request(verb, one, json={"name": "x" * 1_000_000})).status_code == 413


@pytest.mark.parametrize("subject", SUBJECTS, ids=named)
@pytest.mark.parametrize("id", ["999", str(2**63 - 1), str(2**63), "0", "-1", "no-such-thing", "é"])
async def test_what_is_not_there(writer: AsyncClient, subject: Subject, id: str) -> None:
    one = f"{API}/{subject.path}/{id}"
    statuses = {(await writer.patch(one, json={})).status_code, (await writer.delete(one)).status_code}
    # An id that no column can hold is a malformed address where only ids are addresses.
    malformed = subject.path not in {"models", "benchmarks"} and id in {str(2**63), "0", "-1"}
    assert statuses == ({400} if malformed else {404})


@pytest.mark.parametrize("subject", SUBJECTS, ids=named)
async def test_a_reason_has_a_limit(writer: AsyncClient, subject: Subject) -> None:
    for reason in ("", "x" * 2001):
        answer = await writer.delete(f"{API}/{subject.there}", params={"reason": reason})
        assert faulty(answer) == (400, ["reason"])
    answer = await writer.delete(f"{API}/{subject.there}", params={"cause": "x"})
    assert faulty(answer) == (400, ["cause"])


@pytest.mark.parametrize(
    ("path", "field", "sent"),
    [
        ("models", "name", {"name": "Alpha"}),
        ("models", "name", {"name": "ALPHA_2"}),
        ("models", "name", {"name": "beta-instruct"}),
        ("models", "slug", {"slug": "alpha"}),
        ("models", "aliases", {"aliases": ["one", "gamma"]}),
        ("models", "aliases", {"aliases": ["Beta Instruct"]}),
        ("benchmarks", "name", {"name": "Quiz"}),
        ("benchmarks", "name", {"name": "word_error"}),
        ("benchmarks", "name", {"name": "wer"}),
        ("benchmarks", "slug", {"slug": "quiz"}),
        ("benchmarks", "aliases", {"aliases": ["one", "QUIZ 4"]}),
        (
            "prices",
            "valid_from",
            {"model": "alpha", "provider": "cloud", "offering": "acme.alpha-v1", "valid_from": "2024-05-01"},
        ),
    ],
)
async def test_what_is_there_already(writer: AsyncClient, path: str, field: str, sent: Json) -> None:
    needed = next(subject.needed for subject in SUBJECTS if subject.path == path)
    answer = await writer.post(f"{API}/{path}", json=needed | sent)
    assert faulty(answer) == (409, [field])
    assert answer.json()["detail"].endswith((".", "!"))
    if "slug" not in sent:
        other = {"models": "models/delta", "benchmarks": "benchmarks/vibes", "prices": "prices/2"}[path]
        assert faulty(await writer.patch(f"{API}/{other}", json=sent)) == (409, [field])
