"""LiteLLM: model_prices_and_context_window.json.

A key is LiteLLM's route to an offering: the part in front that names the provider is taken off, and the
rest is the provider's own id. A model goes by the end of that, with its maker where there is one (`meta-
llama/Llama-3…`), for the list has no names of models; without Amazon Bedrock's and Azure's regions, which
they have too. What a provider says of a model is taken if it made it, for hosts differ. Prices per token of
chats, completions and embeddings are read; those of images, audio, seconds, pages and searches are left
out, and tools that are no models with them, as are classes of models by size (`together-ai-4.1b-8b`) and
prices of what customers trained (`ft:…`).
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from msgspec import Struct

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.parts import address, told, typed
from app.formats.records import Model, Price, Reject, Said
from app.formats.vocabulary.amounts import above, once, per_token, priced
from app.formats.vocabulary.makers import compared, maker, owned, seller, without_region

BY_THE_HOUR: Final = "Expected one price a day: this one depends on the hour, and the one outside it is read."
UNNAMED: Final = "Expected an id such as maker/model: which model this is cannot be told from it."

#: What is sold by the token; the other modes are sold by what they make.
BY_TOKEN: Final = frozenset(["chat", "completion", "responses", "embedding", "realtime"])
MAKES: Final = frozenset(["image_generation", "audio_speech", "audio_transcription", "video_generation"])
NO_MODEL: Final = re.compile(r"ft:|(?:together-ai|fireworks-ai)-")
#: Roads inside a provider, in front of its id for a model.
ROADS: Final = re.compile(r"accounts/fireworks/(?:models|routers)/|@[ch]f/|models/")
SIZED: Final = re.compile(r"\d+-x-\d+/")
REGIONAL: Final = ("azure", "bedrock")

COLUMNS: Final = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
}
SOLD: Final = {"batches": "batch"}
PRICE: Final = re.compile(rf"({'|'.join(COLUMNS)})(?:_above_(\d+)k_tokens)?(?:_([a-z]+))?")


class Step(Struct):
    """A price of requests from so many tokens on."""

    range: list[int] = []
    input_cost_per_token: float | str | None = None
    output_cost_per_token: float | str | None = None
    cache_read_input_token_cost: float | str | None = None
    cache_creation_input_token_cost: float | str | None = None


class Entry(Struct):
    """Its prices stand beside these, under names that say the terms too."""

    litellm_provider: str
    mode: str | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    supported_modalities: list[str] = []
    supported_output_modalities: list[str] = []
    supports_reasoning: bool | None = None
    supports_function_calling: bool | None = None
    source: str | None = None
    tiered_pricing: list[Step] = []
    off_peak_pricing: Any = None


class Offer(NamedTuple):
    row: int
    offering: str
    model: str
    entry: Entry
    given: dict[str, Any]


def recognises(file: File) -> bool:
    return b'"litellm_provider"' in file.head and _is_list(file.json)


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """A row is an entry of the object, `sample_spec` counted too."""
    if not _is_list(file.json):
        raise Unreadable("It is not LiteLLM's list of prices: an object of models with a `litellm_provider`.")
    offers: list[Offer] = []
    for row, (key, given) in enumerate(file.json.items(), 1):
        if key == "sample_spec" or NO_MODEL.match(key) or not _is_entry(given):
            continue
        entry = typed(row, given, Entry)
        if isinstance(entry, Reject):
            yield entry
        elif offer := _offer(row, key, entry, given):
            offers.append(offer)
        elif entry.mode in BY_TOKEN:
            yield Reject(row=row, column="key", value=key, reason=UNNAMED)
    yield from _models(offers)
    yield from once(price for offer in offers for price in _prices(offer))


def _is_entry(given: Any) -> bool:
    """Rules about ids stand among them, without a provider."""
    return not isinstance(given, dict) or "litellm_provider" in given


def _is_list(given: Any) -> bool:
    """By its first entries: what is about all of them may stand in front."""
    first = list(given.values())[:3] if isinstance(given, dict) else []
    return any(isinstance(one, dict) and "litellm_provider" in one for one in first)


def _offer(row: int, key: str, entry: Entry, given: dict[str, Any]) -> Offer | None:
    """None where it is no model, or where its id does not say which."""
    front, slash, rest = key.partition("/")
    routed = slash and entry.litellm_provider.replace("-", "_").startswith(front.replace("-", "_"))
    offering = rest if routed else key
    model = ROADS.sub("", offering, count=1) if ROADS.match(offering) else offering
    if entry.litellm_provider.startswith(REGIONAL):
        model = without_region(model.rpartition("/")[2])
    named = entry.mode in BY_TOKEN | MAKES and model.count("/") < 2 and not SIZED.match(model)
    return Offer(row, offering, model, entry, given) if named else None


def _models(offers: list[Offer]) -> Iterator[Model]:
    """Each once, as its maker describes it, if its maker sells it."""
    models: dict[str, Offer] = {}
    for offer in sorted(offers, key=lambda one: not _own(one)):
        models.setdefault(compared(offer.model), offer)
    for offer in models.values():
        yield Model(
            row=offer.row,
            name=offer.model,
            organization=maker(offer.entry.litellm_provider, offer.model),
            metadata=_metadata(offer.entry) or None if _own(offer) else None,
        )


def _own(offer: Offer) -> bool:
    return owned(offer.entry.litellm_provider, offer.model)


def _metadata(entry: Entry) -> dict[str, Any]:
    """What it takes at most may be less than its context, so that is not said."""
    modalities = {"input": entry.supported_modalities, "output": entry.supported_output_modalities}
    return told(
        {
            "max_input_tokens": entry.max_input_tokens or None,
            "max_output_tokens": entry.max_output_tokens or None,
            "modalities": told(modalities),
            "reasoning": entry.supports_reasoning,
            "tool_call": entry.supports_function_calling,
        }
    )


def _prices(offer: Offer) -> Iterator[Price | Reject]:
    if offer.entry.mode not in BY_TOKEN:
        return
    if offer.entry.off_peak_pricing is not None:
        yield Reject(row=offer.row, column="off_peak_pricing", value=offer.offering, reason=BY_THE_HOUR)
    terms = {
        "model": offer.model,
        "organization": maker(offer.entry.litellm_provider, offer.model),
        "provider": seller(offer.entry.litellm_provider),
        "offering": offer.offering,
        "source_url": address(offer.entry.source),
    }
    for tier, amounts in _tiers(offer.given).items():
        yield from priced(offer.row, terms | {"tier": tier}, amounts, per_token)
    for step in offer.entry.tiered_pricing:
        tier = above(step.range[0]) if any(step.range[:1]) else "standard"
        amounts = {column: getattr(step, name) for name, column in COLUMNS.items()}
        yield from priced(offer.row, terms | {"tier": tier}, amounts, per_token)


def _tiers(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its prices by tier and column; `input_cost_per_token_above_200k_tokens_priority` names both."""
    tiers: dict[str, dict[str, Any]] = {}
    for name, amount in given.items():
        if found := PRICE.fullmatch(name):
            column, thousands, sold = found.groups()
            size = [above(int(thousands) * 1000)] if thousands else []
            tier = " ".join(size + ([SOLD.get(sold, sold)] if sold else [])) or "standard"
            tiers.setdefault(tier, {})[COLUMNS[column]] = amount
    return tiers


FORMAT: Final = Format(
    name="litellm",
    title="LiteLLM: model_prices_and_context_window.json",
    described="its own entry `sample_spec`, https://github.com/BerriAI/litellm (MIT)",
    recognises=recognises,
    read=read,
)
