"""The OpenAPI document: says what is there, for every operation, and nothing that does not hold."""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import pytest
import schemathesis
from httpx import AsyncClient, Response
from litestar import Litestar

from app.http.document import document, is_open
from app.main import build
from app.queries.loader import LOADED
from app.settings import Settings
from tests.people import MIA, SECRET, SUE

Json = dict[str, Any]
Parameter = tuple[str, Json]

APP: Final[Litestar] = build(Settings(database_url="postgresql://nobody@127.0.0.1:9/none", secret_key=SECRET))
DOCUMENT: Final = document(APP)
OPERATIONS: Final[dict[str, Json]] = {
    operation["operationId"]: {**operation, "path": path, "verb": verb}
    for path, verbs in DOCUMENT["paths"].items()
    for verb, operation in verbs.items()
}
NAMES: Final = sorted(OPERATIONS)

READS: Final = [name for name in NAMES if OPERATIONS[name]["verb"] == "get"]
#: What the operations of each method do.
DOING: Final = {
    "get": ("list", "get", "stream"),
    "post": (
        "create",
        "retract",
        "restore",
        "supersede",
        "merge",
        "undo",
        "resolve",
        "register",
        "begin",
        "refresh",
        "end",
        "change",
        "retry",
    ),
    "put": ("put",),
    "patch": ("change",),
    "delete": ("delete",),
}
#: Something that the seed has, for each name in an address.
THERE: Final = {
    "model": "alpha",
    "benchmark": "quiz",
    "id": "1",
    "import_id": "00000000-0000-0000-0000-000000000007",
    "name": "our-spreadsheet",
    "user_id": str(MIA.id),
}
#: Datasets have no numbers; everybody may read this one.
DATASET: Final = "00000000-0000-0000-0000-000000000007"
#: Something of the same shape that it has not.
MISSING: Final = {
    "import_id": "00000000-0000-0000-0000-0000000000ff",
    "name": "nobody",
    "user_id": "00000000-0000-0000-0000-0000000000ff",
}
#: What is not in the database: operations that ask no query.
UNASKED: Final = {"listFormats"}
#: What makes many, or something that is only listed.
UNADDRESSED: Final = {"createResults", "createApiKey", "createInvitation"}
#: Values that need another parameter beside them, and that one's.
COMPANIONS: Final = {
    "metadata_path": {"metadata_value": "1"},
    "metadata_value": {"metadata_path": "a"},
    "metadata_op": {},
}
#: What fits where the type alone does not say.
FITTING: Final = {"metadata": "{}", "settings": "{}"}
#: Names of columns, of which there may be several.
COLUMNS: Final = ["score", "model"]
GOOD_BY_FORMAT: Final = {
    "uuid": ["00000000-0000-0000-0000-000000000001"],
    "date": ["2024-01-01", "0001-01-01", "9999-12-31"],
}
BAD_BY_FORMAT: Final = {
    "uuid": ("1", "urn:uuid:00000000-0000-0000-0000-000000000001", ""),
    "date": ("2024-02-30", "20240101", "2024-01-01T00:00:00", "soon", ""),
}


def address(operation: Json, **values: str) -> str:
    there = THERE | ({"id": DATASET} if "/datasets/{id}" in operation["path"] else {})
    path = re.sub(r"{(\w+)}", lambda name: values.get(name[1]) or there[name[1]], operation["path"])
    query = {name: value for name, value in values.items() if f"{{{name}}}" not in operation["path"]}
    return path + (f"?{urlencode(query)}" if query else "")


def parameters(place: str) -> Iterator[Parameter]:
    """But for what stands for parameters that have names of their own: columns, which test_rows asks for."""
    for name in NAMES:
        for parameter in OPERATIONS[name].get("parameters", []):
            if parameter["in"] == place and not is_open(parameter["schema"]):
                yield name, parameter


QUERY: Final = list(parameters("query"))
ALL: Final = [*QUERY, *parameters("path")]
READING: Final = [(name, parameter) for name, parameter in ALL if name in READS]


