"""The formats of a list: JSON a page at a time, CSV and NDJSON whole."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any, Final, Literal, Protocol

import msgspec
from litestar.datastructures.headers import Accept
from litestar.exceptions import HTTPException
from msgspec import Struct

Format = Literal["json", "csv", "ndjson"]

MEDIA_TYPES: Final[dict[Format, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
}
ACCEPTED: Final[dict[str, Format]] = {
    "application/json": "json",
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
}


class NotAcceptable(HTTPException):
    """None of the media types that the client accepts can be had."""

    status_code = 406


class Encoder(Protocol):
    """Writes the rows of one list, chunk by chunk."""

    def head(self) -> bytes: ...
    def rows(self, rows: Sequence[Struct]) -> bytes: ...


def accepted(header: str | None) -> Format:
    """The format that an Accept header likes best; JSON where it does not say."""
    if not header or header == "*/*" or header.startswith("application/json"):
        return "json"
    best = Accept(header).best_match(list(ACCEPTED))
    if best is None:
        raise NotAcceptable(detail=f"This list can be had as {', '.join(ACCEPTED)}.")
    return ACCEPTED[best]


def encoder(format: Format, row: type[Struct]) -> Encoder:  # noqa: A002 the word of the domain
    return Csv(row) if format == "csv" else Ndjson()


class Ndjson:
    """One JSON object a line."""

    def head(self) -> bytes:
        return b""

    def rows(self, rows: Sequence[Struct]) -> bytes:
        return msgspec.json.Encoder().encode_lines(rows)


class Csv:
    """RFC 4180 with a header line; nothing for null, JSON for objects and lists."""

    def __init__(self, row: type[Struct]) -> None:
        self._fields = row.__struct_fields__

    def head(self) -> bytes:
        return _lines([self._fields])

    def rows(self, rows: Sequence[Struct]) -> bytes:
        return _lines([[_cell(getattr(row, field)) for field in self._fields] for row in rows])


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    match value:
        case None | str() | int() | float() if not isinstance(value, bool):
            return value
        case msgspec.Raw():
            return bytes(value).decode()
        case _:
            return msgspec.json.encode(value).decode().strip('"')
