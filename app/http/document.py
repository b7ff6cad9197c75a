"""The OpenAPI document: what Litestar makes of the handlers, and what it leaves out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import msgspec
from litestar import Litestar, Request
from litestar.enums import OpenAPIMediaType
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import License, Operation, Schema, Tag
from litestar.openapi.spec.enums import OpenAPIType
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from app.http.formats import MEDIA_TYPES

TAGS: Final = [
    Tag("Models", "What the catalogue is about. A model is addressed by its id or its slug."),
    Tag("Benchmarks", "What models are scored on."),
    Tag("Leaderboards", "Which model stands where, by which result."),
    Tag("Results", "Each score, who says so and under which settings."),
    Tag("Opinions", "What people say of models."),
    Tag("Use cases", "What models are used for."),
    Tag("Prices", "What offerings of models cost, in USD per million tokens, and from when on."),
]
#: Litestar calls a page of models "Page_app.queries.models.Model_".
PAGE_NAME: Final = re.compile(r"Page_app\.queries\.\w+\.(\w+)_")
DESCRIPTION: Final = """\
A self-hosted catalogue of AI models.

Lists come in pages: `items` and, unless it is the last page, `next`, an opaque cursor for `cursor`; the header `Link`
holds the whole address. With `Accept: text/csv` or `application/x-ndjson` (or `format=csv`, `format=ndjson`) a list is
sent whole. Unknown parameters are refused. Single resources carry an `ETag`; `If-None-Match` is answered 304 where
nothing has changed. Errors are problem details (RFC 9457). `x-sql` names the SQL files that an operation asks.
"""


def asks(*queries: Callable[..., Any]) -> type[Operation]:
    """The kind of operation that names its SQL files, as `x-sql`."""
    names = [query.__qualname__ for query in queries]

    @dataclass
    class Asking(Operation):
        x_sql: list[str] = field(default_factory=lambda: names, metadata={"alias": "x-sql"})

    return Asking


class RawJson(OpenAPISchemaPlugin):
    """JSON that is passed on unread is an object to the reader."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        return field_definition.annotation is msgspec.Raw

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: object) -> Schema:
        return Schema(type=OpenAPIType.OBJECT, additional_properties=True)


def config(version: str, *pages: OpenAPIRenderPlugin) -> OpenAPIConfig:
    """The document's head; `pages` show it below /docs."""
    return OpenAPIConfig(
        title="Model Catalogue",
        version=version,
        description=DESCRIPTION,
        license=License(name="MIT", identifier="MIT"),
        tags=TAGS,
        use_handler_docstrings=True,
        path="/docs",
        render_plugins=pages,
    )


class Document(OpenAPIRenderPlugin):
    """The document itself, below the pages that show it."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return encoded(request.app)


@cache
def encoded(app: Litestar) -> bytes:
    """The document as bytes."""
    return msgspec.json.encode(document(app))


def document(app: Litestar) -> dict[str, Any]:
    """The document as it is served."""
    text = PAGE_NAME.sub(r"\1Page", msgspec.json.encode(app.openapi_schema.to_schema()).decode())
    found: dict[str, Any] = msgspec.json.decode(text)
    for operation in operations(found):
        parameters = operation.get("parameters", [])
        for parameter in parameters:
            parameter["schema"] = _given(parameter["schema"])
        if any(parameter["name"] == "cursor" for parameter in parameters):
            _add_exports(operation["responses"]["200"])
    return found


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is given or absent, never null; and bounds of integers are integers."""
    options = [option for option in schema.get("oneOf", []) if option.get("type") != "null"]
    plain = {name: value for name, value in schema.items() if name != "oneOf"} | (
        options[0] if options else {}
    )
    if isinstance(plain.get("type"), list):
        plain["type"] = next(kind for kind in plain["type"] if kind != "null")
    if "enum" in plain:
        plain["enum"] = [value for value in plain["enum"] if value is not None]
    return {name: int(value) if name in ("minimum", "maximum") else value for name, value in plain.items()}


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of a document."""
    for path in document["paths"].values():
        yield from path.values()


def _add_exports(answer: dict[str, Any]) -> None:
    text = {"schema": {"type": "string"}}
    answer["content"] |= {MEDIA_TYPES["csv"].partition(";")[0]: text, MEDIA_TYPES["ndjson"]: text}
    answer["headers"] = {
        "Link": {
            "schema": {"type": "string"},
            "description": 'The next page, with `rel="next"`; absent on the last.',
        }
    }
