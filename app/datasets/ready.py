"""Datasets whose rows can be asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Raw, Struct

from app.datasets.columns import Column, Findings
from app.datasets.storage import Storage, away
from app.http.problems import InTheWay
from app.queries.datasets import Table

#: What has no rows yet, or never will.
WHY: Final = {
    "uploaded": "This dataset waits for its turn to be read; GET /datasets/{id} says when it is ready.",
    "processing": "This dataset is being read; GET /datasets/{id} says how far it is.",
}

#: For the OpenAPI document: what 409 means where rows are asked for.
NOT_READY: Final = {409: "The dataset is not ready; `detail` says how it stands."}


class Ready(Struct, frozen=True):
    """A dataset's rows, where they lie in the storage, and what is known of its columns."""

    original_filename: str
    version: int
    row_count: int
    table_path: str
    text_path: str
    columns_info: Raw
    found: Raw

    @property
    def columns(self) -> list[Column]:
        """In the order of the file; up to 4 MB of JSON are read for it."""
        return msgspec.json.decode(self.columns_info, type=list[Column])

    @property
    def findings(self) -> Findings:
        return msgspec.json.decode(self.found, type=Findings)


def demand_ready(table: Table) -> Ready:
    """Raises InTheWay, a 409 that says how it stands, where there are no rows to be asked for."""
    match table:
        case Table(
            status="ready",
            row_count=int(rows),
            table_path=str(typed),
            text_path=str(text),
            columns_info=Raw() as columns,
            findings=Raw() as findings,
        ):
            return Ready(table.original_filename, table.version, rows, typed, text, columns, findings)
        case _:
            raise InTheWay(WHY.get(table.status) or _unreadable(table.error))


@asynccontextmanager
async def at_hand(storage: Storage, ready: Ready) -> AsyncIterator[Path]:
    """The table with its types, where programs can open it; Away where it is not there any more."""
    try:
        async with storage.local(ready.table_path) as path:
            yield path
    except FileNotFoundError as error:
        raise away(error) from error


def _unreadable(error: str | None) -> str:
    return f"This dataset could not be read: {error} Change its options, or upload another file."
