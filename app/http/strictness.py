"""At the door: parameters that nobody asks for, that come twice, are empty or hold a NUL are refused."""

from functools import cache
from typing import Any, Final

from litestar import Litestar, Request, Response
from litestar.exceptions import NotFoundException, PermissionDeniedException

from app.http.bodies import PATCHES
from app.http.document import document, is_open, is_text, operations
from app.http.problems import BadParameter

Schema = dict[str, Any]

#: Sec-Fetch-Site of our own pages, and of what a person has typed.
OURS: Final = {"same-origin", "none"}


async def at_the_door(request: Request[Any, Any, Any]) -> Response[None] | None:
    """Runs before every handler; an answer here is the answer."""
    if request.method == "OPTIONS":
        return Response(None, status_code=204, headers=_offer(request))
    if request.method != "GET":
        _refuse_other_sites(request)
    _refuse_odd_numbers(request)
    _refuse_odd_parameters(request)
    return None


def _refuse_other_sites(request: Request[Any, Any, Any]) -> None:
    """A page may make a browser send what needs nobody's leave: a form, and later a cookie.

    The browser says whose page it is, by Sec-Fetch-Site or, over plain HTTP, by Origin; programs say neither.
    A token in the request changes nothing: only a page of CORS_ORIGINS can send one from elsewhere.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_host = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if is_host if site is None else site in OURS:
        return
    if not request.app.state["sites"].allows(origin or ""):
        raise PermissionDeniedException("Nothing is changed at the request of another site.")


def _offer(request: Request[Any, Any, Any]) -> dict[str, str]:
    methods = _methods(request.app)[request.scope["path_template"]]
    return {"Allow": methods, **({"Accept-Patch": ", ".join(PATCHES)} if "PATCH" in methods else {})}


@cache
def _methods(app: Litestar) -> dict[str, str]:
    """What each address takes: Litestar's own answer has the methods of its first handler only."""
    return {route.path_format: ", ".join(sorted(getattr(route, "methods", ()))) for route in app.routes}


def _refuse_odd_parameters(request: Request[Any, Any, Any]) -> None:
    """The OpenAPI document says which parameters there are, and which there must be."""
    operation = str(request.route_handler.operation_id)
    if request.scope["query_string"] and request.scope["path"].startswith("/api/"):
        _refuse_unknown_and_empty(request, operation)
    for name in _required(request.app).get(operation, ()):
        if name not in request.query_params:
            raise BadParameter(name, "This parameter is required.")


def _refuse_unknown_and_empty(request: Request[Any, Any, Any], operation: str) -> None:
    known, others = _parameters(request.app).get(operation, {}), _open(request.app).get(operation)
    seen = set()
    for name, value in request.query_params.multi_items():
        if (schema := known.get(name, others)) is None:
            raise BadParameter(
                name, f"There is no such parameter; there are {', '.join(sorted(known)) or 'none'}."
            )
        if name in seen and schema["type"] != "array":
            raise BadParameter(name, "This parameter can be given once.")
        if not value.strip():
            raise BadParameter(name, "Empty; give it a value, or leave it out.")
        if value.lower() == "null" and not is_text(schema.get("items", schema)):
            # The framework takes the word for an absent value: status=null would be all, of whatever status.
            raise BadParameter(name, "null is no value here; leave the parameter out.")
        if "\0" in value:
            raise BadParameter(name, "NUL characters are not allowed.")
        seen.add(name)


def _refuse_odd_numbers(request: Request[Any, Any, Any]) -> None:
    """A number has one address: the router also takes 1_0, 01 and the digits of other scripts."""
    numbers = [str(value) for value in request.path_params.values() if isinstance(value, int)]
    if numbers and not set(numbers).issubset(request.scope["path"].split("/")):
        raise NotFoundException("An id is written in digits, without leading zeros.")


@cache
def _parameters(app: Litestar) -> dict[str, dict[str, Schema]]:
    """Name and schema of each query parameter, by operation id."""
    return {
        operation["operationId"]: {
            parameter["name"]: parameter["schema"]
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "query" and not is_open(parameter["schema"])
        }
        for operation in operations(document(app))
    }


@cache
def _open(app: Litestar) -> dict[str, Schema]:
    """What parameters of any other name take, by the id of an operation that is open to them."""
    return {
        operation["operationId"]: parameter["schema"]["additionalProperties"]
        for operation in operations(document(app))
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and is_open(parameter["schema"])
    }


@cache
def _required(app: Litestar) -> dict[str, list[str]]:
    """The query parameters that an operation cannot do without, by operation id."""
    return {
        operation["operationId"]: [one["name"] for one in operation["parameters"] if _must_be_there(one)]
        for operation in operations(document(app))
    }


def _must_be_there(parameter: dict[str, Any]) -> bool:
    return parameter["in"] == "query" and bool(parameter.get("required"))
