"""What is asked of a dataset's rows, as an address says it."""

from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request
from litestar.openapi.spec import OpenAPIType, Parameter, Schema
from litestar.params import QueryParameter
from msgspec import Struct

from app.datasets.exploring.named import Columns
from app.datasets.exploring.questions import RESERVED, Question, Wishes, question
from app.datasets.ready import Ready, demand_ready
from app.http.parameters import Search, existing
from app.http.problems import BadParameter
from app.queries import datasets
from app.queries.loader import Db

Chosen = Annotated[
    list[str] | None,
    QueryParameter(
        max_items=2000, description="A column that is wanted, as often as there are such; all, if left out."
    ),
]
Sorted = Annotated[
    list[str] | None,
    QueryParameter(
        max_items=10,
        description="A column to sort by, after a minus downwards; the first counts most. Rows that say "
        "nothing come last, and rows that are alike in the order of the file.",
    ),
]
Faceted = Annotated[
    list[str] | None,
    QueryParameter(
        max_items=5, description="A column whose most frequent values are wanted; at most five times."
    ),
]
#: Columns are parameters too, and only the file says which there are.
FILTERS: Final = Parameter(
    name="filters",
    param_in="query",
    schema=Schema(type=OpenAPIType.OBJECT, additional_properties=Schema(type=OpenAPIType.STRING)),
    description="Columns as parameters: `model=Alpha`, `score__gte=90`, `name__contains=mini`, "
    "`model__in=Alpha,Beta`; all must hold. After two underscores stands exact, not, gt, gte, lt, lte, in, "
    "notin, contains, notcontains, startswith, endswith, isnull, notnull, isblank or notblank. What looks "
    "into texts takes letters in any case; what begins with not also finds rows that say nothing. `__row` is "
    "the number of the row. A column that is called as another parameter is asked for as `limit__exact`.",
)


class Wanted(Struct, frozen=True):
    """A dataset that is ready, and what is asked of it."""

    ready: Ready
    columns: Columns
    question: Question


def of_page(
    request: Request[Any, Any, Any],
    columns: Chosen = None,
    sort: Sorted = None,
    q: Search = None,
    facet: Faceted = None,
) -> Wishes:
    filters = _filters(request, {"columns", "sort", "q", "facet", "limit", "cursor"})
    return Wishes(columns or [], sort or [], facet or [], q, filters)


def of_export(
    request: Request[Any, Any, Any], columns: Chosen = None, sort: Sorted = None, q: Search = None
) -> Wishes:
    filters = _filters(request, {"columns", "sort", "q", "format", "raw"})
    return Wishes(columns or [], sort or [], [], q, filters)


def _filters(request: Request[Any, Any, Any], named: set[str]) -> list[tuple[str, str]]:
    """All parameters that the operation does not name itself, in one order, for they come in any."""
    given = sorted(one for one in request.query_params.multi_items() if one[0] not in named)
    for name, _ in given:
        if name in RESERVED:
            raise BadParameter(name, f"Not taken here; a column of that name is asked for as {name}__exact.")
    return given


async def wanted(db: Db, id: UUID, asker: UUID | None, wishes: Wishes) -> Wanted:
    """Raises where there is no such dataset for who asks, it is not ready, or has no such columns."""
    ready = demand_ready(await existing(datasets.table(db, id=id, caller=asker), "dataset"))
    columns = Columns(ready.columns)
    return Wanted(ready, columns, question(wishes, columns))
