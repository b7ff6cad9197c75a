"""Parameters that several subjects take."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, Final, Literal, ParamSpec, TypeVar
from uuid import UUID

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter, QueryParameter, SkipValidation
from msgspec import Raw, Struct
from msgspec.structs import asdict

from app.fields import INT8_MAX
from app.http.problems import BadParameter, Moved
from app.people import Caller, Cause
from app.queries.loader import Db, Writable
from app.settings import Registration

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")

#: Unchecked: asking at each request whether the pool is one costs more than routing.
InDb = NamedDependency[SkipValidation[Db]]
InCatalogue = NamedDependency[SkipValidation[Writable]]
InPath = Annotated[str, PathParameter(description="An id or a slug, in any case.", max_length=200)]
IdInPath = Annotated[int, PathParameter(description="An id.", ge=1, le=INT8_MAX)]
DatasetInPath = Annotated[UUID, PathParameter(description="A dataset.")]
Of = Annotated[
    str | None,
    QueryParameter(
        max_length=100, description="An id or a slug, in any case; where nothing has it, the list is empty."
    ),
]
Search = Annotated[
    str | None, QueryParameter(description="Words; all of them must be found.", max_length=200)
]
English = Annotated[
    str | None,
    QueryParameter(max_length=200, description='English words; "a phrase", or, and -not are understood.'),
]
#: A raw double quote or angle bracket in an address never gets here: the server refuses it.
ENCODED: Final = "percent-encoded in the address (with curl: `-G --data-urlencode`)."
Comparison = Literal["eq", "ne", "lt", "le", "gt", "ge"]


def found(row: T | None, what: str) -> T:
    """The row, or a 404 that says what there is none of."""
    if row is None:
        raise NotFoundException(f"There is no such {what}.")
    return row


async def existing(row: Awaitable[T | None], what: str) -> T:
    """`found` for what is still to be asked."""
    return found(await row, what)


async def model_at(
    address: tuple[int | None, str | None],
    get: Callable[..., Awaitable[T | None]],
    moved: Callable[..., Awaitable[str | None]],
) -> T:
    """The model of this id or slug; else the address of what it was merged into, as Moved, or a 404."""
    id, slug = address
    if (row := await get(id=id, slug=slug)) is not None:
        return row
    if (now := await moved(id=id, slug=slug)) is not None:
        raise Moved("model", now)
    return found(None, "model")


def cause(
    request: Request[Any, Any, Any],
    reason: Annotated[
        str | None, QueryParameter(max_length=2000, description="Why; the history shows it.")
    ] = None,
) -> Cause:
    """What every change takes: who asks, and why."""
    return Cause(caller(request).id, reason)


def writer(request: Request[Any, Any, Any]) -> Cause:
    """Who asks, for a change that says why in its body, or not at all."""
    return Cause(caller(request).id)


def caller(request: Request[Any, Any, Any]) -> Caller:
    """Who asks; of operations that take somebody who is known."""
    found: Caller = request.scope["user"]
    return found


def asker(request: Request[Any, Any, Any]) -> UUID | None:
    """Who asks, of operations that anyone may ask and that show more to some; no cache keeps what they show.

    A key without the scope read is nobody here: what is open to all is all that it sees.
    """
    request.scope["state"]["private"] = True
    found: Caller | None = request.scope["user"]
    reads = found is not None and (found.scopes is None or "read" in found.scopes)
    return found.id if found is not None and reads else None


InCause = NamedDependency[Cause]
InWriter = NamedDependency[Cause]
InCaller = NamedDependency[SkipValidation[Caller]]
InAsker = NamedDependency[SkipValidation[UUID | None]]
InRegistration = NamedDependency[SkipValidation[Registration]]


def narrowed(
    whole: Callable[P, Awaitable[R]], filtered: Callable[..., Awaitable[R]], narrow: Struct
) -> Callable[..., Awaitable[R]]:
    """The query for a list: the whole one's plan is made once, the filtered one's for the filters at hand."""
    filters = asdict(narrow)
    return partial(filtered, **filters) if any(value is not None for value in filters.values()) else whole


def json_object(name: str, text: str | None) -> Raw | None:
    """A parameter that holds a JSON object, as it will be stored or compared."""
    if text is None:
        return None
    try:
        value = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        raise BadParameter(name, 'Must be a JSON object, for example {"key":"value"}.') from None
    return _storable(name, msgspec.json.encode(value))


def _storable(name: str, json: bytes) -> Raw:
    if b"\\u0000" in json:
        raise BadParameter(name, "NUL characters are not allowed.")
    return Raw(json)


def json_scalar(name: str, text: str | None) -> Raw | None:
    """A number, true, false or a text in double quotes as such; anything else as a text."""
    if text is None:
        return None
    try:
        value = msgspec.json.decode(text, type=int | float | bool | str)
    except (msgspec.DecodeError, RecursionError):
        value = text
    return _storable(name, msgspec.json.encode(value))
