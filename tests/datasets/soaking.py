"""Workers in a process of their own, with the child of the tests; takes a database and a directory."""

import asyncio
import sys
from pathlib import Path

from app.datasets.attempts import Pace
from tests.datasets.queueing import queue

PACE = Pace(lease=1.0, look=(0.05, 0.2), pause=0.05)


async def main(url: str, place: Path) -> None:
    async with queue(url, place) as there, there.at_work(2, PACE):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
