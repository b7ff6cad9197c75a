"""What a client is told when a constraint says no: every named constraint and unique index of the schema."""

from typing import Final

from msgspec import Struct


class Rule(Struct, frozen=True):
    """The status, the field at fault, and a sentence."""

    status: int
    field: str
    detail: str

    def status_for(self, method: str) -> int:
        """A foreign key fires on both sides: a missing parent is 422, a parent that is still needed 409."""
        return 409 if method == "DELETE" else self.status


RULES: Final[dict[str, Rule]] = {}
