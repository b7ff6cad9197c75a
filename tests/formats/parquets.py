"""Parquet files for tests."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb


def parquet(
    texts: Mapping[str, Sequence[str | None]], typed: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """A file of these columns of texts, behind others whose cells are expressions of DuckDB's."""
    columns = [f"unnest([{', '.join(cells)}]) as {_quoted(name)}" for name, cells in (typed or {}).items()]
    columns += [f"unnest(?::varchar[]) as {_quoted(name)}" for name in texts]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        place = Path(folder) / "a.parquet"
        connection.execute(
            f"copy (select {', '.join(columns)}) to '{place}' (format parquet, row_group_size 2048)",
            [list(cells) for cells in texts.values()],
        )
        return place.read_bytes()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
