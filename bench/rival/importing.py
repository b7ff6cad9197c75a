"""The same file by the ORM: `python -m bench.rival.importing add_all|row_by_row FILE` prints the seconds."""

import asyncio
import csv
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from app.database.address import parse
from bench.rival.tables import Benchmark, BenchmarkResult, Model

#: Rows between two commits.
BATCH: Final = 1000


class Rows:
    """The file, with the ids of its models and benchmarks, which are there already."""

    def __init__(self, path: Path, models: dict[str, int], benchmarks: dict[str, int]) -> None:
        self._path, self._models, self._benchmarks = path, models, benchmarks

    def __iter__(self) -> Iterator[dict[str, Any]]:
        with self._path.open(encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened):
                yield {
                    "model_id": self._models[row["model"]],
                    "benchmark_id": self._benchmarks[row["benchmark"]],
                    "score": float(row["score"]),
                    "stderr": float(row["stderr"]),
                    "samples": int(row["samples"]),
                    "date_tested": date.fromisoformat(row["date"]),
                    "source": row["source"],
                    "source_url": row["source_url"],
                    "evidence": row["evidence"],
                    "settings": {"shots": int(row["shots"]), "harness": row["harness"]},
                    "status": "active",
                }


async def add_all(session: AsyncSession, rows: Rows) -> float:
    """Ready objects, one commit; nothing is read, judged or compared."""
    ready = [BenchmarkResult(**row) for row in rows]
    start = perf_counter()
    session.add_all(ready)
    await session.commit()
    return perf_counter() - start


async def row_by_row(session: AsyncSession, rows: Rows) -> float:
    """So that a file may come twice: each row is looked up, and then added, changed or left."""
    start = perf_counter()
    for number, row in enumerate(rows, 1):
        with session.no_autoflush:  # else each row would be inserted alone
            found = await session.scalar(_the_same(row))
        if found is None:
            session.add(BenchmarkResult(**row))
        else:
            for name, value in row.items():
                setattr(found, name, value)
        if number % BATCH == 0:
            await session.commit()
            session.expunge_all()
    await session.commit()
    return perf_counter() - start


def _the_same(row: dict[str, Any]) -> Any:
    return select(BenchmarkResult).where(
        BenchmarkResult.model_id == row["model_id"],
        BenchmarkResult.benchmark_id == row["benchmark_id"],
        BenchmarkResult.date_tested == row["date_tested"],
        BenchmarkResult.source == row["source"],
        BenchmarkResult.settings == row["settings"],
        BenchmarkResult.status == "active",
    )


async def main(way: str, path: Path) -> float:
    engine = create_async_engine(
        "postgresql+asyncpg://", connect_args=parse(os.environ["DATABASE_URL"]).asyncpg()
    )
    async with async_sessionmaker(engine, expire_on_commit=False)() as session:
        models = dict((await session.execute(select(Model.name, Model.id))).all())
        benchmarks = dict((await session.execute(select(Benchmark.name, Benchmark.id))).all())
        ways = {"add_all": add_all, "row_by_row": row_by_row}
        seconds = await ways[way](session, Rows(path, models, benchmarks))
    await engine.dispose()
    return seconds


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(main(sys.argv[1], Path(sys.argv[2])))}\n")
