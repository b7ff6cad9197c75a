"""The units that price lists count in, as USD per million tokens; the numbers stay exact until the end."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from app.formats.records import Price, Reject, Said
from app.formats.vocabulary.numbers import NUMBER

#: What a price has, beside the terms under which it holds.
COLUMNS: Final = ("input", "output", "cache_read", "cache_write")

MILLION: Final = Decimal(1_000_000)
CENT: Final = Decimal("0.01")
SMALLEST: Final = Decimal("0.000001")

Convert = Callable[[Any], float | None]


def per_token(given: Any) -> float | None:
    """USD per token, as a number or printed."""
    return _million(given, MILLION)


def per_million(given: Any) -> float | None:
    """USD per million tokens, as a number or printed."""
    return _million(given, Decimal(1))


def per_million_cents(given: Any) -> float | None:
    """US cents per million tokens, as a number or printed."""
    return _million(given, CENT)


def above(tokens: int) -> str:
    """The tier of requests of more than so many tokens: `above 200k`."""
    return f"above {tokens // 1000}k" if tokens % 1000 == 0 else f"above {tokens}"


def priced(
    row: int, terms: Mapping[str, Any], given: Mapping[str, Any], convert: Convert
) -> Iterator[Price | Reject]:
    """A price under these terms (the other fields of it), where any of its COLUMNS is given."""
    amounts: dict[str, Any] = {}
    for column in COLUMNS:
        try:
            amount = convert(given.get(column))
        except ValueError as fault:
            yield Reject(row=row, column=column, value=str(given[column])[:1000], reason=str(fault))
        else:
            amounts |= {} if amount is None else {column: amount}
    if amounts:
        yield Price(row=row, **terms, **amounts)


def once(said: Iterator[Said]) -> Iterator[Said]:
    """Each price one time: lists have some offerings under two keys."""
    known: dict[tuple[Any, ...], Price] = {}
    for one in said:
        if isinstance(one, Price):
            terms = (one.model, one.provider, one.offering, one.tier, one.valid_from)
            first = known.setdefault(terms, one)
            if first is not one:
                if any(getattr(one, column) != getattr(first, column) for column in COLUMNS):
                    reason = f"Expected the price that row {first.row} gives for the same offering."
                    yield Reject(row=one.row, column="offering", value=one.offering, reason=reason)
                continue
        yield one


def _million(given: Any, factor: Decimal) -> float | None:
    """None where nothing is given, and where it is negative: lists write -1 for what varies; 0 is free.

    Six decimals are kept, as the catalogue has them; raises ValueError with what was expected.
    """
    if given is None:
        return None
    amount = _exact(given) * factor
    if amount < 0:
        return None
    kept = amount.quantize(SMALLEST)
    if amount and not kept:
        raise ValueError("Expected at least 0.000001 USD per million tokens, or 0.")
    return abs(float(kept))


def _exact(given: Any) -> Decimal:
    """A float is the shortest number that is printed for it, as whoever wrote it meant."""
    text = given.strip() if isinstance(given, str) else str(given)
    if isinstance(given, bool) or not isinstance(given, int | float | str) or not NUMBER.fullmatch(text):
        raise ValueError("Expected a price, as a number.")
    number = Decimal(text)
    if abs(number) >= 10**12:
        raise ValueError("Expected a price below a million million.")
    return number
