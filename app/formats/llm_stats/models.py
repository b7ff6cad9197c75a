"""What LLM Stats knows of models, and of what providers ask for them."""

import math
import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from app.formats.parts import shown, told
from app.formats.records import Model, Price, Reject, Text
from app.formats.vocabulary.amounts import per_million_cents, priced
from app.formats.vocabulary.days import day
from app.formats.vocabulary.makers import MAKERS, compared, seller

HUB: Final = re.compile(r"https://huggingface\.co/([\w.-]+/([\w.-]+))(?:/.*)?")
#: What an id ends with where it is a snapshot: 2024-08-06, 20241022, 04-2024, 2407.
SNAPSHOT: Final = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{2}-\d{4}|\d{4})$")
#: The description counts in billions and trillions, the files in ones: no model is as small, or as large.
ONES: Final = 1_000_000
ORGANIZATIONS: Final = MAKERS | {"ibm": "IBM", "unknown": None}
PROVIDERS: Final = {"hyperbolic": "Hyperbolic", "lambda": "Lambda", "zeroeval": "ZeroEval"}
LICENSES: Final = {
    "apache_2_0": "apache-2.0",
    "cc_by_nc": "cc-by-nc",
    "creative_commons_attribution_4_0_license": "cc-by-4.0",
    "mit_license": "mit",
    "unknown": None,
}


class ModelEntry(Struct):
    model_id: Text
    name: Text
    organization_id: str | None = None
    description: str | None = None
    release_date: Any = None
    license_id: str | None = None
    multimodal: bool | None = None
    knowledge_cutoff: str | None = None
    param_count: int | float | None = None
    training_tokens: int | float | None = None
    fine_tuned_from_model_id: str | None = None
    source_weights_link: str | None = None


class OfferingEntry(Struct):
    model_id: Text
    provider_id: Text
    provider_model_id_used: str | None = None
    organization_id: str | None = None
    deprecated_at: str | None = None
    input_cents_per_million_tokens: int | float | None = None
    output_cents_per_million_tokens: int | float | None = None


def model(row: int, entry: ModelEntry) -> Iterator[Model | Reject]:
    try:
        released = day(entry.release_date) if entry.release_date else None
    except ValueError as fault:
        released = None
        yield Reject(row=row, column="release_date", value=shown(entry.release_date), reason=str(fault))
    yield Model(
        row=row,
        name=_name(entry),
        organization=_organization(entry.organization_id),
        release_date=released,
        license=LICENSES.get(entry.license_id or "unknown", entry.license_id),
        description=entry.description or None,
        metadata=_metadata(entry) or None,
        aliases=tuple(dict.fromkeys((entry.model_id, *_hub(entry)))),
    )


def _name(entry: ModelEntry) -> str:
    """Snapshots of a model have one name here, and are several models."""
    snapshot = SNAPSHOT.search(entry.model_id)
    if snapshot is None or compared(snapshot[1]) in compared(entry.name):
        return entry.name
    return f"{entry.name.strip()} ({snapshot[1]})"


def _organization(given: str | None) -> str | None:
    """What is not known by its id is called by it."""
    return ORGANIZATIONS.get(given or "unknown", given)


def _metadata(entry: ModelEntry) -> dict[str, Any]:
    return told(
        {
            "parameters": _ones(entry.param_count, 1e9),
            "training_tokens": _ones(entry.training_tokens, 1e12),
            "multimodal": entry.multimodal,
            "knowledge_cutoff": entry.knowledge_cutoff,
            "base_model": entry.fine_tuned_from_model_id,
            "open_weights": True if (entry.source_weights_link or "").startswith("http") else None,
        }
    )


def _ones(given: float | None, unit: float) -> int | None:
    if given is None or not 0 < given < math.inf:
        return None
    return round(given if given >= ONES else given * unit)


def _hub(entry: ModelEntry) -> Iterator[str]:
    """What it is called on Hugging Face: where its weights are, unless that says less than its id does.

    Then it is of a family, or of the model that it comes from.
    """
    found = HUB.fullmatch(entry.source_weights_link or "")
    if found and _pieces(entry.model_id) <= _pieces(found[2]):
        yield found[1]


def _pieces(name: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d+(?:\.\d+)*", name.lower()))


def offering(row: int, entry: OfferingEntry) -> Iterator[Price | Reject]:
    if entry.deprecated_at:
        reason = "Expected what is still sold: since when this price held is not said."
        yield Reject(row=row, column="deprecated_at", value=entry.deprecated_at, reason=reason)
        return
    terms = {
        "model": entry.model_id,
        "organization": _organization(entry.organization_id),
        "provider": seller(entry.provider_id, PROVIDERS.get(entry.provider_id)),
        "offering": entry.provider_model_id_used or entry.model_id,
    }
    cents = {
        "input": entry.input_cents_per_million_tokens,
        "output": entry.output_cents_per_million_tokens,
    }
    yield from priced(row, terms, cents, per_million_cents)
