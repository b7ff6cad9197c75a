"""Errors as problem details (RFC 9457): what a client is told, and what the log keeps."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ServiceUnavailableException,
    ValidationException,
)
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import ExceptionHandlersMap
from msgspec import Meta, Struct
from msgspec.structs import replace

from app.database.faults import Meaning, constraint, meaning
from app.http import incidents
from app.http.constraints import RULES
from app.http.expectations import expected

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = {"Retry-After": "1"}


class Fault(Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong with a request."""

    field: Annotated[str, Meta(description="The parameter or field at fault.", examples=["limit"])]
    detail: Annotated[
        str, Meta(description="What it should be.", examples=["Expected a whole number from 1 to 100."])
    ]
    source: Annotated[str, Meta(description="Where it was given: path, query or body.")] = "body"


class Problem(Struct, frozen=True, omit_defaults=True):
    """Why a request failed (RFC 9457)."""

    status: Annotated[int, Meta(description="The HTTP status.", examples=[400])]
    title: Annotated[str, Meta(description="The status in words.", examples=["Bad Request"])]
    detail: Annotated[str, Meta(description="What is wrong, and what to do.")] = ""
    errors: Annotated[list[Fault], Meta(description="Each parameter or field at fault.")] = []
    request_id: Annotated[str, Meta(description="Finds the request in the log.")] = ""


class Moved(Exception):
    """What the address names has been merged into something else."""

    def __init__(self, parameter: str, address: str) -> None:
        super().__init__()
        self.parameter = parameter
        self.address = address


class InTheWay(HTTPException):
    """What is there already stands in the way."""

    status_code = 409


class Refused(HTTPException):
    """The database said no, and it is known to what."""

    def __init__(self, status: int, field: str, detail: str) -> None:
        fault = {"key": field, "message": detail, "source": "body"}
        super().__init__(detail=detail, status_code=status, extra=[fault])


class BadParameter(HTTPException):
    """A query parameter that the signature cannot refuse: a cursor, a path, a filter that needs another."""

    status_code = 400

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail=detail, extra=[{"key": field, "message": detail, "source": "query"}])


def request_id(request: Request[Any, Any, Any]) -> str:
    """The id that the answer's header and the log carry."""
    return str(request.scope.get("state", {}).get("request_id", ""))


