"""What generated requests may not do, and what they cannot make up; hooks of schemathesis."""

import json
import os
from itertools import count
from typing import Any, Final
from urllib.request import Request, urlopen

import schemathesis
from schemathesis import GenerationMode

Json = dict[str, Any]

#: What all other requests are about: deleted or merged, nothing would be left to ask.
GROUND: Final = {"alpha", "quiz", "1", "00000000-0000-0000-0000-000000000001"}
MODEL: Final = {"name": "Doomed {}", "organization": "Acme"}
RESULT: Final = {"model": "alpha", "benchmark": "vibes", "score": 1, "source": "Lab {}"}
OPINION: Final = {"model": "alpha", "content": "Doomed {}."}
USE_CASE: Final = {"model": "alpha", "use_case": "Doomed {}"}
REASON: Final = {"reason": "It is only made to be taken away."}
#: What an operation takes away, or only its writer may change, and the requests that make another
#: of it first: path and body.
MAKING: Final[dict[str, list[tuple[str, Json | None]]]] = {
    "deleteModel": [("models", MODEL)],
    "mergeModel": [("models", MODEL)],
    "undoMerge": [("models", MODEL), ("models/{made}/merge", {"into": "alpha"})],
    "deleteBenchmark": [("benchmarks", {"name": "Doomed {}"})],
    "deleteOpinion": [("opinions", OPINION)],
    "changeOpinion": [("opinions", OPINION)],
    "deleteUseCase": [("use-cases", USE_CASE)],
    "changeUseCase": [("use-cases", USE_CASE)],
    "deletePrice": [
        (
            "prices",
            {"model": "alpha", "provider": "p", "offering": "{}", "valid_from": "2025-01-01", "input": 1},
        )
    ],
    "deleteResult": [("results", RESULT)],
    "retractResult": [("results", RESULT)],
    "restoreResult": [("results", RESULT), ("results/{made}/retract", REASON)],
    "supersedeResult": [("results", RESULT)],
    "deleteApiKey": [("api-keys", {"name": "Doomed {}"})],
    "deleteInvitation": [("invitations", {"email": "doomed-{}@example.org", "role": "member"})],
}
#: What a body names and cannot make up.
THERE: Final = {"model": "alpha", "benchmark": "vibes", "into": "alpha"}
#: What a schema cannot say: no day before 1900, both ends of an interval or none, at most six decimals.
UNSAYABLE: Final = {
    "date_tested": "2025-01-31",
    "date_published": "2025-01-31",
    "release_date": "2025-01-31",
    "valid_from": "2025-01-31",
    "ci_low": None,
    "ci_high": None,
}
AMOUNTS: Final = {"input", "output", "cache_read", "cache_write"}
numbers = count(1)


@schemathesis.hook
def map_query(context: Any, query: Json) -> Json:
    """A cursor cannot be made up; the tests of lists show what becomes of one that is."""
    return query and {name: value for name, value in query.items() if name != "cursor"}


@schemathesis.hook
def before_call(context: Any, case: Any, **_: Any) -> None:
    """What takes away gets something of its own to take; what fits, something to be about."""
    making = MAKING.get(case.operation.definition.raw["operationId"], [])
    for name, address in (case.path_parameters or {}).items():
        if making and str(address).lower() in GROUND:
            case.path_parameters[name] = make(case.operation.base_url, making)
    if case.meta and case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    if case.headers:
        case.headers.pop("If-Match", None)  # a version cannot be made up either
    for row in rows(case.body):
        row |= {name: there for name, there in {**THERE, **UNSAYABLE}.items() if name in row}
        row |= {name: amount and round(amount, 2) for name, amount in row.items() if name in AMOUNTS}
        if "email" in row:
            row["email"] = f"made-{next(numbers)}@example.org"
        if "offering" in row and all(row.get(name) is None for name in AMOUNTS):
            row["input"] = 1  # a price has one amount at least, and no schema says which


def rows(body: Any) -> list[Json]:
    """The objects of a body that name others."""
    if not isinstance(body, dict):
        return []
    many = [row for row in body.get("results", ()) if isinstance(row, dict)]
    for row in many:
        row["external_id"] = f"run {next(numbers)}"  # what is the same twice is refused
    if {"score", "reason"} <= body.keys():
        body["external_id"] = f"run {next(numbers)}"
    return [body, *many]


def make(base: str, making: list[tuple[str, Json | None]]) -> str:
    """The address of what the last of the requests has made or changed."""
    made, number = "", str(next(numbers))
    for path, body in making:
        text = json.dumps(body).replace("{}", number)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['TOKEN']}"}
        url = f"{base.rstrip('/')}/api/v1/{path.format(made=made)}"
        with urlopen(Request(url, text.encode(), headers), timeout=10) as answer:
            location = answer.headers["Location"]
            made = location.rpartition("/")[2] if location else made or json.load(answer)["id"]
    return made
