"""What can be written over HTTP in one way: five subjects, with bodies that are good and that are not."""

from typing import Any, Final, NamedTuple

Json = dict[str, Any]


class Subject(NamedTuple):
    """One kind of resource: the seed has `seeded`, one at `there`; needed and more are a whole body."""

    path: str
    seeded: int
    there: str
    needed: Json
    more: Json
    #: What is in the answer where `more` is not sent, and of it what null may not replace.
    plain: Json
    never_null: frozenset[str]
    #: Two fields, each with a value that neither the one that is there has nor a whole body.
    changes: tuple[tuple[str, Any], tuple[str, Any]]
    #: The characters that each text may have.
    longest: dict[str, int]
    #: Fields, each with a value of the right kind that is refused.
    unfit: tuple[tuple[str, Any], ...]

    @property
    def whole(self) -> Json:
        return self.needed | self.more

    @property
    def nullable(self) -> list[str]:
        return [name for name in self.whole if name not in self.never_null and name != "slug"]


DAYS: Final = ("0001-01-01", "1899-12-31", "9999-12-31")
LINK: Final = "https://example.org/x"
BAD_LINK: Final = "https://exa mple.org/"

MODELS: Final = Subject(
    "models",
    7,
    "models/alpha",
    {"name": "Omega Ω", "organization": "Omega Labs"},
    {
        "slug": "omega.v1",
        "release_date": "2025-08-07",
        "license": "mit",
        "status": "deprecated",
        "description": "The last.\nIt has two lines.",
        "metadata": {"context_window": 400000, "nested": {"a": [1, None, {"b": "ü"}]}},
        "aliases": ["omega-1", "The Last"],
    },
    {
        "slug": "omega",
        "release_date": None,
        "license": None,
        "status": "active",
        "description": None,
        "metadata": None,
        "aliases": [],
    },
    frozenset({"name", "organization", "status", "aliases"}),
    (("license", "bsd-3-clause"), ("status", "retired")),
    {"name": 255, "slug": 100, "organization": 255, "license": 255, "description": 20_000},
    (
        *(("release_date", day) for day in DAYS),
        ("name", " Omega"),
        ("name", "Ome\nga"),
        ("name", "--"),
        ("name", "\u00a0"),
        ("organization", "Acme "),
        ("organization", "Ac\tme"),
        ("license", " "),
        ("metadata", {"x": "x" * 65_530}),
        ("aliases", ["omega", "--"]),
        ("aliases", [" omega"]),
    ),
)
BENCHMARKS: Final = Subject(
    "benchmarks",
    4,
    "benchmarks/quiz",
    {"name": "Riddles (hard)"},
    {
        "slug": "riddles.v2",
        "category": "puzzles",
        "description": "What has keys and no doors?",
        "url": LINK,
        "metric": "accuracy",
        "unit": "%",
        "higher_is_better": False,
        "min_score": -1.5,
        "max_score": 1e300,
        "task": "riddles",
        "aliases": ["Hard Riddles", "RDL"],
    },
    {
        "slug": "riddles-hard",
        "category": None,
        "description": None,
        "url": None,
        "metric": None,
        "unit": None,
        "higher_is_better": True,
        "min_score": None,
        "max_score": None,
        "task": None,
        "aliases": [],
    },
    frozenset({"name", "aliases"}),
    (("category", "trivia"), ("task", "answering")),
    {
        "name": 255,
        "slug": 100,
        "category": 255,
        "description": 20_000,
        "url": 2048,
        "metric": 100,
        "unit": 50,
        "task": 255,
    },
    (
        ("name", "Riddles "),
        ("name", "\u200b\n"),
        ("category", " "),
        ("url", BAD_LINK),
        ("metric", " accuracy"),
        ("unit", "% "),
        ("task", " "),
        ("aliases", ["?"]),
    ),
)
OPINIONS: Final = Subject(
    "opinions",
    5,
    "opinions/1",
    {"model": "delta", "content": "Never late."},
    {
        "sentiment": "neutral",
        "source": "Forum",
        "author": "Dee",
        "url": LINK,
        "date_published": "2025-06-30",
        "tags": ["latency", "as it is", "Ünicode"],
    },
    {
        "sentiment": None,
        "source": None,
        "author": None,
        "url": None,
        "date_published": None,
        "tags": [],
    },
    frozenset({"model", "content", "tags"}),
    (("author", "Anna"), ("sentiment", "mixed")),
    {"content": 20_000, "source": 255, "author": 255, "url": 2048},
    (
        *(("date_published", day) for day in DAYS),
        ("model", "nobody"),
        ("model", "Not A Slug"),
        ("model", 999),
        ("model", "0"),
        ("model", 2**63 - 1),
        ("content", " \n"),
        ("source", " Forum"),
        ("author", "Dee "),
        ("url", BAD_LINK),
        ("tags", ["a,b"]),
        ("tags", ["x" * 1000, "y" * 1001]),
    ),
)
USE_CASES: Final = Subject(
    "use-cases",
    3,
    "use-cases/1",
    {"model": "delta", "use_case": "Writing poems"},
    {"description": "In verse.", "mentioned_by": "Dee"},
    {"description": None, "mentioned_by": None},
    frozenset({"model", "use_case"}),
    (("use_case", "Sorting mail"), ("mentioned_by", "Anna")),
    {"use_case": 255, "description": 20_000, "mentioned_by": 255},
    (
        ("model", "nobody"),
        ("model", 999),
        ("use_case", " Writing"),
        ("mentioned_by", " "),
    ),
)
PRICES: Final = Subject(
    "prices",
    5,
    "prices/4",
    {"model": "delta", "provider": "shop", "offering": "delta-1", "valid_from": "2024-03-14", "output": 1},
    {
        "tier": "batch",
        "input": 0.000001,
        "cache_read": 0,
        "cache_write": 99_999_999.999999,
        "source_url": LINK,
    },
    {"tier": "standard", "input": None, "cache_read": None, "cache_write": None, "source_url": None},
    frozenset({"model", "provider", "offering", "valid_from", "tier"}),
    (("input", 2.75), ("source_url", "https://example.org/y")),
    {"provider": 100, "offering": 255, "tier": 50, "source_url": 2048},
    (
        *(("valid_from", day) for day in DAYS),
        ("model", "nobody"),
        ("model", 999),
        ("provider", " shop"),
        ("offering", " "),
        ("tier", "batch "),
        ("input", 0.1234567),
        ("output", 0.1 + 0.2),
        ("cache_read", 5e-7),
        ("cache_write", 12_345_678.1234567),
        ("source_url", BAD_LINK),
    ),
)
SUBJECTS: Final = (MODELS, BENCHMARKS, OPINIONS, USE_CASES, PRICES)
