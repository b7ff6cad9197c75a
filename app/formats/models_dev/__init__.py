"""models.dev: its api.json, and the TOML files of its repository.

A maker's own entry says what its model is. A host's says only that it sells it, under which id, for how
much: what hosts say of release dates, weights and limits differs from host to host. It is taken from
api.json only, for models that their makers have no entry for, and as far as no host contradicts another. A
model goes by its display name, without the region or the plan that the host's id has too. Prices of
requests, audio, thinking have no column in the catalogue, and are left out, as is what `provider.toml`
says.
"""

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.models_dev.entries import Entry, Experimental, Tier, dated, facts, results, weights
from app.formats.parts import entries, part, typed, words
from app.formats.records import Model, Price, Reject, Said
from app.formats.vocabulary.amounts import above, once, per_million, priced
from app.formats.vocabulary.makers import (
    MAKERS,
    POINTER,
    agreed,
    bare_name,
    compared,
    maker,
    owned,
    pointer,
    seller,
)


class Offer(NamedTuple):
    """An entry of a provider's; `own` is one of whoever made the model."""

    row: int
    provider: str
    offering: str
    model: str
    organization: str | None
    own: bool
    entry: Entry


def recognises(file: File) -> bool:
    if file.suffix == ".toml":
        return _is_entry(file.toml)
    return b'"models"' in file.head and _is_api(file.json)


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """A row is an entry of api.json, counted over all providers, or a score of a TOML file."""
    if _is_api(file.json):
        yield from _api(file.json)
    elif isinstance(file.toml, dict):
        yield from _file(file)
    else:
        raise Unreadable("It is neither models.dev's api.json nor a TOML file of its repository.")


def _is_api(given: Any) -> bool:
    """By its first provider."""
    first = next(iter(given.values()), None) if isinstance(given, dict) else None
    return isinstance(first, dict) and {"id", "name", "models"} <= first.keys() and "env" in first


def _is_entry(given: Any) -> bool:
    if not isinstance(given, dict) or not isinstance(given.get("name", given.get("base_model")), str):
        return False
    return (
        "base_model" in given or isinstance(given.get("limit"), dict) or isinstance(given.get("cost"), dict)
    )


def _api(providers: dict[str, Any]) -> Iterator[Said]:
    offers: list[Offer] = []
    for row, (provider, named, offering, given) in enumerate(_entries(providers), 1):
        entry = typed(row, given, Entry)
        if isinstance(entry, Reject):
            yield entry
        elif pointer(offering):
            yield Reject(row=row, column="id", value=offering, reason=POINTER)
        elif not entry.name:
            yield Reject(row=row, column="name", reason="Expected the name of the model.")
        else:
            yield from dated(row, entry)
            offers.append(_offer(row, provider, named, offering, entry))
    models = _alike(offers)
    for alike in models.values():
        yield _model(alike, models)
    yield from once(price for offer in offers for price in _prices(offer))


def _entries(providers: dict[str, Any]) -> Iterator[tuple[str, str | None, str, Any]]:
    for provider, given in providers.items():
        models = given.get("models") if isinstance(given, dict) else None
        if isinstance(models, dict):
            for offering, entry in models.items():
                yield provider, words(given, "name"), offering, entry
        else:
            yield provider, None, "", given


def _offer(row: int, provider: str, named: str | None, offering: str, entry: Entry) -> Offer:
    return Offer(
        row=row,
        provider=seller(provider, named),
        offering=offering,
        model=entry.base_model or bare_name(entry.name or "", offering),
        organization=maker(provider, entry.base_model or offering),
        own=owned(provider, offering),
        entry=entry,
    )


def _alike(offers: list[Offer]) -> dict[str, list[Offer]]:
    """By the name as it is compared, the offers of one model: its maker's own, where there are such."""
    models: dict[str, list[Offer]] = {}
    for offer in offers:
        models.setdefault(compared(offer.model), []).append(offer)
    return {name: [one for one in alike if one.own] or alike for name, alike in models.items()}


