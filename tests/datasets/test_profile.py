"""What a profile says of columns, against what Python says of the same values."""

import json
import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, Final

import msgspec
import pytest
from msgspec.structs import astuple

from app.datasets.columns import Column, Findings, Histogram, Top
from app.datasets.options import ColumnType, Options
from app.datasets.profiling import frequencies
from app.datasets.profiling.hints import hint
from app.datasets.profiling.meaning import meaning
from app.datasets.profiling.shortening import MOST_BYTES, shortened, weight
from app.datasets.profiling.whole import about_types, with_oddities
from app.datasets.typing.deciding import near_miss
from app.datasets.typing.judging import Typed
from tests.datasets.tables import column, made

pytestmark = pytest.mark.once

SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


def nearest_rank(values: Sequence[Any], share: float) -> float:
    return float(sorted(values)[math.ceil(share * len(values)) - 1])


def counted(values: Sequence[Any], edges: Sequence[Any]) -> list[int]:
    """From each edge up to the next; the last of them too."""
    counts = [sum(low <= value < high for value in values) for low, high in pairwise(edges)]
    counts[-1] = len(values) - sum(counts[:-1])
    return counts


def numbers(kind: str, chance: random.Random, count: int) -> list[float]:
    makers: dict[str, Callable[[], float]] = {
        "digits": lambda: chance.randrange(10),
        "wide": lambda: chance.randrange(-(2**62), 2**62),
        "many": lambda: chance.randrange(100_000),
        "decimals": lambda: round(chance.gauss(50, 20), 3),
        "huge": lambda: chance.uniform(-1, 1) * 1.7e308,
        "tiny": lambda: chance.choice((5e-324, 0.0, -1e-300)),
        "one": lambda: 0.1,
    }
    return [makers[kind]() for _ in range(count)]


@pytest.mark.parametrize("count", [1, 2, 999, 30_000])
@pytest.mark.parametrize("kind", ["digits", "wide", "many", "decimals", "huge", "tiny", "one"])
def test_numbers_are_described_as_python_would(tmp_path: Path, kind: str, count: int) -> None:
    values = numbers(kind, random.Random(f"{kind} {count}"), count)
    said = column(tmp_path, [*map(repr, values), "NA"]).columns[0]
    counts = Counter(values)
    assert (said.nulls, said.distinct, said.distinct_exact) == (1, len(counts), True)
    assert (_number(said.min), _number(said.max)) == (min(values), max(values))
    if kind != "huge":
        assert said.mean == pytest.approx(fmean(values), rel=1e-9, abs=1e-12)
        deviation = stdev(values) if count > 1 else None
        assert said.std == (deviation if deviation is None else pytest.approx(deviation, rel=1e-9, abs=1e-12))
    assert said.quantiles is not None
    assert list(astuple(said.quantiles)) == [nearest_rank(values, share) for share in SHARES]
    assert said.histogram is not None
    assert said.histogram.counts == counted(list(map(float, values)), said.histogram.edges)
    assert len(said.histogram.counts) <= 20
    if len(counts) <= 10 or (max(counts.values()) > 1 and len(counts) < 15_000):
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]
        assert said.top == [Top(repr(value), times) for value, times in best]


def test_a_value_on_an_edge_is_of_the_bin_that_begins_there(tmp_path: Path) -> None:
    said = column(tmp_path, [str(number / 2) for number in range(41)]).columns[0]
    assert said.histogram == Histogram([float(edge) for edge in range(21)], [2] * 19 + [3])


def test_of_values_that_are_as_frequent_the_least_come_first(tmp_path: Path) -> None:
    """Counted by the engine: there are too many rows to count them here."""
    said = column(tmp_path, [str(number % 600) for number in range(12_000)]).columns[0]
    assert said.top == [Top(str(number), 20) for number in range(10)]


def test_a_thousand_columns_are_described(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(1001)]
    columns = made(tmp_path, iter([(1, ["1"] * 1001), (2, ["2"] * 1000 + [""])]), names).columns
    assert [(said.distinct, said.nulls) for said in columns[998:]] == [(2, 0), (2, 0), (None, 1)]


def _number(said: float | str | bool | None) -> float | None:
    return int(said) if isinstance(said, str) else said


def test_the_mean_of_huge_numbers_is_finite(tmp_path: Path) -> None:
    said = column(tmp_path, ["1.5e308", "1.7e308", "-1.2e308"] * 10).columns[0]
    assert said.mean == pytest.approx(1.5e308 / 3 + 1.7e308 / 3 - 1.2e308 / 3)
    assert said.std is None or math.isfinite(said.std)
    assert "Infinity" not in msgspec.json.encode(said).decode()
    json.loads(msgspec.json.encode(said), parse_constant=pytest.fail)


