"""The OpenAPI document: what Litestar makes of the handlers, and what it leaves out."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any, Final, cast

import msgspec
from litestar import Litestar, Request
from litestar.enums import OpenAPIMediaType
from litestar.openapi import spec
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import License, Operation, Parameter, RequestBody

from app.fields import INT8_MAX
from app.http.bodies import kinds
from app.http.described import ETAG, describe_reading, describe_writing
from app.http.introduction import DESCRIPTION, TAGS
from app.http.permissions import handlers, permission
from app.http.security import SCHEMES, say_who_may
from app.http.type_plugins import AsSent

#: Litestar calls a page of models "Page_app.queries.models.Model_".
PAGE_NAME: Final = re.compile(r"Page_app\.(?:\w+\.)+(\w+)_")
LOCATION: Final = {"schema": {"type": "string"}, "description": "Its address."}
#: What may not be done to the model that another one has become: 409, for a 308 would be followed.
STAYING: Final = {"deleteModel", "mergeModel"}
MOVED: Final = {
    "description": "The model was merged into another; ask there, in the same way.",
    "headers": {"Location": LOCATION},
}
RETRY_AFTER: Final = {"schema": {"type": "integer"}, "description": "Seconds."}


def asks(
    *queries: Callable[..., Any],
    sent: RequestBody | None = None,
    open_to: Parameter | None = None,
    gives: Iterable[str] = (),
) -> type[Operation]:
    """The kind of operation that names its SQL files, as `x-sql`.

    `sent` is what it takes, where that is no struct; `open_to` stands for parameters whose names nobody knows
    beforehand: an object, of which each property is a parameter; `gives` are the media types of a file that
    it answers with.
    """
    names = [query.__qualname__ for query in queries]

    @dataclass
    class Asking(Operation):
        x_sql: list[str] = field(default_factory=lambda: names, metadata={"alias": "x-sql"})

        def __post_init__(self) -> None:
            self.request_body = self.request_body or sent
            self.parameters = [*(self.parameters or []), *([open_to] if open_to else [])]
            if gives:
                answers = cast(dict[str, spec.OpenAPIResponse], self.responses)
                answers["200"].content = {kind.partition(";")[0]: spec.OpenAPIMediaType() for kind in gives}

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
    showing_own = {
        str(one.operation_id) for one in handlers(app) if "asker" in one.parsed_fn_signature.parameters
    }
    located, versioned = _hooked(app, "located"), _hooked(app, "versioned")
    for verb, operation in _verbs(found):
        del operation["deprecated"]
        parameters = operation.get("parameters", [])
        operation["parameters"] = [_parameter(parameter) for parameter in parameters]
        if verb == "get":
            describe_reading(
                operation["responses"], {"cursor", "format"} <= {one["name"] for one in parameters}
            )
        else:
            describe_writing(verb, operation)
            name, answers = operation["operationId"], operation["responses"]
            later = "202" if "202" in answers else None
            if name in located or verb == "put":
                answers[later or "201"]["headers"] = {"Location": LOCATION, "ETag": ETAG}
            if name in versioned:
                answers[later or "200"]["headers"] = {"ETag": ETAG}
        if (
            any(one["name"] == "reason" for one in parameters)
            and "imports.attribute" not in operation["x-sql"]
        ):
            operation["x-sql"].append("changes.attribute")  # asked where the transaction begins
        if "merges.moved" in operation["x-sql"] and operation["operationId"] not in STAYING:
            operation["responses"]["308"] = MOVED
        name = operation["operationId"]
        say_who_may(verb, operation, allowed[name], shows_own=name in showing_own)
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
    bodies = [*kinds(app), *app.plugins.get(AsSent).shown]
    found = msgspec.json.schema_components(bodies, ref_template="#/components/schemas/{name}")[1]
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


def is_open(schema: dict[str, Any]) -> bool:
    """Whether it stands for parameters of any name."""
    return bool(schema["type"] == "object")


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
