"""A file that somebody brought: its bytes, its text, its JSON; read once, within limits."""

import json
import re
import tomllib
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

import msgspec
import yaml

HEAD: Final = 65_536
#: Blanks and byte-order marks, and the half of each character that is empty in UTF-16.
BEFORE_JSON: Final = b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"
#: Numbers that harnesses write, and JSON does not have.
BEYOND_JSON: Final = re.compile(rb"NaN|Infinity")
DEEPEST: Final = 100


class Unreadable(ValueError):
    """The whole file cannot be taken: says what is wrong with it, and what to do."""


class File:
    """`name` is its path below what was brought, with slashes; `place` is where its bytes lie."""

    def __init__(self, name: str, place: Path) -> None:
        self.name = name
        self.place = place

    @property
    def path(self) -> PurePosixPath:
        return PurePosixPath(self.name)

    @property
    def suffix(self) -> str:
        """In lower case, with its dot."""
        return self.path.suffix.lower()

    def open(self) -> BinaryIO:
        return self.place.open("rb")

    @cached_property
    def head(self) -> bytes:
        """The first HEAD bytes: enough to see what it is."""
        with self.open() as opened:
            return opened.read(HEAD)

    @cached_property
    def data(self) -> bytes:
        with self.open() as opened:
            return opened.read()

    @cached_property
    def text(self) -> str:
        """Without a byte-order mark; raises Unreadable where it is no text."""
        return decoded(self.data)

    @cached_property
    def json(self) -> Any:
        """An object or a list, `NaN` included, for harnesses write it; None where it is none.

        Large tables are asked too whether they are JSON: one is not read for it, and a copy is not kept.
        """
        if self.head.lstrip(BEFORE_JSON)[:1] not in (b"{", b"["):
            return None
        with self.open() as opened:
            return json_in(opened.read())

    @cached_property
    def toml(self) -> Any:
        """None where it is none."""
        try:
            return tomllib.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def yaml(self) -> Any:
        """None where it is none, where it has anchors (ten lines can be a gigabyte), or is nested deeply."""
        try:
            if not _is_tame(self.text):
                return None
            return yaml.load(self.text, yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            return None


def _is_tame(text: str) -> bool:
    """The loader has no limit of its own: it would end the process."""
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            return False
    return True


def decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 where a byte-order mark says so."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("It is not text in UTF-8 or UTF-16; name its encoding in the mapping.") from None


def json_in(given: bytes | str) -> Any:
    """None where it is no JSON; `NaN` and `Infinity` are some, for harnesses write them."""
    try:
        return msgspec.json.decode(given)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    if isinstance(given, bytes) and given[:1] in (b"{", b"[") and not BEYOND_JSON.search(given):
        return None  # what is large and cut off is not tried twice
    try:
        return json.loads(given if isinstance(given, str) else decoded(given))
    except (ValueError, RecursionError):
        return None
