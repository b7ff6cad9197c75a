"""What a column seems to say, by its name and its values; whether the catalogue knows them is not asked."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.datasets.columns import Meaning
from app.datasets.options import ColumnType
from app.datasets.profiling.table import DATES, NUMBERS

#: So much of the samples has to look alike.
NEARLY: Final = 0.95

URL: Final = re.compile(r"https?://\S+", re.IGNORECASE)
EMAIL: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
#: `organization/name`, as model hubs write them: most have a digit or a hyphen.
HUB: Final = re.compile(r"[A-Za-z][\w.-]*/(?=[\w.:-]*[\d-])[\w.:-]+")
DAY: Final = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}/\d{1,2}/\d{1,2}")

WORDS: Final = re.compile(r"[^\W_]+")
CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MODELS: Final = frozenset({"model", "models", "llm", "llms", "checkpoint"})
BENCHMARKS: Final = frozenset({"benchmark", "benchmarks", "task", "tasks", "eval", "evaluation", "testset"})
SCORES: Final = frozenset(
    {"score", "scores", "accuracy", "acc", "result", "value", "f1", "elo", "rating", "metric"}
)
#: Of several words, however they are written.
RATES: Final = ("winrate", "exactmatch", "pass1")
IDS: Final = frozenset({"id", "ids", "uuid", "guid", "key", "hash", "sha", "index", "idx", "nr", "no"})
#: A column called so speaks of a name, not of something else about it, such as `model_size`.
NAMES: Final = frozenset({"name", "names", "id", "slug", "title"})

BY_VALUES: Final[Mapping[Meaning, re.Pattern[str]]] = {"url": URL, "email": EMAIL, "id": UUID, "date": DAY}


def meaning(name: str, type: ColumnType, samples: Sequence[str], *, unique: bool) -> Meaning | None:
    """`samples` are different values; `unique` is whether every row has one of its own."""
    words = [word.lower() for word in WORDS.findall(CAMEL.sub(" ", name))]
    if type in DATES:
        return "date"
    if type in NUMBERS:
        if unique and type == "integer" and IDS.intersection(words):
            return "id"
        return "score" if SCORES.intersection(words) or any(map("".join(words).count, RATES)) else None
    if type != "text" or not samples:
        return None
    for meant, pattern in BY_VALUES.items():
        if alike(samples, pattern):
            return meant
    return _by_name(words, samples, unique)


def alike(samples: Sequence[str], pattern: re.Pattern[str]) -> bool:
    fitting = sum(pattern.fullmatch(text.strip()) is not None for text in samples)
    return fitting >= NEARLY * len(samples)


def _by_name(words: Sequence[str], samples: Sequence[str], unique: bool) -> Meaning | None:
    if MODELS.intersection(words) and MODELS.union(NAMES).issuperset(words):
        return "model"
    if BENCHMARKS.intersection(words) and BENCHMARKS.union(NAMES).issuperset(words):
        return "benchmark"
    if unique and IDS.intersection(words):
        return "id"
    return "model" if alike(samples, HUB) else None
