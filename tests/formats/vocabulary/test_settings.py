"""Settings that stand as text: the same setting from wherever it is read, and versions as they are."""

from typing import Any

import pytest

from app.formats.vocabulary.settings import argument, printed

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "given", "table", "command_line"),
    [
        ("temperature", "0.6", 0.6, 0.6),
        ("temperature", "0.60", "0.60", 0.6),
        ("top_p", "1e-3", "1e-3", 0.001),
        ("limit", "100", 100, 100),
        ("limit", "0100", "0100", 100),
        ("do_sample", "True", True, True),
        ("harness_version", "1.10", "1.10", "1.10"),
        ("revision", "1234567", "1234567", "1234567"),
        ("effort", "high", "high", "high"),
        ("effort", "1e999", "1e999", "1e999"),
        ("place", "1.2.3", "1.2.3", "1.2.3"),
    ],
)
def test_tables_are_read_strictly_and_command_lines_as_their_programs_do(
    name: str, given: str, table: Any, command_line: Any
) -> None:
    found = printed(name, given), argument(name, given)
    assert found == (table, command_line)
    assert [type(one) for one in found] == [type(table), type(command_line)]


@pytest.mark.parametrize(("given", "read"), [(5, 5), (False, False), (0.5, 0.5), (None, None), ([1], None)])
def test_what_is_no_text_stays_or_is_no_setting(given: Any, read: Any) -> None:
    assert argument("a", given) is read
