"""Quotation marks that are never closed: they cost the line on which they are opened, and no other."""

import random
from io import StringIO
from time import process_time

import pytest

from app.formats.files import Unreadable
from app.formats.tables import lines, rows
from app.formats.tables.rows import UNCLOSED, Row, table

pytestmark = pytest.mark.once

BEHIND = "Expected the end of the cell after a closing quotation mark; one inside a cell is doubled."
FOUR = "Expected 3 cells, as the header has; found 4 cells. The row goes on to line "


def cut(below: str) -> list[Row]:
    return list(table(StringIO("id,model,score\n" + below, newline=""), ",").rows)


@pytest.mark.parametrize(
    ("below", "found"),
    [
        ('1,"a,2\n2,b,3\n3,c,4\n', [(2, UNCLOSED), (3, ["2", "b", "3"]), (4, ["3", "c", "4"])]),
        ('1,"a,2\n2,b,3\n3,"c, d",4\n', [(2, UNCLOSED), (3, ["2", "b", "3"]), (4, ["3", "c, d", "4"])]),
        ('1,"a,2\n2,b,3\n3,c",4,5\n', [(2, UNCLOSED), (3, ["2", "b", "3"]), (4, ["3", 'c"', "4", "5"])]),
        ('1,"a,2\n2,"b,3\n3,c,4\n', [(2, UNCLOSED), (3, UNCLOSED), (4, ["3", "c", "4"])]),
        ('1,"a\nb, c",2\n', [(2, ["1", "a\nb, c", "2"])]),
        ('1,"a\nb",2,3\n2,c,d\n', [(2, FOUR + "3."), (4, ["2", "c", "d"])]),
        (
            '1,"a\nb, c, d\ne",2,3\n2,c,d\n',
            [(2, UNCLOSED), (3, ["b", " c", " d"]), (4, ['e"', "2", "3"]), (5, ["2", "c", "d"])],
        ),
        ('1,"a\nb, c, d\ne\nf",2,3\n2,c,d\n', [(2, FOUR + "5."), (6, ["2", "c", "d"])]),
        ('1,"a"b,2\n2,c,3\n', [(2, BEHIND), (3, ["2", "c", "3"])]),
        ('1,a"b,2\n', [(2, ["1", 'a"b', "2"])]),
        ('1,"a ""b""",2\r2,"c\r\nd",3\r\n', [(2, ["1", 'a "b"', "2"]), (3, ["2", "c\r\nd", "3"])]),
    ],
)
def test_a_mark_that_is_not_closed_costs_its_line(below: str, found: list[Row]) -> None:
    assert cut(below) == found


def test_what_it_would_swallow_is_read_however_far_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BLOCK", 1000)
    good = [f"{number},b,{number}" for number in range(5000)]
    found = cut("\n".join([*good[:100], '9,"open,9', *good[100:]]))

    assert [row for row in found if isinstance(row[1], str)] == [(102, UNCLOSED)]
    assert [row[1] for row in found if isinstance(row[1], list)] == [line.split(",") for line in good]
    assert [row[0] for row in found] == list(range(2, 5003))


def test_a_row_without_end_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BLOCK", 1000)
    monkeypatch.setattr(lines, "LONGEST_RECORD", 10_000)
    short = 'x""","""z,\n'  # closes a mark and opens another, so that no cell is long
    found = cut('1,"open\n' + short * 3000 + "3,c,4\n")

    assert found[0] == (2, lines.ENDLESS)
    assert found[-1] == (3003, ["3", "c", "4"])


def test_too_many_of_them_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_AGAIN", 10_000)
    monkeypatch.setattr(lines, "LONGEST_RECORD", 1000)
    monkeypatch.setattr(lines, "BLOCK", 100)

    with pytest.raises(Unreadable, match=r"Too many quotation marks up to line \d+ are never closed"):
        cut('x""","""z,\n' * 3000)


def test_a_mark_that_is_never_closed_on_each_line_costs_no_more_than_the_line() -> None:
    began = process_time()
    found = cut('1,"x\n' * 60_000)

    assert found[:2] == [(2, UNCLOSED), (3, UNCLOSED)]
    assert len(found) == 60_000
    assert process_time() - began < 5  # it was half a minute when each of them cost the whole block


def test_where_blocks_are_cut_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)
    for _ in range(300):
        text = "".join(chance.choices(["a", ",", '"', "\n", "\r\n", "\r", "b,c,d\n", '"e\nf"', '""'], k=60))
        monkeypatch.setattr(lines, "BLOCK", 2**20)
        whole = cut("0,0,0\n" + text)
        monkeypatch.setattr(lines, "BLOCK", chance.randint(1, 9))
        assert cut("0,0,0\n" + text) == whole
