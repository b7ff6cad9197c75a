"""The OpenAPI document: what Litestar makes of the handlers, and what it leaves out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from litestar.openapi.spec import Operation


def asks(*queries: Callable[..., Any]) -> type[Operation]:
    """The kind of operation that names its SQL files, as `x-sql`."""
    names = [query.__qualname__ for query in queries]

    @dataclass
    class Asking(Operation):
        x_sql: list[str] = field(default_factory=lambda: names, metadata={"alias": "x-sql"})

    return Asking
