"""Which columns of numbers are scores, and of which benchmarks."""

import re
from collections import Counter
from typing import Final, Literal, NamedTuple

from app.datasets.suggesting.looks import Look
from app.datasets.suggesting.roles import Known
from app.datasets.suggesting.words import AGGREGATES, FAMOUS, METRICS, NO_SCORE, plain
from app.formats.records import PERCENT
from app.formats.vocabulary.numbers import USD

Kind = Literal["known", "famous", "other"]
CONFIDENCE: Final[dict[Kind, float]] = {"known": 0.95, "famous": 0.85, "other": 0.5}
REASON: Final[dict[Kind, str]] = {
    "known": "The catalogue has a benchmark of this name.",
    "famous": "Its name is that of a benchmark.",
    "other": "A column of numbers that could be a benchmark's.",
}
#: What stands around the name of a benchmark: a unit in parentheses, an arrow, what is counted.
REMARKS: Final = re.compile(r"\s*\([^)]*\)|[^\w\s.,:;/&+#'@-]")
COUNTED: Final = re.compile(r"[\s_-]+(score|accuracy|acc|scores|em|pass@1)$", re.IGNORECASE)
#: What a column says of the scores of another, by the words behind the other's name.
BESIDE: Final[dict[str, re.Pattern[str]]] = {
    "stderr": re.compile(r" (stderr|standard error|std err|std error|se|sem)$"),
    "ci_low": re.compile(r" (ci low|ci lower|lower|low|lower bound)$"),
    "ci_high": re.compile(r" (ci high|ci upper|upper|high|upper bound)$"),
    "samples": re.compile(r" (n|samples|questions|num samples)$"),
}


class Scored(NamedTuple):
    """A column that seems to hold the scores of one benchmark."""

    look: Look
    benchmark: str
    kind: Kind


class Companion(NamedTuple):
    """What a column says of another, whose name begins with these words."""

    part: str
    of: str
    column: str


def bare(title: str) -> str:
    """The name of a column as that of a benchmark: `MMLU (%) ⬆️` is `MMLU`, `gsm8k_acc` is `gsm8k`."""
    name = REMARKS.sub("", title).strip()
    return COUNTED.sub("", name).strip() or name or title


def columns(looks: list[Look], known: Known) -> list[Scored]:
    """Columns of numbers that are named as a benchmark may be, each benchmark once.

    Where remarks alone tell some apart, as in `Overall (no subtitles)`, they are part of the names.
    """
    found = [one for look in looks if (one := _scored(look, known)) is not None]
    bared = Counter(plain(one.benchmark) for one in found)
    whole = [
        one
        if one.kind == "known" or bared[plain(one.benchmark)] == 1
        else one._replace(benchmark=_title(one))
        for one in found
    ]
    return list({plain(one.benchmark): one for one in reversed(whole)}.values())[::-1]


def _title(one: Scored) -> str:
    return one.look.column.title.strip()


def _scored(look: Look, known: Known) -> Scored | None:
    if not look.is_number or look.is_counter or look.unit == USD:
        return None
    name = bare(look.column.title)
    if name in known.benchmarks:
        return Scored(look, known.benchmarks[name], "known")
    words = set(look.words.split())
    if not name or words & NO_SCORE:
        return None
    if FAMOUS.search(plain(name)):
        return Scored(look, name, "famous")
    says = {word for word in words - METRICS - AGGREGATES if not word.isdigit()}
    return Scored(look, name, "other") if says else None


def together(found: list[Scored]) -> list[Scored]:
    """Beside those that are benchmarks without doubt, others of their scale; without any, those in per cent,
    or all of them.
    """
    sure = [one for one in found if one.kind != "other"]
    if not sure:
        per_cent = [one for one in found if one.look.unit == PERCENT]
        return per_cent or found
    spans = [one.look.spans for one in sure if one.look.spans]
    low, high = min((span[0] for span in spans), default=0.0), max((span[1] for span in spans), default=100.0)
    top = 1.0 if high <= 1 else max(high, 100.0)
    units = {one.look.unit for one in sure}

    def alike(one: Scored) -> bool:
        span = one.look.spans
        in_scale = span is not None and min(low, 0.0) <= span[0] and span[1] <= top
        return in_scale and one.look.unit in units and one.look.column.type != "integer"

    return [one for one in found if one.kind != "other" or alike(one)]


def companions(looks: list[Look]) -> list[Companion]:
    """Columns of numbers that are named as standing beside others."""
    ended = ((look, part, ending.sub("", look.words)) for look in looks for part, ending in BESIDE.items())
    return [
        Companion(part, rest, look.name)
        for look, part, rest in ended
        if rest != look.words and look.is_number
    ]


def beside(scored: Scored, companions: list[Companion]) -> dict[str, str]:
    """Columns of its errors, intervals and samples; half of an interval is none."""
    found: dict[str, str] = {}
    for one in companions:
        if f"{scored.look.words} ".startswith(f"{one.of} "):
            found.setdefault(one.part, one.column)
    if not {"ci_low", "ci_high"} <= found.keys():
        found = {part: name for part, name in found.items() if not part.startswith("ci")}
    return found
