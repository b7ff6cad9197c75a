"""Where the names of points go: beside the point, where they hit nothing."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from app.pages.wording import shortened

LONGEST: Final = 34
THIN: Final = frozenset("iIl.1 -|tfjr'")


class Box(NamedTuple):
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and self.right > other.left
            and self.top < other.bottom
            and self.bottom > other.top
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and self.right >= other.right
            and self.top <= other.top
            and self.bottom >= other.bottom
        )


class Label(Struct, frozen=True):
    """A name and where it is written; y is that of its baseline."""

    x: float
    y: float
    anchor: Literal["start", "middle", "end"]
    text: str


def place(
    named: Sequence[tuple[float, float, str]],
    points: Sequence[tuple[float, float]],
    lines: Sequence[Box],
    within: Box,
    font: float,
) -> list[Label]:
    """Each name at the first spot around its point that meets no name, point or line; or nowhere.

    Earlier names choose first, so the same chart always looks the same.
    """
    taken = [Box(x - 6, y - 6, x + 6, y + 6) for x, y in points] + list(lines)
    outer = Box(within.left + 2, within.top - 14, within.right + 10, within.bottom)
    labels = []
    for x, y, name in named:
        for label in _spots(x, y, shortened(name, LONGEST)):
            box = _box(label, font)
            if outer.holds(box) and not any(box.meets(other) for other in taken):
                labels.append(label)
                taken.append(box)
                break
    return labels


def _spots(x: float, y: float, text: str) -> Iterator[Label]:
    """Upper left first: that side of a rising line is empty."""
    yield Label(x - 9, y - 7, "end", text)
    yield Label(x - 10, y + 4, "end", text)
    yield Label(x + 9, y - 7, "start", text)
    yield Label(x, y - 11, "middle", text)
    yield Label(x + 10, y + 4, "start", text)
    yield Label(x - 9, y + 16, "end", text)
    yield Label(x + 9, y + 16, "start", text)
    yield Label(x - 9, y - 22, "end", text)
    yield Label(x + 9, y - 22, "start", text)
    yield Label(x, y + 22, "middle", text)


def _box(label: Label, font: float) -> Box:
    width = font * sum(map(_wide, label.text))
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return Box(left - 2, label.y - font * 0.9, left + width + 2, label.y + font * 0.3)


def _wide(letter: str) -> float:
    """The width of a letter in ems, rather too much than too little: only browsers know the font."""
    return 0.36 if letter in THIN else 0.72 if letter.isupper() or ord(letter) > 0x2000 else 0.64
