"""Readings by a child with odd formats, of which nothing may be left; a catalogue to import into."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.imports import reading
from tests.imports.bringing import ODD, children
from tests.imports.catalogue import Catalogue, catalogue


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory for temporary files, of the test's own."""
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(reading, "CHILD", ("-P", str(ODD)))
    yield temporary
    assert children() == set()
    assert list(temporary.iterdir()) == []


@pytest.fixture
async def there(fresh: str) -> AsyncIterator[Catalogue]:
    async with catalogue(fresh) as made:
        yield made
