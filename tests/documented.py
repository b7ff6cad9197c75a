"""Every answer that a test gets over HTTP, held against the OpenAPI document."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx
from litestar import Litestar

from app.http.document import document

#: What any request can end in: no such method, a crash, no room. The document says it once, not everywhere.
ANYWHERE: Final = {"405", "500", "507"}

#: What says who asks; no operation names it for itself.
BY_TOKEN: Final = {"sessions.caller", "api_keys.caller"}

TELLING: Final = {"ETag", "Location", "Link", "Cache-Control"}


def watching(app: Litestar) -> Callable[[httpx.Response], Awaitable[None]]:
    """A hook for the client: fails the test whose answer the document does not know.

    The status must be one of the operation's, and it may ask only the queries that the operation names.
    """
    operations = [
        (re.compile(re.sub(r"{\w+}", "[^/]+", path)), verb.upper(), operation)
        for path, verbs in document(app)["paths"].items()
        for verb, operation in verbs.items()
    ]

    async def watch(answer: httpx.Response) -> None:
        for path, verb, operation in operations:
            if verb == answer.request.method and path.fullmatch(answer.request.url.path):
                check(operation, answer)

    return watch


def check(operation: dict[str, Any], answer: httpx.Response) -> None:
    name = operation["operationId"]
    assert str(answer.status_code) in operation["responses"].keys() | ANYWHERE, (
        f"{name} does not say that it may answer {answer.status_code}"
    )
    promised = operation["responses"].get(str(answer.status_code), {}).get("headers", {}).keys()
    missing = [header for header in promised - {"Link"} if header not in answer.headers]
    assert not missing, f"{name} does not send {', '.join(missing)}"
    unsaid = [header for header in TELLING - promised if header in answer.headers and answer.is_success]
    assert not unsaid, f"{name} does not say that it sends {', '.join(unsaid)}"
    asked = set(re.findall(r"([\w.]+);dur=", answer.headers.get("server-timing", "")))
    unnamed = asked - {*operation["x-sql"]} - BY_TOKEN
    assert not unnamed, f"{name} does not name {', '.join(sorted(unnamed))}"
