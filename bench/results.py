"""What was measured, as Markdown: target, measurement, and whether one meets the other."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

from app.database.server import Programs
from bench.buffers import Touched
from bench.contestants import POOL_SIZE, WORKERS
from bench.database import Heaviest
from bench.importing import Imports, table
from bench.load import CONNECTIONS, Burst
from bench.profiling import Profiled
from bench.profiling import table as profiling_table
from bench.signing_in import SignIns
from bench.signing_in import table as sign_in_table

FILE: Final = Path(__file__).with_name("RESULTS.md")
PACKAGES: Final = (
    "granian",
    "litestar",
    "msgspec",
    "asyncpg",
    "uvicorn",
    "fastapi",
    "sqlalchemy",
    "pydantic",
    "duckdb",
)


@dataclass(frozen=True, slots=True)
class Round:
    """One burst each, one after the other."""

    ours: Burst
    theirs: Burst

    @property
    def ratio(self) -> float:
        return self.ours.rate / self.theirs.rate


@dataclass(slots=True)
class Duel:
    """One path, asked of both; without a target it is for information."""

    name: str
    path: str
    target: float | None = None
    rival_path: str | None = None
    rounds: list[Round] = field(default_factory=list)

    @property
    def theirs(self) -> str:
        return self.rival_path or self.path

    @property
    def ratio(self) -> float:
        return median(one.ratio for one in self.rounds)

    def milliseconds(self, percentile: str) -> tuple[float, float]:
        """Ours and theirs."""
        return (
            median(getattr(one.ours, percentile) for one in self.rounds),
            median(getattr(one.theirs, percentile) for one in self.rounds),
        )

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        mine, other = self.milliseconds("p99")
        missed = [
            *(["too slow"] if self.ratio < self.target else []),
            *(["p99 is worse"] if mine > other else []),
        ]
        return "not met: " + ", ".join(missed) if missed else "met"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run has found out."""

    duels: Sequence[Duel]
    pages: Sequence[Touched]
    imports: Imports
    profiled: Profiled
    sign_ins: SignIns
    heavy: Heaviest
    counts: Mapping[str, int]
    programs: Programs
    load_before: float
    rounds: int
    seconds: int

    def markdown(self) -> str:
        lines = [
            "# What was measured",
            "",
            f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}; `bench/README.md` says how.",
            "",
            *(f"- {fact}" for fact in self._facts()),
            "",
            "## Requests a second, against FastAPI, SQLAlchemy's async ORM and Pydantic",
            "",
            "| path | ours/s | rival/s | ratio (min, max) | target | p50 ms, rival's | p99 ms, rival's | |",
            "|---|--:|--:|--:|--:|--:|--:|---|",
            *(_duel_row(duel) for duel in self.duels),
            "",
            *table(self.imports),
            "",
            *profiling_table(self.profiled),
            "",
            *sign_in_table(self.sign_ins),
            "",
            "## Pages of 8 kB that a question touches",
            "",
            "| question | query | pages | budget | ms | |",
            "|---|---|--:|--:|--:|---|",
            *(_page_row(one) for one in self.pages),
        ]
        return "\n".join(lines) + "\n"

    def _facts(self) -> Iterator[str]:
        heavy = self.heavy
        yield f"{_machine(self.programs)}; load average before: {self.load_before:.1f}"
        yield ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        yield f"The catalogue: {', '.join(f'{count:,} {name}' for name, count in self.counts.items())}"
        yield (
            f"The heaviest benchmark, `{heavy.benchmark}`: {heavy.benchmark_results:,} results of "
            f"{heavy.benchmark_models:,} models; the busiest model, `{heavy.model}`: {heavy.model_results:,}"
        )
        yield (
            f"{WORKERS} worker and {POOL_SIZE} connections to the database each, {CONNECTIONS} clients, "
            f"{self.rounds} alternating rounds of {self.seconds} s, medians; clients, services and database "
            "share the machine, so the ratio is what counts"
        )


def _machine(programs: Programs) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, PostgreSQL {programs.major}"
    )


def _duel_row(duel: Duel) -> str:
    ratios = [one.ratio for one in duel.rounds]
    mine, other = (median(getattr(one, who).rate for one in duel.rounds) for who in ("ours", "theirs"))
    p50, p99 = duel.milliseconds("p50"), duel.milliseconds("p99")
    cells = (
        duel.name,
        f"{mine:,.0f}",
        f"{other:,.0f}",
        f"{duel.ratio:.1f} ({min(ratios):.1f}, {max(ratios):.1f})",
        f"{duel.target:g}" if duel.target else "",
        f"{p50[0]:.1f}, {p50[1]:.1f}",
        f"{p99[0]:.1f}, {p99[1]:.1f}",
        duel.verdict,
    )
    return f"| {' | '.join(cells)} |"


def _page_row(one: Touched) -> str:
    verdict = "met" if one.buffers <= one.question.budget else "not met"
    return (
        f"| {one.question.name} | `{one.question.query}` | {one.buffers:,} | {one.question.budget:,} "
        f"| {one.milliseconds:.1f} | {verdict} |"
    )
