"""DuckDB over the files of one reading: nothing outside of its directory, and little memory."""

from pathlib import Path
from typing import Final

import duckdb
from duckdb import DuckDBPyConnection

from app.datasets.job import Limits

#: Megabytes: for tables of ordinary width, for each column, and what Python and the engine's code take.
ORDINARY: Final = 96
A_COLUMN: Final = 0.3
BESIDES: Final = 128
LEAST: Final = 64
#: A long row is there several times: in two buffers, as a value, and as it is written.
COPIES: Final = 8


def megabytes(columns: int, longest_row: int, limits: Limits) -> int:
    """What the engine may hold; a little more is in use while it compresses. `longest_row` in bytes."""
    wanted = ORDINARY + A_COLUMN * columns + COPIES * longest_row / 2**20
    return int(max(LEAST, min(wanted, limits.memory - BESIDES)))


def opened(scratch: Path, megabytes: int) -> DuckDBPyConnection:
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
        }
    )
    engine.execute("set timezone = 'UTC'")
    # It makes a join of every list of more than a few words: with hundreds of columns no memory is enough.
    engine.execute("set disabled_optimizers = 'in_clause'")
    engine.execute("set allowed_directories = [$place]", {"place": str(scratch)})
    engine.execute("set enable_external_access = false")
    engine.execute("set lock_configuration = true")
    return engine