def test_whole_numbers_that_readers_of_json_would_round_are_texts(tmp_path: Path) -> None:
    said = column(tmp_path, [str(2**53 + 1), "5"]).columns[0]
    assert (said.type, said.min, said.max) == ("integer", 5, "9007199254740993")


def test_dates_have_bins_of_whole_days(tmp_path: Path) -> None:
    chance = random.Random(4)
    days = [date(2024, 1, 1) + timedelta(days=chance.randrange(100)) for _ in range(500)]
    said = column(tmp_path, [str(day) for day in days]).columns[0]
    assert (said.type, said.min, said.max) == ("date", str(min(days)), str(max(days)))
    assert said.histogram is not None
    assert said.histogram.counts == counted([str(day) for day in days], said.histogram.edges)
    assert said.meaning == "date"


def test_moments_are_in_utc_and_say_so(tmp_path: Path) -> None:
    start = datetime.fromisoformat("2024-01-01T23:00:00")
    moments = [start + timedelta(hours=hour) for hour in range(70)]
    said = column(tmp_path, [f"{moment.isoformat()}+01:00" for moment in moments]).columns[0]
    assert (said.min, said.max) == ("2024-01-01T22:00:00Z", "2024-01-04T19:00:00Z")
    assert said.histogram == Histogram(
        ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"], [2, 24, 24, 20]
    )


@pytest.mark.parametrize("days", [["9999-12-31"], ["0001-01-01", "9999-12-31"]], ids=len)
def test_the_ends_of_the_calendar_are_days_too(tmp_path: Path, days: list[str]) -> None:
    said = column(tmp_path, days).columns[0]
    assert said.histogram is not None
    assert sum(said.histogram.counts) == len(days)


@pytest.mark.parametrize("count", [300, 12_000])  # counted here, and by the engine
def test_texts_have_frequencies_lengths_and_examples(tmp_path: Path, count: int) -> None:
    chance = random.Random(5)
    words = [chance.choice(("ü", "beta", "Zeta", "x" * 300, "a\0b", "", "😀")) for _ in range(count)]
    said = column(tmp_path, words).columns[0]
    values = [word for word in words if word]
    counts = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    assert said.top == [Top(word if len(word) <= 120 else "x" * 119 + "…", times) for word, times in counts]
    assert said.nulls == count - len(values)
    assert said.length is not None
    assert (said.length.min, said.length.max) == (1, 300)
    assert said.length.mean == pytest.approx(fmean(map(len, values)))
    assert said.examples == [top.value for top in said.top[:3]]


def test_texts_that_differ_have_no_most_frequent_ones(tmp_path: Path) -> None:
    said = column(tmp_path, [f"text {number}" for number in range(30_000)]).columns[0]
    assert (said.distinct, said.distinct_exact, said.top) == (30_000, True, [])
    assert said.examples == ["text 0", "text 1", "text 2"]


def test_more_different_texts_than_are_remembered_are_estimated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frequencies, "MOST_HELD", 100_000)
    said = column(tmp_path, [f"text {number}" for number in range(25_000)]).columns[0]
    assert said.distinct_exact is False
    assert said.distinct == pytest.approx(25_000, rel=0.1)


def test_yes_and_no_are_counted(tmp_path: Path) -> None:
    said = column(tmp_path, ["true", "False", "true", ""]).columns[0]
    assert (said.min, said.max, said.nulls) == (False, True, 1)
    assert said.top == [Top("true", 2), Top("false", 1)]


@pytest.mark.parametrize("values", [[], [None], ["", "", ""]], ids=["no rows", "null", "empty"])
def test_columns_that_say_nothing_are_described(tmp_path: Path, values: list[str | None]) -> None:
    said = column(tmp_path, values).columns[0]
    assert said == Column(
        name="c", title="c", position=1, type="text", nulls=len(values), distinct=0, distinct_exact=True
    )


def test_every_type_without_values_is_described(tmp_path: Path) -> None:
    types: tuple[ColumnType, ...] = ("integer", "number", "boolean", "date", "datetime", "json")
    names = [f"c {type}" for type in types]
    asked = Options(columns=dict(zip(names, types, strict=True)))
    found = made(tmp_path, iter([(1, ["?"] * len(types))]), names, asked)
    assert [(said.type, said.nulls, said.distinct) for said in found.columns] == [
        (type, 1, 0) for type in types
    ]


