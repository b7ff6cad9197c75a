"""What is expected of a file."""

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

#: Of nearly all files here.
NAMES: Final = "id model benchmark score eval_date"


class Case(Struct, frozen=True):
    """`names` are those of the columns, with blanks between them where it is a text; `rows` says how many are
    taken, `first` what the first of them says; `rejects` has the numbers of those that are not, each with a
    word of why; `warnings` a word of each; `refused` one of the sentence where the whole file is.
    """

    name: str
    content: bytes | str | Callable[[], bytes]
    rows: int = 0
    names: str | list[str] = NAMES
    type: str = "csv"
    compression: str | None = None
    first: list[str] | list[str | None] | None = None
    rejects: dict[int, str] = {}
    warnings: tuple[str, ...] = ()
    found: dict[str, Any] = {}
    options: dict[str, Any] = {}
    refused: str | None = None

    @property
    def data(self) -> bytes:
        content = self.content() if callable(self.content) else self.content
        return content.encode() if isinstance(content, str) else content

    @property
    def columns(self) -> list[str]:
        return self.names.split() if isinstance(self.names, str) else self.names
