"""The formats of a list: JSON a page at a time, CSV and NDJSON whole."""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from typing import Any, Final, Literal, Protocol

import msgspec
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
WEIGHT: Final = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


class NotAcceptable(HTTPException):
    """None of the media types that the client accepts can be had."""

    status_code = 406


class Encoder(Protocol):
    """Writes the rows of one list, chunk by chunk."""

    def head(self) -> bytes: ...
    def rows(self, rows: Sequence[Struct]) -> bytes: ...


def accepted(header: str | None) -> Format:
    """The format that an Accept header likes best (RFC 9110); JSON where it does not say."""
    if not header or header in {"*/*", "application/json"}:
        return "json"
    wishes = dict(_wish(item) for item in header.split(","))
    likes = {media_type: _liking(wishes, media_type) for media_type in ACCEPTED}
    best = max(likes, key=likes.__getitem__)
    if not likes[best]:
        raise NotAcceptable(detail=f"This list can be had as {', '.join(ACCEPTED)}.")
    return ACCEPTED[best]


def _wish(item: str) -> tuple[str, float]:
    """One media range and its weight; parameters other than q say nothing to us."""
    media_range, *parameters = (part.strip().lower() for part in item.split(";"))
    weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    return media_range, float(weight) if WEIGHT.fullmatch(weight) else 0.0


def _liking(wishes: dict[str, float], media_type: str) -> float:
    """The weight of the range that fits most closely; 0 is a refusal."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((wishes[name] for name in ranges if name in wishes), 0.0)


def encoder(format: Format, row: type[Struct]) -> Encoder:
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
