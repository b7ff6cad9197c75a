"""Values to try each query with, on the rows of seed.sql."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

from msgspec import Raw

from app.queries.headers import Statement
from app.queries.loader import Query
from tests.people import MIA, SUE

#: What each parameter is tried with, the first value where it may not be null; by name, else by type.
BY_NAME: Final[dict[str, list[Any]]] = {
    "id": list(range(1, 8)),
    "limit": [100, 1],
    "q": ["tickets", "alpha"],
    "metadata_op": ["lt"],
    "metadata_path": [["context_window"]],
    "metadata_value": [Raw(b"10000")],
    "metadata": [Raw(b'{"family": "alpha"}')],
    "organization": ["ACME"],
    "slug": ["alpha", "quiz"],
    "model_slug": ["alpha"],
    "benchmark_slug": ["quiz", "word-error", "vibes"],
    "benchmark_id": [1, 2, 3, 4],
    "model_id": [1, 2, 7],
    "model": ["alpha"],
    "benchmark": ["quiz"],
    "source": ["Lab"],
    "external_id": ["run-1"],
    "rows": [Raw(b'[{"model": "alpha", "benchmark": "nobody-has-run-this", "score": 1}]')],
    "after_score": [80.0],
    "tags_any": [["speed"]],
    "tags_all": [["speed", "price"]],
    "names": [["Alpha", "acme/alpha 2", "quiz"], ["Alfa", "wordd error", "---"]],
    "table": ["models"],
    "name": ["our-spreadsheet", "mia"],
    "paths": [["a/original.csv", "b/original.csv"]],
    "sha256": [sha256(b"rivers").digest()],
    "tables": [["models", "model_names"], ["benchmark_results"]],
}
#: Of one name numbers and UUIDs may be meant.
BY_UUID: Final[dict[str, list[UUID]]] = {
    "id": [UUID(int=7), MIA.id],
    "user_id": [MIA.id, SUE.id],
    "user": [MIA.id],
    "session": [MIA.session],
    "caller": [MIA.id],
}
BY_TYPE: Final[dict[str, list[Any]]] = {
    "bool": [True, False],
    "int4": [1],
    "int8": [1],
    "float8": [1.5],
    "text": ["alpha"],
    "text[]": [["alpha"]],
    "uuid": [UUID(int=7)],
    "uuid[]": [[UUID(int=7), UUID(int=8)]],
    "date": [date(2025, 2, 1)],
    "timestamptz": [datetime(2025, 2, 1, tzinfo=UTC)],
    "jsonb": [Raw(b"{}")],
    "bytea": [bytes(32)],
    "inet": [ip_address("192.0.2.1")],
    "bytea[]": [[bytes(8)]],
    "int4[]": [[1]],
    "float8[]": [[1.5]],
}


def samples(name: str, kind: str) -> list[Any]:
    if kind == "uuid":
        return BY_UUID.get(name) or BY_TYPE[kind]
    return BY_NAME.get(name) or BY_TYPE[kind]


def calls(query: Query, statement: Statement) -> Iterator[list[Any]]:
    """Arguments: null where they may be; then one at a time with each of its samples; then all at once."""
    tried = [samples(name, kind) for name, kind in statement.parameters]
    plain = [
        None if name in query.optional_params else some[0]
        for name, some in zip(query.params, tried, strict=True)
    ]
    yield plain
    for position, some in enumerate(tried):
        for sample in some:
            yield [*plain[:position], sample, *plain[position + 1 :]]
    yield [some[0] for some in tried]
