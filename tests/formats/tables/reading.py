"""Tables as a test writes them, read through a mapping as people give one."""

from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from app.formats.csv import FORMAT
from app.formats.files import Unreadable
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Reject, Result, Said
from tests.formats.hostile import brought

LONG: Final[dict[str, Any]] = {"columns": {"model": "model", "benchmark": "test", "score": "points"}}


def mapping(**said: Any) -> Mapping:
    """As people give one."""
    return msgspec.json.decode(msgspec.json.encode(said), type=Mapping)


def read(folder: Path, content: str, **said: Any) -> list[Said]:
    return list(FORMAT.read(brought(folder, "board.csv", content), mapping(**said)))


def results(said: list[Said]) -> list[Result]:
    return [one for one in said if isinstance(one, Result)]


def benchmarks(said: list[Said]) -> list[Benchmark]:
    return [one for one in said if isinstance(one, Benchmark)]


def rejects(said: list[Said]) -> list[tuple[int, str | None, str | None, str]]:
    return [(one.row, one.column, one.value, one.reason) for one in said if isinstance(one, Reject)]


def why(folder: Path, content: str, **said: Any) -> str:
    with pytest.raises(Unreadable) as refused:
        read(folder, content, **said)
    return str(refused.value)
