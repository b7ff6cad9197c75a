"""What a person sees where a program gets problem details."""

from typing import Any, Final

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from app.http import problems
from app.http.problems import Problem
from app.pages.rendering import page


def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    return _shown(request, problems.refused(request, error))


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    return _shown(request, problems.failed(request, error))


def _shown(request: Request[Any, Any, Any], answer: Response[Problem]) -> Response[Any]:
    """The same answer as a page, outside the API and where HTML is accepted."""
    path = request.scope["path"]
    if path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return answer
    return page("error.html", answer.content.status, dict(answer.headers), problem=answer.content)


#: For the whole application: what has no route never reaches a router's own handlers.
HANDLERS: Final[ExceptionHandlersMap] = {**problems.HANDLERS, HTTPException: refused, Exception: failed}
