"""DuckDB over the files of one reading: nothing outside of its directory, and little memory."""

from pathlib import Path
from typing import Final

import duckdb

from app.datasets.job import Limits

Engine = duckdb.DuckDBPyConnection
OutOfMemory = duckdb.OutOfMemoryException

#: Megabytes: for tables of ordinary width, for each column, and what Python and the engine's code take.
ORDINARY: Final = 96
A_COLUMN: Final = 0.3
BESIDES: Final = 128
LEAST: Final = 64
#: A long row is there several times: in two buffers, as a value, and as it is written; so are those that the
#: engine takes in one step.
COPIES: Final = 8
A_STEP: Final = 2048
COPIES_OF_STEP: Final = 3


def megabytes(columns: int, longest_row: int, mean_row: float, limits: Limits) -> int:
    """What the engine may hold; a little more is in use while it compresses. Rows are measured in bytes."""
    rows = COPIES * longest_row + COPIES_OF_STEP * A_STEP * mean_row
    wanted = ORDINARY + A_COLUMN * columns + rows / 2**20
    return int(max(LEAST, min(wanted, limits.memory - BESIDES)))


def opened(scratch: Path, megabytes: int) -> Engine:
    """One thread: rows stay in their order, and memory where it is; what has no room goes to `scratch`."""
    engine = duckdb.connect(
        config={
            "threads": 1,
            "memory_limit": f"{megabytes}MiB",
            "temp_directory": str(scratch / "spilled"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
            "enable_external_file_cache": False,
            "preserve_insertion_order": False,  # one thread does; so row groups may also end by their bytes
        }
    )
    engine.execute("set timezone = 'UTC'")
    engine.execute("set parquet_metadata_cache = true")
    # It makes a join of every list of more than a few words: with hundreds of columns no memory is enough.
    engine.execute("set disabled_optimizers = 'in_clause'")
    engine.execute("set allowed_directories = [$place]", {"place": str(scratch)})
    engine.execute("set enable_external_access = false")
    engine.execute("set lock_configuration = true")
    return engine
