"""What the generated requests may not do, and what they cannot make up; read by the test runner of the document."""

import json
from itertools import count
from typing import Any, Final
from urllib.request import Request, urlopen

import schemathesis

#: What all other requests are about: deleted or merged, nothing would be left to ask.
GROUND: Final = {"alpha", "quiz", "1", 1}
#: What an operation takes away, and how to make another of it first.
MAKING: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "deleteModel": ("model", "models", {"name": "Doomed {}", "organization": "Acme"}),
    "mergeModel": ("model", "models", {"name": "Doomed {}", "organization": "Acme"}),
}
numbers = count(1)


@schemathesis.hook
def map_query(context: Any, query: dict[str, Any]) -> dict[str, Any]:
    """A cursor cannot be made up; the tests of lists show what becomes of one that is."""
    return query and {name: value for name, value in query.items() if name != "cursor"}


@schemathesis.hook
def before_call(context: Any, case: Any, **_: Any) -> None:
    """Gives what takes away something of its own to take."""
    making = MAKING.get(case.operation.definition.raw["operationId"])
    if making and case.path_parameters.get(making[0]) in GROUND:
        name, path, body = making
        case.path_parameters[name] = make(case.operation.base_url, path, body)


def make(base: str, path: str, body: dict[str, Any]) -> str:
    """Makes a thing and gives its address."""
    number = next(numbers)
    text = json.dumps(body).replace("{}", str(number))
    request = Request(f"{base}/api/v1/{path}", text.encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=10) as answer:
        location: str = answer.headers["Location"]
    return location.rpartition("/")[2]
