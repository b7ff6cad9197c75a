"""Models made, changed and deleted over HTTP."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from tests.conftest import serving

NEW = {"name": "GPT-5 (mini)", "organization": "OpenAI"}


@pytest.fixture
async def writer(fresh: str) -> AsyncIterator[AsyncClient]:
    async with serving(fresh) as client:
        yield client


async def test_a_model_is_made(writer: AsyncClient) -> None:
    sent = {
        **NEW,
        "release_date": "2025-08-07",
        "license": "proprietary",
        "description": "Small.",
        "metadata": {"context_window": 400000},
        "aliases": ["gpt 5 mini", "gpt_5-Mini", "five"],
    }
    answer = await writer.post("/api/v1/models", json=sent)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == "/api/v1/models/gpt-5-mini"
    found = await writer.get(answer.headers["location"])
    assert found.json() == answer.json()
    assert found.headers["etag"] == answer.headers["etag"]
    assert answer.json() | sent | {"aliases": ["five"], "status": "active"} == answer.json()


async def test_thirty_of_one_name_at_once(writer: AsyncClient) -> None:
    names = [f"GPT{sign}5{sign}(mini)" for sign in " -_" for _ in range(10)]
    answers = await asyncio.gather(*(writer.post("/api/v1/models", json={**NEW, "name": n}) for n in names))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 29}
    print(next(a for a in answers if a.status_code == 409).text)


async def test_patch(writer: AsyncClient) -> None:
    one = "/api/v1/models/alpha"
    before = await writer.get(one)
    answer = await writer.patch(one, json={})
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == before.headers["etag"]
    answer = await writer.patch(one, json={"license": None, "metadata": {"family": None, "limits": {"input": 1}}}, headers={"if-match": before.headers["etag"]})
    print(answer.text)
    answer = await writer.patch(one, json={"aliases": ["ALPHA", "one", "gamma"]}, headers={"if-match": before.headers["etag"]})
    print(answer.status_code, answer.text)
    answer = await writer.patch(one, json={"aliases": ["ALPHA", "one", "gamma"]})
    print(answer.status_code, answer.text)
    answer = await writer.patch(one, json={"aliases": ["ALPHA", "one", "acme_alpha_one"], "status": 1, "x": 1, "name": ""})
    print(answer.status_code, answer.text)
    answer = await writer.patch(one, json={"aliases": ["ALPHA", "one", "acme_alpha_one"]})
    print(answer.status_code, answer.text)
    answer = await writer.delete(one, params={"reason": "gone"})
    print(answer.status_code, answer.text, answer.headers)
    answer = await writer.delete(one)
    print(answer.status_code, answer.text)
    answer = await writer.options(one)
    print(answer.headers)
