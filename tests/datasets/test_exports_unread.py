"""Exports that nobody reads: they take room for a while, and not more than there is."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

import pytest

from app.datasets.exploring import explorer
from app.datasets.exploring.explorer import Asking, Busy, Explorer

pytestmark = pytest.mark.once


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Explorer]:
    async with Explorer(tmp_path / "files", tmp_path / "asking", 5.0).opened() as started:
        yield started


def thousand(asking: Asking) -> BinaryIO:
    place = asking.scratch / "thousand"
    place.write_bytes(b"x" * 1000)
    return place.open("rb")


async def test_no_other_is_written_until_they_are_closed(
    alone: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer, "MOST_UNREAD", 1500)
    first, second = await alone.write(thousand), await alone.write(thousand)
    with second, pytest.raises(Busy), first:
        await alone.write(thousand)
    with await alone.write(thousand) as third:
        assert third.read() == b"x" * 1000


async def test_who_reads_too_slowly_finds_it_closed(alone: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer, "READ_SECONDS", 0.1)
    monkeypatch.setattr(explorer, "READ_BYTES", 10_000)
    file = await alone.write(thousand)
    await asyncio.sleep(0.12)
    assert not file.closed
    await asyncio.sleep(0.2)
    assert file.closed
