"""Where readings write what they need for a while: each its own, and nothing of it stays."""

import asyncio
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from app.datasets.scratch import Scratch
from tests.datasets.queueing import eventually

pytestmark = pytest.mark.once


async def test_each_has_its_own_until_it_is_over(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "below" / "scratch")
    async with scratch.place() as one, scratch.place() as other:
        assert one != other
        (one / "file").write_text("kept")
        (one / "directory").mkdir()
        async with scratch.place():
            assert (one / "file").read_text() == "kept"
    assert list((tmp_path / "below" / "scratch").iterdir()) == []
    assert (tmp_path / "below" / "scratch").stat().st_mode & 0o077 == 0


def left(root: Path) -> list[Path]:
    return list(root.iterdir())


def hold(root: Path) -> None:
    async def holding() -> None:
        async with Scratch(root).place() as place:
            (place / "file").write_text("left")
            await asyncio.sleep(600)

    asyncio.run(holding())


async def test_what_a_killed_process_left_goes_with_the_next(tmp_path: Path) -> None:
    """While it lives, nobody touches it."""
    process = multiprocessing.get_context("spawn").Process(target=hold, args=(tmp_path,))
    process.start()
    try:
        await eventually(lambda: list(tmp_path.glob("*/file")))
        async with Scratch(tmp_path).place():
            assert len(left(tmp_path)) == 2
    finally:
        process.kill()
        process.join()
    async with Scratch(tmp_path).place() as place:
        assert left(tmp_path) == [place]


async def test_cancelled_while_it_is_made_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, listed = asyncio.Event(), os.fstat
    loop = asyncio.get_running_loop()

    def slowly(descriptor: int) -> os.stat_result:
        loop.call_soon_threadsafe(begun.set)
        time.sleep(0.2)
        return listed(descriptor)

    async def use() -> None:
        async with Scratch(tmp_path).place():
            raise AssertionError

    monkeypatch.setattr("app.datasets.scratch.os.fstat", slowly)
    task = asyncio.create_task(use())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert left(tmp_path) == []
