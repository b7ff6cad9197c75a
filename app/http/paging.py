"""Lists: one page by an opaque cursor, or all rows as a stream, from the same query."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import blake2b
from typing import Annotated, Any, ClassVar, Final, Generic, TypeVar, cast, get_type_hints
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec import Meta, Struct

from app.http.formats import MEDIA_TYPES, Encoder, Format, accepted, encoder
from app.http.problems import BadParameter

T = TypeVar("T", bound=Struct)

STREAM_ROWS: Final = 1000
#: How much of a list, and in which form; every other parameter says which list it is.
NOT_FILTERS: Final = frozenset({"cursor", "limit", "format"})

#: Of rows before a page; no board is longer, and a rank beyond it still fits its column.
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Page(Struct, Generic[T], frozen=True, omit_defaults=True):
    """One page of a list; `next` is absent on the last one, and a feed has no last one."""

    items: Annotated[list[T], Meta(description="The rows, in the order of the list.")]
    next: (
        Annotated[
            str,
            Meta(description="The next page, as its `cursor`; absent on the last, which a feed never has."),
        ]
        | None
    ) = None


class Order(Generic[T]):
    """The order of a list: which fields of a row its cursor carries, under which parameters of the query.

    `rows` names the parameter that takes the number of rows before the page, for queries that count on.
    """

    endless: ClassVar[bool] = False

    def __init__(self, row: type[T], *, rows: str | None = None, **columns: str) -> None:
        self.columns = columns
        self.rows = rows
        hints = get_type_hints(row, include_extras=True)
        kinds = {
            parameter: hints[field] | None if self.endless else hints[field]
            for parameter, field in columns.items()
        } | ({rows: Count} if rows else {})
        self.start: dict[str, Any] = dict.fromkeys(kinds)
        self._decoder = msgspec.json.Decoder(
            tuple[(str, *kinds.values())]  # type: ignore[misc]  # the types are the row's own hints
        )

    def following(self, row: T, after: dict[str, Any], rows: int) -> dict[str, Any]:
        """The query's parameters for what comes after `row`, the last of `rows` that follow `after`."""
        place = {parameter: getattr(row, field) for parameter, field in self.columns.items()}
        return place | {self.rows: (after[self.rows] or 0) + rows} if self.rows else place

    def cursor(self, of_list: str, after: dict[str, Any]) -> str:
        """The query's parameters as a text that is good for one list."""
        return urlsafe_b64encode(msgspec.json.encode((of_list, *after.values()))).rstrip(b"=").decode()

    def after(self, of_list: str, cursor: str) -> dict[str, Any]:
        """The query's parameters for a cursor of this list."""
        try:
            named, *values = self._decoder.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        except (Base64Error, ValueError, RecursionError):
            named, values = "", []
        if named != of_list or any(isinstance(value, str) and "\0" in value for value in values):
            raise BadParameter(
                "cursor",
                "Not a cursor of this list; take it from next, with the same filters, or leave it out.",
            )
        return dict(zip(self.start, values, strict=True))


class Feed(Order[T]):
    """The order of a list that grows at its end only.

    Each page, an empty one too, says where to ask again; a cursor of one that has been empty from the first
    on is that of the start, so its values may be null.
    """

    endless = True


class Paging:
    """How much of a list, from where, and in which format."""

    __slots__ = ("cursor", "format", "limit", "request")

    def __init__(
        self, request: Request[Any, Any, Any], limit: int, cursor: str | None, format: Format
    ) -> None:
        self.request = request
        self.limit = limit
        self.cursor = cursor
        self.format = format

    async def of(
        self,
        order: Order[T],
        ask: Callable[..., Awaitable[list[T]]],
        row: type[T],
        *,
        parent: Callable[[], Awaitable[object]] | None = None,
    ) -> Page[T]:
        """One page of what `ask` gives for the cursor's parameters and `limit`; or all of it, as a stream.

        Where there is no row, `parent` is asked: it raises if what the address names does not exist either.
        A stream is a Response, which Litestar sends as it is; the signature says what JSON callers get.
        """
        after = order.after(self._list(), self.cursor) if self.cursor else order.start
        rows = await ask(**after, limit=self._reach())
        if not rows and parent:
            await parent()
        if self.format != "json":
            chunks = _stream(order, ask, after, [] if self._bodiless else rows, encoder(self.format, row))
            # Not media_type: Litestar prefers the handler's, which is JSON.
            return cast(Page[T], Stream(chunks, headers={"content-type": MEDIA_TYPES[self.format]}))
        if len(rows) > self.limit:
            rows.pop()
        elif not order.endless:
            return Page(rows)
        place = order.following(rows[-1], after, len(rows)) if rows else after
        following = order.cursor(self._list(), place)
        return cast(Page[T], Response(Page(rows, following), headers={"Link": self._link(following)}))

    @property
    def _bodiless(self) -> bool:
        """HEAD: the answer to GET is not sent, so no more of it is read than its headers need."""
        return bool(self.request.scope["state"].get("bodiless"))

    def _reach(self) -> int:
        """How many rows to ask for at first; one more than a page, to see whether there is a next."""
        if self.format == "json":
            return self.limit + 1
        return 1 if self._bodiless else STREAM_ROWS

    def _list(self) -> str:
        """A short hash of what makes the list what it is: its address, and every filter, in a fixed order."""
        given = sorted(item for item in self.request.query_params.multi_items() if item[0] not in NOT_FILTERS)
        return blake2b(msgspec.json.encode((self.request.scope["path"], given)), digest_size=8).hexdigest()

    def _link(self, cursor: str) -> str:
        query = [(name, value) for name, value in self.request.query_params.multi_items() if name != "cursor"]
        return f'<{self.request.scope["path"]}?{urlencode([*query, ("cursor", cursor)])}>; rel="next"'


async def _stream(
    order: Order[T],
    ask: Callable[..., Awaitable[list[T]]],
    after: dict[str, Any],
    rows: list[T],
    encode: Encoder,
) -> AsyncIterator[bytes]:
    """All rows from `rows` on, by the same query again: no connection is held while a client reads."""
    yield encode.head()
    while rows:
        yield encode.rows(rows)
        if len(rows) < STREAM_ROWS:
            return
        after = order.following(rows[-1], after, len(rows))
        rows = await ask(**after, limit=STREAM_ROWS)


def paging(
    request: Request[Any, Any, Any],
    limit: Annotated[int, QueryParameter(ge=1, le=100, description="Rows a page.")] = 50,
    cursor: Annotated[
        str | None,
        QueryParameter(
            max_length=2000,
            description="`next` of the page before, with the same filters; absent for the first.",
        ),
    ] = None,
    format: Annotated[
        Format | None,
        QueryParameter(description="Instead of `Accept`. CSV and NDJSON hold all rows, not one page."),
    ] = None,
) -> Paging:
    """What every list takes."""
    return Paging(request, limit, cursor, format or accepted(request.headers.get("accept")))


InPages = NamedDependency[Paging]
