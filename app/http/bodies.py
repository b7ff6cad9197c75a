"""Bodies of requests: JSON, decoded strictly into the handler's own struct."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import Any, Final

import msgspec
from litestar import Litestar, Request
from litestar.exceptions import HTTPException, InternalServerException
from litestar.types import Empty
from msgspec import Raw, Struct, structs

from app.http.flaws import faults, fields, flaws
from app.http.problems import Fault

#: Seconds for a body to arrive, and as many for each further megabyte that is announced; somebody who sends a
#: byte a second holds no connection for ever.
PATIENCE: Final = 10.0
JSON: Final = "application/json"
#: What a PATCH may be sent as; the last is what it is.
PATCHES: Final = (JSON, "application/merge-patch+json")

LARGEST: Final = 1_000_000
LARGEST_OF_MANY: Final = 16_000_000

#: Of a body's faults, how many are named: one for each row of the largest, and no answer without end.
MOST_FAULTS: Final = 10_000
TWICE: Final = Fault("body", "A field is given twice, and one of them does not fit.")
NOT_JSON: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a client sends; fields that there are not are refused."""


def columns(data: Body) -> dict[str, Any]:
    """The fields as a query takes them: JSON that is only passed on, as it is stored."""
    return {
        name: Raw(msgspec.json.encode(value)) if isinstance(value, dict) else value
        for name, value in structs.asdict(data).items()
    }


def merge_patch(data: Body) -> Raw:
    """Only what was sent, null included (RFC 7396)."""
    return Raw(msgspec.json.encode(data))


class Malformed(HTTPException):
    """No JSON at all."""

    status_code = 400


class UnsupportedMediaType(HTTPException):
    """Not JSON, or compressed."""

    status_code = 415


class TooSlow(HTTPException):
    """The body did not arrive within PATIENCE."""

    status_code = 408


class Unfit(HTTPException):
    """JSON whose fields are not those that were asked for."""

    status_code = 422

    def __init__(self, faults: list[Fault]) -> None:
        more = f" These are the first {MOST_FAULTS:,}." if len(faults) > MOST_FAULTS else ""
        super().__init__(
            detail=f"The body does not fit; see errors.{more}",
            extra=[
                {"key": one.field, "message": one.detail, "source": "body"} for one in faults[:MOST_FAULTS]
            ],
        )


class StrictRequest(Request[Any, Any, Any]):
    """Litestar's own decoding takes "5" for 5, "NaN" for a number, and any media type for JSON."""

    __slots__ = ()

    async def body(self) -> bytes:
        """The body of a request that must have one; asked for by handlers with `data` only."""
        if self._body is Empty:
            await self._arrival()
            if not self._body:
                raise Malformed(detail="A JSON body is needed, and there is none.")
            self._refuse_other_media()
        return self._body  # type: ignore[return-value]  # has arrived

    async def json(self) -> Any:
        body = await self.body()
        return decoded(self.route_handler.parsed_fn_signature.parameters["data"].annotation, body)

    async def _arrival(self) -> None:
        patience = PATIENCE * (1 + (self.content_length or 0) // LARGEST)
        try:
            async with asyncio.timeout(patience):
                await super().body()
        except TimeoutError:
            raise TooSlow(detail=f"The body did not arrive within {patience:g} seconds.") from None
        except InternalServerException:
            raise Malformed(detail="The connection ended before the body did.") from None

    def _refuse_other_media(self) -> None:
        takes = PATCHES if self.method == "PATCH" else (JSON,)
        given, options = self.content_type
        if given not in takes or options.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            accept = "Accept-Patch" if self.method == "PATCH" else "Accept"
            raise UnsupportedMediaType(
                detail=f"Send JSON in UTF-8, with Content-Type: {takes[-1]}.",
                headers={accept: ", ".join(takes)},
            )
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            raise UnsupportedMediaType(
                detail="Send the body uncompressed.", headers={"Accept-Encoding": "identity"}
            )


def decoded(kind: type[Struct], body: bytes) -> Any:
    """The body as this struct; raises Malformed, or Unfit with every field at fault."""
    try:
        data = decoder(kind).decode(body)
    except msgspec.ValidationError:
        raise Unfit(_all_faults(kind, body)) from None
    except NOT_JSON as error:
        raise malformed(error) from None
    if found := _first(flaws(data, body)):
        raise Unfit(found)
    return data


def _all_faults(kind: type[Struct], body: bytes) -> list[Fault]:
    """The decoder ends at its first complaint, which may come before a part that is no JSON."""
    try:
        with suppress(msgspec.ValidationError):  # a number too large for any type; its field is named below
            msgspec.json.decode(body)
        return _first(faults(kind, body)) or [TWICE]
    except NOT_JSON as error:
        raise malformed(error) from None


def _first(faults: Iterator[Fault]) -> list[Fault]:
    """Those to be named, and one more where there is one: to look for all could take long."""
    return list(islice(faults, MOST_FAULTS + 1))


def malformed(error: Exception) -> Malformed:
    if isinstance(error, RecursionError):
        return Malformed(detail="The JSON is nested too deeply.")
    if isinstance(error, UnicodeDecodeError):
        return Malformed(detail="The body is not UTF-8.")
    return Malformed(
        detail="The body is not well-formed JSON: cut short, a stray character, or half of a pair."
    )


@cache
def decoder(kind: type[Struct]) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(kind)


def check(app: Litestar) -> None:
    """Looks at every body's type now: one that cannot be decoded would fail at its first request.

    Raises TypeError, also where a type would take any field, or where no words are known for one.
    """
    for kind in kinds(app):
        decoder(kind)
        fields(kind)


def kinds(app: Litestar) -> list[type[Struct]]:
    """The structs that handlers take as bodies."""
    return [
        data.annotation
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if (data := handler.parsed_fn_signature.parameters.get("data"))
    ]