def _model(alike: list[Offer], names: Collection[str]) -> Model:
    """An id is an alias where no other model is called so; a host's never is."""
    first = alike[0]
    makers = {offer.organization for offer in alike if offer.organization}
    ids = dict.fromkeys(offer.offering for offer in alike if offer.own)
    known = agreed([facts(offer.entry) for offer in alike])
    return _described(
        first.model,
        makers.pop() if len(makers) == 1 else None,
        known if first.own else known | {"deprecated": False},
        row=first.row,
        aliases=tuple(one for one in ids if compared(one) not in names),
    )


def _described(
    name: str, organization: str | None, known: dict[str, Any], *, row: int, aliases: tuple[str, ...]
) -> Model:
    if not known.get("deprecated"):
        known.pop("deprecated", None)
    return Model(
        row=row,
        name=name,
        organization=organization,
        release_date=known.pop("release_date", None),
        license=known.pop("license", None),
        metadata=known or None,
        aliases=aliases,
    )


def _prices(offer: Offer) -> Iterator[Price | Reject]:
    terms = {
        "model": offer.model,
        "organization": offer.organization,
        "provider": offer.provider,
        "offering": offer.offering,
    }
    cost = offer.entry.cost
    yield from priced(offer.row, terms, cost, per_million)
    for given in _tiers(cost):
        tier = typed(offer.row, given, Tier)
        if isinstance(tier, Reject) or tier.tier.type != "context":
            yield Reject(
                row=offer.row, column="cost.tiers", reason="Expected tiers by the size of a context."
            )
        else:
            yield from priced(offer.row, terms | {"tier": above(tier.tier.size)}, given, per_million)
    if isinstance(offer.entry.experimental, Experimental):
        for name, mode in offer.entry.experimental.modes.items():
            yield from priced(offer.row, terms | {"tier": name}, mode.cost, per_million)


def _tiers(cost: dict[str, Any]) -> list[Any]:
    """`context_over_200k` is the older way to say it, and stands beside `tiers` where there are both."""
    over = part(cost, "context_over_200k")
    return entries(cost, "tiers") or ([over | {"tier": {"size": 200_000}}] if over else [])


def _file(file: File) -> Iterator[Said]:
    entry = typed(1, file.toml, Entry)
    if isinstance(entry, Reject):
        yield entry
        return
    yield from dated(1, entry)
    sold = _sold(file.path.parts, entry)
    if sold:
        yield from _provider_file(*sold, entry)
    elif entry.name:
        yield from _maker_file(file.path, entry.name, entry)
    else:
        raise Unreadable("It names no model; of models.dev, bring the files of models and of their prices.")


def _sold(parts: tuple[str, ...], entry: Entry) -> tuple[str, str] | None:
    """The provider, and its id for the model: `providers/<provider>/models/<id>.toml`, or the end of that."""
    priced_here = bool(entry.cost or entry.base_model)
    for place, folder in enumerate(parts):
        listed = place > 1 and parts[place - 2] == "providers"
        if folder == "models" and place and (listed or priced_here):
            return parts[place - 1], "/".join(parts[place + 1 :]).removesuffix(".toml")
    if priced_here:
        raise Unreadable("Whose price it is says its folder: bring it as <provider>/models/<id>.toml.")
    return None


def _provider_file(provider: str, offering: str, entry: Entry) -> Iterator[Said]:
    offer = _offer(1, provider, None, offering, entry)
    if offer.own and not entry.base_model:
        yield _model([offer], {compared(offer.model)})
    elif not entry.base_model:
        yield Model(row=1, name=offer.model, organization=offer.organization)
    yield from _prices(offer)


def _maker_file(path: PurePosixPath, name: str, entry: Entry) -> Iterator[Said]:
    folder = path.parts[-2] if len(path.parts) > 1 and path.parts[-2] != "models" else None
    organization = MAKERS.get(folder, folder) if folder else None
    ids = [path.stem, *([f"{folder}/{path.stem}"] if folder else []), *weights(entry)]
    aliases = tuple(one for one in ids if compared(one) != compared(name))
    yield _described(name, organization, facts(entry), row=1, aliases=aliases)
    yield from results(name, organization, entry)


FORMAT: Final = Format(
    name="models.dev",
    title="models.dev: api.json, or the TOML files of its repository",
    described="https://github.com/anomalyco/models.dev/blob/dev/README.md (MIT)",
    recognises=recognises,
    read=read,
)
