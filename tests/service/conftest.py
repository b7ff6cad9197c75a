"""A data directory that the tests of a module use in turn: its first start takes longer than a test."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from app.database.server import Server
from tests.service.processes import Service, launch
from tests.service.proxy import Proxy

Launch = Callable[..., Service]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The path has a space, is open to PostgreSQL's user, and is made by the first start."""
    place = Path(tempfile.mkdtemp(prefix="the service "))
    place.chmod(0o711)
    yield place / "data"
    shutil.rmtree(place)


@pytest.fixture
def start(home: Path, tmp_path: Path) -> Iterator[Launch]:
    """Starts a service, by default on the module's data directory, and leaves nothing of it."""
    started: list[Service] = []

    def begin(where: Path | None = None, **settings: object) -> Service:
        outputs = tmp_path / f"outputs {len(started)}"
        outputs.mkdir()
        started.append(launch(where or home, outputs, **settings))  # type: ignore[arg-type]  # any setting
        return started[-1]

    yield begin
    for service in started:
        service.put_away()


@pytest.fixture
async def proxy(server: Server) -> AsyncIterator[Proxy]:
    proxy = Proxy(str(server.socket_directory / f".s.PGSQL.{server.port}"))
    await proxy.open()
    yield proxy
    await proxy.close()
