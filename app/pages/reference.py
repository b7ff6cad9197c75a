"""The API reference, made from the OpenAPI document as it is served."""

import shlex
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Request
from litestar.enums import MediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin
from msgspec import Struct

from app.http.document import encoded
from app.http.uploads import FORM
from app.pages.rendering import rendered

Json = dict[str, Any]

FILE: Final = "application/octet-stream"
#: Values for addresses in examples, where the document has none: of the sample catalogue.
EXAMPLES: Final = {
    "model": "gpt-4o",
    "benchmark": "mmlu",
    "name": "our-spreadsheet",
}
UUID: Final = "5f0c7d5e-2f4b-4c8e-9d53-0c8f1f4f2b11"
BOUNDS: Final = (
    ("minimum", "at least {}"),
    ("maximum", "at most {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
)
PLAIN: Final[Json] = {"integer": 1, "number": 1.5, "boolean": True, "array": [], "object": {}}
LARGE: Final = 2**53  # the limit of a column's type tells a reader nothing


class Member(Struct, frozen=True):
    """A parameter, or a field of a body."""

    name: str
    kind: str
    text: str
    limits: str
    default: str | None
    required: bool


class Operation(Struct, frozen=True):
    """One section of the page."""

    id: str
    verb: str
    path: str
    summary: str
    text: str
    parameters: list[Member]
    body: list[Member]
    answer: str
    answer_fields: list[Member]
    media_types: list[str]
    success: str
    errors: list[tuple[str, str]]
    files: list[str]
    curl: str


class Section(Struct, frozen=True):
    """One tag and its operations."""

    name: str
    text: str
    operations: list[Operation]


class ReferencePage(OpenAPIRenderPlugin):
    """Every operation on one page."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: Json) -> bytes:
        served = msgspec.json.decode(encoded(request.app))
        base = str(request.base_url).rstrip("/")
        return rendered("reference.html", info=served["info"], sections=sections(served, base)).encode()


def sections(served: Json, base: str) -> list[Section]:
    """Tags in the document's order, and what has no tag."""
    reader = Reader(served["components"]["schemas"], base)
    operations = [
        (operation.get("tags", ["Other"])[0], reader.operation(path, verb, operation))
        for path, verbs in served["paths"].items()
        for verb, operation in verbs.items()
    ]
    texts = {tag["name"]: tag.get("description", "") for tag in served.get("tags", [])}
    names = dict.fromkeys([*texts, *(name for name, _ in operations)])
    found = [
        Section(name, texts.get(name, ""), [one for tag, one in operations if tag == name]) for name in names
    ]
    return [section for section in found if section.operations]


class Reader:
    """Reads operations of one document; `base` is the service's own address."""

    def __init__(self, schemas: Json, base: str) -> None:
        self.schemas = schemas
        self.base = base

    def operation(self, path: str, verb: str, given: Json) -> Operation:
        answers = sorted(given["responses"].items())
        status, answer = next(each for each in answers if each[0] < "400")
        content = answer.get("content", {})
        name, fields = self.answer(_schema(content))
        return Operation(
            given["operationId"],
            verb.upper(),
            path,
            str(given.get("summary") or given["operationId"]),
            str(given.get("description") or ""),
            [self.parameter(one) for one in given.get("parameters", [])],
            self.members(_schema(_sent(given))),
            name,
            fields,
            list(content),
            status,
            [(code, one["description"]) for code, one in answers if code >= "400"],
            [f"app/queries/{query.replace('.', '/')}.sql" for query in given.get("x-sql", [])],
            self.curl(path, verb, given),
        )

    def answer(self, schema: Json) -> tuple[str, list[Member]]:
        """What comes back and its fields; of a page, those of its items."""
        members = self.resolved(schema).get("properties", {})
        item = members.get("items", {}).get("items")
        if item:
            return f"page of {self.kind(item)}", self.members(item)
        return (self.kind(schema) if schema else ""), self.members(schema)

    def resolved(self, schema: Json) -> Json:
        if "$ref" in schema:
            named: Json = self.schemas[schema["$ref"].rsplit("/", 1)[-1]]
            return named
        return schema

    def parameter(self, given: Json) -> Member:
        schema = given["schema"]
        text = given.get("description") or schema.get("description", "")
        return self.member(
            given["name"], {**schema, "description": text}, required=given.get("required", False)
        )

    def members(self, schema: Json) -> list[Member]:
        whole = self.resolved(schema)
        needed = whole.get("required", [])
        found = whole.get("properties", {})
        return [self.member(name, one, required=name in needed) for name, one in found.items()]

    def member(self, name: str, schema: Json, *, required: bool) -> Member:
        default = schema.get("default")
        text = "" if default is None else msgspec.json.encode(default).decode().strip('"')
        parts = list(_parts(schema))
        about = schema.get("description") or next(
            (one["description"] for one in parts if "description" in one), ""
        )
        return Member(name, self.kind(schema), about, limits(parts), text or None, required)

    def kind(self, schema: Json) -> str:
        """`integer`, `date`, `list of string`, `string or null` …"""
        if "$ref" in schema:
            return str(schema["$ref"].rsplit("/", 1)[-1])
        if options := schema.get("oneOf") or schema.get("anyOf"):
            return " or ".join(dict.fromkeys(self.kind(option) for option in sorted(options, key=_is_null)))
        if isinstance(kinds := schema.get("type"), list):
            return " or ".join(sorted(kinds, key=lambda kind: kind == "null"))
        if kinds == "array":
            return f"list of {self.kind(schema.get('items', {}))}"
        return str(schema.get("format") or kinds or "anything")

    def curl(self, path: str, verb: str, given: Json) -> str:
        """A line that works on the sample catalogue, body and all; a token is in the variable TOKEN."""
        query = {}
        for one in given.get("parameters", []):
            if one["in"] == "path":
                plain = UUID if one["schema"].get("format") == "uuid" else "1"
                path = path.replace(f"{{{one['name']}}}", EXAMPLES.get(one["name"], plain))
            elif one.get("required"):
                query[one["name"]] = self.example(one["schema"])
        if FILE in (sent := _sent(given)) and FORM not in sent:
            query["filename"] = "scores.csv"
        address = self.base + path + (f"?{urlencode(query)}" if query else "")
        words = ["curl", *(["-X", verb.upper()] if verb != "get" else []), shlex.quote(address)]
        if given["security"]:
            words += ["-H", '"Authorization: Bearer $TOKEN"']
        if FORM in sent:
            words += ["-F", "file=@scores.csv"]
        elif FILE in sent:
            words += ["-T", "scores.csv"]
        elif body := _schema(sent):
            example = msgspec.json.encode(self.example(body)).decode()
            words += ["-H", "'Content-Type: application/json'", "-d", shlex.quote(example)]
        return " ".join(words)

    def example(self, schema: Json) -> Any:
        """A value that fits; of an object, what it must have."""
        whole = self.resolved(schema)
        if whole.get("examples"):
            return whole["examples"][0]
        for option in _parts(whole):
            if "properties" in option:
                return {name: self.example(option["properties"][name]) for name in option.get("required", [])}
            if option.get("enum"):
                return option["enum"][0]
        return PLAIN.get(str(whole.get("type")), "text")


def limits(parts: list[Json]) -> str:
    """The values that a schema allows, or its bounds."""
    choices = [str(value) for part in parts for value in part.get("enum", []) if value is not None]
    if choices:
        return ", ".join(choices)
    bounds = [(text, part[key]) for part in parts for key, text in BOUNDS if key in part]
    return ", ".join(text.format(f"{value:.15g}") for text, value in bounds if abs(value) < LARGE)


def _schema(content: Json) -> Json:
    """Of the first media type: the others are the same, written otherwise."""
    first: Json = next(iter(content.values()), {})
    schema: Json = first.get("schema", {})
    return schema


def _sent(operation: Json) -> Json:
    content: Json = operation.get("requestBody", {}).get("content", {})
    return content


def _parts(schema: Json) -> Iterator[Json]:
    yield schema
    yield from schema.get("oneOf", [])
    yield from schema.get("anyOf", [])


def _is_null(schema: Json) -> bool:
    return bool(schema.get("type") == "null")
