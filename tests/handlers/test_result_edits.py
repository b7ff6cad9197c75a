"""One result over HTTP: recorded, corrected, deleted."""

from typing import Any

import pytest
from httpx import AsyncClient

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

NAMES = [f"{field}={str(value)[:20]}" for sent, _ in UNFIT for field, value in list(sent.items())[:1]]


async def test_everything_that_is_sent_is_there(writer: AsyncClient) -> None:
    answer = await writer.post(f"{API}/results", json=WHOLE)
    assert answer.status_code == 201, answer.text
    result = answer.json()
    assert result | WHOLE == result
    assert answer.headers["location"] == f"{API}/results/{result['id']}"
    found = await writer.get(answer.headers["location"])
    assert (found.json(), found.headers["etag"]) == (result, answer.headers["etag"])


async def test_the_least_that_is_a_result(writer: AsyncClient) -> None:
    result = await made(writer, source="The least")
    assert result["settings"] == {}
    assert [name for name in NULLABLE if result[name] is not None] == ["source"]
    assert (result["status"], result["status_reason"], result["superseded_by"]) == ("active", None, None)
    assert result["created_at"] == result["updated_at"]
    assert (await history(writer, result["id"]))[0]["actor"] == "eve"


@pytest.mark.parametrize("model", ["beta-3.1-8b-instruct", "BETA-3.1-8B-Instruct", 3, "3"])
async def test_addresses_of_a_model(writer: AsyncClient, model: str | int) -> None:
    result = await made(writer, model=model, benchmark=4, score=1, source=f"Addresses {model!r}")
    assert (result["model"], result["benchmark"]) == ("beta-3.1-8b-instruct", "empty")


@pytest.mark.parametrize(("fields", "at_fault"), UNFIT, ids=NAMES)
async def test_what_does_not_fit_is_not_recorded(writer: AsyncClient, fields: Json, at_fault: str) -> None:
    before = await count(writer)
    answer = await writer.post(f"{API}/results", json=WHOLE | {"source": "Unfit"} | fields)
    assert refusal(answer) == (422, [at_fault])
    assert await count(writer) == before


@pytest.mark.parametrize(("fields", "at_fault"), UNFIT, ids=NAMES)
async def test_what_does_not_fit_corrects_nothing(writer: AsyncClient, fields: Json, at_fault: str) -> None:
    before = await writer.get(f"{API}/results/2")
    answer = await writer.patch(f"{API}/results/2", json={"score_raw": "other"} | fields)
    assert refusal(answer) == (422, [at_fault])
    assert (await writer.get(f"{API}/results/2")).headers["etag"] == before.headers["etag"]


@pytest.mark.parametrize("field", ["model", "benchmark", "score"])
async def test_what_a_result_needs(writer: AsyncClient, field: str) -> None:
    sent = {name: value for name, value in LEAST.items() if name != field}
    assert refusal(await writer.post(f"{API}/results", json=sent)) == (422, [field])


async def test_the_same_result_is_refused(writer: AsyncClient) -> None:
    same: Json = {"source": "Twice", "settings": {"temperature": 0.5, "shots": 5}}
    await made(writer, **same)
    again = LEAST | same | {"score": 51, "settings": {"shots": 5, "temperature": 0.50}}
    answer = await writer.post(f"{API}/results", json=again)
    assert refusal(answer) == (409, ["model"])
    for other in (
        {"date_tested": "2025-01-01"},
        {"settings": {"shots": 0}},
        {"source": "Twice B"},
        {"benchmark": 3},
    ):
        await made(writer, **same | other)


async def test_a_run_is_reported_once(writer: AsyncClient) -> None:
    run: Json = {"source": "Once", "external_id": "run-1"}
    await made(writer, **run)
    answer = await writer.post(f"{API}/results", json=LEAST | run | {"settings": {"shots": 1}})
    assert refusal(answer) == (409, ["external_id"])


async def test_only_what_is_sent_changes(writer: AsyncClient) -> None:
    before = await made(writer, **WHOLE | {"source": "Field by field"})
    for field, value in (
        ("score", 62.5),
        ("score_raw", "62.5"),
        ("date_tested", "2025-03-05"),
        ("source", "Field by Field"),
        ("source_url", "http://lab.example/62"),
        ("evidence", "community"),
        ("stderr", 0),
        ("samples", 1),
        ("external_id", "run-62"),
    ):
        answer = await writer.patch(f"{API}/results/{before['id']}", json={field: value})
        assert answer.status_code == 200, answer.text
        after = answer.json()
        assert after["updated_at"] > before["updated_at"]
        assert after == before | {field: value, "updated_at": after["updated_at"]}
        assert answer.headers["etag"] == await tag(writer, before["id"])
        before = after


async def test_null_takes_away(writer: AsyncClient) -> None:
    one = await made(writer, **WHOLE | {"source": "Null"})
    answer = await writer.patch(f"{API}/results/{one['id']}", json=dict.fromkeys([*NULLABLE, "settings"]))
    assert answer.status_code == 200, answer.text
    assert [name for name in NULLABLE if answer.json()[name] is not None] == []
    assert answer.json()["settings"] == {}
    await writer.delete(f"{API}/results/{one['id']}")


