"""Types of all columns, decided on every value; what their owner says of them holds."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from app.datasets.columns import NearMiss
from app.datasets.engine import Engine
from app.datasets.options import ColumnType
from app.datasets.quoting import identifier, literal
from app.datasets.statements import every
from app.datasets.typing.deciding import KINDS_OF, MOST_EXAMPLES, Counts, decided, near_miss
from app.datasets.typing.kinds import Habits, Kind

#: Cells that are judged by one statement: many columns of few rows, or one alone.
CELLS: Final = 500_000
MOST_AT_ONCE: Final = 100
#: So many values that miss a type are looked at for different ones, by their first characters.
SOME: Final = 200
LONGEST: Final = 200


class Typed(Struct, frozen=True):
    """`asked` is whether its owner has said which type; then what does not fit is empty."""

    name: str
    type: ColumnType
    asked: bool
    near_miss: NearMiss | None


class Judge:
    """Over a table of texts, of so many rows."""

    def __init__(self, engine: Engine, text: Path, rows: int, habits: Habits) -> None:
        self._engine = engine
        self._table = literal(str(text))
        self._at_once = max(1, min(MOST_AT_ONCE, CELLS // max(1, rows)))
        self._habits = habits

    def typed(
        self, names: Sequence[str], asked: dict[str, ColumnType], tell: Callable[[float], None]
    ) -> list[Typed]:
        found: list[Typed] = []
        for first in range(0, len(names), self._at_once):
            some = names[first : first + self._at_once]
            for name, counts in zip(some, self._counts(some), strict=True):
                type = asked.get(name)
                found.append(self._as_asked(name, type, counts) if type else self._as_found(name, counts))
            tell(len(found) / len(names))
        return found

    def _counts(self, names: Sequence[str]) -> list[Counter[Kind]]:
        counts: list[Counter[Kind]] = [Counter() for _ in names]
        trimmed = every("i, trim(v) as t", f"({self._long(names)})")
        judged = every(f"i, {self._habits.kind('t')} as k", f"({trimmed})")
        statement = every("i, k, count(*)", f"({judged})", "group by i, k")
        for which, kind, count in self._engine.execute(statement).fetchall():
            counts[which][Kind(kind)] = count
        return counts

    def _long(self, names: Sequence[str]) -> str:
        """A value a row, with the number of its column. One alone keeps what Parquet knows of repetitions."""
        if len(names) == 1:
            return every(f"0 as i, {identifier(names[0])} as v", self._table)
        cells = ", ".join(map(identifier, names))
        return every(f"unnest(range({len(names)})) as i, unnest([{cells}]) as v", self._table)

    def _as_found(self, name: str, counts: Counts) -> Typed:
        found = decided(counts)
        if found.near is None:
            return Typed(name, found.type, False, None)
        others = set(Kind) - KINDS_OF[found.near] - {Kind.NOTHING}
        misses = f"{self._habits.kind('t')} in ({', '.join(f'{kind:d}' for kind in sorted(others))})"
        examples = self._examples(name, misses)
        return Typed(name, "text", False, near_miss(found.near, found.misses, found.values, examples))

    def _as_asked(self, name: str, type: ColumnType, counts: Counts) -> Typed:
        misses = f"not {self._habits.says_nothing('t')} and not {self._habits.fits('t', type)}"
        ((missed,),) = self._where(name, misses, "count(*)")
        if not missed:
            return Typed(name, type, True, None)
        values = decided(counts).values
        return Typed(name, type, True, near_miss(type, missed, values, self._examples(name, misses)))

    def _examples(self, name: str, misses: str) -> list[str]:
        """The first of them, as they are written."""
        rows = self._where(name, f"{misses} limit {SOME}", f"left(v, {LONGEST})")
        return list(dict.fromkeys(text for (text,) in rows))[:MOST_EXAMPLES]

    def _where(self, name: str, condition: str, columns: str) -> list[tuple[Any, ...]]:
        """Of a column's values: `v` is as it is written, `t` without blanks around it."""
        cells = every(f"{identifier(name)} as v, trim({identifier(name)}) as t", self._table)
        return self._engine.execute(every(columns, f"({cells})", f"where {condition}")).fetchall()
