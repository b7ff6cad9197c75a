"""A hundred dirty files: what is read of each, which rows are refused, what is told of it."""

import random
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from app.datasets.columns import Findings
from app.datasets.job import Limits
from app.datasets.options import Options
from app.datasets.reading.encodings import encoding_of
from app.datasets.reading.kinds import HEAD, TAIL, Unreadable, kind_of
from app.datasets.reading.notes import Row
from app.datasets.reading.table import opened
from app.formats.tables.rows import table
from tests.datasets.corpus.expected import Case
from tests.datasets.corpus.made import grid, gz, rows, workbook, zst
from tests.datasets.corpus.made import table as text_table
from tests.datasets.corpus.others import BROKEN, JSON, PACKED, PARQUET, WORKBOOKS
from tests.datasets.corpus.texts import CUT, ENCODED, HEADED

pytestmark = pytest.mark.once

LIMITS = Limits(memory=1024, seconds=300, inflated=2**32)
CASES = [*CUT, *HEADED, *ENCODED, *PACKED, *JSON, *WORKBOOKS, *PARQUET, *BROKEN]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_file_is_read_as_expected(tmp_path: Path, case: Case) -> None:
    place, scratch = tmp_path / "original", tmp_path / "scratch"
    place.write_bytes(case.data)
    scratch.mkdir()
    told: list[float] = []
    if case.refused:
        with pytest.raises(Unreadable) as refused:
            list(opened(place, case.name, Options(**case.options), scratch, LIMITS, told.append).rows)
        assert case.refused in str(refused.value)
        return
    found = opened(place, case.name, Options(**case.options), scratch, LIMITS, told.append)
    rows = list(found.rows)

    taken = [cells for _, cells in rows if not isinstance(cells, str)]
    assert (found.file_type, found.compression, found.names) == (case.type, case.compression, case.columns)
    assert _unlike(case.rejects, {row: cells for row, cells in rows if isinstance(cells, str)}) == []
    assert len(taken) == case.rows
    assert {len(cells) for cells in taken} <= {len(case.columns)}
    assert case.first is None or taken[0] == case.first
    assert [row for row, _ in rows] == sorted({row for row, _ in rows})
    assert all(0 <= part <= 1 for part in told)
    _demand(found.findings, case)


def _unlike(expected: dict[int, str], found: dict[int, str]) -> list[tuple[int, str | None, str | None]]:
    return [
        (row, expected.get(row), found.get(row))
        for row in sorted(expected.keys() | found.keys())
        if row not in expected or expected[row] not in found.get(row, "")
    ]


def _demand(findings: Findings, case: Case) -> None:
    words = zip(case.warnings, findings.warnings, strict=False)
    assert len(findings.warnings) == len(case.warnings), findings.warnings
    assert all(word in warning for word, warning in words), findings.warnings
    assert {name: getattr(findings, name) for name in case.found} == case.found


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_its_beginning_says_what_it_is(case: Case) -> None:
    """When it is uploaded the same is seen as when it is read; of tables of text the sign is seen then."""
    data = case.data
    if case in BROKEN:
        with pytest.raises(Unreadable):
            kind_of(data[:HEAD], data[-TAIL:], case.name)
    elif not case.refused:
        kind = kind_of(data[:HEAD], data[-TAIL:], case.name)
        assert {kind.file_type, case.type} <= {"csv", "tsv"} or kind.file_type == case.type
        assert kind.compression == case.compression


#: What an import takes otherwise: the first row is its header, and all that is wrong is its row's.
OTHERWISE: Final = {
    "sign_said_above.csv", "lines_of_blanks.csv", "blanks_before_quotes.csv", "text_of_20_MB.csv",
    "text_of_22_MB.csv",
    "end_of_dos.csv", "colons.csv", "no_sign.csv", "all_rows_broken.csv", "header_broken.csv",
}  # fmt: skip


