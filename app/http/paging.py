"""Lists: one page by an opaque cursor, or all rows as a stream, from the same query."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, Final, Generic, Literal, TypeVar, cast, get_type_hints
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec import Struct

from app.http.formats import MEDIA_TYPES, Encoder, Format, accepted, encoder
from app.http.problems import BadParameter

T = TypeVar("T", bound=Struct)

STREAM_ROWS: Final = 1000


class Page(Struct, Generic[T], frozen=True, omit_defaults=True):
    """One page of a list; `next` is absent on the last one."""

    items: list[T]
    next: str | None = None


class Order(Generic[T]):
    """The order of one list: which fields of a row its cursor carries, under which parameters of the query.

    A cursor names its order, so that one of another list is refused. `rows` names the parameter that takes
    the number of rows before the page, for queries that count on.
    """

    def __init__(self, name: str, row: type[T], *, rows: str | None = None, **columns: str) -> None:
        self.name = name
        self.columns = columns
        self.rows = rows
        hints = get_type_hints(row)
        kinds = {parameter: hints[field] for parameter, field in columns.items()} | (
            {rows: int} if rows else {}
        )
        self.start: dict[str, Any] = dict.fromkeys(kinds)
        self._decoder = msgspec.json.Decoder(
            tuple[(Literal[name], *kinds.values())]  # type: ignore[misc,valid-type]  # the types are the row's own hints
        )

    def cursor(self, row: T, after: dict[str, Any], rows: int) -> str:
        """Where the next page begins: after `row`, the last of `rows` that follow `after`."""
        values = [getattr(row, field) for field in self.columns.values()]
        if self.rows:
            values.append((after[self.rows] or 0) + rows)
        return urlsafe_b64encode(msgspec.json.encode((self.name, *values))).rstrip(b"=").decode()

    def after(self, cursor: str | None) -> dict[str, Any]:
        """The query's parameters for a cursor; all null for the first page."""
        if cursor is None:
            return self.start
        try:
            _, *values = self._decoder.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        except (Base64Error, ValueError, RecursionError):
            values = []
        if not values or any(isinstance(value, str) and "\0" in value for value in values):
            raise BadParameter("cursor", "Not a cursor of this list; take it from next, or leave it out.")
        return dict(zip(self.start, values, strict=True))


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
        after = order.after(self.cursor)
        rows = await ask(**after, limit=self.limit + 1 if self.format == "json" else STREAM_ROWS)
        if not rows and parent:
            await parent()
        if self.format != "json":
            chunks = _stream(order, ask, after, rows, encoder(self.format, row))
            # Not media_type: Litestar prefers the handler's, which is JSON.
            return cast(Page[T], Stream(chunks, headers={"content-type": MEDIA_TYPES[self.format]}))
        if len(rows) <= self.limit:
            return Page(rows)
        rows.pop()
        following = order.cursor(rows[-1], after, len(rows))
        return cast(Page[T], Response(Page(rows, following), headers={"Link": self._link(following)}))

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
        after = order.after(order.cursor(rows[-1], after, len(rows)))
        rows = await ask(**after, limit=STREAM_ROWS)


def paging(
    request: Request[Any, Any, Any],
    limit: Annotated[int, QueryParameter(ge=1, le=100, description="Rows a page.")] = 50,
    cursor: Annotated[
        str | None,
        QueryParameter(max_length=2000, description="`next` of the page before; absent for the first."),
    ] = None,
    format: Annotated[
        Format | None,
        QueryParameter(description="Instead of `Accept`. CSV and NDJSON hold all rows, not one page."),
    ] = None,
) -> Paging:
    """What every list takes."""
    return Paging(request, limit, cursor, format or accepted(request.headers.get("accept")))


InPages = NamedDependency[Paging]
