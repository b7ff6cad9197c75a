"""`python -m bench.run`: ours against the rival, the buffers, and bench/RESULTS.md."""

import json
import os
import urllib.request
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from typing import Any, Final

from app.database.address import parse
from app.database.server import Server
from bench.buffers import questions, touched
from bench.contestants import Contestant, ours, theirs
from bench.database import Heaviest, Size, counts, generated, heaviest
from bench.importing import FULL as LARGE_FILES
from bench.importing import SMOKE as SMALL_FILES
from bench.importing import Imports
from bench.importing import measure as measure_imports
from bench.load import burst, require_wrk
from bench.profiling import FULL as LARGE_TABLE
from bench.profiling import SMOKE as SMALL_TABLE
from bench.profiling import Profiled
from bench.profiling import measure as measure_profiling
from bench.results import FILE, Duel, Report, Round
from bench.signing_in import SignIns
from bench.signing_in import measure as measure_sign_ins

FULL: Final = Size("full", models=5000, benchmarks=300)
SMOKE: Final = Size("smoke", models=400, benchmarks=30)


def duels(heavy: Heaviest) -> list[Duel]:
    board = f"/benchmarks/{heavy.benchmark}/leaderboard"
    return [
        Duel("one model", f"/models/{heavy.model_id}", target=6),
        Duel("list of 50 models", "/models?limit=50", target=8),
        Duel("leaderboard of 50", f"{board}?limit=50", target=6),
        Duel(
            "leaderboard of 50, the rival by window functions over all results",
            f"{board}?limit=50",
            rival_path=f"{board}/from-results?limit=50",
        ),
    ]


def refuse_different_answers(duel: Duel, our: Contestant, their: Contestant) -> None:
    """Ends the run unless both say the same; cursors are each one's own."""
    mine, other = _answer(our.base + duel.path), _answer(their.base + duel.theirs)
    if mine != other:
        raise SystemExit(f"{duel.name}: the two answer differently:\n{_difference(mine, other)}")


def _answer(url: str) -> Any:
    with urllib.request.urlopen(url) as response:
        answer = json.load(response)
    if "next" in answer:
        answer["next"] = answer["next"] is not None
    return answer


def _difference(mine: Any, other: Any) -> str:
    pairs = zip(mine.get("items", [mine]), other.get("items", [other]), strict=False)
    return next((f"ours   {a}\ntheirs {b}" for a, b in pairs if a != b), f"ours   {mine}\ntheirs {other}")


def fight(duel: Duel, our: Contestant, their: Contestant, given: Namespace) -> None:
    """Alternating rounds, after one short one that opens connections and fills caches."""
    burst(our.base + duel.path, 1)
    burst(their.base + duel.theirs, 1)
    for _ in range(given.rounds):
        duel.rounds.append(
            Round(burst(our.base + duel.path, given.seconds), burst(their.base + duel.theirs, given.seconds))
        )
    print(f"{duel.name}: {duel.ratio:.1f} times the rival", flush=True)


def measure(
    server: Server, given: Namespace, imports: Imports, profiled: Profiled, sign_ins: SignIns
) -> Report:
    heavy = heaviest(server)
    contests = duels(heavy)
    with ExitStack() as stack:
        our, their = stack.enter_context(ours(server.app_url)), stack.enter_context(theirs(server.app_url))
        for duel in contests:
            refuse_different_answers(duel, our, their)
        for duel in contests:
            fight(duel, our, their, given)
    pages = [touched(parse(server.app_url), question) for question in questions(heavy)]
    return Report(
        contests,
        pages,
        imports,
        profiled,
        sign_ins,
        heavy,
        counts(server),
        server.programs,
        given.load,
        given.rounds,
        given.seconds,
    )


def main() -> None:
    parser = ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument(
        "--smoke", action="store_true", help="a small catalogue and short rounds; writes no file"
    )
    parser.add_argument("--seconds", type=int, help="of one round (5; 1 with --smoke)")
    parser.add_argument("--rounds", type=int, help="of each path (5; 1 with --smoke)")
    given = parser.parse_args()
    given.seconds = given.seconds or (1 if given.smoke else 5)
    given.rounds = given.rounds or (1 if given.smoke else 5)
    given.load = os.getloadavg()[0]
    require_wrk()
    imports = measure_imports(SMALL_FILES if given.smoke else LARGE_FILES, min(given.rounds, 3))
    profiled = measure_profiling(SMALL_TABLE if given.smoke else LARGE_TABLE, min(given.rounds, 3))
    sign_ins = measure_sign_ins()
    with generated(SMOKE if given.smoke else FULL) as server:
        text = measure(server, given, imports, profiled, sign_ins).markdown()
    print(text)
    if not given.smoke:
        FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
