"""OpenRouter: the reply of GET /api/v1/models.

Ids with a variant behind a colon (`…:free`) are offerings of the model that their slug names. The day a
model came to OpenRouter is not the day of its release, and what its best host can write at most is not the
model's limit: both are left out, as are prices of images, audio, requests and searches. Pointers to
whichever model is the newest, and routers, which have no price of their own, are rejected.
"""

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from app.formats.parts import told, typed
from app.formats.records import Model, Price, Reject, Said
from app.formats.vocabulary.amounts import once, per_token, priced
from app.formats.vocabulary.makers import MAKERS, POINTER, bare_name, pointer

ROUTER: Final = "Expected a model: it is a router, whose price is that of the model that it picks."


class Architecture(Struct, frozen=True):
    input_modalities: list[str] = []
    output_modalities: list[str] = []
    tokenizer: str | None = None


class Entry(Struct):
    id: str
    name: str
    pricing: dict[str, Any]
    canonical_slug: str | None = None
    hugging_face_id: str | None = None
    description: str | None = None
    context_length: int | None = None
    architecture: Architecture = Architecture()
    supported_parameters: list[str] = []
    knowledge_cutoff: str | None = None


def recognises(file: File) -> bool:
    return b'"pricing"' in file.head and _is_reply(file.json)


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """A row is an entry of `data`."""
    if not _is_reply(file.json):
        raise Unreadable("It is not OpenRouter's list of models: an object with `data`, a list of them.")
    offers: dict[str, list[tuple[int, Entry]]] = {}
    for row, given in enumerate(file.json["data"], 1):
        entry = typed(row, given, Entry)
        if isinstance(entry, Reject):
            yield entry
        elif reason := _no_model(entry):
            yield Reject(row=row, column="id", value=entry.id, reason=reason)
        else:
            offers.setdefault(entry.canonical_slug or entry.id, []).append((row, entry))
    yield from once(said for alike in offers.values() for said in _model(alike))


def _is_reply(given: Any) -> bool:
    """By its first model."""
    listed = given.get("data") if isinstance(given, dict) else None
    first = listed[0] if isinstance(listed, list) and listed else None
    return isinstance(first, dict) and {"id", "name", "pricing", "architecture"} <= first.keys()


def _no_model(entry: Entry) -> str | None:
    if pointer(entry.id):
        return POINTER
    return ROUTER if entry.architecture.tokenizer == "Router" else None


def _model(alike: list[tuple[int, Entry]]) -> Iterator[Model | Price | Reject]:
    """The model that several offerings are of, as the plain one of them describes it, and their prices."""
    row, plain = next((one for one in alike if ":" not in one[1].id), alike[0])
    name, organization = bare_name(plain.name, plain.id), _maker(plain)
    names = (plain.id.partition(":")[0], plain.canonical_slug, plain.hugging_face_id)
    yield Model(
        row=row,
        name=name,
        organization=organization,
        description=(plain.description or "").strip() or None,
        metadata=_metadata(plain) or None,
        aliases=tuple(dict.fromkeys(one for one in names if one)),
    )
    for place, entry in alike:
        terms = {
            "model": name,
            "organization": organization,
            "provider": "OpenRouter",
            "offering": entry.id,
        }
        yield from priced(place, terms, _amounts(entry.pricing), per_token)


def _maker(entry: Entry) -> str | None:
    """The author of its id, by the name that the entry has for it: `OpenAI: GPT-5`."""
    author, _, _ = entry.id.partition("/")
    printed, named, _ = entry.name.partition(": ")
    return MAKERS.get(author) or (printed if named else None)


def _metadata(entry: Entry) -> dict[str, Any]:
    known = entry.supported_parameters
    return told(
        {
            "context_window": entry.context_length or None,
            "modalities": told(
                {
                    "input": entry.architecture.input_modalities,
                    "output": entry.architecture.output_modalities,
                }
            ),
            "reasoning": "reasoning" in known if known else None,
            "tool_call": "tools" in known if known else None,
            "knowledge_cutoff": entry.knowledge_cutoff,
        }
    )


def _amounts(pricing: dict[str, Any]) -> dict[str, Any]:
    return {
        "input": pricing.get("prompt"),
        "output": pricing.get("completion"),
        "cache_read": pricing.get("input_cache_read"),
        "cache_write": pricing.get("input_cache_write"),
    }


FORMAT: Final = Format(
    name="openrouter",
    title="OpenRouter: the reply of GET /api/v1/models",
    described="https://openrouter.ai/docs/api-reference/list-available-models (read, not copied)",
    recognises=recognises,
    read=read,
)
