"""The mapping that a message proposes, pasted as it stands: the very file is taken with it."""

import json
from typing import Any, Final

import pytest
from httpx import AsyncClient

from tests.conftest import serving
from tests.test_problems import problem

IMPORTS: Final = "/api/v1/imports"
Scores = set[tuple[str, str, float]]
WIDE: Final = b"Rank,System,Notes,Quiz (%),Riddles\n1,Heron,old,71.5%,12\n2,Alpha,,n.a.,13\n"
READ: Final = {("heron", "quiz", 71.5), ("heron", "riddles", 12.0), ("alpha", "riddles", 13.0)}


async def sent(client: AsyncClient, sheet: bytes, mapping: Any = None) -> Any:
    form: list[Any] = [("file", ("sheet.csv", sheet))]
    if mapping is not None:
        form.append(("mapping", (None, json.dumps(mapping).encode())))
    return await client.post(IMPORTS, files=form)


async def proposal(client: AsyncClient, sheet: bytes, mapping: Any = None) -> Any:
    """Taken out of the message, as a person would."""
    (fault,) = problem(await sent(client, sheet, mapping))["errors"]
    assert "A mapping says it, for example {" in fault["detail"]
    return json.JSONDecoder().raw_decode(fault["detail"], fault["detail"].index("{"))[0]


async def scores(client: AsyncClient, id: str) -> Scores:
    rows = (await client.get("/api/v1/results", params={"import_id": id})).json()["items"]
    return {(row["model"], row["benchmark"], row["score"]) for row in rows}


@pytest.mark.parametrize(
    ("sheet", "said", "wanted"),
    [
        (WIDE.replace(b" (%)", b""), None, READ),
        (
            WIDE,
            {"scores": [{"column": "Riddles", "benchmark": "Riddles"}], "source": "Us"},
            {one for one in READ if one[1] == "riddles"},
        ),
        (
            "Nom;Épreuve 1;Épreuve 2\nHeron;1,5;2,5\n".encode(),
            {"decimal": ",", "evidence": "independent"},
            {("heron", "epreuve-1", 1.5), ("heron", "epreuve-2", 2.5)},
        ),
        (b"name,,x,x\nHeron,1,2,3\n", None, {("heron", "x", 2.0)}),
        (b"Name,Note,Points\nHeron,x,1\n", None, {("heron", "mmlu", 1.0)}),
        (b"System,Test,Points\nHeron,Quiz,1\n", {"columns": {"benchmark": "Test"}}, {("heron", "quiz", 1.0)}),
        (b"benchmark,System,Points\nQuiz,Heron,1\n", None, {("heron", "quiz", 1.0)}),
        (b"one,two,three\n4,5,6\n", None, {("model-4", "two", 5.0), ("model-4", "three", 6.0)}),
    ],
)
async def test_what_is_proposed_takes_the_file(fresh: str, sheet: bytes, said: Any, wanted: Scores) -> None:
    async with serving(fresh) as client:
        mapping = await proposal(client, sheet, said)
        answer = await sent(client, sheet, mapping)
        assert answer.status_code == 201, answer.text
        found = await scores(client, answer.json()["id"])
        assert found == wanted


async def test_of_very_many_columns_as_many_are_proposed_as_fit(fresh: str) -> None:
    names = [f"Test of {'x' * 40} {number}" for number in range(200)]
    sheet = f"System,{','.join(names)}\nHeron,{','.join('1' for _ in names)}\n".encode()
    async with serving(fresh) as client:
        mapping = await proposal(client, sheet)
        assert 5 < len(mapping["scores"]) < 20
        assert (await sent(client, sheet, mapping)).json()["rejected"] == 0
