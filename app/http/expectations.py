"""What a parameter or a field takes, in a person's words: from the type that it is checked against."""

from datetime import date
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from litestar.handlers import BaseRouteHandler
from litestar.params import KwargDefinition
from litestar.typing import FieldDefinition
from msgspec import inspect

from app.fields import SHAPES
from app.words import words


def expected(handler: BaseRouteHandler, name: str) -> str | None:
    """A sentence; None where the signature does not say."""
    field = _field(handler, name)
    if field is None or not isinstance(limits := field.kwarg_definition, KwargDefinition):
        return None
    kind = next(iter(get_args(field.annotation)), None) if field.is_optional else field.annotation
    if get_origin(kind) is Literal:
        return f"Expected one of {', '.join(word for word in get_args(kind) if word)}."
    if kind in {date, UUID, bool, float}:
        over = "" if limits.gt is None else f" over {limits.gt:g}"
        return f"Expected {words(inspect.type_info(kind))}{over}."
    if kind is int:
        return f"Expected a whole number from {limits.ge} to {limits.le}."
    return _measured(kind, limits)


def _measured(kind: Any, limits: KwargDefinition) -> str | None:
    if get_origin(kind) is list:
        return f"Expected at most {limits.max_items:,} values."
    if kind is str:
        return f"Expected 1 to {limits.max_length} characters{SHAPES.get(limits.pattern or '', '')}."
    return None


def _field(handler: BaseRouteHandler, name: str) -> FieldDefinition | None:
    """The handler's own parameter of this name, or that of one of its dependencies."""
    dependencies = handler.resolve_dependencies().values()
    signatures = (handler.parsed_fn_signature, *(one.parsed_fn_signature for one in dependencies))
    return next((found for one in signatures if (found := one.parameters.get(name))), None)