def answer(
    request: Request[Any, Any, Any],
    status: int,
    detail: str = "",
    errors: list[Fault] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[Problem]:
    problem = Problem(status, HTTPStatus(status).phrase, detail, errors or [], request_id(request))
    return Response(problem, status_code=status, headers=headers, media_type=MEDIA_TYPE)


def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """Litestar's own errors: no route, a wrong method, a parameter that does not fit."""
    if error.status_code >= 500 and not isinstance(error, ServiceUnavailableException):
        return crashed(request, error)
    if isinstance(error, ValidationException):
        return answer(
            request, error.status_code, "The request does not fit; see errors.", _unfit(request, error.extra)
        )
    return answer(request, error.status_code, _detail(request, error), _faults(error.extra), error.headers)


def _detail(request: Request[Any, Any, Any], error: HTTPException) -> str:
    """What the error says, where it says more than its status."""
    if error.detail != HTTPStatus(error.status_code).phrase:
        return error.detail
    if isinstance(error, NotFoundException):
        return "There is nothing at this address; see /docs."
    if isinstance(error, MethodNotAllowedException) and error.headers:
        return f"This address takes {with_head(error.headers['allow'])}."
    if error.status_code == 413:
        return f"A body may have {request.route_handler.resolve_request_max_body_size():,} bytes here."
    return ""


def moved(request: Request[Any, Any, Any], error: Moved) -> Response[bytes]:
    """The same request at the new address, method and body included (308)."""
    path = re.sub(rf"{{{error.parameter}(:\w+)?}}", error.address, request.scope["path_template"])
    query = request.scope["query_string"].decode("latin-1")
    location = f"{path}?{query}" if query else path
    return Response(b"", status_code=308, headers={"Location": location}, media_type=MEDIA_TYPE)


def with_head(methods: str) -> str:
    """The router knows nothing of HEAD, which is answered wherever GET is."""
    names = methods.split(", ")
    return ", ".join(sorted({*names, *(["HEAD"] if "GET" in names else [])}))


def _faults(extra: Any) -> list[Fault]:
    """Each parameter at fault; Litestar's source is an enum for parameters and a string elsewhere."""
    found = [fault for fault in extra if "key" in fault] if isinstance(extra, list) else []
    return [
        Fault(f["key"], f["message"], str(getattr(f.get("source"), "value", f.get("source")))) for f in found
    ]


def _unfit(request: Request[Any, Any, Any], extra: Any) -> list[Fault]:
    """What validation found, with what each parameter takes: msgspec's sentences are for programmers."""
    return [
        replace(fault, detail=expected(request.route_handler, fault.field) or fault.detail)
        for fault in _faults(extra)
    ]


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Everything that is not Litestar's: the database said no, was away, or we made a mistake."""
    match meaning(error):
        case Meaning.CONSTRAINT if constraint(error) in RULES:
            rule = RULES[constraint(error)]
            status = rule.status_for(request.method)
            faults = [Fault(rule.field, rule.detail)] if rule.field else []
            return answer(request, status, rule.detail, faults)
        case Meaning.VALUE:
            # A limit is missing at the door: the client is told little, the log says where.
            incidents.note("value_unfit", request_id(request), error)
            return answer(request, 400 if request.method == "GET" else 422, "A value is out of range.")
        case Meaning.AWAY:
            incidents.note("database_away", request_id(request), error)
            return answer(request, 503, "The database is busy or away; try again.", headers=RETRY_AFTER)
        case Meaning.SLOW:
            incidents.note("statement_slow", request_id(request), error)
            return answer(request, 504, "The question took too long; narrow it.")
        case Meaning.FULL:
            incidents.note("disk_full", request_id(request), error)
            return answer(request, 507, "The database has no room left.")
        case _:
            return crashed(request, error)


@contextmanager
def about(field: str, *constraints: str) -> Iterator[None]:
    """What a constraint refuses inside, or one of these, is the fault of this field: it may guard several."""
    try:
        yield
    except Exception as error:
        name = constraint(error) if meaning(error) is Meaning.CONSTRAINT else ""
        if name not in (constraints or RULES):
            raise
        raise Refused(RULES[name].status, field, RULES[name].detail) from error


def crashed(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The client gets the request id; the log gets the trace, without values."""
    incidents.crash("crashed", request_id(request), error)
    return answer(request, 500, "Something went wrong on our side; the request id finds it in the log.")


def broken_off(request_id: str, error: Exception) -> bytes:
    """A crash after the answer had begun, or while a problem was written down; gives the plainest problem."""
    incidents.crash("broken_off", request_id, incidents.innermost(error))
    return msgspec.json.encode(Problem(500, HTTPStatus(500).phrase, request_id=request_id))


HANDLERS: Final[ExceptionHandlersMap] = {HTTPException: refused, Moved: moved, Exception: failed}

#: How a body can fail.
BODY: Final = (408, 413, 415, 422)
DESCRIPTIONS: Final = {
    400: "A parameter is malformed, unknown or out of range, or the body is no JSON.",
    401: "Nobody is signed in, or the token is not valid, or no longer.",
    403: "It is for others than who asks, or a page of another site asked for it.",
    404: "There is no such thing.",
    406: "None of the accepted media types can be had.",
    408: "The body did not arrive in time.",
    409: "It is there already, or what is there stands in its way.",
    412: "It has changed since the version in If-Match.",
    413: "The body is too large.",
    415: "The body is not JSON, or compressed.",
    422: "The body is JSON, but not what was asked for; `errors` names each field at fault.",
    429: "Too many attempts; try again after Retry-After seconds.",
    503: "The database is busy or away; try again after Retry-After seconds.",
    504: "The question took too long.",
}


def fails(*statuses: int, said: Mapping[int, str] = DESCRIPTIONS) -> dict[int, ResponseSpec]:
    """The problems that an operation may answer with, for its OpenAPI document; 400, 503 and 504 always.

    `BODY` has those of an operation that takes a body; `said` is what some of them mean here.
    """
    return {
        status: ResponseSpec(
            Problem,
            media_type=MEDIA_TYPE,
            generate_examples=False,
            description=said.get(status, DESCRIPTIONS[status]),
        )
        for status in sorted({400, 503, 504, *statuses})
    }
