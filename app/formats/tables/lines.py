"""Lines of a text, many at a time, which can be read again."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice
from typing import Final, NamedTuple, TextIO

from app.formats.files import Unreadable

LONGEST_LINE: Final = 1_000_000
#: Characters of one record, over all of its lines.
LONGEST_RECORD: Final = 2**25
#: Characters that are read at once.
BLOCK: Final = 2**20
ENDLESS: Final = "The row that begins here has no end; perhaps a quotation mark is never closed."


class Block(NamedTuple):
    """Some lines as one text: a list of short ones would take ten times the room."""

    number: int
    many: int
    text: str


class Lines:
    """Of a text, with their ends; raises Unreadable where they are none of a text.

    Those from `kept_from` on can be read again. `number` is that of the first. NUL characters are refused, or
    left to the reader, and `has_nuls` says that some have been seen.
    """

    def __init__(
        self, text: TextIO, longest: int = LONGEST_LINE, *, number: int = 1, nuls: bool = False
    ) -> None:
        self.kept_from = number
        self.has_nuls = False
        self._number = number
        self._nuls = nuls
        self._held: list[Block] = []
        self._cut: tuple[Block | None, list[str]] = None, []
        self._blocks = _blocks(text, longest, number)

    def again(self, number: int) -> Iterator[str]:
        """From that line on."""
        return chain(self._kept(number), chain.from_iterable(self._more()))

    def between(self, number: int, beyond: int) -> Iterator[str]:
        return islice(self._kept(number), beyond - number)

    def _kept(self, number: int) -> Iterator[str]:
        for block in tuple(self._held):
            if number < block.number + block.many:
                found = self._lines(block)
                # no slice: where many lines are read again, each time all behind them would be copied
                yield from map(found.__getitem__, range(max(0, number - block.number), block.many))

    def _lines(self, block: Block) -> list[str]:
        """Of the block that was asked last they are still there."""
        if block is not self._cut[0]:
            self._cut = block, StringIO(block.text, newline="").readlines()
        return self._cut[1]

    def _more(self) -> Iterator[list[str]]:
        for lines in self._blocks:
            block = self._checked(lines)
            self._held = [one for one in self._held if one.number + one.many > self.kept_from]
            self._held.append(block)
            self._cut = block, lines
            if len(self._held) > 1 and sum(len(one.text) for one in self._held) > LONGEST_RECORD:
                raise csv.Error(ENDLESS)
            yield lines

    def _checked(self, lines: list[str]) -> Block:
        block = Block(self._number, len(lines), "".join(lines))
        self._number += block.many
        if "\0" in block.text:
            if not self._nuls:
                at = next(at for at, line in enumerate(lines) if "\0" in line)
                raise Unreadable(f"It is no text: line {block.number + at} has a NUL character.")
            self.has_nuls = True
        return block


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
