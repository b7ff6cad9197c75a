"""The application: the only place that knows everything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import cast

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp

from app import handlers
from app.database.address import parse
from app.database.pool import Database
from app.handlers import models
from app.http import problems
from app.http.edge import Edge
from app.http.paging import paging
from app.queries.loader import Db
from app.settings import Settings


def create_app(settings: Settings) -> ASGIApp:
    """The service on settings.database_url; it starts without its database and says so at /readyz."""
    return Edge(build(settings), settings.log_requests)


def build(settings: Settings) -> Litestar:
    """Without the edge; database_url must be set."""
    database = Database(parse(settings.database_url or ""), settings)
    return Litestar(
        route_handlers=[Router("/api/v1", route_handlers=[models.router])],
        lifespan=[database.opened()],
        dependencies={
            "db": Provide(lambda: database, use_cache=True, sync_to_thread=False),
            "pages": Provide(paging, sync_to_thread=False),
        },
        exception_handlers=problems.HANDLERS,
        openapi_config=OpenAPIConfig(title="Model Catalogue", version="1", use_handler_docstrings=True),
    )
