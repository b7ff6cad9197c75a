"""Opaque cursors of the rival's lists."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

from fastapi import HTTPException
from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


def encoded(kind: TypeAdapter[T], position: T) -> str:
    return urlsafe_b64encode(kind.dump_json(position)).decode()


def decoded(kind: TypeAdapter[T], cursor: str | None) -> T | None:
    if cursor is None:
        return None
    try:
        return kind.validate_json(urlsafe_b64decode(cursor))
    except (ValueError, ValidationError):
        raise HTTPException(400, "Not a cursor of this list.") from None
