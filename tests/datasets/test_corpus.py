"""A hundred dirty files: what is read of each, which rows are refused, what is told of it."""

from pathlib import Path

import pytest

from app.datasets.columns import Findings
from app.datasets.job import Limits
from app.datasets.options import Options
from app.datasets.reading.kinds import HEAD, TAIL, Unreadable, kind_of
from app.datasets.reading.table import opened
from tests.datasets.corpus.expected import Case
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


def test_there_are_enough() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
