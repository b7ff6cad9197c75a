"""Errors as problem details (RFC 9457): what a client is told, and what the log keeps."""

from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
import structlog
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

from app.database.faults import Meaning, constraint, meaning, sqlstate
from app.http.constraints import RULES
from app.http.expectations import expected

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = {"Retry-After": "1"}

log = structlog.get_logger()


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
    return answer(request, error.status_code, _detail(error), _faults(error.extra), error.headers)


def _detail(error: HTTPException) -> str:
    """What the error says, where it says more than its status."""
    if error.detail != HTTPStatus(error.status_code).phrase:
        return error.detail
    if isinstance(error, NotFoundException):
        return "There is nothing at this address; see /docs."
    if isinstance(error, MethodNotAllowedException) and error.headers:
        return f"This address takes {with_head(error.headers['allow'])}."
    return ""


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
            return answer(request, status, rule.detail, [Fault(rule.field, rule.detail)])
        case Meaning.VALUE:
            # A limit is missing at the door: the client is told little, the log says where.
            _note("value_unfit", request, error)
            return answer(request, 400 if request.method == "GET" else 422, "A value is out of range.")
        case Meaning.AWAY:
            _note("database_away", request, error)
            return answer(request, 503, "The database is busy or away; try again.", headers=RETRY_AFTER)
        case Meaning.SLOW:
            _note("statement_slow", request, error)
            return answer(request, 504, "The question took too long; narrow it.")
        case Meaning.FULL:
            _note("disk_full", request, error)
            return answer(request, 507, "The database has no room left.")
        case _:
            return crashed(request, error)


def _note(event: str, request: Request[Any, Any, Any], error: Exception) -> None:
    log.warning(
        event,
        request_id=request_id(request),
        error=type(error).__name__,
        sqlstate=sqlstate(error),
        constraint=constraint(error) or None,
    )


def crashed(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The client gets the request id; the log gets the trace, without values."""
    _note_crash("crashed", request_id(request), error)
    return answer(request, 500, "Something went wrong on our side; the request id finds it in the log.")


def broken_off(request_id: str, error: Exception) -> bytes:
    """A crash after the answer had begun, or while a problem was written down; gives the plainest problem."""
    _note_crash("broken_off", request_id, _innermost(error))
    return msgspec.json.encode(Problem(500, HTTPStatus(500).phrase, request_id=request_id))


def _innermost(error: BaseException) -> BaseException:
    """What the framework wraps where an answer has begun, and the task group of a stream once more."""
    while inner := getattr(error, "exceptions", (error.__cause__,))[0]:
        error = inner
    return error


def _note_crash(event: str, request_id: str, error: BaseException) -> None:
    log.error(
        event,
        request_id=request_id,
        sqlstate=sqlstate(error),
        constraint=constraint(error) or None,
        error=type(error).__name__,
        trace=_trace(error),
    )


def _trace(error: BaseException) -> list[str]:
    """Where it happened, file and line; an exception's own text may hold a row's values, so it stays out."""
    places, step = [], error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return places


HANDLERS: Final[ExceptionHandlersMap] = {HTTPException: refused, Exception: failed}

DESCRIPTIONS: Final = {
    400: "A parameter is malformed, unknown or out of range.",
    404: "There is no such thing.",
    406: "None of the accepted media types can be had.",
    503: "The database is busy or away; try again after Retry-After seconds.",
    504: "The question took too long.",
}


def fails(*statuses: int) -> dict[int, ResponseSpec]:
    """The problems that an operation may answer with, for its OpenAPI document; 400, 503 and 504 always."""
    return {
        status: ResponseSpec(
            Problem, media_type=MEDIA_TYPE, generate_examples=False, description=DESCRIPTIONS[status]
        )
        for status in sorted({400, 503, 504, *statuses})
    }