def named(value: object) -> str:
    return value["name"] if isinstance(value, dict) else str(value)


@pytest.fixture(params=NAMES)
def operation(request: pytest.FixtureRequest) -> Json:
    found: Json = OPERATIONS[request.param]
    return found


def test_there_are_operations() -> None:
    assert len(NAMES) > 15
    assert len(NAMES) == sum(len(verbs) for verbs in DOCUMENT["paths"].values())


def test_an_operation_says_what_it_is(operation: Json) -> None:
    assert re.fullmatch(rf"({'|'.join(DOING[operation['verb']])})([A-Z][a-z]+)+", operation["operationId"])
    assert 2 <= len(operation["summary"].split()) <= 5
    assert len(operation["description"]) > 30
    assert operation["description"].rstrip().endswith(".")
    described = {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]}
    assert len(operation["tags"]) == 1
    assert set(operation["tags"]) <= described


def test_every_tag_is_used() -> None:
    assert [tag["name"] for tag in DOCUMENT["tags"]] == list(
        dict.fromkeys(operation["tags"][0] for operation in OPERATIONS.values())
    )


def test_an_operation_says_how_it_answers(operation: Json) -> None:
    wanted = {"400", "401", "503", "504"} | successes(operation)
    is_locked = bool(operation["security"]) and {} not in operation["security"]
    wanted |= {"403"} if operation["verb"] != "get" or is_locked else set()
    wanted |= {"429"} if {"throttle.take", "uploads.create"} & set(operation["x-sql"]) else set()
    wanted |= {"404"} if "{" in operation["path"] else set()
    wanted |= {"408", "413", "415", "422"} if "requestBody" in operation else set()
    wanted |= {"412"} if any(one["name"] == "If-Match" for one in operation["parameters"]) else set()
    leads_on = operation["operationId"] not in {"deleteModel", "mergeModel"}
    wanted |= {"308"} if "merges.moved" in operation["x-sql"] and leads_on else set()
    assert set(operation["responses"]) - {"409"} == wanted
    may_clash = operation["verb"] != "get" or "datasets.table" in operation["x-sql"]  # which is not ready
    assert "409" not in operation["responses"] or may_clash
    for status, answer in operation["responses"].items():
        assert answer["description"].endswith(".")
        if status >= "400":
            assert list(answer["content"]) == ["application/problem+json"]
            schema = answer["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Problem"}


def successes(operation: Json) -> set[str]:
    """What else than a problem there is; of a list also what cannot be had."""
    if operation["verb"] == "get":
        is_list = operation["operationId"].startswith("list") or operation["path"].endswith("leaderboard")
        is_stream = operation["operationId"].startswith("stream")
        return {"200", "406"} if is_list else {"200"} if is_stream else {"200", "304"}
    found = {status for status in operation["responses"] if status < "300"}
    several = [{"200", "201"}, {"202"}]
    assert found in (several if operation["verb"] == "put" else [{"200"}, {"201"}, {"202"}, {"204"}])
    if "201" in found and operation["operationId"] not in UNADDRESSED:
        assert operation["responses"]["201"]["headers"].keys() >= {"Location"}
    if "202" in found:
        wanted = {"Location", "ETag"} if operation["path"].endswith("/datasets") else {"ETag"}
        assert operation["responses"]["202"]["headers"].keys() >= wanted
    return found


def test_bodies_are_closed(operation: Json) -> None:
    for kind, sent in operation.get("requestBody", {"content": {}})["content"].items():
        if kind == "application/octet-stream":
            continue  # any bytes
        if kind == "multipart/form-data":
            assert sent["schema"]["additionalProperties"] is False
            continue
        schema = DOCUMENT["components"]["schemas"][sent["schema"]["$ref"].rpartition("/")[2]]
        assert schema["additionalProperties"] is False
        assert schema["description"].endswith(".")


