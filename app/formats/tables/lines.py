"""Lines of a text, many at a time, which can be read again."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import chain
from typing import Final, TextIO

from app.formats.files import Unreadable

LONGEST_LINE: Final = 1_000_000
#: Characters of one record, over all of its lines.
LONGEST_RECORD: Final = 2**25
#: Characters that are read at once.
BLOCK: Final = 2**20
ENDLESS: Final = "The row that begins here has no end; perhaps a quotation mark is never closed."


class Lines:
    """Of a text, with their ends; raises Unreadable where they are none of a text.

    Those from `kept_from` on can be read again. `number` is that of the first. NUL characters are refused, or
    left to the reader, and `has_nuls` says that some have been seen.
    """

    def __init__(
        self, text: TextIO, longest: int = LONGEST_LINE, *, number: int = 1, nuls: bool = False
    ) -> None:
        self.kept_from = self._first = number
        self.has_nuls = False
        self._held: list[str] = []
        self._blocks = self._checked(_blocks(text, longest, number), nuls)

    def again(self, number: int) -> Iterator[str]:
        """From that line on."""
        return chain(self._held[number - self._first :], chain.from_iterable(self._more()))

    def between(self, number: int, beyond: int) -> list[str]:
        return self._held[number - self._first : beyond - self._first]

    def _more(self) -> Iterator[list[str]]:
        for block in self._blocks:
            del self._held[: self.kept_from - self._first]
            self._first = self.kept_from
            self._held += block
            if len(self._held) > len(block) and sum(map(len, self._held)) > LONGEST_RECORD:
                raise csv.Error(ENDLESS)
            yield block

    def _checked(self, blocks: Iterator[list[str]], nuls: bool) -> Iterator[list[str]]:
        number = self._first
        for block in blocks:
            if "\0" in "".join(block):
                at = next(at for at, line in enumerate(block) if "\0" in line)
                if not nuls:
                    raise Unreadable(f"It is no text: line {number + at} has a NUL character.")
                self.has_nuls = True
            yield block
            number += len(block)


def _blocks(text: TextIO, longest: int, number: int) -> Iterator[list[str]]:
    """Lines by the thousand: one by one they would cost as much as cutting them into cells does."""
    pieces: list[str] = []
    for piece in _pieces(text):
        pieces.append(piece)
        if piece and "\n" not in piece and "\r" not in piece and sum(map(len, pieces)) <= longest:
            continue
        block = StringIO("".join(pieces), newline="").readlines()
        over = next((at for at, line in enumerate(block) if len(line) > longest), None)
        if over is not None:
            raise Unreadable(f"Line {number + over} is longer than {longest:,} characters.")
        # of what is last the end may be still to come, if only the second half of one
        pieces = [] if not piece or block[-1].endswith("\n") else [block.pop()]
        number += len(block)
        yield block


def _pieces(text: TextIO) -> Iterator[str]:
    """Until an empty one."""
    try:
        while piece := text.read(BLOCK):
            yield piece
    except UnicodeError:
        raise no_text(text.encoding) from None
    yield ""


def no_text(encoding: str) -> Unreadable:
    name = encoding.removesuffix("-sig").upper()
    return Unreadable(f'It is not text in {name}; name its encoding in the mapping: "encoding": "cp1252".')
