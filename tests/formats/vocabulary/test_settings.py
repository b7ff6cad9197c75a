"""Settings that stand as text: the same setting from wherever it is read, and versions as they are."""

from typing import Any

import pytest

from app.formats.vocabulary.settings import argument, printed

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "given", "table", "command_line"),
    [
        ("temperature", "0.6", 0.6, 0.6),
        ("temperature", "0.60", 0.6, 0.6),
        ("temperature", ".6", 0.6, 0.6),
        ("temperature", "-.50", -0.5, -0.5),
        ("top_p", "1e-3", 0.001, 0.001),
        ("top_p", "0.0000100", 1e-05, 1e-05),
        ("model", "1e5", "1e5", 100_000.0),
        ("temperature", "00.6", "00.6", 0.6),
        ("temperature", "0.1000000000000000055", "0.1000000000000000055", 0.1),
        ("limit", "100", 100, 100),
        ("limit", "0100", "0100", 100),
        ("do_sample", "True", True, True),
        ("harness_version", "1.10", "1.10", "1.10"),
        ("revision", "1234567", "1234567", "1234567"),
        ("Prompt Version", "0.10", "0.10", "0.10"),
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


@pytest.mark.parametrize("value", [0.1, 0.1 + 0.2, 1e-05, 1e16, 1.5e-300, 0.012345678901234567, -2.0])
def test_what_programs_print_is_the_number_again(value: float) -> None:
    assert printed("a", repr(value)) == value


@pytest.mark.parametrize(
    ("text", "value"), [("0,10", 0.1), (",5", 0.5), ("5", 5), ("1.000", "1.000"), ("1,2,3", "1,2,3")]
)
def test_a_decimal_comma(text: str, value: Any) -> None:
    assert printed("temperature", text, ",") == value


@pytest.mark.parametrize(("given", "read"), [(5, 5), (False, False), (0.5, 0.5), (None, None), ([1], None)])
def test_what_is_no_text_stays_or_is_no_setting(given: Any, read: Any) -> None:
    assert argument("a", given) is read
