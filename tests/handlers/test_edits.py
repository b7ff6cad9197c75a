"""What is made, changed and deleted over HTTP in the same way, whatever the subject."""

import json
from typing import Final

import pytest
from httpx import AsyncClient, Response

from tests.handlers.subjects import Json, Subject
from tests.handlers.test_lists import faulty

API: Final = "/api/v1"
STAMPS: Final = {"created_at", "updated_at"}
#: What else an answer says of something.
BESIDE: Final = {
    "opinions": {"model_name", "created_by"},
    "use-cases": {"model_name", "created_by"},
    "prices": {"model_name"},
}


async def made(writer: AsyncClient, subject: Subject, body: Json, **query: str) -> Json:
    answer = await writer.post(f"{API}/{subject.path}", json=body, params=query)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def address(subject: Subject, one: Json) -> str:
    return f"{API}/{subject.path}/{one['id']}"


async def history(writer: AsyncClient, subject: Subject, id: int) -> list[Json]:
    """What the history says of one row, the last change first, without its aliases."""
    answer = await writer.get(f"{API}/{subject.path}/{id}/changes")
    assert answer.status_code == 200, answer.text
    return [change for change in answer.json()["items"] if not change["table"].endswith("_names")]


async def the_same(writer: AsyncClient, answer: Response) -> bool:
    """Is what was answered what is there?"""
    found = await writer.get(answer.headers.get("location", str(answer.request.url)))
    return (found.json(), found.headers["etag"]) == (answer.json(), answer.headers["etag"])


@pytest.mark.parametrize("whole", [False, True], ids=["the least", "everything"])
async def test_what_is_made_is_there(writer: AsyncClient, subject: Subject, whole: bool) -> None:
    sent = subject.whole if whole else subject.needed
    answer = await writer.post(f"{API}/{subject.path}", json=sent)
    assert answer.status_code == 201, answer.text
    one = answer.json()
    assert one | subject.plain | sent == one
    assert one["created_at"] == one["updated_at"]
    key = one["slug"] if "slug" in one else one["id"]
    assert answer.headers["location"] == f"{API}/{subject.path}/{key}"
    assert await the_same(writer, answer)
    known = {*sent, *subject.plain, "id", *STAMPS}
    assert set(one) - known == BESIDE.get(subject.path, set())


async def test_null_is_what_is_left_out(writer: AsyncClient, subject: Subject) -> None:
    nulls = {name: None for name, value in subject.plain.items() if value is None}
    assert nulls
    one = await made(writer, subject, subject.needed | nulls)
    assert one | subject.plain == one


def text(field: str, length: int) -> str:
    return "https://".ljust(length, "x") if field.endswith("url") else "x" * length


async def test_texts_as_long_as_they_may_be(writer: AsyncClient, subject: Subject) -> None:
    sent = {field: text(field, length) for field, length in subject.longest.items()}
    one = await made(writer, subject, subject.needed | sent)
    assert one | sent == one
    for field, length in subject.longest.items():
        for wrong in (text(field, length + 1), ""):
            new = await writer.post(f"{API}/{subject.path}", json=subject.needed | {field: wrong})
            changed = await writer.patch(address(subject, one), json={field: wrong})
            assert faulty(new) == faulty(changed) == (422, [field]), wrong[:9]


async def test_only_what_is_sent_changes(writer: AsyncClient, subject: Subject, one: Json) -> None:
    before = one
    for field, value in subject.changes:
        answer = await writer.patch(address(subject, one), json={field: value})
        assert answer.status_code == 200, answer.text
        assert answer.json()[field] == value != before[field]
        assert await the_same(writer, answer)
        assert answer.json()["updated_at"] > before["updated_at"]
        assert answer.json() == before | {field: value, "updated_at": answer.json()["updated_at"]}
        before = answer.json()


