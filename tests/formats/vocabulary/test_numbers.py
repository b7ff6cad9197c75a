"""Numbers as people print them."""

from decimal import Decimal

import pytest

from app.formats.vocabulary.numbers import Number, is_plain, number, spread_of, times, whole

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("0.85", Number(0.85)),
        (" 88.000 ", Number(88.0)),
        ("-0.28", Number(-0.28)),
        ("\u22120.28", Number(-0.28)),
        (".5", Number(0.5)),
        ("1e-3", Number(0.001)),
        ("77.0%", Number(77.0, "%")),
        ("77 %", Number(77.0, "%")),
        ("$0.1300", Number(0.13, "USD")),
        ("$1,234.50", Number(1234.5, "USD")),
        ("0.85±0.02", Number(0.85, None, 0.02)),
        ("97.3 ± 0.2", Number(97.3, None, 0.2)),
        ("97.3 +/- 0.2", Number(97.3, None, 0.2)),
        ("97.3 +- 0.2%", Number(97.3, "%", 0.2)),
        ("1,234.5", Number(1234.5)),
        ("1,234,567", Number(1234567.0)),
        ("1 234 567.5", Number(1234567.5)),
        ("1\u202f234", Number(1234.0)),
        ("1\u2019234.5", Number(1234.5)),
        (5, Number(5.0)),
        (0.85, Number(0.85)),
    ],
)
def test_a_number_is_read_as_it_is_printed(printed: object, read: Number) -> None:
    assert number(printed) == read


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("95,2", 95.2),
        ("0,123", 0.123),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("95", 95.0),
        ("1.234", 1234.0),
    ],
)
def test_a_decimal_comma_is_read_where_it_is_said(printed: str, read: float) -> None:
    assert number(printed, ",").value == read


@pytest.mark.parametrize("printed", ["0.85", "12.5", "1,234.5", "1.23"])
def test_a_point_among_decimal_commas_is_no_decimal_sign(printed: str) -> None:
    with pytest.raises(ValueError, match="Expected a number"):
        number(printed, ",")


@pytest.mark.parametrize(
    "printed", ["NaN", "nan", "-inf", "Infinity", "1e999", "#N/A", float("nan"), 10**400]
)
def test_what_is_not_finite_is_no_score(printed: object) -> None:
    with pytest.raises(ValueError, match="Expected a finite number"):
        number(printed)


@pytest.mark.parametrize("printed", ["95,2", "0,123", "-1,5", "12345,678"])
def test_a_decimal_comma_that_nobody_announced_is_asked_for(printed: str) -> None:
    with pytest.raises(ValueError, match='"decimal": ","'):
        number(printed)


@pytest.mark.parametrize(
    "printed",
    [
        *(
            "",
            "x",
            "85*",
            "> 90",
            "~85",
            "1_000",
            "0x10",
            "1.2.3",
            "12,34.5",
            "1,23,456",
            "85%%",
            "$",
            "%",
            "٣",
        ),
        *("0.85±", "±0.02", "1±2±3", "0.85±x", "9" * 5000, None, True, [1], {"a": 1}),
    ],
)
def test_what_is_no_number_is_none(printed: object) -> None:
    with pytest.raises(ValueError, match="Expected a number"):
        number(printed)


def test_only_the_bare_number_is_plain() -> None:
    assert [text for text in ("1", "0.850", "1e5", "1%", "$1", "1,000", "1±2", "") if is_plain(text)] == [
        "1",
        "0.850",
        "1e5",
    ]


def test_a_count_may_be_printed_with_a_point() -> None:
    assert (whole("805.0"), whole("1,319"), whole(7)) == (805, 1319, 7)
    with pytest.raises(ValueError, match="Expected a whole number"):
        whole("804.5")


def test_products_are_those_of_decimals() -> None:
    assert times(0.57, Decimal(100)) == 57
    assert times(29.7, Decimal("0.01")) == 0.297
    with pytest.raises(ValueError, match="stays finite"):
        times(1e308, Decimal(100))


def test_a_spread_says_nothing_until_a_mapping_says_what_it_is() -> None:
    printed = number("97.3 ± 0.2")
    assert printed.uncertainty(None) == {}
    assert printed.uncertainty("stderr") == {"stderr": 0.2}
    assert printed.uncertainty("ci95") == {"ci_low": 97.1, "ci_high": 97.5}
    assert number("97.3").uncertainty("ci95") == {}


@pytest.mark.parametrize(
    ("score", "printed", "spread"),
    [
        (0.85, "choice:0.85±0.02", 0.02),
        (0.097, "verification_code:0.1±0.02", 0.02),
        (0.913, "match:0.5±0.01,sympy:0.88±0.03,graded:0.91±0.04", 0.04),
        (0, "graded:0±0", 0),
    ],
)
def test_the_spread_of_a_score_is_found_among_others(score: float, printed: str, spread: float) -> None:
    assert spread_of(score, printed) == spread


@pytest.mark.parametrize("printed", ["choice:0.84±0.02", "a:0.1±0.02,b:0.90±0.01", "±0.02", "none"])
def test_the_spread_of_another_score_is_not_taken(printed: str) -> None:
    with pytest.raises(ValueError, match=r"Expected 0\.85 ± something"):
        spread_of(0.85, printed)
