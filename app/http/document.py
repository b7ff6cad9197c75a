"""The OpenAPI document: what Litestar makes of the handlers, and what it leaves out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from types import ModuleType
from typing import Any, Final, cast

import msgspec
from litestar import Litestar, Request
from litestar.enums import OpenAPIMediaType
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import License, Operation, RequestBody

from app.fields import INT8_MAX
from app.http.bodies import kinds
from app.http.formats import MEDIA_TYPES
from app.http.introduction import DESCRIPTION, TAGS
from app.http.permissions import handlers, permission
from app.http.problems import DESCRIPTIONS
from app.http.security import SCHEMES, say_who_may

#: Litestar calls a page of models "Page_app.queries.models.Model_".
PAGE_NAME: Final = re.compile(r"Page_app\.(?:\w+\.)+(\w+)_")
LINK: Final = {
    "schema": {"type": "string"},
    "description": 'The next page, with `rel="next"`; absent on the last.',
}
ETAG: Final = {"schema": {"type": "string"}, "description": "The version, for `If-None-Match`."}
LOCATION: Final = {"schema": {"type": "string"}, "description": "Its address."}
#: What may not be done to the model that another one has become: 409, for a 308 would be followed.
STAYING: Final = {"deleteModel", "mergeModel"}
MOVED: Final = {
    "description": "The model was merged into another; ask there, in the same way.",
    "headers": {"Location": LOCATION},
}
#: What the framework says of an answer where its handler says nothing; of the first, the status in words.
UNSAID: Final = "Additional response"
RETRY_AFTER: Final = {"schema": {"type": "integer"}, "description": "Seconds."}


def asks(*queries: Callable[..., Any], sent: RequestBody | None = None) -> type[Operation]:
    """The kind of operation that names its SQL files, as `x-sql`.

    `sent` is what it takes, where that is no struct.
    """
    names = [query.__qualname__ for query in queries]

    @dataclass
    class Asking(Operation):
        x_sql: list[str] = field(default_factory=lambda: names, metadata={"alias": "x-sql"})

        def __post_init__(self) -> None:
            self.request_body = self.request_body or sent

    return Asking


def room(module: ModuleType) -> list[Callable[..., Any]]:
    """Every query of a room, for what asks all of them."""
    name = module.__name__.rpartition(".")[2]
    return [one for one in vars(module).values() if getattr(one, "__qualname__", "").startswith(f"{name}.")]


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


@cache
def document(app: Litestar) -> dict[str, Any]:
    """The document as it is served; not to be changed, for it takes a while to make."""
    text = PAGE_NAME.sub(r"\1Page", msgspec.json.encode(app.openapi_schema.to_schema()).decode())
    found: dict[str, Any] = _whole(msgspec.json.decode(text))
    found["components"]["schemas"] |= _bodies(app)
    found["components"]["securitySchemes"] = SCHEMES
    allowed = {str(handler.operation_id): permission(handler) for handler in handlers(app)}
    located, versioned = _hooked(app, "located"), _hooked(app, "versioned")
    for verb, operation in _verbs(found):
        del operation["deprecated"]
        parameters = operation.get("parameters", [])
        operation["parameters"] = [_parameter(parameter) for parameter in parameters]
        if verb == "get":
            _describe_reading(operation["responses"], any(one["name"] == "cursor" for one in parameters))
        else:
            _describe_writing(verb, operation)
            name, answers = operation["operationId"], operation["responses"]
            if name in located or verb == "put":
                answers["201"]["headers"] = {"Location": LOCATION, "ETag": ETAG}
            if name in versioned:
                answers["200"]["headers"] = {"ETag": ETAG}
        if (
            any(one["name"] == "reason" for one in parameters)
            and "imports.attribute" not in operation["x-sql"]
        ):
            operation["x-sql"].append("changes.attribute")  # asked where the transaction begins
        if "merges.moved" in operation["x-sql"] and operation["operationId"] not in STAYING:
            operation["responses"]["308"] = MOVED
        say_who_may(verb, operation, allowed[operation["operationId"]])
        for status in operation["responses"].keys() & {"429", "503"}:
            operation["responses"][status]["headers"] = {"Retry-After": RETRY_AFTER}
    return found


def check(app: Litestar) -> None:
    """Makes the document now, so that a type which cannot be shown fails at the start; raises LookupError."""
    text = encoded(app).decode()
    lost = (
        set(re.findall(r'"#/components/schemas/(\w+)"', text)) - document(app)["components"]["schemas"].keys()
    )
    if lost:
        raise LookupError(f"the document names schemas that it does not have: {', '.join(sorted(lost))}")


def _hooked(app: Litestar, hook: str) -> set[str]:
    """The operations whose answers pass this hook."""
    return {
        str(handler.operation_id)
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if getattr(handler.after_request, "__name__", "") == hook
    }


def _bodies(app: Litestar) -> dict[str, Any]:
    """The schemas of bodies as the decoder knows them: closed, and with every bound."""
    found = msgspec.json.schema_components(kinds(app), ref_template="#/components/schemas/{name}")[1]
    return cast(dict[str, Any], msgspec.json.decode(msgspec.json.encode(found)))  # defaults may be tuples


def _whole(node: Any) -> Any:
    """The same with bounds of integers as integers: a float cannot even hold the largest id."""
    match node:
        case dict():
            return {name: _whole(value) for name, value in node.items()}
        case list():
            return [_whole(value) for value in node]
        case float() if node.is_integer():
            return min(int(node), INT8_MAX)
        case _:
            return node


def _parameter(given: dict[str, Any]) -> dict[str, Any]:
    """What says something: neither flags that are not set, nor the description a second time."""
    said = {name: value for name, value in given.items() if value is not False}
    schema = {name: value for name, value in _given(given["schema"]).items() if name != "description"}
    if given["in"] == "query" and is_text(schema):
        schema["minLength"] = 1  # no parameter may be empty
    return said | {"schema": schema}


def is_text(schema: dict[str, Any]) -> bool:
    """Whether a parameter takes any text, rather than one of some words or a date."""
    return schema["type"] == "string" and not {"enum", "format"} & set(schema)


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is given or absent, never null."""
    options = [option for option in schema.get("oneOf", []) if option.get("type") != "null"]
    plain = {name: value for name, value in schema.items() if name != "oneOf"} | (
        options[0] if options else {}
    )
    if isinstance(plain.get("type"), list):
        plain["type"] = next(kind for kind in plain["type"] if kind != "null")
    if "enum" in plain:
        plain["enum"] = [value for value in plain["enum"] if value is not None]
    return plain


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of a document."""
    return (operation for _, operation in _verbs(document))


def _verbs(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document["paths"].values():
        yield from path.items()


def _describe_reading(answers: dict[str, Any], is_list: bool) -> None:
    """What the framework cannot know: the formats of a list, versions of single resources, headers."""
    answer = answers["200"]
    if is_list:
        text = {"schema": {"type": "string"}}
        answer["description"] = "One page; as CSV or NDJSON all rows."
        answer["content"] |= {MEDIA_TYPES["csv"].partition(";")[0]: text, MEDIA_TYPES["ndjson"]: text}
        answer["headers"] = {"Link": LINK}
    else:
        answer["description"] = "As it is now."
        answer["headers"] = {"ETag": ETAG}
        answers["304"] = {
            "description": "Nothing has changed since the version in If-None-Match.",
            "headers": {"ETag": ETAG},
        }


def _describe_writing(verb: str, operation: dict[str, Any]) -> None:
    """What each success is, and which media types a body may have."""
    answers = operation["responses"]
    answers["403"] = {**answers["400"], "description": DESCRIPTIONS[403]}
    done = {
        "201": "Made.",
        "204": "Gone." if verb == "delete" else "Done.",
        "200": "What went with it." if verb == "delete" else "As it is now.",
    }
    for status in answers.keys() & done.keys():
        if answers[status]["description"] in {HTTPStatus(int(status)).description, UNSAID}:
            answers[status]["description"] = done[status]
    if verb == "patch":
        content = operation["requestBody"]["content"]
        content["application/merge-patch+json"] = content["application/json"]