async def test_a_merge_patch_by_its_own_name(writer: AsyncClient, subject: Subject, one: Json) -> None:
    headers = {"content-type": "application/merge-patch+json"}
    content = json.dumps(dict(subject.changes))
    answer = await writer.patch(address(subject, one), content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json() | dict(subject.changes) == answer.json()


async def test_null_takes_away_and_what_is_absent_stays(
    writer: AsyncClient, subject: Subject, one: Json
) -> None:
    for field in subject.nullable:
        cleared = await writer.patch(address(subject, one), json={field: None})
        assert cleared.status_code == 200, cleared.text
        stamp = {"updated_at": cleared.json()["updated_at"]}
        assert cleared.json() == one | {field: None} | stamp
        put_back = (await writer.patch(address(subject, one), json={field: subject.whole[field]})).json()
        assert put_back == one | {"updated_at": put_back["updated_at"]}


async def test_all_fields_at_once(writer: AsyncClient, subject: Subject) -> None:
    plain = await made(writer, subject, subject.needed)
    sent = {name: value for name, value in subject.more.items() if name != "slug"}
    answer = await writer.patch(address(subject, plain), json=sent)
    assert answer.status_code == 200, answer.text
    assert answer.json() == plain | sent | {"updated_at": answer.json()["updated_at"]}


@pytest.mark.parametrize("again", [False, True], ids=["empty", "the same again"])
async def test_a_patch_that_changes_nothing_leaves_no_trace(
    writer: AsyncClient, subject: Subject, one: Json, again: bool
) -> None:
    at = address(subject, one)
    tag = (await writer.get(at)).headers["etag"]
    written = await history(writer, subject, one["id"])
    sent = {name: value for name, value in subject.whole.items() if again and name != "slug"}
    answer = await writer.patch(at, json=sent, params={"reason": "nothing to write"})
    assert answer.status_code == 200, answer.text
    assert (answer.json(), answer.headers["etag"]) == (one, tag)
    assert await history(writer, subject, one["id"]) == written
    feed = await writer.get(f"{API}/changes", params={"format": "ndjson"})
    assert '"id":' in feed.text
    assert "nothing to write" not in feed.text


async def test_what_is_deleted_is_gone(writer: AsyncClient, subject: Subject, one: Json) -> None:
    at = address(subject, one)
    answer = await writer.delete(at)
    if subject.path in {"models", "benchmarks"}:
        assert answer.status_code == 200
        nothing = dict.fromkeys(("results", "opinions", "use_cases", "prices"), 0)
        assert answer.json() == {"aliases": 2, **nothing}
    else:
        assert (answer.status_code, answer.content) == (204, b"")
    assert (await writer.get(at)).status_code == 404
    assert (await writer.delete(at)).status_code == 404
    assert (await writer.patch(at, json={})).status_code == 404


async def test_the_history_says_what_was_done_and_why(writer: AsyncClient, subject: Subject) -> None:
    one = await made(writer, subject, subject.whole, reason="first")
    at = address(subject, one)
    field, value = subject.changes[0]
    assert (await writer.patch(at, json={field: value}, params={"reason": "better"})).is_success
    assert (await writer.patch(at, json={field: one[field]})).is_success
    assert (await writer.delete(at, params={"reason": "wrong, all of it"})).is_success
    lines = await history(writer, subject, one["id"])
    assert [(line["action"], line["reason"]) for line in lines] == [
        ("delete", "wrong, all of it"),
        ("update", None),
        ("update", "better"),
        ("insert", "first"),
    ]
    gone, back, changed, new = lines
    assert (new["before"], new["after"][field]) == (None, one[field])
    assert (changed["before"], changed["after"][field]) == (new["after"], value)
    assert (back["before"], back["after"][field]) == (changed["after"], one[field])
    assert (gone["before"], gone["after"]) == (back["after"], None)


@pytest.mark.parametrize("verb", ["patch", "delete"])
async def test_if_match_names_the_version(
    writer: AsyncClient, subject: Subject, one: Json, verb: str
) -> None:
    at = address(subject, one)
    (field, value), _ = subject.changes
    body = {field: value} if verb == "patch" else None
    tag = (await writer.get(at)).headers["etag"]
    for stale in ('"0123456789abcdef01234567"', f"W/{tag}", tag.strip('"'), "", '"a", "b"'):
        answer = await writer.request(verb, at, headers={"if-match": stale}, json=body)
        assert answer.status_code == 412, (stale, answer.text)
        assert answer.headers["etag"] == tag
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await writer.get(at)).headers["etag"] == tag
    answer = await writer.request(verb, at, headers={"if-match": f'"other", {tag}'}, json=body)
    assert answer.is_success, answer.text


async def test_if_match_of_anything(writer: AsyncClient, subject: Subject, one: Json) -> None:
    at, headers = address(subject, one), {"if-match": "*"}
    assert (await writer.patch(at, json={}, headers=headers)).status_code == 200
    assert (await writer.delete(at, headers=headers)).is_success
    assert (await writer.delete(at, headers=headers)).status_code == 404
