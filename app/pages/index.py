"""The first page: every benchmark, who leads it, and how its record has moved."""

from collections import Counter
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import QueryParameter
from msgspec import Struct

from app.http.parameters import InDb
from app.http.permissions import unasked
from app.pages.charts import sparkline
from app.pages.rendering import page
from app.pages.wording import least_decimals, number, unit
from app.queries import benchmarks
from app.queries.benchmarks import Overview

MOST: Final = 1000


class Card(Struct, frozen=True):
    """One benchmark as the page shows it."""

    benchmark: Overview
    best: str
    open_best: str
    spark: str


class Choice(Struct, frozen=True):
    """One category to look at, or all of them."""

    name: str
    count: int
    address: str
    chosen: bool


@get("/", include_in_schema=False, guards=[unasked])
async def show_index(
    db: InDb,
    category: Annotated[str, QueryParameter(max_length=255)] = "",
) -> Response[Any]:
    """Benchmarks as cards, the most crowded board first."""
    found = await benchmarks.overview(db, limit=MOST)
    wanted = [one for one in found if not category or (one.category or "").lower() == category.lower()]
    cards = [card(one) for one in sorted(wanted, key=lambda one: (-one.models, one.name.lower()))]
    return page("index.html", cards=cards, choices=choices(found, category), category=category)


def card(one: Overview) -> Card:
    least = least_decimals([score for score in (one.best_score, one.open_score) if score is not None])

    def written(score: float | None) -> str:
        return "" if score is None else number(score, least) + unit(one.unit)

    spark = sparkline(one.record_days, one.record_scores)
    return Card(one, written(one.best_score), written(one.open_score), spark)


def choices(found: list[Overview], category: str) -> list[Choice]:
    """All of them and each category; none where there is nothing to choose from."""
    counts = Counter(one.category for one in found if one.category)
    if len(counts) < 2:
        return []
    named = [
        Choice(name, counts[name], f"/?{urlencode({'category': name})}", name.lower() == category.lower())
        for name in sorted(counts, key=str.lower)
    ]
    return [Choice("All", len(found), "/", not category), *named]