MEANINGS: Final[list[tuple[str, ColumnType, list[str], bool, str | None]]] = [
    ("Model", "text", ["GPT-4", "Llama 3"], False, "model"),
    ("modelName", "text", ["a", "b"], False, "model"),
    ("model_size", "text", ["7B", "8B"], False, None),
    ("task", "text", ["MMLU", "GPQA"], False, "benchmark"),
    ("name", "text", ["meta-llama/Llama-3.1-8B", "openai/gpt-4"], False, "model"),
    ("path", "text", ["text/html", "image/png"], False, None),
    ("link", "text", ["https://a.example/1", "http://b.example"], False, "url"),
    ("contact", "text", ["a@b.example", "c@d.example"], False, "email"),
    ("when", "text", ["31/12/2024", "1.2.2025"], False, "date"),
    ("when", "date", ["2024-12-31"], False, "date"),
    ("run", "text", ["123e4567-e89b-12d3-a456-426614174000"], False, "id"),
    ("row_id", "integer", ["1", "2"], True, "id"),
    ("row_id", "integer", ["1", "1"], False, None),
    ("Accuracy (%)", "number", ["1.5"], False, "score"),
    ("score", "text", ["high"], False, None),
    ("win_rate", "number", ["7.5"], False, "score"),
    ("params", "number", ["7"], False, None),
    ("notes", "text", [], False, None),
]


@pytest.mark.parametrize(("name", "type", "samples", "unique", "expected"), MEANINGS)
def test_a_column_s_meaning_is_seen_from_name_and_values(
    name: str, type: ColumnType, samples: list[str], unique: bool, expected: str | None
) -> None:
    assert meaning(name, type, samples, unique=unique) == expected


@pytest.mark.parametrize(
    ("sample", "type", "word"),
    [
        ("1,234.5", "number", "thousands"),
        ("85,2", "number", "decimal comma"),
        ("85.2 %", "number", "percent"),
        ("$1,200", "number", "money"),
        ("85.2 ± 0.4", "number", "±"),
        ("007", "integer", "zeros"),
        ("12345678901234567890", "integer", "64 bits"),
        ("31/12/2024", "date", "day or the month first"),
        ("2024/12/31", "date", "hyphens"),
    ],
)
def test_texts_that_are_nearly_of_a_type_are_told(sample: str, type: ColumnType, word: str) -> None:
    said = hint([sample] * 20, 50)
    assert said is not None
    assert (said.type, said.count) == (type, 50)
    assert word in said.said
    assert hint([sample] * 18 + ["a", "b"], 20) is None


def test_profiles_of_many_columns_stay_below_what_the_database_takes() -> None:
    long = Column(
        name="é" * 255,
        title="é" * 255,
        position=1,
        type="number",
        nulls=0,
        min=-1e300,
        max=1e300,
        mean=1e-300,
        histogram=Histogram([1.1e-300 * edge for edge in range(1, 22)], [1] * 20),
        top=[Top("\x01" * 120, 1)] * 10,
        examples=["\x01" * 120] * 3,
    )
    assert shortened([long] * 10) == [long] * 10
    for count in (300, 1200):
        found = shortened([long] * count)
        assert len(found) == count
        assert weight(found) <= MOST_BYTES
        assert found[0].name == long.name


def test_what_is_odd_about_the_whole_is_told() -> None:
    columns = [
        Column(name="empty", title="", position=1, type="text", nulls=4, distinct=0),
        Column(name="same", title="", position=2, type="text", nulls=0, distinct=1),
        Column(name="fine", title="", position=3, type="text", nulls=1, distinct=2),
        Column(name="rare", title="", position=4, type="text", nulls=3, distinct=1),
    ]
    said = with_oddities(Findings(warnings=["Look."]), columns, 4, 1)
    assert (said.duplicate_rows, said.empty_cells) == (1, 0.5)
    assert said.warnings == [
        "Look.",
        "Columns without any value: empty.",
        "Columns with one and the same value in every row: same.",
    ]
    assert with_oddities(Findings(), columns, 0, 0).empty_cells is None


def test_what_became_of_the_owner_s_types_is_told() -> None:
    typed = [Typed("a", "integer", True, near_miss("integer", 2, 9, ["x"])), Typed("b", "text", False, None)]
    assert about_types({"a": "integer", "z": "date"}, typed) == [
        "The options name columns that are not there: z.",
        "Values that do not fit the type that was asked for are empty: a (2).",
    ]