@pytest.mark.parametrize(
    ("patch", "settings"),
    [
        ({"tools": True}, {"shots": 5, "harness": {"name": "eval", "version": 1}, "tools": True}),
        ({"shots": 0}, {"shots": 0, "harness": {"name": "eval", "version": 1}}),
        ({"shots": None}, {"harness": {"name": "eval", "version": 1}}),
        ({"harness": {"version": None, "url": "x"}}, {"shots": 5, "harness": {"name": "eval", "url": "x"}}),
        ({"harness": [1]}, {"shots": 5, "harness": [1]}),
        ({}, {"shots": 5, "harness": {"name": "eval", "version": 1}}),
        (None, {}),
    ],
)
async def test_settings_change_key_by_key(writer: AsyncClient, patch: Json | None, settings: Json) -> None:
    one = await made(
        writer, source=f"Settings {patch}", settings={"shots": 5, "harness": {"name": "eval", "version": 1}}
    )
    answer = await writer.patch(f"{API}/results/{one['id']}", json={"settings": patch})
    assert answer.json()["settings"] == settings


async def test_an_empty_patch_changes_nothing(writer: AsyncClient) -> None:
    one = await made(writer, source="Empty patch")
    before = await tag(writer, one["id"])
    for patch in ({}, {"score": one["score"], "settings": {}, "model": one["model"], "stderr": None}):
        answer = await writer.patch(f"{API}/results/{one['id']}", json=patch)
        assert (answer.status_code, answer.headers["etag"]) == (200, before)
    assert len(await history(writer, one["id"])) == 1


async def test_what_it_is_a_result_of_can_be_corrected(writer: AsyncClient) -> None:
    one = await made(writer, source="Mistaken")
    answer = await writer.patch(f"{API}/results/{one['id']}", json={"model": "GAMMA", "benchmark": 3})
    assert answer.status_code == 200, answer.text
    assert answer.json() | {"model": "gamma", "benchmark": "vibes", "unit": None} == answer.json()


async def test_a_correction_into_what_is_there_is_refused(writer: AsyncClient) -> None:
    await made(writer, source="There", external_id="a")
    other = await made(writer, source="There", external_id="b")
    answer = await writer.patch(f"{API}/results/{other['id']}", json={"external_id": "a"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) in {(409, "model"), (409, "external_id")}
    assert await read(writer, other["id"]) == other


async def test_a_retracted_result_can_be_corrected_and_stays_retracted(lone_writer: AsyncClient) -> None:
    answer = await lone_writer.patch(f"{API}/results/7", json={"score": 98, "settings": {"shots": 1}})
    assert answer.json() | {"score": 98, "status": "retracted", "settings": {"shots": 1}} == answer.json()


CHANGES: list[tuple[str, str, Any]] = [
    ("PATCH", "", {"score": 1}),
    ("DELETE", "", None),
    ("POST", "/retract", {"reason": "Wrong."}),
    ("POST", "/restore", None),
    ("POST", "/supersede", LEAST | {"source": "New", "reason": "Better."}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
async def test_stale_versions_and_results_that_are_not_there(
    writer: AsyncClient, method: str, path: str, body: Json | None
) -> None:
    before = await tag(writer, 2)
    for stale in ('"0123"', f"W/{before}", await tag(writer, 3)):
        answer = await writer.request(
            method, f"{API}/results/2{path}", json=body, headers={"if-match": stale}
        )
        assert refusal(answer) == (412, [])
        assert answer.headers["etag"] == before == await tag(writer, 2)
    for nobody in ("4711", "0", "-1", "01", "quiz", str(2**63)):
        answer = await writer.request(method, f"{API}/results/{nobody}{path}", json=body)
        assert answer.status_code == (400 if nobody in {"0", "-1", str(2**63)} else 404), answer.text


async def test_the_version_that_is_there_may_be_changed(lone_writer: AsyncClient) -> None:
    for method, path, body in CHANGES:
        if path == "/restore":
            continue  # after the retraction, which the tests of the status hold
        one = await made(lone_writer, source=f"Version {method}{path}")
        headers = {"if-match": f'"other", {await tag(lone_writer, one["id"])}'}
        answer = await lone_writer.request(
            method, f"{API}/results/{one['id']}{path}", json=body, headers=headers
        )
        assert answer.is_success, answer.text


async def test_what_is_deleted_keeps_its_history(writer: AsyncClient) -> None:
    one = await made(writer, source="Deleted")
    answer = await writer.delete(f"{API}/results/{one['id']}", params={"reason": "Never was."})
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await writer.get(f"{API}/results/{one['id']}")).status_code == 404
    assert (await writer.delete(f"{API}/results/{one['id']}")).status_code == 404
    deleted, inserted = await history(writer, one["id"])
    assert (deleted["action"], deleted["reason"], deleted["after"]) == ("delete", "Never was.", None)
    assert deleted["before"] == inserted["after"]


async def test_the_history_says_why(writer: AsyncClient) -> None:
    answer = await writer.post(
        f"{API}/results", json=LEAST | {"source": "Why"}, params={"reason": "From the card."}
    )
    id = answer.json()["id"]
    await writer.patch(f"{API}/results/{id}", json={"score": 51}, params={"reason": "A slip."})
    patched, inserted = await history(writer, id)
    assert (inserted["action"], inserted["reason"]) == ("insert", "From the card.")
    assert (patched["action"], patched["reason"]) == ("update", "A slip.")
    assert (patched["before"]["score"], patched["after"]["score"]) == (50, 51)


async def test_other_routes_take_a_megabyte(writer: AsyncClient) -> None:
    for method, path in (("POST", "results"), ("PATCH", "results/2"), ("POST", "results/2/retract")):
        answer = await writer.request(method, f"{API}/{path}", json={"score_raw": "x" * 1_000_000})
        assert answer.status_code == 413
