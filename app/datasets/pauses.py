"""Pauses that end early."""

import asyncio
from asyncio import Event


async def first_of(seconds: float, *events: Event) -> None:
    """Until one of them is set, but not for longer."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
