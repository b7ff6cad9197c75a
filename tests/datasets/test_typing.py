"""Types of columns: decided on every value, and nothing of what was written is lost."""

import math
import random
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from app.datasets.columns import Column
from app.datasets.options import ColumnType, Options
from app.datasets.reading.notes import Row
from app.datasets.typing.deciding import decided
from app.datasets.typing.kinds import Kind
from tests.datasets.tables import column, made

pytestmark = pytest.mark.once

#: What readers of tables stumble over.
PARTS: Final = (
    *("a", "0", ",", ";", '"', '""', "'", "\\", "#", " ", "\t", "\n", "\r", "\r\n", "\x00", "\x1a", "\x1c"),
    *("\x1e", "\x1f", "\x85", "\u2028", "\ufeff", "é", "😀", "NULL", "\\N"),
)


def odd_cell(chance: random.Random) -> str | None:
    if chance.random() < 0.1:
        return None
    length = chance.choice((0, 0, 1, 2, 3, 8, 40, 400))
    return "".join(chance.choice(PARTS) for _ in range(length))


@pytest.mark.parametrize("seed", range(8))
def test_rows_are_kept_as_they_were_written(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = ["a", 'b "b"', "ü; drop table x", "select"][: chance.choice((1, 2, 4))]
    cells = [
        (2 * number, [odd_cell(chance) for _ in names]) for number in range(1, chance.choice((2, 300, 5000)))
    ]
    text = made(tmp_path, iter(cells), names).text
    assert text == [(number, *row) for number, row in cells]


def test_nothing_and_an_empty_text_are_two_things_as_written_and_one_with_types(tmp_path: Path) -> None:
    rows = column(tmp_path, ["", None, "x"])
    assert rows.text == [(1, ""), (2, None), (3, "x")]
    assert rows.values() == [None, None, "x"]


def test_a_cell_of_20_megabytes_is_kept(tmp_path: Path) -> None:
    long = "0123456789\n" * 2_000_000
    cells: list[Row] = [(1, ["a", "b"]), (2, [long, "c"]), (3, ["d", None])]
    rows = made(tmp_path, cells, ["long", "short"])
    assert rows.text == [(1, "a", "b"), (2, long, "c"), (3, "d", None)]
    assert rows.columns[0].length is not None
    assert rows.columns[0].length.max == len(long)
    assert max(map(len, rows.columns[0].examples)) <= 120


def test_rejected_rows_are_counted_and_the_others_taken(tmp_path: Path) -> None:
    rows: list[Row] = [(2, ["1"]), (3, "Expected 1 cell; found 2."), (4, ["2"])]
    mixed = made(tmp_path, rows, ["c"])
    assert mixed.rows == [(2, 1), (4, 2)]
    assert [(reject.row, reject.reason) for reject in mixed.found.rejects] == [
        (3, "Expected 1 cell; found 2.")
    ]


@pytest.mark.parametrize(("odd", "near"), [(10, "integer"), (11, None)])
def test_nine_in_ten_are_nearly_all(odd: int, near: str | None) -> None:
    found = decided({Kind.WHOLE: 100 - odd, Kind.OTHER: odd, Kind.NOTHING: 50})
    assert (found.type, found.values, found.near) == ("text", 100, near)


def test_no_more_than_ten_thousand_rejects_are_kept(tmp_path: Path) -> None:
    found = made(tmp_path, ((row, "Wrong.") for row in range(1, 12_001)), ["c"]).found
    assert (found.rows, found.rejected, len(found.rejects)) == (0, 12_000, 10_000)


MOMENTS: Final = {
    "2024-01-02T03:04": "2024-01-02T03:04:00",
    "2024-01-02 03:04:05.25Z": "2024-01-02T03:04:05.250000",
    "2024-01-02T03:04:05+02:00": "2024-01-02T01:04:05",
    "2024-01-02 03:04:05 -0130": "2024-01-02T04:34:05",
    "2024-01-02T03:04+02": "2024-01-02T01:04:00",
    "2024-01-02 03:04:05.123456789 UTC": "2024-01-02T03:04:05.123456",
    "2024-01-02": "2024-01-02T00:00:00",
}

TYPED: Final[list[tuple[list[str], ColumnType, list[Any]]]] = [
    (["1", "-2", "+3", " 4 ", "0", "-0"], "integer", [1, -2, 3, 4, 0, 0]),
    ([str(2**63 - 1), str(-(2**63))], "integer", [2**63 - 1, -(2**63)]),
    (["1", "2.5", "1e5", ".5", "5.", "-1.5E-3"], "number", [1.0, 2.5, 1e5, 0.5, 5.0, -1.5e-3]),
    (["true", "False", "TRUE"], "boolean", [True, False, True]),
    (["0", "1"], "integer", [0, 1]),
    (["2024-02-29", "0001-01-01", "9999-12-31"], "date", [date(2024, 2, 29), date.min, date.max]),
    (list(MOMENTS), "datetime", [datetime.fromisoformat(text) for text in MOMENTS.values()]),
    (['{"a": [1, "NaN,]"]}', "[]", " [1, null] "], "json", ['{"a": [1, "NaN,]"]}', "[]", "[1, null]"]),
]


@pytest.mark.parametrize(("written", "type", "values"), TYPED, ids=[type for _, type, _ in TYPED])
def test_a_column_is_of_the_type_of_all_its_values(
    tmp_path: Path, written: list[str], type: ColumnType, values: list[Any]
) -> None:
    absent = ["", "NA", "n/a", "null", "None", "-", "NaN", " "]
    found = column(tmp_path, [*written, *absent, None])
    assert found.typed[0].type == type
    assert found.typed[0].near_miss is None
    assert found.values() == [*values, *[None] * (len(absent) + 1)]
    assert found.columns[0].nulls == len(absent) + 1


@pytest.mark.parametrize(
    "written",
    [
        ["007", "008"],
        ["9223372036854775808", "1"],
        ["9007199254740993", "1.5"],  # it would be 9007199254740992
        ["1,234", "2,345"],
        ["1_000", "2_000"],
        ["0x1f", "0x2f"],
        ["inf", "-inf"],
        ["1e400"],
        ["yes", "no"],  # of countries, NO is one
        ["31/12/2024", "01/02/2024"],
        ["2024-02-30"],
        ["0000-01-01"],
        ["2024-1-2"],
        ["2024-01-02T25:00"],
        ["2024-01-02T23:59:60"],
        ["0001-01-01T00:00+10:00"],  # before there are years
        ["[NaN]", "[1]"],
        ["[1,]"],
        ["[1e999]"],
        ["{"],
        ["١٢٣"],
        ["-", "NA"],
        ["", None],
    ],
    ids=repr,
)
def test_what_a_type_would_change_stays_text(tmp_path: Path, written: list[str | None]) -> None:
    found = column(tmp_path, written)
    assert found.typed[0].type == "text"
    assert found.values() == [text or None for text in written]


def test_one_value_at_the_very_end_decides(tmp_path: Path) -> None:
    found = column(tmp_path, [*(str(number) for number in range(4999)), "pending"])
    near = found.typed[0].near_miss
    assert (found.typed[0].type, found.values()[0]) == ("text", "0")
    assert near is not None
    assert (near.type, near.count, near.examples) == ("integer", 1, ["pending"])
    assert near.said == "1 value of 5,000 is not a whole number: 'pending'."


def test_a_near_miss_is_of_the_type_that_most_values_are_of(tmp_path: Path) -> None:
    near = column(tmp_path, ["1"] * 90 + ["2.5"] * 5 + ["?", "a", "b", "a", "c", "d"]).typed[0].near_miss
    assert near is not None
    assert (near.type, near.count, near.examples) == ("number", 5, ["a", "b", "c"])
    assert near.said == "5 of 100 values are not numbers: 'a', 'b', 'c'."


def test_fewer_than_nine_of_ten_are_no_near_miss(tmp_path: Path) -> None:
    assert column(tmp_path, ["1"] * 89 + ["a"] * 11).typed[0].near_miss is None


def test_what_a_file_writes_for_nothing_can_be_said(tmp_path: Path) -> None:
    said = Options(absent=("-999", "k. A."))
    assert column(tmp_path, ["1", "-999", " k. A. ", ""], said).values() == [1, None, None, None]
    assert column(tmp_path, ["x", "k. A.", "NA"], said).values() == ["x", None, "NA"]
    assert column(tmp_path, ["1", "NA"], said).typed[0].type == "text"
    assert column(tmp_path, ["1", "NA"], Options(absent=())).typed[0].type == "text"


def test_a_decimal_comma_is_one_where_the_file_has_it(tmp_path: Path) -> None:
    rows = [(1, ["85,2", "1.5", "3"]), (2, [",5", "2.5", "1e2"])]
    found = made(tmp_path, iter(rows), ["comma", "point", "none"], decimal=",")
    assert [one.type for one in found.typed] == ["number", "text", "number"]
    assert found.rows == [(1, 85.2, "1.5", 3.0), (2, 0.5, "2.5", 100.0)]
    assert made(tmp_path, iter(rows), ["a", "b", "c"], Options(decimal="."), ",").typed[0].type == "text"


ASKED: Final[list[tuple[ColumnType, list[str], list[Any], int]]] = [
    ("text", ["1", "2", "NA", ""], ["1", "2", "NA", None], 0),
    ("integer", ["007", "x", "1.0", "NA"], [7, None, None, None], 2),
    ("number", ["007", "1.5", "12345678901234567890", "1,5"], [7.0, 1.5, 12345678901234567890.0, None], 1),
    ("boolean", ["yes", "N", "1", "maybe", "True"], [True, False, True, None, True], 1),
    ("date", ["2024-01-02", "2024-01-02T03:04"], [date(2024, 1, 2), None], 1),
    ("datetime", ["2024-01-02", "soon"], [datetime.fromisoformat("2024-01-02"), None], 1),
    ("json", ['{"a": 1}', "3"], ['{"a": 1}', None], 1),
]


@pytest.mark.parametrize(("type", "written", "values", "misses"), ASKED, ids=[one[0] for one in ASKED])
def test_the_owner_s_type_holds_and_what_does_not_fit_is_counted(
    tmp_path: Path, type: ColumnType, written: list[str], values: list[Any], misses: int
) -> None:
    found = column(tmp_path, written, Options(columns={"c": type}))
    near = found.typed[0].near_miss
    assert (found.typed[0].type, found.values()) == (type, values)
    assert (near.count if near else 0) == misses
    assert near is None or near.type == type


CLOCK: Final = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"


def kind(text: str) -> Kind:
    """What Python says that it is."""
    text = text.strip(" ")
    if text in {"", "-"}:
        return Kind.NOTHING
    if re.fullmatch(r"[+-]?(0|[1-9][0-9]*)", text):
        fits = -(2**63) <= int(text) < 2**63
        return Kind.WHOLE if abs(int(text)) < 10**15 else Kind.LARGE if fits else Kind.OTHER
    if re.fullmatch(r"[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", text):
        return Kind.DECIMAL if math.isfinite(float(text)) else Kind.OTHER
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return Kind.DATE if _moment(text) else Kind.OTHER
    if re.fullmatch(rf"[0-9-]{{10}}[T ]{CLOCK}(Z| UTC| ?[+-][0-9]{{2}}(:?[0-5][0-9])?)?", text):
        return Kind.MOMENT if _moment(text) else Kind.OTHER
    return Kind.OTHER


def _moment(text: str) -> datetime | None:
    plain = re.sub(r"(Z| UTC)$", "+00:00", text)
    try:
        found = datetime.fromisoformat(re.sub(r" ([+-])", r"\1", plain))
        return found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None


SEEDS: Final = (
    "12.5",
    "-3e7",
    "2024-01-31",
    "2024-02-28T10:20:30.5+01:00",
    "9223372036854775807",
    "0.1",
    "10:20",
)


def mutated(chance: random.Random) -> str:
    text = list(chance.choice(SEEDS))
    for _ in range(chance.choice((0, 1, 1, 2))):
        place = chance.randrange(len(text) + 1)
        text[place : place + chance.choice((0, 1))] = chance.choice("0123456789+-.eET:Z ")
    return "".join(text)


def test_each_value_is_what_python_says_that_it_is(tmp_path: Path) -> None:
    chance = random.Random(1)
    written = sorted({mutated(chance) for _ in range(1000)})
    # One column each: what it is, its type says.
    types: dict[Kind, ColumnType] = {
        Kind.WHOLE: "integer",
        Kind.LARGE: "integer",
        Kind.DECIMAL: "number",
        Kind.DATE: "date",
        Kind.MOMENT: "datetime",
    }
    for first in range(0, len(written), 500):
        some = written[first : first + 500]
        found = made(tmp_path, iter([(1, list(some))]), [f"c{place}" for place in range(len(some))])
        said = {text: one.type for text, one in zip(some, found.typed, strict=True)}
        assert said == {text: types.get(kind(text), "text") for text in some}
        for text, value in zip(some, found.rows[0][1:], strict=True):
            if said[text] in {"integer", "number"}:
                assert value == (int if said[text] == "integer" else float)(text)
            if said[text] == "datetime":
                moment = _moment(text.strip(" "))
                assert moment is not None
                assert value == moment.replace(tzinfo=None)


def test_hundreds_of_columns_are_taken_and_a_thousand_are_described(tmp_path: Path) -> None:
    names = [f"column {place}" for place in range(1010)]
    rows = [
        (row, [str(row * place) if place % 2 else f"t{row}" for place in range(1010)]) for row in (1, 2, 3)
    ]
    found = made(tmp_path, iter(rows), names)
    assert [one.type for one in found.typed] == ["text", "integer"] * 505
    assert found.values(1009) == [1009, 2018, 3027]
    assert found.columns[999].mean == 1998
    assert found.columns[1001] == Column(
        name="column 1001", title="column 1001", position=1002, type="integer", nulls=0
    )
