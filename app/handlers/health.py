"""Is it alive, is it ready, how is it doing: for machines, outside the API."""

import os
from typing import Literal

from litestar import Response, get
from litestar.exceptions import ServiceUnavailableException
from msgspec import Struct

from app.database.schema import SchemaError, check
from app.http.measures import exposition
from app.http.parameters import InDb
from app.http.permissions import unasked


class Health(Struct, frozen=True):
    """The process's own word."""

    status: Literal["alive", "ready"]


@get("/healthz", include_in_schema=False, sync_to_thread=False, guards=[unasked])
def alive() -> Health:
    """The process answers; the database is not asked."""
    return Health("alive")


@get("/readyz", include_in_schema=False, guards=[unasked])
async def ready(db: InDb) -> Health:
    """The database answers and its schema is this version's; 503 says what is wrong."""
    try:
        await check(db)
    except SchemaError as error:
        raise ServiceUnavailableException(str(error), headers={"Retry-After": "5"}) from None
    return Health("ready")


@get("/metrics", include_in_schema=False, sync_to_thread=False, guards=[unasked])
def metrics() -> Response[bytes]:
    """Requests by route and status, for Prometheus; summed over the workers."""
    shared = "PROMETHEUS_MULTIPROC_DIR" in os.environ
    # The framework adds the charset of a text.
    return Response(exposition(shared), media_type="text/plain; version=0.0.4")


HANDLERS = [alive, ready, metrics]
