"""Bodies of requests: JSON, decoded strictly into the handler's own struct."""

import asyncio
from functools import cache
from typing import Any, Final

import msgspec
from litestar import Litestar, Request
from litestar.exceptions import HTTPException, InternalServerException
from litestar.types import Empty
from msgspec import Raw, Struct, structs

from app.http.flaws import faults, flaws
from app.http.problems import Fault

#: Seconds for a whole body to arrive; somebody who sends a byte a second holds no connection for ever.
PATIENCE: Final = 10.0
JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"

LARGEST: Final = 1_000_000
LARGEST_OF_MANY: Final = 16_000_000


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
        super().__init__(
            detail="The body does not fit; see errors.",
            extra=[{"key": one.field, "message": one.detail, "source": "body"} for one in faults],
        )


class StrictRequest(Request[Any, Any, Any]):
    """Litestar's own decoding takes "5" for 5, "NaN" for a number, and any media type for JSON."""

    __slots__ = ()

    async def body(self) -> bytes:
        """The body of a request that may have one; asked for by handlers with `data` only."""
        if self._body is Empty:
            self._refuse_other_media()
            try:
                async with asyncio.timeout(PATIENCE):
                    await super().body()
            except TimeoutError:
                raise TooSlow(detail=f"The body did not arrive within {PATIENCE:g} seconds.") from None
            except InternalServerException:
                raise Malformed(detail="The connection ended before the body did.") from None
        if not self._body:
            raise Malformed(detail="A JSON body is needed, and there is none.")
        return self._body  # type: ignore[return-value]  # set above

    async def json(self) -> Any:
        body = await self.body()
        return decoded(self.route_handler.parsed_fn_signature.parameters["data"].annotation, body)

    def _refuse_other_media(self) -> None:
        takes = (JSON, MERGE_PATCH) if self.method == "PATCH" else (JSON,)
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
        found = flaws(data, body)
    except msgspec.ValidationError:
        found = _all_faults(kind, body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from None
    if found:
        raise Unfit(found)
    return data


def _all_faults(kind: type[Struct], body: bytes) -> list[Fault]:
    """The decoder ends at its first complaint, which may come before a part that is no JSON."""
    try:
        msgspec.json.decode(body)
        return faults(kind, body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from None


def _malformed(error: Exception) -> Malformed:
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
    """Builds the decoder of every body now: a type that msgspec cannot do would fail at its first request."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if data := handler.parsed_fn_signature.parameters.get("data"):
                decoder(data.annotation)
