"""A leaderboard written down once more, as plainly as possible: what the endpoints are compared with."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import asyncpg
import msgspec
from msgspec import Struct

SETTINGS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"shots": 5},
    {"shots": 0, "tools": ["python", "search"]},
    {"shots": 5, "effort": {"level": "high", "budget": 2}},
)
ORGANIZATIONS: Final = ("Acme", "ACME", "Borealis", "acme labs")
DIRECTIONS: Final = (True, False, None)
SCORES: Final = (-1e300, -2.5, -1.0, 0.0, 0.3, 0.1 + 0.2, 1.0, 1.5, 2.0, 2.5, 3.0, 1e300)
INSERT: Final = """
insert into benchmark_results
(model_id, benchmark_id, score, date_tested, source, evidence, settings, status, status_reason, created_at,
    external_id)
select
    r.model_id, r.benchmark_id, r.score, r.date_tested, r.source, r.evidence, r.settings, r.status,
    case r.status when 'active' then null else 'why' end, r.created_at, r.external_id
from jsonb_to_recordset($1) as r (
    model_id bigint, benchmark_id bigint, score float8, date_tested date, source text, evidence text,
    settings jsonb, status text, created_at timestamptz, external_id text
)
"""


class Row(Struct, frozen=True):
    """One result, with what filters ask of its model."""

    id: int
    model_id: int
    benchmark_id: int
    score: float
    date_tested: date | None
    source: str | None
    evidence: str | None
    settings: dict[str, Any]
    status: str
    created_at: datetime
    organization: str
    release_date: date | None
    higher_is_better: bool | None

    @property
    def merit(self) -> float:
        return -self.score if self.higher_is_better is False else self.score

    @property
    def counts_from(self) -> date:
        return self.date_tested or self.release_date or self.created_at.astimezone(UTC).date()

    def passes(self, query: dict[str, str]) -> bool:
        return self.status == "active" and all(self._fits(name, text) for name, text in query.items())

    def _fits(self, name: str, text: str) -> bool:
        match name:
            case "evidence":
                return self.evidence == text
            case "source":
                return (self.source or "").lower() == text.lower()
            case "organization":
                return self.organization.lower() == text.lower()
            case "settings":
                return contains(self.settings, msgspec.json.decode(text))
            case _:
                return self.counts_from <= date.fromisoformat(text)


def contains(outer: Any, inner: Any) -> bool:
    """PostgreSQL's @>."""
    if isinstance(outer, dict) and isinstance(inner, dict):
        return all(key in outer and contains(outer[key], value) for key, value in inner.items())
    if isinstance(outer, list) and isinstance(inner, list):
        return all(any(contains(one, value) for one in outer) for value in inner)
    return type(outer) is type(inner) and bool(outer == inner)


def board(rows: Iterable[Row], pick: str, query: dict[str, str]) -> list[tuple[int | None, int, int]]:
    """Rank, model and result of each line."""
    chosen: dict[int, Row] = {}
    for row in rows:
        if row.passes(query):
            other = chosen.get(row.model_id)
            if other is None or weight(row, pick) > weight(other, pick):
                chosen[row.model_id] = row
    return [
        (rank(row, list(chosen.values())), row.model_id, row.id)
        for row in sorted(chosen.values(), key=lambda row: (-row.merit, row.model_id))
    ]


def weight(row: Row, pick: str) -> tuple[float | date, int]:
    """What makes one of a model's results the one that counts."""
    return (row.merit if pick == "best" else row.date_tested or date.min), row.id


def rank(row: Row, all_of_them: list[Row]) -> int | None:
    if row.higher_is_better is None:
        return None
    return 1 + sum(other.merit > row.merit for other in all_of_them)


async def fill(url: str, seed: int, results: int) -> list[Row]:
    """An empty catalogue with random results, of which many are equal in many ways."""
    dice = random.Random(seed)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            """
            insert into models (name, organization, release_date)
            select 'model ' || n, o, r from unnest($1::int[], $2::text[], $3::date[]) as t (n, o, r)
            """,
            list(range(16)),
            [dice.choice(ORGANIZATIONS) for _ in range(16)],
            [dice.choice((None, a_day(dice))) for _ in range(16)],
        )
        await connection.execute(
            """
            insert into benchmarks (name, higher_is_better)
            select 'b' || n, h from unnest($1::int[], $2::bool[]) as t (n, h)
            """,
            list(range(len(DIRECTIONS))),
            list(DIRECTIONS),
        )
        written = msgspec.json.encode([a_result(dice, number) for number in range(results)])
        await connection.execute(INSERT, written.decode())
        return [
            msgspec.convert({**row, "settings": msgspec.json.decode(row["settings"])}, Row)
            for row in await connection.fetch(
                """
                select r.*, m.organization, m.release_date, b.higher_is_better from benchmark_results as r
                join models as m on m.id = r.model_id join benchmarks as b on b.id = r.benchmark_id
                """
            )
        ]
    finally:
        await connection.close()


def a_day(dice: random.Random) -> date:
    return date(2024, 1, 1) + timedelta(days=dice.randrange(6))


def a_result(dice: random.Random, number: int) -> dict[str, Any]:
    return {
        "model_id": dice.randint(1, 16),
        "benchmark_id": dice.randint(1, 3),
        "score": dice.choice(SCORES),
        "date_tested": dice.choice((None, a_day(dice), a_day(dice))),
        "source": dice.choice((None, "Lab", "lab", "Other")),
        "evidence": dice.choice((None, "self_reported", "independent", "community")),
        "settings": dice.choice(SETTINGS),
        "status": dice.choice(("active", "active", "active", "retracted", "superseded")),
        "created_at": datetime(2024, 1, dice.randint(1, 6), dice.choice((0, 23)), 30, tzinfo=UTC),
        "external_id": f"run {number}",
    }
