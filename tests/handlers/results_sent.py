"""Results to send, good and bad, and what is asked of them again and again."""

from typing import Any, Final

from httpx import AsyncClient, Response

Json = dict[str, Any]

API: Final = "/api/v1"
LEAST: Final[Json] = {"model": "alpha-2", "benchmark": "quiz", "score": 50}
WHOLE: Final[Json] = {
    **LEAST,
    "score": 61.25,
    "score_raw": "61.25 %",
    "date_tested": "2025-03-04",
    "source": "Lab Ω",
    "source_url": "https://lab.example/61?a=b",
    "evidence": "independent",
    "settings": {"shots": 5, "harness": {"name": "eval", "flags": ["a", None, 0.5]}},
    "stderr": 0.25,
    "ci_low": 60.75,
    "ci_high": 61.75,
    "samples": 14042,
    "external_id": "run-61",
}
NULLABLE: Final = sorted(WHOLE.keys() - {"model", "benchmark", "score", "settings"})

#: Fields that do not fit, wherever a result is sent, and the field that is named.
UNFIT: Final[list[tuple[Json, str]]] = [
    ({"model": "nobody"}, "model"),
    ({"model": 4711}, "model"),
    ({"model": "01"}, "model"),
    ({"model": 0}, "model"),
    ({"model": ""}, "model"),
    ({"model": True}, "model"),
    ({"model": None}, "model"),
    ({"model": "m" * 101}, "model"),
    ({"benchmark": "nothing"}, "benchmark"),
    ({"benchmark": 2**63}, "benchmark"),
    ({"benchmark": ["quiz"]}, "benchmark"),
    ({"score": "61"}, "score"),
    ({"score": None}, "score"),
    ({"score": True}, "score"),
    ({"score": 100.5}, "score"),
    ({"score": -0.5}, "score"),
    ({"score_raw": ""}, "score_raw"),
    ({"score_raw": "6" * 256}, "score_raw"),
    ({"score_raw": "6\0"}, "score_raw"),
    ({"date_tested": "2025-02-30"}, "date_tested"),
    ({"date_tested": "1899-12-31"}, "date_tested"),
    ({"date_tested": "9999-12-31"}, "date_tested"),
    ({"date_tested": 20250301}, "date_tested"),
    ({"source": " Lab"}, "source"),
    ({"source": "La\nb"}, "source"),
    ({"source": "L" * 256}, "source"),
    ({"source_url": "ftp://lab.example/"}, "source_url"),
    ({"source_url": "https://lab example/"}, "source_url"),
    ({"source_url": "https://lab.example/" + "x" * 2048}, "source_url"),
    ({"evidence": "hearsay"}, "evidence"),
    ({"settings": []}, "settings"),
    ({"settings": {"x": "x" * 8192}}, "settings"),
    ({"settings": {f"k{n}": n for n in range(257)}}, "settings"),
    ({"settings": {"x": "\0"}}, "settings"),
    ({"stderr": -0.1}, "stderr"),
    ({"ci_low": 2, "ci_high": 1}, "ci_low"),
    ({"ci_low": 2, "ci_high": None}, "ci_low"),
    ({"samples": 0}, "samples"),
    ({"samples": 1.5}, "samples"),
    ({"samples": 2**63}, "samples"),
    ({"external_id": "run "}, "external_id"),
    ({"external_id": "r" * 256}, "external_id"),
    ({"status": "retracted"}, "status"),
    ({"created_by": "ann"}, "created_by"),
    ({"id": 1}, "id"),
]


async def made(client: AsyncClient, **fields: Any) -> Json:
    answer = await client.post(f"{API}/results", json=LEAST | fields)
    assert answer.status_code == 201, answer.text
    result: Json = answer.json()
    return result


async def read(client: AsyncClient, id: int) -> Json:
    answer = await client.get(f"{API}/results/{id}")
    assert answer.status_code == 200, answer.text
    result: Json = answer.json()
    return result


async def tag(client: AsyncClient, id: int) -> str:
    found: str = (await client.get(f"{API}/results/{id}")).headers["etag"]
    return found


async def history(client: AsyncClient, id: int) -> list[Json]:
    """The last change first."""
    answer = await client.get(f"{API}/results/{id}/changes")
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def count(client: AsyncClient) -> int:
    answer = await client.get(f"{API}/results?status=any&format=ndjson")
    return len(answer.text.splitlines())


def refusal(answer: Response) -> tuple[int, list[str]]:
    """The status of a problem, and the fields that it names."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    problem = answer.json()
    assert problem["detail"].endswith(".")
    return answer.status_code, [fault["field"] for fault in problem.get("errors", [])]
