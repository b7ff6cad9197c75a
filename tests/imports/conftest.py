"""Readings by the child with odd formats; none of it may be left after a test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.imports import reading
from tests.imports.bringing import ODD, children


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory for temporary files, of the test's own."""
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(reading, "CHILD", ("-P", str(ODD)))
    yield temporary
    assert children() == set()
    assert list(temporary.iterdir()) == []
