"""Datasets that are ready without having been read: their rows as Parquet, their row in the database."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

import asyncpg
import duckdb
import msgspec

from app.database.address import parse
from app.datasets.columns import Column, Findings
from app.datasets.job import ROW, TABLE, TEXT
from app.datasets.options import ColumnType
from app.datasets.quoting import identifier, literal
from tests.people import MIA

KINDS: Final[dict[ColumnType, str]] = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "text": "VARCHAR",
    "json": "VARCHAR",
}
#: As a worker keeps them, below the home of the service.
FILES: Final = "datasets"

INSERTED: Final = """
insert into datasets (
    id, user_id, filename, original_filename, file_type, file_path, file_size, sha256, status, version,
    is_public, row_count, column_count, rows_rejected, table_path, text_path, columns_info, findings,
    processed_at
) values ($1, $2, $3, $4, 'csv', $5, 1, sha256($6), 'ready', $7, $8, $9, $10, 0, $11, $12, $13, $14, now())
"""


class Table(NamedTuple):
    """Columns by their names, and rows as Python has their values; the rows are numbered from 2 on."""

    columns: dict[str, ColumnType]
    rows: Sequence[Sequence[Any]]


class Laid(NamedTuple):
    """A dataset that is there, and by which name it goes in an address."""

    id: UUID
    table: Table

    @property
    def path(self) -> str:
        return f"/api/v1/datasets/{self.id}"


def write(path: Path, table: Table, *, as_text: bool = False, group: int = 30_000) -> None:
    """A Parquet file as a reading leaves it."""
    kinds = ["BIGINT", *("VARCHAR" if as_text else KINDS[kind] for kind in table.columns.values())]
    names = [ROW, *table.columns]
    cells = ", ".join(
        f"unnest(${n}::{kind}[]) as {identifier(name)}"
        for n, (name, kind) in enumerate(zip(names, kinds, strict=True), 1)
    )
    rows = [[number, *(map(_written, row) if as_text else row)] for number, row in enumerate(table.rows, 2)]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as engine:
        options = f"format parquet, compression zstd, row_group_size {group}"
        engine.execute(f"copy (select {cells}) to {literal(str(path))} ({options})", columns)


def _written(value: object) -> str | None:
    return None if value is None else str(value)


def column(position: int, name: str, kind: ColumnType) -> Column:
    return Column(name=name, title=name, position=position, type=kind, nulls=0)


async def lay(
    url: str,
    home: Path,
    table: Table,
    *,
    owner: UUID | None = MIA.id,
    is_public: bool = False,
    filename: str = "scores.csv",
    version: int = 1,
) -> Laid:
    """Makes it: `home` is the data directory of the service, `url` its database."""
    id = uuid4()
    for name in (TABLE, TEXT):
        write(home / FILES / str(id) / "1" / name, table, as_text=name == TEXT)
    columns = [column(n, name, kind) for n, (name, kind) in enumerate(table.columns.items(), 1)]
    connection = await asyncpg.connect(**parse(url).asyncpg())
    try:
        await connection.execute(
            INSERTED,
            *(id, owner, f"{id}.csv", filename, f"{id}/original.csv", id.bytes, version, is_public),
            *(len(table.rows), len(columns), f"{id}/1/{TABLE}", f"{id}/1/{TEXT}"),
            msgspec.json.encode(columns).decode(),
            msgspec.json.encode(Findings()).decode(),
        )
    finally:
        await connection.close()
    return Laid(id, table)


#: The rows of the two ready datasets of seed.sql.
SEEDED: Final = {
    UUID(int=7): Table(
        {"model": "text", "score": "number"}, [["Alpha", 1.0], ["Beta", 2.0], ["Gamma", None]]
    ),
    UUID(int=8): Table({"model": "text"}, []),
}
#: The files that were uploaded; nothing reads them.
ORIGINALS: Final = {f"{UUID(int=7)}/original.csv.gz": bytes(120)} | {
    f"{UUID(int=number)}/original.csv": bytes(12) for number in (8, 9, 10, 11)
}


def lay_seeded(home: Path) -> None:
    """What seed.sql says that the storage holds."""
    for key, content in _seeded().items():
        place = home / FILES / key
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


@cache
def _seeded() -> dict[str, bytes]:
    """Made once: each service of the tests gets a copy."""
    found = {}
    with TemporaryDirectory(prefix="catalogue-seeded-") as place:
        for id, table in SEEDED.items():
            for name in (TABLE, TEXT):
                write(path := Path(place) / name, table, as_text=name == TEXT)
                found[f"{id}/1/{name}"] = path.read_bytes()
    return found | ORIGINALS
