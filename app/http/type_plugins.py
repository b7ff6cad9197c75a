"""Types of answers that Litestar cannot show by itself in the OpenAPI document."""

from typing import Any

import msgspec
from litestar.openapi.spec import Reference, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition
from msgspec import Struct


class RawJson(OpenAPISchemaPlugin):
    """JSON that is passed on unread is an object to the reader."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        return field_definition.annotation is msgspec.Raw

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: object) -> Schema:
        return Schema(type=OpenAPIType.OBJECT, additional_properties=True)


class AsSent(OpenAPISchemaPlugin):
    """What an answer has of a body is shown as that: closed, and with every bound."""

    def __init__(self) -> None:
        self.shown: list[type[Struct]] = []

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        return (
            isinstance(value, type)
            and issubclass(value, Struct)
            and value.__struct_config__.forbid_unknown_fields
        )

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: object) -> Reference:  # type: ignore[override]  # its protocol forgets that it takes one
        self.shown.append(field_definition.annotation)
        return Reference(ref=f"#/components/schemas/{field_definition.annotation.__name__}")
