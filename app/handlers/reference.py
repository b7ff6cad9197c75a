"""Where the API's own description is found."""

from typing import Any

from litestar import Request, Response, get
from litestar.enums import OpenAPIMediaType
from litestar.response import Redirect

from app.http.document import encoded
from app.http.permissions import unasked


@get("/openapi.json", include_in_schema=False, sync_to_thread=False, guards=[unasked])
def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI document of this service."""
    return Response(encoded(request.app), media_type=OpenAPIMediaType.OPENAPI_JSON)


@get("/schema", include_in_schema=False, sync_to_thread=False, guards=[unasked])
def schema() -> Redirect:
    """Where Litestar's users look for it."""
    return Redirect("/docs")


HANDLERS = [openapi, schema]
