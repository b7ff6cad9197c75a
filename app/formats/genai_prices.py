"""genai-prices: prices/data.json, data_slim.json, and the YAML files of its providers.

History: the price that holds before the first dated one has no first day of its own. It is given FIRST_DAY,
which is to say "since ever", so that the price of any day is the one that held; a price without any later
one is only known to hold now. Prices by the hour of the day are rejected, all of that model's: the
catalogue has one a day.

What an entry matches by `equals` may be another model at the same price (`gpt-5-codex` beside `gpt-5`). An
alias is only what spells the id itself or a dated snapshot of it, and only where the provider made the
model. Prices of requests, audio, images and searches are left out.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, Struct

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.parts import entries, told, typed, words
from app.formats.records import FIRST_DAY, Model, Price, Reject, Said
from app.formats.vocabulary.amounts import COLUMNS, above, once, per_million, priced
from app.formats.vocabulary.days import day
from app.formats.vocabulary.makers import (
    POINTER,
    bare_name,
    compared,
    maker,
    owned,
    pointer,
    seller,
    without_region,
)

BY_THE_HOUR: Final = "Expected one price a day: this one depends on the hour."
SNAPSHOT: Final = r"(?:-\d{4}-\d{2}-\d{2}|-\d{8})?"


class Step(Struct):
    start: Annotated[int, Meta(ge=1)]
    price: float | str


class Stepped(Struct):
    """A price that depends on how long the request is."""

    base: float | str | None
    tiers: list[Step] = []


Amounts = dict[str, Stepped | float | str | None]


class Constraint(Struct, frozen=True, forbid_unknown_fields=True):
    start_date: Any = None
    start_time: Any = None
    end_time: Any = None


class Period(Struct):
    prices: Amounts
    constraint: Constraint = Constraint()


class Entry(Struct):
    id: str
    name: str | None = None
    description: str | None = None
    context_window: int | None = None
    deprecated: bool = False
    match: Any = None
    prices: Amounts | list[Period] = {}


class Offer(NamedTuple):
    row: int
    provider: Any
    entry: Entry
    model: str
    organization: str | None
    own: bool


def recognises(file: File) -> bool:
    if file.suffix in {".yml", ".yaml"}:
        return b"api_pattern:" in file.head and _is_provider(file.yaml)
    return b'"api_pattern"' in file.head and _is_list(file.json)


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """A row is a model, counted over all providers."""
    providers = file.json if _is_list(file.json) else [file.yaml]
    if not _is_provider(providers[0]):
        raise Unreadable("It is neither data.json of genai-prices nor the YAML file of one of its providers.")
    offers: list[Offer] = []
    for row, (provider, given) in enumerate(_listed(providers), 1):
        entry = typed(row, given, Entry)
        if isinstance(entry, Reject):
            yield entry
        elif pointer(entry.id):
            yield Reject(row=row, column="id", value=entry.id, reason=POINTER)
        else:
            offers.append(_offer(row, provider, entry))
    yield from _models(offers)
    yield from once(price for offer in offers for price in _prices(offer))


def _is_list(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and _is_provider(given[0])


def _is_provider(given: Any) -> bool:
    return isinstance(given, dict) and {"id", "name", "api_pattern", "models"} <= given.keys()


def _listed(providers: list[Any]) -> Iterator[tuple[Any, Any]]:
    """What is no provider is one entry, and no model."""
    for provider in providers:
        for model in entries(provider, "models") if _is_provider(provider) else [None]:
            yield provider, model


def _offer(row: int, provider: Any, entry: Entry) -> Offer:
    """Its name, if that is one: `Claude 2.0 / 2.1` are two; else its id, without a region."""
    named = entry.name if entry.name and " / " not in entry.name else without_region(entry.id)
    seller_id = words(provider, "id") or ""
    return Offer(
        row=row,
        provider=provider,
        entry=entry,
        model=bare_name(named, entry.id),
        organization=maker(seller_id, entry.id),
        own=owned(seller_id, entry.id),
    )


def _models(offers: list[Offer]) -> Iterator[Model]:
    """Each once, as its maker describes it, if its maker sells it."""
    models: dict[str, Offer] = {}
    for offer in sorted(offers, key=lambda one: not one.own):
        models.setdefault(compared(offer.model), offer)
    for offer in models.values():
        known = {"context_window": offer.entry.context_window, "deprecated": offer.entry.deprecated or None}
        yield Model(
            row=offer.row,
            name=offer.model,
            organization=offer.organization,
            description=(offer.entry.description or "").strip() or None if offer.own else None,
            metadata=(told(known) or None) if offer.own else None,
            aliases=tuple(one for one in _aliases(offer) if compared(one) not in models),
        )


def _aliases(offer: Offer) -> list[str]:
    match = offer.entry.match
    matched = [words(one, "equals") for one in entries(match, "or") or [match]]
    spelt = re.compile(re.escape(_spelt(offer.entry.id)) + SNAPSHOT)
    found = [offer.entry.id, *(one for one in matched if one and spelt.fullmatch(_spelt(one)))]
    return list({compared(one): one for one in found}.values()) if offer.own else []


def _spelt(id: str) -> str:
    return id.casefold().replace(".", "-")


def _prices(offer: Offer) -> Iterator[Price | Reject]:
    given = offer.entry.prices
    periods = given if isinstance(given, list) else [Period(prices=given)]
    if any(one.constraint.start_time or one.constraint.end_time for one in periods):
        yield Reject(row=offer.row, column="prices", value=offer.entry.id, reason=BY_THE_HOUR)
        return
    try:
        held = [(_first_day(one, periods), _columns(one)) for one in periods]
    except ValueError as fault:
        yield Reject(row=offer.row, column="prices", value=offer.entry.id, reason=str(fault))
        return
    starts = {step.start for _, columns in held for one in columns.values() for step in one.tiers}
    for first_day, columns in held:
        for start in (0, *sorted(starts)):
            amounts = {column: _at(one, start) for column, one in columns.items()}
            yield from priced(offer.row, _terms(offer, first_day, start), amounts, per_million)


def _first_day(period: Period, periods: list[Period]) -> date | None:
    start = period.constraint.start_date
    if start is not None:
        return day(start)
    return FIRST_DAY if any(one.constraint.start_date is not None for one in periods) else None


def _columns(period: Period) -> dict[str, Stepped]:
    """Each amount by its steps, of which most have none."""
    given = {column: period.prices.get(f"{column}_mtok") for column in COLUMNS}
    return {column: one if isinstance(one, Stepped) else Stepped(one) for column, one in given.items()}


def _at(stepped: Stepped, start: int) -> Any:
    reached = [step for step in stepped.tiers if step.start <= start]
    return max(reached, key=lambda step: step.start).price if reached else stepped.base


def _terms(offer: Offer, first_day: date | None, start: int) -> dict[str, Any]:
    return {
        "model": offer.model,
        "organization": offer.organization,
        "provider": seller(words(offer.provider, "id") or "", words(offer.provider, "name")),
        "offering": offer.entry.id,
        "tier": above(start) if start else "standard",
        "valid_from": first_day,
        "source_url": next((one for one in entries(offer.provider, "pricing_urls") if one), None),
    }


FORMAT: Final = Format(
    name="genai-prices",
    title="genai-prices: data.json, or the YAML files of its providers",
    described="https://github.com/pydantic/genai-prices/blob/main/README.md (MIT)",
    recognises=recognises,
    read=read,
)
