"""Files of LLM Stats, each on its own: models, benchmarks, results of a model, what a provider sells."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from msgspec import Struct

from app.fields import Evidence
from app.formats import Format
from app.formats.files import File, Unreadable
from app.formats.llm_stats.models import ModelEntry, OfferingEntry, model, offering
from app.formats.mapping import Mapping
from app.formats.parts import address, count, shown, told, typed
from app.formats.records import PROPORTION, Benchmark, Reject, Result, Said, Text
from app.formats.vocabulary.days import day

SOURCE: Final = "LLM Stats"
SHOTS: Final = re.compile(r"\b(\d{1,4})-shot\b", re.IGNORECASE)


class BenchmarkEntry(Struct):
    benchmark_id: Text
    name: Text
    max_score: float | None = None
    categories: list[str] = []
    description: str | None = None
    paper_link: str | None = None
    implementation_link: str | None = None


class ResultEntry(Struct):
    model_benchmark_id: int | None
    benchmark_id: Text
    model_id: Text
    score: float
    normalized_score: float | None = None
    is_self_reported: bool | None = None
    self_reported_source_link: str | None = None
    verified_by_llmstats: bool | None = None
    analysis_method: str | None = None
    verification_provider_id: str | None = None
    verification_hardware: str | None = None
    verification_date: Any = None
    verification_notes: str | None = None


class Kind(NamedTuple):
    """`keys` are those that no other file has together; no `entry` where there is nothing to take from it."""

    keys: frozenset[str]
    is_list: bool = False
    entry: type[Struct] | None = None
    say: Callable[[int, Any], Iterator[Said]] | None = None


def recognises(file: File) -> bool:
    return _kind(file.json) is not None


def _kind(found: Any) -> Kind | None:
    first = next((one for one in found if isinstance(one, dict)), {}) if isinstance(found, list) else found
    keys = first.keys() if isinstance(first, dict) else set()
    return next(
        (kind for kind in KINDS if kind.keys <= keys and kind.is_list is isinstance(found, list)), None
    )


def read(file: File, mapping: Mapping) -> Iterator[Said]:
    """Files of organizations, providers and licenses have names alone, which are known by their ids already.

    Benchmarks do not say which way they point, and are not ranked until somebody does. A result's `score` is
    a proportion where it is its `normalized_score`; of the highest scores only 1 is on that scale, others are
    left out. The day that a record was written is none of a test or of a price.
    """
    kind = _kind(file.json)
    if kind is None:
        raise Unreadable("It is no file of LLM Stats; bring its folder `data`, or files of it.")
    if kind.entry is None or kind.say is None:
        return
    found = file.json if kind.is_list else [file.json]
    ids = Counter(count(one, "model_benchmark_id") for one in found)
    for row, given in enumerate(found, 1):
        entry = typed(row, given, kind.entry)
        if isinstance(entry, Reject):
            yield entry
            continue
        if isinstance(entry, ResultEntry) and ids[entry.model_benchmark_id] > 1:
            entry.model_benchmark_id = None  # an id of several tells none of them apart
        yield from kind.say(row, entry)


def _benchmark(row: int, entry: BenchmarkEntry) -> Iterator[Benchmark]:
    """The first category is taken: the catalogue has one."""
    category = next(iter(entry.categories), "").replace("_", " ")
    is_share = entry.max_score == 1
    yield Benchmark(
        row=row,
        name=entry.name,
        category=category or None,
        description=entry.description or None,
        url=address(entry.paper_link) or address(entry.implementation_link),
        unit=PROPORTION if is_share else None,
        min_score=0 if is_share else None,
        max_score=1 if is_share else None,
        aliases=(entry.benchmark_id,),
    )


def _result(row: int, entry: ResultEntry) -> Iterator[Result | Reject]:
    try:
        tested = day(entry.verification_date) if entry.verification_date else None
    except ValueError as fault:
        verified = shown(entry.verification_date)
        yield Reject(row=row, column="verification_date", value=verified, reason=str(fault))
        return
    is_share = entry.score == entry.normalized_score and 0 <= entry.score <= 1
    yield Result(
        row=row,
        model=entry.model_id,
        benchmark=entry.benchmark_id,
        score=entry.score,
        unit=PROPORTION if is_share else None,
        date_tested=tested,
        source=SOURCE,
        source_url=address(entry.self_reported_source_link),
        evidence=_evidence(entry),
        settings=_settings(entry),
        external_id=None if entry.model_benchmark_id is None else str(entry.model_benchmark_id),
    )


def _evidence(entry: ResultEntry) -> Evidence | None:
    """What is neither the maker's nor verified may be anybody's."""
    if entry.verified_by_llmstats:
        return "independent"
    return "self_reported" if entry.is_self_reported else None


def _settings(entry: ResultEntry) -> dict[str, Any]:
    """The shots too, where the method names one number of them."""
    method = (entry.analysis_method or "").strip()
    shots = {int(found) for found in SHOTS.findall(method)}
    return told(
        {
            "method": method if any(map(str.isalnum, method)) else None,
            "shots": shots.pop() if len(shots) == 1 else None,
            "provider": entry.verification_provider_id,
            "hardware": entry.verification_hardware,
            "notes": entry.verification_notes,
        }
    )


KINDS: Final = (
    Kind(frozenset({"model_id", "name", "organization_id", "multimodal"}), False, ModelEntry, model),
    Kind(frozenset({"benchmark_id", "name", "max_score", "categories"}), False, BenchmarkEntry, _benchmark),
    Kind(frozenset({"model_benchmark_id", "benchmark_id", "model_id"}), True, ResultEntry, _result),
    Kind(frozenset({"model_provider_id", "provider_id", "model_id"}), True, OfferingEntry, offering),
    Kind(frozenset({"organization_id", "name", "website"})),
    Kind(frozenset({"provider_id", "name", "website"})),
    Kind(frozenset({"license_id", "name", "allow_commercial"})),
)

FORMAT: Final = Format(
    name="llm-stats",
    title="LLM Stats",
    described="https://github.com/JonathanChavezTamales/llm-leaderboard, schemas/ (CC-BY-4.0)",
    recognises=recognises,
    read=read,
)