def test_an_operation_names_queries_that_there_are(operation: Json) -> None:
    assert bool(operation["x-sql"]) != (operation["operationId"] in UNASKED)
    assert set(operation["x-sql"]) <= set(LOADED)


def test_parameters_are_plain_and_described() -> None:
    for where, parameter in ALL:
        said = {"name", "in", "schema", "description"}
        assert set(parameter) - {"required"} == said, where
        assert parameter.get("required", parameter["in"] == "query"), "a flag that is not set says nothing"
        assert parameter["description"].endswith("."), (where, parameter)
        assert isinstance(parameter["schema"]["type"], str), (where, parameter)
        assert not {"oneOf", "anyOf", "nullable"} & set(parameter["schema"])
        assert None not in parameter["schema"].get("enum", [])


def nodes(value: Any) -> Iterator[Any]:
    yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(below)


def test_bounds_are_integers_that_a_column_can_hold() -> None:
    bounds = [
        node[key]
        for node in nodes(DOCUMENT)
        if isinstance(node, dict) and node.get("examples") != [2.5]  # an amount of money
        for key in ("minimum", "maximum", "minLength", "maxLength")
        if key in node and not isinstance(node[key], dict)
    ]
    assert all(type(bound) is int and bound < 2**63 for bound in bounds)
    assert 2**63 - 1 in bounds


def test_schemas_have_names_that_a_generator_can_use() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert {"Model", "ModelPage", "Standing", "StandingPage", "Problem"} <= set(schemas)
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+", name) for name in schemas)
    used = {node["$ref"] for node in nodes(DOCUMENT) if isinstance(node, dict) and "$ref" in node}
    assert used == {f"#/components/schemas/{name}" for name in schemas}


def test_fields_are_described() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert {"Model", "ModelPage", "Price", "Fault"} <= set(schemas)
    assert [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, said in schema["properties"].items()
        if not any(one.get("description", "").endswith(".") for one in [said, *said.get("anyOf", [])])
    ] == []


def test_examples_are_of_the_thing_itself() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for name, field, example in [
        ("Model", "slug", "gpt-4o"),
        ("Benchmark", "slug", "mmlu"),
        ("Benchmark", "max_score", 100),
        ("Standing", "score", 88.7),
    ]:
        assert schemas[name]["properties"][field]["examples"] == [example]


def test_it_is_a_valid_document() -> None:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.validate()
    assert len(list(schema.get_all_operations())) == len(NAMES)


async def test_it_is_served_the_same_everywhere(client: AsyncClient) -> None:
    plain, below = await client.get("/openapi.json"), await client.get("/docs/openapi.json")
    assert plain.json() == DOCUMENT
    assert below.content == plain.content
    assert {one.headers["content-type"] for one in (plain, below)} == {"application/vnd.oai.openapi+json"}
    moved = await client.get("/schema")
    assert (moved.status_code, moved.headers["location"]) == (302, "/docs")


@pytest.mark.parametrize("name", READS)
async def test_a_reading_operation_asks_the_queries_that_it_names(client: AsyncClient, name: str) -> None:
    """By Server-Timing, with each parameter in turn; what writes is watched wherever a test uses it."""
    operation = OPERATIONS[name]
    values = [
        {parameter["name"]: one, **COMPANIONS.get(parameter["name"], {})}
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and not is_open(parameter["schema"])
        for one in fitting(parameter)
    ]
    values += [{**one, "evidence": "independent"} for one in values if "pick" in one]
    values += [{**one, "q": "a"} for one in values if "sort" in one]
    names = [name for name in THERE if f"{{{name}}}" in operation["path"]]
    missing = [{name: missing_one(operation, name)} for name in names]
    asked = set()
    for given in [{}, *values, *missing]:
        answer = await client.get(address(operation, **given), headers=SUE.headers())
        asked |= set(re.findall(r"([\w.]+);dur=", answer.headers.get("server-timing", "")))
    assert asked == {*operation["x-sql"], "sessions.caller"}


