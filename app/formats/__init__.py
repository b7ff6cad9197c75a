"""One module a format: each says what it recognises, and reads it as records. Pure: bytes in, records out.

To add one: write a module here that is called as the format is (or a package, where one file is too long),
with a FORMAT; it is found by itself. `recognises` is asked about every file that anybody brings, so it is
quick, never raises, and takes no file of another format. `read` yields `records`: what a file says, never
rescaled and never guessed; what cannot be taken is a Reject, and a file that cannot at all raises Unreadable.
Its tests are `tests/formats/test_<module>.py`, and `test_formats.py` wants a file of each of its shapes.

What formats share: `parts` of JSON, YAML and TOML, `tables` of a header and rows, and the `vocabulary` of
numbers, days, metrics and makers. `checked` puts on what a mapping says, and holds every record against the
database.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from msgspec import Struct

from app.formats.files import File
from app.formats.mapping import Mapping
from app.formats.records import Said


class Format(Struct, frozen=True, kw_only=True):
    """How files of one kind are told apart and read.

    `name` is the module's, with hyphens or dots for underscores. `described` is where its description comes
    from, with the licence of that text. Formats are asked in the order of `precedence`, the highest first:
    what any file could be comes last.
    """

    name: str
    title: str
    described: str
    recognises: Callable[[File], bool]
    read: Callable[[File, Mapping], Iterator[Said]]
    precedence: int = 0


@cache
def formats() -> dict[str, Format]:
    """By name; a module or package directly in this one that has a FORMAT is one."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    found: list[Format] = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {one.name: one for one in sorted(found, key=lambda one: (-one.precedence, one.name))}


def recognised(file: File) -> Format | None:
    """The first format that knows the file by its content."""
    return next((one for one in formats().values() if one.recognises(file)), None)
