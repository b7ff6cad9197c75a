"""The import of a file against the ORM, and what it takes of memory: `python -m bench.importing`."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

import msgspec

from app.database import migrations
from app.database.address import parse
from app.database.server import Server, find_programs, running
from bench.database import SETTINGS, cache, psql
from bench.scores import write_scores
from bench.taking import Taken

TARGET: Final = 20


@dataclass(frozen=True, slots=True)
class Sizes:
    """Results in the files: for add_all, for row by row, and the largest, which the rival is spared."""

    many: int
    few: int
    most: int


FULL: Final = Sizes(many=100_000, few=10_000, most=1_000_000)
SMOKE: Final = Sizes(many=5_000, few=1_000, most=20_000)


@dataclass(slots=True)
class Contest:
    """One file taken in by both; seconds of each round. Without a target it is for information."""

    name: str
    results: int
    target: float | None = None
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        return [theirs / ours for ours, theirs in zip(self.ours, self.theirs, strict=True)]


@dataclass(frozen=True, slots=True)
class Imports:
    """What all rounds have found: the contests, and our own imports by their size."""

    contests: list[Contest]
    taken: dict[int, list[Taken]]
    rounds: int


@dataclass(frozen=True, slots=True)
class Arena:
    """An empty catalogue on a server of its own, and the files."""

    server: Server
    files: Path

    def ours(self, results: int) -> Taken:
        said = self._run("bench.taking", str(self._file(results)))
        return msgspec.json.decode(said, type=Taken)

    def theirs(self, way: str, results: int) -> float:
        return float(self._run("bench.rival.importing", way, str(self._file(results))))

    def empty(self, *, everything: bool) -> None:
        psql(self.server, "emptied.sql", everything=int(everything))

    def holds(self) -> str:
        return psql(self.server, "digest.sql")

    def _file(self, results: int) -> Path:
        path = self.files / f"scores-{results}.csv"
        if not path.exists():
            write_scores(path, results)
        return path

    def _run(self, *module: str) -> str:
        environment = {**os.environ, "DATABASE_URL": self.server.app_url}
        done = subprocess.run(
            [sys.executable, "-m", *module], env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode != 0:
            raise SystemExit(f"{module[0]} has failed; its own words are above.")
        return done.stdout


@contextmanager
def arena() -> Iterator[Arena]:
    home = cache() / "importing"
    shutil.rmtree(home, ignore_errors=True)
    try:
        with running(home, find_programs(), extra=SETTINGS) as server:
            migrations.apply(parse(server.owner_url), report=lambda _: None)
            files = home / "files"
            files.mkdir()
            yield Arena(server, files)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measure(sizes: Sizes, rounds: int) -> Imports:
    new = Contest("new results; the rival adds ready objects by `add_all`", sizes.many, TARGET)
    read = Contest("new results; the rival reads the file and looks each up", sizes.few)
    again = Contest("the same file again; nothing changes", sizes.few)
    found = Imports([new, read, again], {}, rounds)
    with arena() as place:
        for turn in range(rounds):
            _one_round(place, found)
            print(f"Imports, round {turn + 1}: {new.ratios[-1]:.1f} times the rival", flush=True)
        place.empty(everything=True)
        found.taken[sizes.most] = [place.ours(sizes.most)]
    return found


def _one_round(place: Arena, found: Imports) -> None:
    new, read, again = found.contests
    for contest, way in ((new, "add_all"), (read, "row_by_row")):
        place.empty(everything=True)
        taken = place.ours(contest.results)
        contest.ours.append(taken.seconds)
        found.taken.setdefault(contest.results, []).append(taken)
        ours = place.holds()
        if contest is read:
            again.ours.append(_unchanged(place.ours(again.results), again.results))
        place.empty(everything=False)  # models and benchmarks stay: the rival knows their ids
        contest.theirs.append(place.theirs(way, contest.results))
        _refuse_difference(ours, place.holds())
    again.theirs.append(place.theirs("row_by_row", again.results))


def _unchanged(taken: Taken, results: int) -> float:
    if taken.unchanged != results:
        raise SystemExit(f"The same file again: {taken.unchanged} of {results} results were unchanged.")
    return taken.seconds


def _refuse_difference(ours: str, theirs: str) -> None:
    if ours != theirs:
        raise SystemExit(f"The two have written different results:\nours   {ours}\ntheirs {theirs}")


def table(found: Imports) -> Iterator[str]:
    """As Markdown."""
    yield "## Import of results, against SQLAlchemy's async ORM"
    yield ""
    yield "| what | results | ours/s | rival/s | ratio (min, max) | target | |"
    yield "|---|--:|--:|--:|--:|--:|---|"
    yield from map(_contest_row, found.contests)
    yield ""
    yield f"Median of {found.rounds} rounds. What an import of ours takes, by its size:"
    yield ""
    yield "| results | a second | seconds | reading | judging | adding | the rest | MB, parent | MB, reader |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    yield from (_taken_row(results, found.taken[results]) for results in sorted(found.taken))


def _contest_row(one: Contest) -> str:
    ratio = median(one.ratios)
    cells = (
        one.name,
        f"{one.results:,}",
        f"{one.results / median(one.ours):,.0f}",
        f"{one.results / median(one.theirs):,.0f}",
        f"{ratio:.1f} ({min(one.ratios):.1f}, {max(one.ratios):.1f})",
        f"{one.target:g}" if one.target else "",
        "" if one.target is None else "met" if ratio >= one.target else "not met: too slow",
    )
    return f"| {' | '.join(cells)} |"


def _taken_row(results: int, taken: list[Taken]) -> str:
    one = sorted(taken, key=lambda each: each.seconds)[len(taken) // 2]
    rest = one.seconds - one.reading - one.judging - one.adding
    cells = (
        f"{results:,}",
        f"{results / one.seconds:,.0f}",
        *(f"{part:.1f}" for part in (one.seconds, one.reading, one.judging, one.adding, rest)),
        f"{one.parent:.0f}",
        f"{one.child:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="small files")
    parser.add_argument("--rounds", type=int, help="3; 1 with --smoke")
    given = parser.parse_args()
    sizes = SMOKE if given.smoke else FULL
    print("\n".join(table(measure(sizes, given.rounds or (1 if given.smoke else 3)))))


if __name__ == "__main__":
    main()