def missing_one(operation: Json, name: str) -> str:
    return MISSING["import_id"] if "/datasets/{id}" in operation["path"] else MISSING.get(name, "404404")


def fitting(parameter: Json) -> list[str]:  # noqa: PLR0911  # one for each kind
    """Values that the document allows: both ends of every bound, each word of a closed list."""
    schema, name = parameter["schema"], parameter["name"]
    if name in FITTING:
        return [FITTING[name]]
    if "enum" in schema:
        return [str(word) for word in schema["enum"]]
    if schema["type"] == "array":
        return COLUMNS
    if schema["type"] == "boolean":
        return ["true", "false"]
    if schema["type"] == "integer":
        return [str(schema["minimum"]), str(schema["maximum"])]
    if "format" in schema:
        return GOOD_BY_FORMAT[schema["format"]]
    return ["x" * schema.get("minLength", 0), "x" * schema["maxLength"]]


def unfitting(schema: Json) -> Iterator[str]:
    """Values one beyond each bound that the document shows."""
    if "minimum" in schema:
        yield str(schema["minimum"] - 1)
    if "maximum" in schema:
        yield str(schema["maximum"] + 1)
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if schema.get("minLength"):
        yield "x" * (schema["minLength"] - 1)
    if "enum" in schema:
        yield from ("no such word", "", schema["enum"][0].upper())
    if schema["type"] == "boolean":
        yield from ("yes", "2")
    if schema["type"] == "integer":
        yield from ("x", "", "1.5")
    if schema["type"] == "array":
        yield from ("no such column", "")
        return
    yield from BAD_BY_FORMAT.get(schema.get("format", ""), ())
    if schema["type"] != "string" or {"enum", "format"} & set(schema):
        yield from ("null", "NULL")


@pytest.mark.parametrize(
    ("name", "parameter"), [one for one in READING if one[1]["in"] == "query"], ids=named
)
async def test_what_the_document_allows_is_accepted(client: AsyncClient, name: str, parameter: Json) -> None:
    for value in fitting(parameter):
        given = {parameter["name"]: value, **COMPANIONS.get(parameter["name"], {})}
        answer = await client.get(address(OPERATIONS[name], **given), headers=SUE.headers())
        if parameter["name"] == "cursor":  # its length is allowed; what it holds is nobody's to write
            assert at_fault(answer) == (400, ["cursor"])
        else:
            assert answer.status_code == 200, (value, answer.text)


@pytest.mark.parametrize(("name", "parameter"), READING, ids=named)
async def test_bounds_in_the_document_are_kept(client: AsyncClient, name: str, parameter: Json) -> None:
    beyond = list(unfitting(parameter["schema"]))
    assert beyond, "a parameter without any bound"
    for value in beyond:
        if parameter["in"] == "path" and not value:
            continue  # another address
        if parameter["in"] == "path" and not value.lstrip("-").isdigit() and parameter["name"] == "id":
            continue  # the router has no such address: 404, which test_results shows
        place = address(OPERATIONS[name], **{parameter["name"]: value})
        answer = await client.get(place, headers=SUE.headers())
        assert at_fault(answer) == (400, [parameter["name"]]), value


@pytest.mark.parametrize(("name", "parameter"), QUERY, ids=named)
async def test_no_parameter_may_be_empty(client: AsyncClient, name: str, parameter: Json) -> None:
    for value in ("", " ", "\t"):
        given = {**COMPANIONS.get(parameter["name"], {}), parameter["name"]: value}
        place = address(OPERATIONS[name], **given)
        answer = await client.request(OPERATIONS[name]["verb"], place, headers=SUE.headers())
        assert at_fault(answer) == (400, [parameter["name"]])
        assert answer.json()["detail"] == "Empty; give it a value, or leave it out."


def at_fault(answer: Response) -> tuple[int, list[str]]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, [fault["field"] for fault in answer.json().get("errors", [])]