@pytest.mark.parametrize(
    "case", [case for case in CUT if case.name not in OTHERWISE], ids=lambda case: case.name
)
def test_a_file_that_is_imported_has_the_same_rows(tmp_path: Path, case: Case) -> None:
    place = tmp_path / "original"
    place.write_bytes(case.data)
    read = opened(place, case.name, Options(), tmp_path, LIMITS, lambda _: None)
    rows = list(read.rows)
    header, imported = table(StringIO(case.data.decode(), newline=""), str(read.findings.delimiter))

    assert header == read.titles
    assert [_taken(row, len(header)) for row in imported] == [_taken(row, len(header)) for row in rows]


def _taken(row: Row, width: int) -> tuple[int, object]:
    """Whatever the words in which it is refused."""
    number, cells = row
    return number, None if isinstance(cells, str) or len(cells) != width else cells


def _rows(tmp_path: Path, name: str, data: bytes) -> list[Row]:
    place = tmp_path / "original"
    place.write_bytes(data)
    return list(opened(place, name, Options(), tmp_path, LIMITS, lambda _: None).rows)


def test_cells_that_are_one_say_the_same_in_each_row(tmp_path: Path) -> None:
    cells = grid([["model", "task", "score"], [None, "x", 1], [None, "y", 2], ["Egret", "x", 3]])
    found = _rows(tmp_path, "merged.xlsx", workbook({"A": cells}, (1, 0, 2, 0, "Heron")))
    assert found == [(2, ["Heron", "x", "1"]), (3, ["Heron", "y", "2"]), (4, ["Egret", "x", "3"])]


def test_a_mark_that_swallows_rows_costs_no_line_but_its_own(tmp_path: Path) -> None:
    """It ends at the mark of another line, with more cells than the header has."""
    found = _rows(tmp_path, "marks.csv", b'a,b\n1,x\n2,"y\n3,z\n4,w\n5,",v\n6,u\n')
    assert [row for row in found if not isinstance(row[1], str)] == [
        *((2, ["1", "x"]), (4, ["3", "z"]), (5, ["4", "w"]), (7, ["6", "u"])),
    ]
    assert [number for number, cells in found if isinstance(cells, str)] == [3, 6]


@pytest.mark.parametrize("packed", [gz, lambda text: zst(text.encode())], ids=["gzip", "zstd"])
def test_no_more_is_unpacked_than_is_allowed(tmp_path: Path, packed: Callable[[str], bytes]) -> None:
    data = text_table(rows(1000))
    place = tmp_path / "original"
    place.write_bytes(packed(data))
    enough = replace(LIMITS, inflated=len(data))
    assert len(list(opened(place, "a.csv", Options(), tmp_path, enough, lambda _: None).rows)) == 1000
    with pytest.raises(Unreadable, match="Unpacked it has more than"):
        opened(place, "a.csv", Options(), tmp_path, replace(LIMITS, inflated=len(data) - 1), lambda _: None)


@pytest.mark.parametrize(("right", "encoding"), [(10, "utf-8"), (9, "cp1252")])
def test_a_stray_byte_among_ten_letters_is_one(tmp_path: Path, right: int, encoding: str) -> None:
    place = tmp_path / "original"
    place.write_bytes(b"a\n" + "ä".encode() * right + b"\n\xe4\n")
    assert encoding_of(place, None).name == encoding


def test_what_is_damaged_is_read_or_refused_in_words(tmp_path: Path) -> None:
    chance = random.Random(3)
    sound = [*CUT[:3], *PACKED[:2], *JSON[:2], *WORKBOOKS[:1], *PARQUET[:1]]
    for number in range(20 * len(sound)):
        case = sound[number % len(sound)]
        data = bytearray(case.data)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = data[: chance.randrange(len(data))] if chance.random() < 0.3 else data
        assert _told(tmp_path / f"{number}", case.name, bytes(cut))


def _told(folder: Path, name: str, data: bytes) -> str:
    """Its columns and how many rows have as many cells, or why it is refused."""
    folder.mkdir()
    place = folder / "original"
    place.write_bytes(data)
    try:
        found = opened(place, name, Options(), folder, LIMITS, lambda _: None)
        widths = [len(cells) for _, cells in found.rows if not isinstance(cells, str)]
    except Unreadable as refused:
        return str(refused)
    assert set(widths) <= {len(found.names)}
    return f"{len(widths)} rows of {found.names}"


def test_there_are_enough() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
