"""Which column plays which part: by its name, its values, and what the catalogue knows of them."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, get_args

from app.datasets.suggesting.looks import Look
from app.datasets.suggesting.words import NAMES, SETTINGS, called
from app.fields import Evidence

#: Less sure than this nothing is suggested.
SURE_ENOUGH: Final = 0.45
NOT_TESTED: Final = frozenset({"release", "released", "cutoff", "publication", "knowledge", "version"})


class Known(NamedTuple):
    """Of the names that were asked for those that the catalogue knows, as it writes them."""

    models: Mapping[str, str]
    benchmarks: Mapping[str, str]


class Cast(NamedTuple):
    """Who plays a part."""

    look: Look
    confidence: float
    reason: str


Part = Callable[[Look, Known, int], float]


def parts(looks: list[Look], known: Known, rows: int) -> dict[str, Cast]:
    """For each part at most one column, and for each column at most one part: the surest first."""
    fits = [
        (fit.confidence, -place, part, fit)
        for place, look in enumerate(looks)
        for part, plays in PARTS.items()
        if (fit := _fit(part, look, known, plays(look, known, rows))).confidence >= SURE_ENOUGH
    ]
    found: dict[str, Cast] = {}
    taken: set[str] = set()
    for _, _, part, fit in sorted(fits, key=lambda one: one[:2], reverse=True):
        if part not in found and fit.look.name not in taken:
            found[part] = fit
            taken.add(fit.look.name)
    return found


def settings(looks: list[Look], taken: set[str]) -> dict[str, Cast]:
    """Columns of settings, by the names under which they are kept."""
    found: dict[str, Cast] = {}
    for look in looks:
        fits = [(called(look.words, names), setting) for setting, names in SETTINGS.items()]
        confidence, setting = max(fits)
        if confidence >= SURE_ENOUGH and not look.is_url and not {look.name} & taken and setting not in found:
            found[setting] = Cast(look, round(confidence, 2), _by_name(look))
    return found


def spares(looks: list[Look], known: Known, chosen: Cast) -> list[Cast]:
    """Columns that name the model too, for rows in which the chosen one is empty."""
    if not chosen.look.column.nulls:
        return []
    fits = [_fit("model", look, known, _model(look, known, 0)) for look in looks if look is not chosen.look]
    return [fit for fit in fits if fit.confidence >= SURE_ENOUGH][:1]


def _fit(part: str, look: Look, known: Known, confidence: float) -> Cast:
    share = _share(look, {"model": known.models, "benchmark": known.benchmarks}.get(part, {}))
    reason = _by_name(look)
    if share:
        count = round(share * len(look.samples))
        reason = f"{count} of {len(look.samples)} of its values are {part}s of the catalogue."
    elif not called(look.words, NAMES.get(part, ())):
        reason = "By what its values look like."
    return Cast(look, round(min(confidence, 1.0), 2), reason)


def _by_name(look: Look) -> str:
    return f"It is called {look.column.title or look.name}."


def _share(look: Look, names: Mapping[str, str]) -> float:
    return sum(value in names for value in look.samples) / len(look.samples) if look.is_text else 0.0


def _model(look: Look, known: Known, rows: int) -> float:
    if not look.is_text:
        return 0.0
    share = _share(look, known.models)
    # Programs write what rows are called into a first column without a name.
    labels = not look.words and look.column.position == 1 and look.column.distinct == rows
    likely = 0.5 if labels or look.column.meaning == "model" else 0.0
    return max(_named("model", look) + 0.05 * share, likely, _by_share(share))


def _benchmark(look: Look, known: Known, rows: int) -> float:
    if not look.is_text:
        return 0.0
    share = _share(look, known.benchmarks)
    likely = 0.5 if look.column.meaning == "benchmark" else 0.0
    return max(_named("benchmark", look) + 0.05 * share, likely, _by_share(share))


def _by_share(known: float) -> float:
    """Three values in ten that the catalogue knows are no accident."""
    return 0.5 + 0.45 * known if known >= 0.3 else 0.0


def _date(look: Look, known: Known, rows: int) -> float:
    if not look.date_formats or NOT_TESTED & set(look.words.split()):
        return 0.0
    named = _named("date", look)
    return named if look.column.type == "integer" else max(named, 0.5)


def _release_date(look: Look, known: Known, rows: int) -> float:
    return _named("release_date", look) if look.date_formats else 0.0


def _source_url(look: Look, known: Known, rows: int) -> float:
    return max(_named("source_url", look), 0.46) if look.is_url else 0.0


def _samples(look: Look, known: Known, rows: int) -> float:
    whole = look.is_number and look.unit is None and all(one.value.is_integer() for one in look.numbers)
    return _named("samples", look) if whole else 0.0


def _external_id(look: Look, known: Known, rows: int) -> float:
    """What names each row, and is no number of it."""
    unique = rows > 0 and look.column.distinct == rows - look.column.nulls
    return _named("external_id", look) if look.is_text and unique else 0.0


def _evidence(look: Look, known: Known, rows: int) -> float:
    words = {value.lower().replace("-", "_").replace(" ", "_") for value in look.samples}
    return _named("evidence", look) if words and words <= set(get_args(Evidence)) else 0.0


def _settings_object(look: Look, known: Known, rows: int) -> float:
    braced = look.is_json and all(value.startswith("{") for value in look.samples)
    return _named("settings_object", look) if braced else 0.0


def _text(part: str) -> Part:
    return lambda look, known, rows: _named(part, look) if look.is_text else 0.0


def _number(part: str) -> Part:
    return lambda look, known, rows: _named(part, look) if look.is_number else 0.0


def _named(part: str, look: Look) -> float:
    return called(look.words, NAMES[part])


#: How sure each is of a column.
PARTS: Final[dict[str, Part]] = {
    "model": _model,
    "benchmark": _benchmark,
    "date": _date,
    "release_date": _release_date,
    "source_url": _source_url,
    "samples": _samples,
    "external_id": _external_id,
    "evidence": _evidence,
    "settings_object": _settings_object,
    **{part: _text(part) for part in ("organization", "metric", "source", "unit", "license", "description")},
    **{part: _number(part) for part in ("score", "stderr", "ci_low", "ci_high")},
}
